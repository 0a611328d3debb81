"""Haystack's own conformance suite, through a view that commits each change and opens what was committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.testing.document_store import (
    CountDocumentsTest,
    DeleteDocumentsTest,
    FilterDocumentsTest,
    WriteDocumentsTest,
)

from tests.indexer.stores.conftest import Engine
from tests.indexer.stores.examples import EAST


class CommittingStore:
    """Write and read through Haystack's protocol; the suite's vectors are replaced by one that fits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count_documents(self) -> int:
        return len(self.filter_documents())

    def filter_documents(self, filters: Mapping[str, Any] | None = None) -> list[Document]:
        with self._engine.writer() as writer:
            writer.commit()
        return self._engine.reader().filter_documents(filters)

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        fitting = [replace(each, embedding=EAST) if isinstance(each, Document) else each for each in documents]
        with self._engine.writer() as writer:
            count = writer.write_documents(fitting if isinstance(documents, list) else documents, policy)
            writer.commit()
        return count

    def delete_documents(self, document_ids: list[str]) -> None:
        with self._engine.writer() as writer:
            writer.delete_documents(document_ids)
            writer.commit()


class TestHaystack(CountDocumentsTest, WriteDocumentsTest, DeleteDocumentsTest, FilterDocumentsTest):
    @pytest.fixture
    def document_store(self, engine: Engine) -> CommittingStore:
        return CommittingStore(engine)

    @staticmethod
    def assert_documents_are_equal(received: list[Document], expected: list[Document]) -> None:
        assert received == [replace(each, embedding=None) for each in expected]

    def test_write_documents(self, document_store: CommittingStore) -> None:  # type: ignore[override]
        document = Document(content="test doc")
        assert document_store.write_documents([document]) == 1
        with pytest.raises(DuplicateDocumentError):
            document_store.write_documents([document])
