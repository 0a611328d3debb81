"""Stores to ask: the first document, the corpus that ships, and minutes of a municipality that does not exist."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.settings import Settings
from indexer.durable import create_once
from indexer.embedding import PACKAGED_MODEL
from indexer.pipeline import index
from tests.assistant.minutes import write_minutes
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Give the cache that the commands use too, so that the model is prepared once on a machine."""
    return Settings().cache


@pytest.fixture(scope="session")
def kemi_store(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Settings:
    """Index the first document alone."""
    return indexed(ROOT / "corpus" / "kemi", tmp_path_factory.mktemp("kemi") / "store", model_cache)


@pytest.fixture(scope="session")
def kemi(kemi_store: Settings) -> Engine:
    """Ask the first document alone."""
    return Engine(kemi_store)


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Settings:
    """Give the whole corpus that ships, to be read only."""
    return indexed_corpus(tmp_path_factory, model_cache)


@pytest.fixture(scope="session")
def corpus(corpus_store: Settings) -> Engine:
    """Ask the whole corpus that ships."""
    return Engine(corpus_store)


@pytest.fixture(scope="session")
def minutes_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the minutes of Sammalvaara into a folder."""
    return write_minutes(tmp_path_factory.mktemp("sammalvaara"))


@pytest.fixture(scope="session")
def town_store(minutes_folder: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Settings:
    """Index the minutes of Sammalvaara."""
    return indexed(minutes_folder, tmp_path_factory.mktemp("town") / "store", model_cache)


@pytest.fixture(scope="session")
def town(town_store: Settings) -> Engine:
    """Ask the minutes of Sammalvaara."""
    return Engine(town_store)


def indexed_corpus(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Settings:
    """Index the corpus that ships once for all processes of a test run; each keeps its own database."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def fill(data: Path) -> None:
        indexed(ROOT / "corpus", data, cache)

    create_once(shared / "corpus-store", fill)
    database = f"sqlite:///{tmp_path_factory.mktemp('corpus') / 'service.sqlite'}"
    return Settings(
        data=shared / "corpus-store", cache=cache, embedding_model=PACKAGED_MODEL, service_database=database
    )


def indexed(folder: Path, data: Path, cache: Path) -> Settings:
    """Index a folder into a store with the packaged model; give the settings to ask it."""
    settings = Settings(data=data, cache=cache, embedding_model=PACKAGED_MODEL)
    index([folder], settings)
    return settings
