"""A store in PostgreSQL that was migrated from a directory answers by the same sections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.settings import Settings
from indexer.embedding import PACKAGED_MODEL
from indexer.migration import migrate
from indexer.stores.opening import open_store
from tests.assistant.conftest import indexed
from tests.assistant.parity import Asked, differing, generated, gold
from tests.conftest import ROOT
from tests.postgres import Cluster

_SHARE = 0.01  # of the questions, which may be told by scores that are the same but for their last digits


def compared(origin: Settings, postgres: Cluster, folder: Path, questions: Iterator[Asked], made: int) -> float:
    """Migrate a store, ask both, print what differs and give its share."""
    target = Settings(data=folder, cache=origin.cache, embedding_model=PACKAGED_MODEL, store=postgres.database())
    migrate(origin, target)
    with closing(open_store(origin)) as store:
        wanted = list(chain(questions, generated(store, made)))
    asked, explained = differing(Engine(origin), Engine(target), wanted)
    share = len(explained) / asked
    print(f"\n{asked} questions, {len(explained)} answered by other sections ({share:.2%})", *explained, sep="\n  ")
    return share


def test_both_stores_cite_the_same(corpus_store: Settings, postgres: Cluster, tmp_path: Path) -> None:
    some = islice(gold(ROOT / "tests" / "gold" / "corpus.jsonl"), 30)
    assert compared(corpus_store, postgres, tmp_path, some, 30) <= _SHARE


@pytest.mark.slow
@pytest.mark.parametrize("name", ["corpus", "lapua", "reports"])
def test_both_stores_cite_the_same_for_all_questions(
    name: str, request: pytest.FixtureRequest, postgres: Cluster, tmp_path: Path, model_cache: Path
) -> None:
    if name == "corpus":
        store, files = request.getfixturevalue("corpus_store"), [ROOT / "tests" / "gold" / "corpus.jsonl"]
    else:
        shared: Path = request.getfixturevalue("shared")
        store = indexed(shared / "real" / name, tmp_path / "store", model_cache)
        files = [shared / "gold" / f"{name}.jsonl", shared / "gold" / "unanswerable.jsonl"]
    questions = chain.from_iterable(map(gold, files))
    assert compared(store, postgres, tmp_path / "beside", questions, 500) <= _SHARE
