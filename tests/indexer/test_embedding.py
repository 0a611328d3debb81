"""The packaged model is prepared once, loads offline and understands Finnish."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from haystack import Document

from indexer import embedding
from indexer.embedding import (
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    document_embedder,
    embedding_dimensions,
    embedding_model_id,
    model_path,
    prefixes,
    text_embedder,
)
from indexer.errors import ModelUnavailable
from indexer.settings import Settings


def prepare(cache: Path) -> str:
    return str(model_path(Settings(cache=cache)))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Prepare the real model by two processes at once, as two servers would at their first start."""
    cache = tmp_path_factory.mktemp("models")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        paths = set(processes.map(prepare, [cache, cache]))
    assert len(paths) == 1
    return Settings(cache=cache)


def test_model_is_prepared_whole_and_once(settings: Settings) -> None:
    directory = model_path(settings)
    assert isinstance(directory, Path)
    assert directory.name == embedding_model_id(settings)
    assert [path.name for path in settings.cache.iterdir() if not path.name.endswith(".lock")] == [directory.name]
    assert json.loads((directory / "config_sentence_transformers.json").read_text())["prompts"] == {
        "query": QUERY_PREFIX,
        "document": PASSAGE_PREFIX,
    }
    written = (directory / "model.safetensors").stat().st_mtime_ns
    assert model_path(settings) == directory
    assert (directory / "model.safetensors").stat().st_mtime_ns == written


def test_paraphrase_is_nearer_than_an_unrelated_sentence(settings: Settings) -> None:
    passages = ["Kaupunki toteuttaa jäähallin rakentamisen.", "Lautakunta hyväksyi kirjaston aukioloajat."]
    questions = text_embedder(settings)
    question = np.array(questions.run("Kunta rakentaa uuden jäähallin.")["embedding"])
    documents = document_embedder(settings).run([Document(content=text) for text in passages])["documents"]
    paraphrase, unrelated = (np.array(document.embedding) for document in documents)
    assert question @ paraphrase > question @ unrelated + 0.03
    assert question.shape == (embedding_dimensions(settings),) == (384,)
    assert [np.linalg.norm(each) for each in (question, paraphrase)] == pytest.approx([1, 1], abs=1e-5)


def test_same_text_gets_the_same_vector_alone_and_in_a_batch(settings: Settings) -> None:
    embedder = document_embedder(settings)
    texts = ["Asia.", "Lautakunta päätti palauttaa asian uudelleen valmisteltavaksi seuraavaan kokoukseen. " * 5]
    together = embedder.run([Document(content=text) for text in texts])["documents"]
    alone = embedder.run([Document(content=texts[0])])["documents"]
    assert together[0].embedding == pytest.approx(alone[0].embedding, abs=1e-5)


def test_components_are_told_the_prefix_and_to_stay_offline(settings: Settings) -> None:
    question, document = text_embedder(settings), document_embedder(settings)
    assert (question.prefix, document.prefix) == ("query: ", "passage: ")
    for component in (question, document):
        assert component.local_files_only
        assert component.normalize_embeddings
        assert not component.progress_bar


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("multilingual-e5-small", (QUERY_PREFIX, PASSAGE_PREFIX)),
        ("intfloat/multilingual-e5-large", (QUERY_PREFIX, PASSAGE_PREFIX)),
        ("/models/E5-finnish", (QUERY_PREFIX, PASSAGE_PREFIX)),
        ("sentence-transformers/LaBSE", ("", "")),
        ("some/made5model", ("", "")),
    ],
)
def test_prefixes_go_with_e5_models(model: str, expected: tuple[str, str]) -> None:
    assert prefixes(Settings(embedding_model=model)) == expected


def test_other_models_are_passed_through(tmp_path: Path) -> None:
    other = Settings(cache=tmp_path, embedding_model="sentence-transformers/LaBSE")
    assert model_path(other) == embedding_model_id(other) == "sentence-transformers/LaBSE"
    assert list(tmp_path.iterdir()) == []


def test_any_sentence_transformers_folder_drops_in(settings: Settings) -> None:
    folder = Settings(cache=settings.cache, embedding_model=str(model_path(settings)))
    assert embedding_dimensions(folder) == 384


def test_unreachable_model_is_named_with_a_remedy(tmp_path: Path) -> None:
    missing = Settings(cache=tmp_path, embedding_model=str(tmp_path / "not-there"))
    with pytest.raises(ModelUnavailable, match=r"not-there.*PYKALA_EMBEDDING_MODEL"):
        embedding_dimensions(missing)


def test_cache_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelUnavailable, match="PYKALA_CACHE"):
        model_path(Settings(cache=tmp_path / "file"))


def test_missing_package_is_named_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_PACKAGE", "no-such-package")
    with pytest.raises(ModelUnavailable, match="no-such-package is not installed"):
        model_path(Settings(cache=tmp_path))


def test_half_prepared_model_of_a_killed_process_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "write_checkpoint", lambda _packed, directory: (directory / "whole").touch())
    settings = Settings(cache=tmp_path)
    leftover = tmp_path / f".{embedding_model_id(settings)}.unfinished"
    leftover.mkdir()
    (leftover / "half").touch()
    directory = model_path(settings)
    assert isinstance(directory, Path)
    assert [path.name for path in directory.iterdir()] == ["whole"]
    assert not leftover.exists()


def test_import_is_cheap_and_turns_telemetry_off() -> None:
    code = (
        "import sys, os, indexer.embedding;"
        "assert not {'torch', 'haystack', 'sentence_transformers'} & set(sys.modules);"
        "assert os.environ['HAYSTACK_TELEMETRY_ENABLED'] == 'False'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
