"""Personal data is hidden from those who have no need of it, by every way in, and quotes stand word for word."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.errors import NotFound
from assistant.repository import Repository
from assistant.service import Asker, Service
from assistant.settings import Settings
from indexer.embedding import PACKAGED_MODEL
from indexer.originals import document_id
from indexer.pipeline import index
from tests.indexer.writing import Sheets

SECTION = "naavaharju/kaupunginhallitus/2031-02-03/45"
CODE, DOTS = "131052-308T", "••••••-••••"
NOBODY, SOCIAL = Asker("address:127.0.0.1"), Asker("key:a", "key", groups=("sosiaali",))
ASKED = "Paljonko avustusta laavun rakentamiseen myönnettiin?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Settings:
    folder = tmp_path_factory.mktemp("naavaharju")
    sheets = Sheets(["Naavaharjun kaupunki", "Kaupunginhallitus 3.2.2031"])
    sheets.line("§ 45", bold=True)
    sheets.line("Avustus laavun rakentamiseen", bold=True)
    sheets.skip()
    sheets.line("Päätös", bold=True)
    sheets.line(f"Kaupunginhallitus myöntää avustusta laavun rakentamiseen 700 euroa hakijalle {CODE}.")
    (folder / "hallitus.pdf").write_bytes(sheets.content())
    made = Settings(data=folder / "store", cache=model_cache, embedding_model=PACKAGED_MODEL)
    index([folder / "hallitus.pdf"], made)
    return made.model_copy(update={"mask_except_groups": ("sosiaali",), "secure_cookies": False})


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Engine:
    return Engine(settings)


@pytest.fixture
def service(engine: Engine, settings: Settings) -> Iterator[Service]:
    repository = Repository(settings)
    yield Service(engine, repository, settings)
    repository.close()


def test_masked_quote_is_verified_against_the_masked_paragraph(service: Service) -> None:
    answer = service.ask(NOBODY, ASKED)
    (citation,) = answer.citations
    assert CODE not in str(answer)
    assert DOTS in citation.quote
    shown = service.decision(NOBODY, citation.paragraph_id).paragraph
    assert shown is not None
    assert citation.quote in shown.text
    assert citation.text_hash == hashlib.sha256(shown.text.encode()).hexdigest()[:16]
    again = service.answer(SOCIAL, answer.id)
    assert CODE in again.citations[0].quote
    assert again.citations[0].quote.replace(CODE, DOTS) == citation.quote
    assert CODE not in str(service.answer(NOBODY, answer.id))
    *told, _ = service.stream(NOBODY, ASKED)
    assert told
    assert CODE not in str(told)


def test_file_is_not_given_and_its_page_is_blackened(service: Service, engine: Engine) -> None:
    (record,) = engine.store.sources()
    assert record.source.personal == ("identity_code",)
    name = document_id(record.source.source_id)
    with pytest.raises(NotFound):
        service.original(NOBODY, name)
    assert service.original(SOCIAL, name)
    assert service.decision(NOBODY, SECTION).document is None
    assert service.decision(SOCIAL, SECTION).document is not None
    hidden, open_ = (service.picture(asker, SECTION, 1).content for asker in (NOBODY, SOCIAL))
    assert black(hidden) > black(open_)


def black(picture: bytes) -> int:
    return sum(Image.open(io.BytesIO(picture)).convert("L").histogram()[:40])


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?q=laavu",
        "/api/v1/search",
        f"/api/v1/decisions/{SECTION}",
        "/search?q=laavu",
        f"/search?q={ASKED}",
        f"/decisions/{SECTION}",
        "/new?since=2020-01-01",
        "/new.atom",
        "/api/v1/suggest?q=avus",
        "/contents",
    ],
)
def test_no_page_and_no_call_tells_it(settings: Settings, engine: Engine, path: str) -> None:
    client = TestClient(create_app(settings, engine))
    reply = client.get(path)
    assert reply.status_code == 200
    assert CODE not in reply.text
    if "search" in path or "decisions" in path or "atom" in path:  # the others tell titles only
        assert DOTS in reply.text


def test_asked_over_http_it_is_not_told_either(settings: Settings, engine: Engine) -> None:
    client = TestClient(create_app(settings, engine))
    for stream in (False, True):
        reply = client.post("/api/v1/ask", json={"question": ASKED, "stream": stream})
        assert CODE not in json.dumps(reply.text)
        assert DOTS in reply.text
