"""A small corpus that grows, and indexing it in a process that may be killed; vectors stand for the model's."""

from __future__ import annotations

import hashlib
import multiprocessing
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

import pytest
from haystack import Document, component

from indexer import pipeline
from indexer.errors import StoreMissing
from indexer.isolation import Limits
from indexer.model import Source
from indexer.pipeline import index
from indexer.readers import Readers
from indexer.reading import Reading, read_source
from indexer.settings import Settings
from indexer.stores.local import LocalStore

MINUTES = """\
Naavaharjun kaupunki Pöytäkirja
Tekninen lautakunta {day}

§ 5
Katuvalojen uusiminen
NAADno-2025-{number}

Valot ovat vanhoja, ja niitä on {number} kappaletta.

Päätös
Lautakunta hyväksyi ehdotuksen.
"""


@component
class HashEmbedder:
    """Give each document a vector made of its content's hash."""

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        return {"documents": [replace(each, embedding=vector_of(each.content or "")) for each in documents]}


def vector_of(text: str) -> list[float]:
    return [byte / 255 + 0.01 for byte in hashlib.sha256(text.encode()).digest()[:4]]


def write_minutes(folder: Path, number: int, municipality: str = "Naavaharju") -> str:
    """Write minutes of a day of their own; give the id of their §."""
    day = date(2025, 1, 1) + timedelta(days=number)
    text = MINUTES.format(day=f"{day.day}.{day.month}.{day.year}", number=number).replace("Naavaharju", municipality)
    (folder / f"kokous-{number:04d}.txt").write_text(text, encoding="utf-8")
    return f"{municipality.lower()}/tekninen-lautakunta/{day.isoformat()}/5"


def stored(data: Path) -> set[str]:
    """Open the store, prove it, and give the ids of its §§; before the first generation there are none."""
    try:
        store = LocalStore.open(data)
    except StoreMissing:
        return set()
    with closing(store):
        assert store.check() == []
        return {each.decision_id for each in store.decisions() if each.section}


class ReadingHere:
    """Read files in this process, which need not start another one; the store is what is tried."""

    def __init__(self, _limits: Limits) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def expect(self, _source: Source) -> None:
        pass

    def read(self, source: Source) -> Reading:
        return read_source(source)


AnyReaders = type[Readers] | type[ReadingHere]


def run_index(
    folder: Path,
    data: Path,
    rebuild: bool = False,
    store: str = "local",
    report: Callable[[pipeline.Progress], None] = lambda _: None,
    readers: AnyReaders = Readers,
) -> None:
    """Index with vectors that need no model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "document_embedder", lambda _settings: HashEmbedder())
        patch.setattr(pipeline, "embedding_model_id", lambda _settings: "hash")
        patch.setattr(pipeline, "embedding_dimensions", lambda _settings: 4)
        patch.setattr(pipeline, "Readers", readers)
        chosen = Settings(data=data, store=store)
        assert index([folder], chosen, rebuild=rebuild, report=report).skipped == ()


def started(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """Run a function in a process of its own."""
    process = multiprocessing.get_context("forkserver").Process(target=target, args=arguments)
    process.start()
    return process


def index_in_two_steps(folder: Path, data: Path, writing: Path, go: Path) -> None:
    """Index, telling when the store is taken, and stay there until another file appears."""

    def report(_progress: pipeline.Progress) -> None:
        writing.touch()
        while not go.exists():
            time.sleep(0.005)

    run_index(folder, data, report=report, readers=ReadingHere)


def begin_and_index(folder: Path, data: Path, begun: Path, store: str = "local", readers: AnyReaders = Readers) -> None:
    """Tell that it begins, and index."""
    begun.touch()
    run_index(folder, data, store=store, readers=readers)
