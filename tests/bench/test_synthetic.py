"""The synthetic minutes are the same each time, and a store takes them."""

from __future__ import annotations

from pathlib import Path

from indexer.finnish import is_known
from indexer.stores.base import WeightedTerm
from indexer.stores.local import LocalStore, LocalStoreWriter
from tests.bench import synthetic


def test_same_seed_gives_the_same_paragraphs() -> None:
    assert list(synthetic.paragraphs(20)) == list(synthetic.paragraphs(20))
    assert list(synthetic.paragraphs(20)) != list(synthetic.paragraphs(20, seed=9))


def test_no_question_is_asked_twice() -> None:
    assert len(set(synthetic.questions(200))) == 200


def test_voikko_knows_nearly_all_words() -> None:
    forms, _ = synthetic.words()
    sample = forms[:300]
    assert sum(is_known(form) for form in sample) >= 0.95 * len(sample)


def test_store_finds_what_was_written(tmp_path: Path) -> None:
    texts = list(synthetic.paragraphs(40))
    vectors = synthetic.vectors(len(texts))
    documents = [
        synthetic.document(number, text, vector.tolist())
        for number, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]
    with LocalStoreWriter(tmp_path, synthetic.MANIFEST) as writer:
        writer.write_documents(documents)
        writer.commit()
    store = LocalStore.open(tmp_path)
    terms = [WeightedTerm(term, group=place) for place, term in enumerate(documents[7].meta["terms"])]
    assert documents[7].content in [found.content for found in store.search_keywords(terms, limit=3)]
    assert store.search_vectors(vectors[7].tolist(), limit=1)[0].id == "passage-7"
    store.close()
