"""The engines that are compared: each builds an index in a folder and then ranks paragraphs for a question."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from tests.bench import synthetic
from tests.bench.collection import Asked, Collection, vector_of

FOUND = 10
_BATCH = 1_000


class Engine(Protocol):
    """Rank the paragraphs of an index that was built in a folder; give the texts of the best ten."""

    def __init__(self, folder: Path) -> None: ...

    @staticmethod
    def build(collection: Collection, folder: Path) -> None: ...

    def search(self, asked: Asked) -> list[str]: ...


class Pykala:
    """Our keywords: the local store, its texts read from the records."""

    def __init__(self, folder: Path) -> None:
        from indexer.stores.base import WeightedTerm
        from indexer.stores.local import LocalStore

        self.store = LocalStore.open(folder)
        self._term = WeightedTerm

    @staticmethod
    def build(collection: Collection, folder: Path) -> None:
        from indexer.stores.local import LocalStoreWriter

        vectors = collection.vectors()
        documents = (
            synthetic.document(number, text, vectors[number].tolist(), terms)
            for number, (text, terms) in enumerate(collection.paragraphs())
        )
        with LocalStoreWriter(folder, synthetic.MANIFEST) as writer:
            while batch := list(islice(documents, _BATCH)):
                writer.write_documents(batch)
            writer.commit()

    def search(self, asked: Asked) -> list[str]:
        terms = [self._term(term, group=place) for place, group in enumerate(asked.groups) for term in group]
        return [each.content or "" for each in self.store.search_keywords(terms, limit=FOUND)]


class PykalaFused(Pykala):
    """Our search as it is: the question read and embedded, keywords and vectors, fused."""

    def __init__(self, folder: Path) -> None:
        from assistant.model import Filters
        from assistant.pipeline import search_pipeline
        from assistant.understanding import understand
        from indexer.embedding import text_embedder
        from indexer.settings import Settings

        super().__init__(folder)
        self._pipeline = search_pipeline(self.store, text_embedder(Settings()))
        self._pipeline.warm_up()
        self._understood: Callable[[str], Any] = lambda text: understand(text, (), Filters())

    def search(self, asked: Asked) -> list[str]:
        keywords, embedder, vectors, fusion = map(self._component, ("keywords", "embedding", "vectors", "fusion"))
        question = self._understood(asked.text)
        by_words = keywords.run(question)["documents"]
        by_meaning = vectors.run(question, embedder.run(text=question.text)["embedding"])["documents"]
        fused = fusion.run(question, by_words, by_meaning)["documents"]
        return [each.content or "" for each in fused[:FOUND]]

    def _component(self, name: str) -> Any:
        return self._pipeline.get_component(name)


class Tantivy:
    """tantivy, the terms as the only indexed field."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._tantivy = tantivy

    @staticmethod
    def build(collection: Collection, folder: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("text", stored=True, tokenizer_name="raw", index_option="basic")
        folder.mkdir()
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer()
        for text, terms in collection.paragraphs():
            writer.add_document(tantivy.Document(terms=" ".join(terms), text=text))
        writer.commit()
        writer.wait_merging_threads()

    def search(self, asked: Asked) -> list[str]:
        schema, query = self._index.schema, self._tantivy.Query
        terms = [
            (self._tantivy.Occur.Should, query.term_query(schema, "terms", term, index_option="freq"))
            for term in asked.terms
        ]
        hits = self._searcher.search(query.boolean_query(terms), FOUND, count=False).hits
        return [self._searcher.doc(address)["text"][0] for _, address in hits]


class Bm25s:
    """bm25s, its scores computed at indexing."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._index = bm25s.BM25.load(str(folder), load_corpus=True)

    @staticmethod
    def build(collection: Collection, folder: Path) -> None:
        import bm25s

        read = list(collection.paragraphs())
        index = bm25s.BM25(k1=1.2, b=0.75)
        index.index([terms for _, terms in read], show_progress=False)
        index.save(str(folder), corpus=[{"text": text} for text, _ in read])

    def search(self, asked: Asked) -> list[str]:
        known = [term for term in asked.terms if term in self._index.vocab_dict]
        if not known:
            return []
        documents, _ = self._index.retrieve([known], k=FOUND, show_progress=False)
        return [each["text"] for each in documents[0]]


class Fts5:
    """SQLite FTS5 with its own BM25, the terms joined by OR."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts5.sqlite")

    @staticmethod
    def build(collection: Collection, folder: Path) -> None:
        folder.mkdir()
        connection = sqlite3.connect(folder / "fts5.sqlite")
        tokenizer = "unicode61 remove_diacritics 0 tokenchars '-§~./,:'"
        connection.execute(f'CREATE VIRTUAL TABLE found USING fts5(terms, text UNINDEXED, tokenize = "{tokenizer}")')
        rows = ((" ".join(terms), text) for text, terms in collection.paragraphs())
        connection.executemany("INSERT INTO found (terms, text) VALUES (?, ?)", rows)
        connection.execute("INSERT INTO found (found) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def search(self, asked: Asked) -> list[str]:
        query = " OR ".join(f'"{term}"' for term in asked.terms)
        sql = "SELECT text FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
        return [text for (text,) in self._connection.execute(sql, (query, FOUND))]


class Haystack:
    """Haystack's in-memory store as its tutorials have it: BM25 and embeddings, joined by reciprocal rank fusion."""

    def __init__(self, folder: Path) -> None:
        from haystack import Document, Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        collection = Collection(Path(folder.joinpath("collection").read_text()))
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        vectors = collection.vectors()
        store.write_documents(
            [
                Document(id=str(number), content=text, embedding=vectors[number].tolist())
                for number, (text, _) in enumerate(collection.paragraphs())
            ]
        )
        self._pipeline = Pipeline()
        self._pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=FOUND))
        self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=FOUND))
        self._pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=FOUND))
        self._pipeline.connect("words", "joined")
        self._pipeline.connect("vectors", "joined")

    @staticmethod
    def build(collection: Collection, folder: Path) -> None:
        """Remember where the paragraphs are: the store lives in memory."""
        folder.mkdir()
        folder.joinpath("collection").write_text(str(collection.folder))

    def search(self, asked: Asked) -> list[str]:
        vector = vector_of(asked.text).tolist()
        made = self._pipeline.run({"words": {"query": asked.text}, "vectors": {"query_embedding": vector}})
        return [each.content for each in made["joined"]["documents"]]


class Txtai:
    """txtai's hybrid index over the same vectors, its keywords with its own tokens."""

    def __init__(self, folder: Path) -> None:
        import os

        os.environ |= {"HF_HUB_OFFLINE": "1", "ALLOW_RESOLVE_TRANSFORM": "True"}
        from txtai import Embeddings

        self._index = Embeddings()
        self._index.load(str(folder))

    @staticmethod
    def build(collection: Collection, folder: Path) -> None:
        from txtai import Embeddings

        vectors = collection.vectors()
        numbers = {text: number for number, (text, _) in enumerate(collection.paragraphs())}

        def known(texts: list[str]) -> Any:
            return vectors[[numbers[text] for text in texts]]

        made = Embeddings(method="external", transform=known, hybrid=True, content=True)
        made.index((number, text, None) for text, number in numbers.items())
        made.config["transform"] = "tests.bench.engines.embed"
        made.save(str(folder))

    def search(self, asked: Asked) -> list[str]:
        return [each["text"] for each in self._index.search(asked.text, FOUND)]


def embed(texts: list[str]) -> Any:
    """Embed questions as the product does, for an engine that asks for a function's name."""
    import numpy as np

    return np.array([vector_of(text) for text in texts])
