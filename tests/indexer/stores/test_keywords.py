"""Our BM25 equals Whoosh's own, posting for posting, and does not depend on how passages came into the index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from whoosh import index, query, scoring

from indexer.stores.base import WeightedTerm
from indexer.stores.keyword_search import Keywords
from indexer.stores.keywords import copy_keywords, create_keywords, update_keywords

WORDS = [f"sana{number}" for number in range(300)]


def random_texts(count: int, seed: int) -> list[list[str]]:
    """Make texts of 1 to 400 words in which a few words are common and most are rare."""
    chance = random.Random(seed)
    weights = [1 / (place + 1) for place in range(len(WORDS))]
    return [chance.choices(WORDS, weights, k=chance.randint(1, 400)) for _ in range(count)]


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray]:
    """Make an index of 700 passages in segments of 300, from which every ninth was deleted."""
    folder = tmp_path_factory.mktemp("keywords")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.stores.keywords._SEGMENT_PASSAGES", 300)
        create_keywords(folder / "1")
        update_keywords(folder / "1", np.array([]), dict(enumerate(random_texts(600, 1), start=1)))
        copy_keywords(folder / "1", folder / "2")
        keys = np.array([key for key in range(1, 701) if key % 9])
        fresh = {key: text for key, text in enumerate(random_texts(100, 2), start=601) if key % 9}
        update_keywords(folder / "2", keys, fresh)
    return folder / "2", keys


@pytest.fixture
def keywords(segments: tuple[Path, np.ndarray]) -> Iterator[Keywords]:
    opened = Keywords(*segments)
    yield opened
    opened.close()


def whoosh_ranking(directory: Path, terms: list[str]) -> list[tuple[int, float]]:
    """Give (key, score) by Whoosh's own search, with the mean of the lengths as it keeps them."""
    with (
        index.open_dir(str(directory)).searcher(weighting=scoring.BM25F()) as searcher,
        pytest.MonkeyPatch.context() as patch,
    ):
        reader = searcher.reader()
        kept = [reader.doc_field_length(number, "terms") for number in range(reader.doc_count_all())]
        patch.setattr(searcher, "avg_field_length", lambda *_, **__: np.mean(kept))
        found = searcher.search(query.Or([query.Term("terms", term) for term in terms]), limit=None)
        keys = searcher.reader().column_reader("key", translate=False)
        return [(keys[hit.docnum], hit.score) for hit in found]


@pytest.mark.parametrize("seed", range(12))
def test_ranking_equals_whooshs_own(keywords: Keywords, segments: tuple[Path, np.ndarray], seed: int) -> None:
    directory, keys = segments
    with index.open_dir(str(directory)).reader() as reader:
        assert len(list(reader.leaf_readers())) == 3
    terms = random.Random(seed).sample([*WORDS, "tuntematon"], k=seed + 1)
    rows, scores = keywords.search(
        [WeightedTerm(term, group=place) for place, term in enumerate(terms)], np.ones(len(keys), dtype=bool), 1000
    )
    ours = list(zip(keys[rows].tolist(), scores.tolist(), strict=True))
    theirs = whoosh_ranking(directory, terms)
    assert dict(ours) == pytest.approx(dict(theirs))
    # Sums in another order differ in the last digit, so near ties may change places.
    assert [score for _, score in ours] == pytest.approx([score for _, score in theirs])


def test_scores_do_not_depend_on_how_passages_came(tmp_path: Path) -> None:
    texts = dict(enumerate(random_texts(20, 3), start=1))
    create_keywords(tmp_path / "at-once")
    update_keywords(tmp_path / "at-once", np.array([]), texts)
    create_keywords(tmp_path / "0")
    for key, text in texts.items():  # merged again and again
        copy_keywords(tmp_path / str(key - 1), tmp_path / str(key))
        update_keywords(tmp_path / str(key), np.arange(1, key + 1), {key: text})
    keys, everything = np.arange(1, 21), np.ones(20, dtype=bool)
    rankings = []
    for name in ("at-once", "20"):
        keywords = Keywords(tmp_path / name, keys)
        rankings.append(keywords.search([WeightedTerm("sana1"), WeightedTerm("sana40")], everything, 20))
        keywords.close()
    (rows, scores), (others, same) = rankings
    assert rows.tolist() == others.tolist()
    assert scores.tolist() == same.tolist()


