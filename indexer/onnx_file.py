"""Turn a sentence-transformers model into an int8 file for ONNX Runtime, and prove that its vectors are the same.

Run by itself in two processes, so that what torch needs is freed before the weights are made smaller:

    python -m indexer.onnx_file export MODEL DIRECTORY
    python -m indexer.onnx_file quantise MODEL DIRECTORY

A directory of a faithful file holds `model.onnx`, `model.json`, `tokenizer.json` and, where it can be read piece by
piece, its vocabulary.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from indexer.onnx_session import MODEL_FILE, TOKENIZER_FILE, Description, OnnxModel
from indexer.tokens import write_pieces

LEAST_COSINE = 0.99
EXPORT, QUANTISE = STEPS = "export", "quantise"
REFUSED = 3  # exit code: the model may well work, but not in this form

_FLOAT_FILE = "float.onnx"
_REFERENCE = "reference.npy"

# Written for this check: what minutes say and what people ask, in three languages, short and long.
SENTENCES = (
    "Asia.",
    "Päätös: hyväksyttiin.",
    "Milloin uusi koulu valmistuu?",
    "Kuka päättää avustuksista ja kuinka paljon rahaa on jaettavana?",
    "Lautakunta päätti palauttaa asian uudelleen valmisteltavaksi.",
    "Kaupunginhallitus esittää valtuustolle, että talousarvioon lisätään 125 000 euroa siltojen korjaamiseen.",
    "Tekninen johtaja selosti katujen talvihoidon kilpailutusta. Tarjouksia saatiin määräaikaan mennessä neljä, joista "
    "halvin oli 84 300 euroa vuodessa. Sopimuskausi alkaa 1.10. ja kestää kolme vuotta, minkä jälkeen voidaan käyttää "
    "enintään kahden vuoden optio. Lautakunta hyväksyi halvimman tarjouksen ja tarkasti pöytäkirjan heti.",
    "Hankkeen tavoitteena on lisätä nuorten liikuntaa, vähentää yksinäisyyttä ja parantaa vanhempien osallisuutta. ",
    "Tavoite: hoitotakuu toteutuu. Mittari: odotusaika päivinä. Toteuma: 12.",
    "Ärendet bordlades till nästa sammanträde.",
    "När öppnar den nya simhallen?",
    "Nämnden beslutade bevilja föreningen ett bidrag på 3 500 euro för verksamheten bland unga.",
    "Stadsstyrelsen föreslår för fullmäktige att strategin godkänns och att målen följs upp två gånger om året.",
    "Which bridges will be repaired next year?",
    "The board approved the plan for the library's opening hours without a vote.",
    "The council noted the report on the welfare of residents and asked for a follow-up by the end of May.",
)


def export(model_name: str, directory: Path) -> None:
    """Write the model as ONNX in floats, its tokenizer, and the vectors that it gives the sentences."""
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_name, device="cpu", local_files_only=Path(model_name).is_dir())

    class Whole(torch.nn.Module):
        """Take named tensors one after the other and give the vectors alone, as exporters want it."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.model = model
            self.names = names

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            vectors: torch.Tensor = self.model(dict(zip(self.names, tensors, strict=True)))["sentence_embedding"]
            return vectors

    tensors = {name: value for name, value in model.preprocess(list(SENTENCES[:2])).items() if torch.is_tensor(value)}
    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length")}
    with torch.no_grad():
        torch.onnx.export(
            Whole(list(tensors)).eval(),
            tuple(tensors.values()),
            str(directory / _FLOAT_FILE),
            input_names=list(tensors),
            output_names=["sentence_embedding"],  # "embedding" is the name of an operator inside
            dynamic_shapes=(tuple(shape for _ in tensors),),
            dynamo=True,
            external_data=True,
            verbose=False,
        )
        vectors = model.encode(list(SENTENCES), prompt="", normalize_embeddings=True, show_progress_bar=False)
    np.save(directory / _REFERENCE, np.asarray(vectors, dtype=np.float32))
    model.tokenizer.backend_tokenizer.save(str(directory / TOKENIZER_FILE))
    write_pieces(directory / TOKENIZER_FILE)
    description = Description(inputs=tuple(tensors), longest=model.max_seq_length, dimensions=vectors.shape[1])
    description.write(directory)


def quantise(directory: Path) -> float:
    """Write the int8 file from the one in floats; give the least cosine between their vectors of the sentences.

    Per channel and in seven bits (`reduce_range`), since AVX2 adds up two products in sixteen bits and would
    saturate; the table of words too, which is four fifths of the model.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        directory / _FLOAT_FILE,
        directory / MODEL_FILE,
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )
    reference = np.load(directory / _REFERENCE)
    own = OnnxModel(directory).vectors(SENTENCES)
    for name in (f"{_FLOAT_FILE}*", _REFERENCE):
        for path in directory.glob(name):
            path.unlink()
    return float((own * reference).sum(axis=1).min())


def main(arguments: list[str]) -> int:
    """Do one of the two steps; what it says last on standard error is the reason of a failure."""
    step, model_name, directory = arguments[0], arguments[1], Path(arguments[2])
    try:
        if step == EXPORT:
            export(model_name, directory)
            return 0
        cosine = quantise(directory)
    except (OSError, MemoryError):  # nothing is wrong with the model's form: it is not there, or there is no room
        raise
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        print(f"it cannot be written as ONNX ({said[:200]})", file=sys.stderr)
        return REFUSED
    if cosine < LEAST_COSINE:
        print(f"its int8 vectors come no nearer than {cosine:.3f} to its own", file=sys.stderr)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
