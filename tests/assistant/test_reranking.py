"""A cross-encoder that a setting names: a real one, small and taught nothing, whose order is followed."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from haystack import Document

from assistant.engine import Engine
from assistant.fusion import Fusion
from assistant.model import Hints, Question, QuestionKind
from assistant.reranking import READ_AGAIN, reranker
from assistant.settings import Settings

TEXTS = {"a": "uimaranta kunnostetaan", "b": "tontti myydään", "c": "koulu korjataan", "d": "tie päällystetään"}
WORDS = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *sorted({word for text in TEXTS.values() for word in text.split()}),
)


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a cross-encoder of two small layers that draws its weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("cross-encoder")
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        id2label={0: "relevant"},
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def asked(**hints: str) -> Question:
    return Question("mitä koulu", "fi", QuestionKind.DECISION, hints=Hints(**hints))  # type: ignore[arg-type]


def documents() -> list[Document]:
    rest = [Document(id=f"e{number:02}", content="tie", score=0.1, meta={}) for number in range(READ_AGAIN)]
    best = zip(TEXTS.items(), (0.9, 0.8, 0.7, 0.6), strict=True)
    return [*(Document(id=id_, content=text, score=score, meta={}) for (id_, text), score in best), *rest]


def test_the_order_is_the_models_and_the_scores_stay(cross_encoder: Path, tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    given = documents()[:4]
    rerank = reranker(Settings(data=tmp_path, reranker=str(cross_encoder)))
    assert rerank is not None
    found = rerank(asked(), given)
    scores = CrossEncoder(str(cross_encoder)).predict([("mitä koulu", str(each.content)) for each in given])
    wanted = [each.id for _, each in sorted(zip(scores, given, strict=True), key=lambda pair: -pair[0])]
    assert [each.id for each in found] == wanted
    assert wanted != ["a", "b", "c", "d"]  # or the test would see nothing
    assert [each.score for each in found] == [0.9, 0.8, 0.7, 0.6]
    assert [each.score for each in given] == [0.9, 0.8, 0.7, 0.6]  # what was given is left as it is


def test_only_the_best_are_read_again(cross_encoder: Path, tmp_path: Path) -> None:
    rerank = reranker(Settings(data=tmp_path, reranker=str(cross_encoder)))
    assert rerank is not None
    given = documents()
    found = rerank(asked(), given)
    assert {each.id for each in found[:READ_AGAIN]} == {each.id for each in given[:READ_AGAIN]}
    assert list(found[READ_AGAIN:]) == given[READ_AGAIN:]
    assert Fusion(rerank).run(asked(), (), ())["documents"] == []


def test_a_section_that_is_asked_for_stays_first(cross_encoder: Path, tmp_path: Path) -> None:
    rerank = reranker(Settings(data=tmp_path, reranker=str(cross_encoder)))
    assert rerank is not None
    assert list(rerank(asked(section="12"), documents())) == documents()


def test_no_model_and_one_that_cannot_be_loaded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert reranker(Settings(data=tmp_path)) is None
    (tmp_path / "empty").mkdir()
    with caplog.at_level(logging.ERROR):
        assert reranker(Settings(data=tmp_path, reranker=str(tmp_path / "empty"))) is None
    assert "without PYKALA_RERANKER" in caplog.text


def test_questions_are_answered_with_one(town_store: Settings, cross_encoder: Path) -> None:
    engine = Engine(town_store.model_copy(update={"reranker": str(cross_encoder)}))
    answer = engine.ask("Mitä Likolammen uimarannan kunnostuksesta päätettiin?")
    assert answer.question.text
    assert engine.search("uimaranta").total
