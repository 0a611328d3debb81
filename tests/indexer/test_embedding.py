"""The packaged model is prepared once, keeps its vectors, loads offline and understands Finnish."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from haystack import Document
from numpy.typing import NDArray

from indexer import packaged
from indexer.durable import create_once
from indexer.embedding import (
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    document_embedder,
    embedding_dimensions,
    embedding_model_id,
    int8_directory,
    model_path,
    prefixes,
    text_embedder,
)
from indexer.errors import ModelUnavailable
from indexer.onnx_file import LEAST_COSINE, REFUSED
from indexer.onnx_session import DESCRIPTION_FILE, MODEL_FILE, TOKENIZER_FILE
from indexer.prepared import INT8_VERSION
from indexer.settings import Settings
from indexer.tokens import PIECES_FILES

REAL = Settings(cache=Settings().cache)  # what the commands use too: the model is prepared once on a machine
BY_TORCH = Settings(cache=REAL.cache, embedding_runtime="torch")
TEXTS = [
    "Asia.",
    "Lautakunta päätti palauttaa asian uudelleen valmisteltavaksi seuraavaan kokoukseen. " * 5,
    "Nämnden beslutade att ärendet återremitteras för ny beredning.",
    "The council approved the budget for the repair of two bridges.",
    "Tavoite: hoitotakuu toteutuu. Mittari: odotusaika päivinä. Toteuma: 12.",
]


@pytest.fixture(scope="session", params=["onnx", "torch"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Run the packaged model by either runtime."""
    return REAL if request.param == "onnx" else BY_TORCH


def embedded(settings: Settings, texts: list[str]) -> NDArray[np.float64]:
    made = document_embedder(settings).run([Document(content=text) for text in texts])["documents"]
    return np.array([document.embedding for document in made])


def test_model_is_prepared_once() -> None:
    directory = int8_directory(REAL)
    assert directory is not None
    files = {MODEL_FILE, TOKENIZER_FILE, DESCRIPTION_FILE, *PIECES_FILES}
    assert {path.name for path in directory.iterdir()} == files
    written = (directory / MODEL_FILE).stat().st_mtime_ns
    assert int8_directory(REAL) == directory
    assert (directory / MODEL_FILE).stat().st_mtime_ns == written
    unpacked = model_path(REAL)
    assert isinstance(unpacked, Path)
    prompts = json.loads((unpacked / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX}


def fill(directory: Path) -> None:
    time.sleep(0.5)
    (directory / str(os.getpid())).touch()


def create(directory: Path) -> None:
    create_once(directory, fill)


def test_of_two_processes_one_prepares_and_the_other_waits(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        list(processes.map(create, [tmp_path / "model"] * 2))
    assert len(list((tmp_path / "model").iterdir())) == 1


def test_runtimes_have_names_of_their_own_and_vectors_that_are_near() -> None:
    assert embedding_model_id(REAL) == f"{embedding_model_id(BY_TORCH)}-int8.{INT8_VERSION}"
    cosines = (embedded(REAL, TEXTS) * embedded(BY_TORCH, TEXTS)).sum(axis=1)
    assert cosines.min() >= LEAST_COSINE


def test_int8_vector_does_not_depend_on_its_neighbours() -> None:
    together = embedded(REAL, TEXTS)
    assert all(np.array_equal(embedded(REAL, [text])[0], vector) for text, vector in zip(TEXTS, together, strict=True))
    assert document_embedder(REAL).run([])["documents"] == []


def prepare_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, said: str) -> Settings:
    """Let the preparation of another model end as told."""
    done = subprocess.CompletedProcess([], code, stdout="", stderr=f"Traceback\n{said}\n")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: done)
    return Settings(cache=tmp_path, embedding_model="town/another")


def test_model_that_is_not_faithful_is_run_by_torch_and_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = prepare_by(monkeypatch, tmp_path, REFUSED, "its vectors differ")
    assert int8_directory(other) is None
    assert "its vectors differ" in caplog.text
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: pytest.fail("it was tried again"))
    assert embedding_model_id(other) == "town/another"


def test_preparation_that_was_killed_is_told_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = prepare_by(monkeypatch, tmp_path, -9, "")
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match=r"town/another.*3 GB of memory"):
            int8_directory(other)


def test_paraphrase_is_nearer_than_an_unrelated_sentence(settings: Settings) -> None:
    passages = ["Kaupunki toteuttaa jäähallin rakentamisen.", "Lautakunta hyväksyi kirjaston aukioloajat."]
    questions = text_embedder(settings)
    question = np.array(questions.run("Kunta rakentaa uuden jäähallin.")["embedding"])
    documents = document_embedder(settings).run([Document(content=text) for text in passages])["documents"]
    paraphrase, unrelated = (np.array(document.embedding) for document in documents)
    assert question @ paraphrase > question @ unrelated + 0.03
    assert question.shape == (embedding_dimensions(settings),) == (384,)
    assert [np.linalg.norm(each) for each in (question, paraphrase)] == pytest.approx([1, 1], abs=1e-5)


def test_components_are_told_the_prefix_and_to_stay_offline(settings: Settings) -> None:
    question, document = text_embedder(settings), document_embedder(settings)
    assert (question.prefix, document.prefix) == ("query: ", "passage: ")
    assert all(getattr(component, "local_files_only", True) for component in (question, document))


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
    other = Settings(cache=tmp_path, embedding_model="sentence-transformers/LaBSE", embedding_runtime="torch")
    assert model_path(other) == embedding_model_id(other) == "sentence-transformers/LaBSE"
    assert list(tmp_path.iterdir()) == []


def test_any_sentence_transformers_folder_drops_in() -> None:
    folder = Settings(cache=REAL.cache, embedding_model=str(model_path(REAL)), embedding_runtime="torch")
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
    monkeypatch.setattr(packaged, "_PACKAGE", "no-such-package")
    with pytest.raises(ModelUnavailable, match="no-such-package is not installed"):
        model_path(Settings(cache=tmp_path))


def test_half_prepared_model_of_a_killed_process_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "write_checkpoint", lambda _packed, directory: (directory / "whole").touch())
    settings = Settings(cache=tmp_path)
    leftover = tmp_path / f".{packaged.packaged_model_id()}.unfinished"
    leftover.mkdir()
    (leftover / "half").touch()
    directory = model_path(settings)
    assert isinstance(directory, Path)
    assert [path.name for path in directory.iterdir()] == ["whole"]
    assert not leftover.exists()


def test_import_is_cheap_and_turns_telemetry_off() -> None:
    code = (
        "import sys, os, indexer.embedding;"
        "assert not {'torch', 'haystack', 'sentence_transformers', 'onnxruntime'} & set(sys.modules);"
        "assert os.environ['HAYSTACK_TELEMETRY_ENABLED'] == 'False'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
