"""A page that cannot be drawn, or would take too much, is told as such; the next one is drawn as ever."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.errors import PictureUnavailable
from assistant.page_pictures import Pictures
from assistant.settings import Settings
from indexer.errors import NoSuchPage, ReadingEnded, ReadingFailed, SourceError
from indexer.model import Source
from indexer.sources import describe
from tests.assistant.examples import a_decision, a_store, decided
from tests.faults.conftest import Tally
from tests.faults.hostile_pdfs import WRITTEN
from tests.faults.reading import TO_STOP
from tests.faults.test_pdfs import all_of_them

SECONDS = 2.0
CHOSEN = (
    "as it should be", "a thousand million laughs", "page as large as a town", "page as a thread",
    "page without extent", "picture as large as a town", "locked", "nothing",
)  # fmt: skip
ID = "sammalvaara/tekninen-lautakunta/2031-03-04/12"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "store", picture_seconds=SECONDS, file_memory_mb=700, secure_cookies=False)


@pytest.fixture
def pictures(settings: Settings) -> Iterator[Pictures]:
    with closing(Pictures(settings)) as made:
        yield made


def a_pdf(folder: Path, name: str) -> Source:
    path = folder / f"{name}.pdf"
    path.write_bytes(WRITTEN[name]())
    return describe(path)


@pytest.mark.parametrize("count", [len(CHOSEN), pytest.param(0, marks=pytest.mark.slow)])
def test_hostile_pages_are_drawn_or_refused(tmp_path: Path, pictures: Pictures, count: int, inputs: Tally) -> None:
    good = a_pdf(tmp_path, "as it should be")
    slowest, late, crashed = 0.0, list[str](), list[str]()
    made = [(name, WRITTEN[name]) for name in CHOSEN] if count else list(all_of_them(7))
    for name, make in made:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(make())
        pictures.warm_up()
        began = time.monotonic()
        try:
            picture = pictures.page(describe(path), 1)
            assert max(picture.width, picture.height) <= 6_000
        except ReadingFailed:
            crashed.append(name)
        except SourceError as error:
            crashed += [name] if "broke down" in error.reason else []
        slowest = max(slowest, took := time.monotonic() - began)
        late += [name] if took > SECONDS + TO_STOP else []
    assert pictures.page(good, 1).pages == 1
    inputs("pages of hostile PDFs", len(made), len(crashed), len(late), slowest)
    assert (late, crashed) == ([], [])


def test_a_page_that_took_too_much_is_not_tried_at_once_again(tmp_path: Path, pictures: Pictures) -> None:
    hostile, good = a_pdf(tmp_path, "a thousand million laughs"), a_pdf(tmp_path, "as it should be")
    # Time on a slow machine, memory on a fast one.
    with pytest.raises(ReadingEnded, match=r"PYKALA_PICTURE_SECONDS|PYKALA_FILE_MEMORY_MB"):
        pictures.page(hostile, 1)
    began = time.monotonic()
    for number in (1, 2):
        with pytest.raises(ReadingEnded):
            pictures.page(hostile, number)
    assert time.monotonic() - began < SECONDS / 2
    assert pictures.page(good, 1).pages == 1
    with pytest.raises(NoSuchPage):
        pictures.page(good, 2)


def test_drawing_goes_on_when_its_process_was_killed(tmp_path: Path, pictures: Pictures, faults: Tally) -> None:
    good = a_pdf(tmp_path, "as it should be")
    first = pictures.page(good, 1)
    longest = 0.0
    for number in range(3):
        (tmp_path / "as it should be.meta.toml").write_text(f'organ = "{number}"', encoding="utf-8")
        for process in children():
            os.kill(process, signal.SIGKILL)
        began = time.monotonic()
        assert pictures.page(describe(Path(good.path)), 1) == first
        longest = max(longest, time.monotonic() - began)
    faults("the process that draws killed", 3, 3, longest)


def children() -> list[int]:
    """Find the processes that draw, or wait to."""
    import multiprocessing

    return [each.pid for each in multiprocessing.active_children() if each.pid and "pebble" in each.name]


def test_what_readers_are_told(tmp_path: Path, settings: Settings) -> None:
    source = a_pdf(tmp_path, "locked")
    decision = a_decision(decided("Ranta kunnostetaan."), source_id=source.source_id)
    a_store(settings.data, decision, sources={source.source_id: source}).close()
    engine = Engine(settings)
    with pytest.raises(PictureUnavailable):
        engine.picture(ID, 1)
    with TestClient(create_app(settings, engine), raise_server_exceptions=False) as client:
        for language, said in (("fi", "Sivua ei voi"), ("sv", "Sidan kan inte"), ("en", "The page cannot")):
            reply = client.get(f"/pictures/{ID}?page=1", headers={"Accept-Language": language})
            assert reply.status_code == 404
            assert reply.json()["type"] == "urn:pykala:problem:picture-unavailable"
            assert reply.json()["title"].startswith(said)
            page = client.get(f"/decisions/{ID}?lang={language}")
            assert page.status_code == 200
            assert said in page.text
            assert "Ranta kunnostetaan." in page.text