def test_score_is_bm25_as_done_by_hand(tmp_path: Path) -> None:
    create_keywords(tmp_path / "index")
    update_keywords(tmp_path / "index", np.array([]), {1: ["halli", "halli"], 2: ["halli", "jää"], 3: ["jää", "tie"]})
    keywords = Keywords(tmp_path / "index", np.array([1, 2, 3]))
    rows, scores = keywords.search([WeightedTerm("halli")], np.ones(3, dtype=bool), 10)
    keywords.close()
    # idf = ln(3 / (2 + 1)) + 1 = 1; all lengths are the mean, so tf 2: 2 * 2.2 / (2 + 1.2), tf 1: 2.2 / 2.2
    assert rows.tolist() == [0, 1]
    assert scores.tolist() == pytest.approx([1.375, 1.0])


def test_best_of_equals_come_in_order_of_row(tmp_path: Path) -> None:
    create_keywords(tmp_path / "index")
    update_keywords(tmp_path / "index", np.array([]), {key: ["sama"] for key in range(1, 51)})
    keywords = Keywords(tmp_path / "index", np.arange(1, 51))
    rows, _ = keywords.search([WeightedTerm("sama")], np.ones(50, dtype=bool), 7)
    keywords.close()
    assert rows.tolist() == list(range(7))


def test_many_small_commits_leave_few_segments(tmp_path: Path) -> None:
    create_keywords(tmp_path / "0")
    for number in range(1, 33):
        copy_keywords(tmp_path / str(number - 1), tmp_path / str(number))
        update_keywords(tmp_path / str(number), np.arange(1, number + 1), {number: ["sama", f"oma{number}"]})
    keywords = Keywords(tmp_path / "32", np.arange(1, 33))
    assert keywords.keys().tolist() == list(range(1, 33))
    assert keywords.document_frequency("sama", np.ones(32, dtype=bool)) == 32
    keywords.close()
    assert len(list((tmp_path / "32").glob("*.seg"))) <= 6


def test_updating_a_copy_leaves_the_original_alone(tmp_path: Path) -> None:
    create_keywords(tmp_path / "old")
    update_keywords(tmp_path / "old", np.array([]), {1: ["a"], 2: ["a"]})
    before = {file.name: file.read_bytes() for file in (tmp_path / "old").iterdir()}
    copy_keywords(tmp_path / "old", tmp_path / "new")
    update_keywords(tmp_path / "new", np.array([2]), {3: ["a"]})
    assert {file.name: file.read_bytes() for file in (tmp_path / "old").iterdir()} == before
    keywords = Keywords(tmp_path / "new", np.array([2, 3]))
    assert keywords.keys().tolist() == [2, 3]
    keywords.close()


def test_segments_are_small_and_hold_nothing_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.stores.keywords._SEGMENT_PASSAGES", 10)
    create_keywords(tmp_path / "1")
    update_keywords(tmp_path / "1", np.array([]), {key: ["sama", f"oma{key}"] for key in range(1, 36)})
    assert segment_sizes(tmp_path / "1") == [5, 10, 10, 10]
    # Two lie in full segments and one alone empties none; 36 is new.
    copy_keywords(tmp_path / "1", tmp_path / "2")
    kept = np.array([key for key in range(1, 37) if key not in (3, 13, 14, 35)])
    update_keywords(tmp_path / "2", kept, {36: ["sama"]})
    assert segment_sizes(tmp_path / "2") == [5, 8, 9, 10]
    keywords = Keywords(tmp_path / "2", kept)
    assert keywords.keys().tolist() == kept.tolist()
    assert keywords.deleted == 0
    keywords.close()
    stored = b"".join(file.read_bytes() for file in (tmp_path / "2").iterdir())
    assert b"oma12" in stored
    assert not any(word in stored for word in (b"oma13", b"oma14", b"oma35"))


def test_segment_that_loses_all_is_dropped(tmp_path: Path) -> None:
    create_keywords(tmp_path / "1")
    update_keywords(tmp_path / "1", np.array([]), {1: ["a"], 2: ["b"]})
    copy_keywords(tmp_path / "1", tmp_path / "2")
    update_keywords(tmp_path / "2", np.array([]), {})
    assert segment_sizes(tmp_path / "2") == []


def segment_sizes(directory: Path) -> list[int]:
    with index.open_dir(str(directory)).reader() as reader:
        assert not reader.has_deletions()
        return sorted(leaf.doc_count_all() for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())
