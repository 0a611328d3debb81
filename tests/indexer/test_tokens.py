"""The first texts are cut by a part of the vocabulary just as by the whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from indexer.embedding import int8_directory
from indexer.onnx_session import TOKENIZER_FILE
from indexer.settings import Settings
from indexer.tokens import ModelTokens, _Part, write_pieces
from tests.bench import synthetic

ODD = ["", " ", "Hei 😀 ﷽ ǅ", "<s> <mask> x", "日本語テスト", "a" * 700, "§ 56, 24.2.2025\n5 000 €", "xyzzy\u0301ä"]


@pytest.fixture(scope="module")
def file() -> Path:
    directory = int8_directory(Settings())
    assert directory is not None
    return directory / TOKENIZER_FILE


def test_part_of_the_vocabulary_cuts_as_the_whole(file: Path) -> None:
    part = _Part.read(file, 512)
    assert part is not None
    whole = Tokenizer.from_file(str(file))
    whole.no_padding()
    whole.enable_truncation(512)
    for text in [*ODD, *(f"query: {each}" for each in synthetic.questions(40)), *synthetic.paragraphs(20)]:
        found, expected = part.of(text), whole.encode(text)
        assert found.numbers == expected.ids, text
        assert found.encoding.attention_mask == expected.attention_mask
        assert found.encoding.type_ids == expected.type_ids


def test_text_is_cut_the_same_once_the_whole_vocabulary_is_loaded(file: Path) -> None:
    tokens, text = ModelTokens(file, None), "Mitä jäähallista päätettiin?"
    before = tokens.of(text).numbers
    assert before == tokens.load().encode(text).ids
    assert before == tokens.of(text).numbers


def test_other_tokenizers_are_loaded_whole(tmp_path: Path) -> None:
    kind = {"model": {"type": "WordLevel", "vocab": {"halli": 0, "<unk>": 1}, "unk_token": "<unk>"}}
    steps = {"normalizer": None, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": None, "decoder": None}
    bounds: dict[str, Any] = {"added_tokens": [], "truncation": None, "padding": None}
    description = {"version": "1.0", **bounds, **steps, **kind}
    file = tmp_path / "tokenizer.json"
    file.write_text(json.dumps(description))
    write_pieces(file)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert ModelTokens(file, None).of("halli muu").numbers == [0, 1]
