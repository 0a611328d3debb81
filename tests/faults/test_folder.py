"""Whatever lies in the folder, and whatever happens to it meanwhile: what is no document is told or left, and indexing
neither waits for it nor leaves the folder.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from indexer import pipeline
from indexer.model import Source
from indexer.sources import describe, walk
from indexer.stores.local import LocalStore
from tests.faults import spoiling
from tests.faults.conftest import Tally
from tests.faults.indexing import write_minutes
from tests.faults.reading import indexed, without_model

SECONDS, MEGABYTES = 3.0, 700
DEEP = 100_000
_MEGABYTE, _GIGABYTE = 2**20, 2**30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "corpus"
    made.mkdir()
    write_minutes(made, 0)
    return made


def bombs() -> Iterator[tuple[str, bytes]]:
    """Give files that unpack to gigabytes, and files that are nested deeply."""
    large = 3 * _GIGABYTE
    yield "gigabytes.docx", spoiling.bomb({}, "word/document.xml", large, large)
    yield "gigabytes.pptx", spoiling.bomb({}, "ppt/presentation.xml", large, large)
    yield "gigabytes.odt", spoiling.bomb({}, "content.xml", large, large)
    yield "understated.docx", spoiling.bomb(spoiling.unpacked(spoiling.a_docx()), "word/document.xml", large, 100)
    yield "laughs.odt", spoiling.packed({"content.xml": laughs()})
    yield "laughs.docx", spoiling.packed({**spoiling.unpacked(spoiling.a_docx()), "word/document.xml": laughs()})
    for ending in ("html", "xhtml"):
        yield f"deep.{ending}", b"<div>" * DEEP + b"teksti"
    yield "deep-inline.html", b"<b>" * DEEP + b"teksti" + b"</b>" * DEEP
    yield "deep-tables.html", b"<table><tr><td>" * DEEP + b"teksti"
    yield "deep.md", b"> " * DEEP + b"teksti"
    yield "deep-lists.md", b"- " * DEEP + b"teksti"
    yield "deep.json", b"[" * DEEP
    yield "deep-whole.json", b'{"a":' * DEEP + b"1" + b"}" * DEEP
    yield "deep-history.json", json.dumps(spoiling.history([])).encode().replace(b'"[]"', b'"' + b"[" * DEEP + b'"')
    yield "deep.docx", spoiling.deep_docx(DEEP)
    yield "deep.odt", spoiling.deep_odt(DEEP)


def long_ones() -> Iterator[tuple[str, bytes]]:
    """Give files that are long, or take long."""
    yield "deep-links.md", b"[" * DEEP + b"teksti" + b"](a)" * DEEP
    yield "understated.odt", spoiling.bomb({}, "content.xml", 3 * _GIGABYTE, 100)
    yield "wide.html", b"<table><tr>" + b"<td>a" * 200_000
    yield "wide.txt", b"sana " * 2_000_000
    yield "rows.txt", b"1. a\n" * 1_000_000
    yield "section.txt", "§ 1\n".encode() * 200_000
    yield "dots.txt", b"." * (20 * _MEGABYTE)
    yield "marks.md", b"*a_ " * 200_000
    yield "entities.html", b"&nbsp;" * 2_000_000


def laughs() -> bytes:
    """Write markup whose names stand for a thousand million words."""
    names = b"".join(b'<!ENTITY l%d "%b">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    return b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">' + names + b"]><a>&l9;</a>"


@pytest.mark.parametrize("made", [bombs, pytest.param(long_ones, marks=pytest.mark.slow)])
def test_bombs_are_refused(
    made: Callable[[], Iterator[tuple[str, bytes]]], folder: Path, tmp_path: Path, inputs: Tally
) -> None:
    for name, content in made():
        (folder / name).write_bytes(content)
    found = indexed([folder], tmp_path / "store", seconds=SECONDS, megabytes=MEGABYTES)
    found.prove(inputs, made.__name__.replace("_", " "))
    assert "kokous-0000.txt" not in found.skipped


def odd_names() -> Iterator[bytes]:
    """Give names of files as the system allows them."""
    yield b"rivi\nvaihto.txt"
    yield b"v\xe4rit.txt"  # not UTF-8
    yield b"\x1b[2J\x1b[31mpunainen.txt"
    yield "käänteinen-\u202etxt.exe.txt".encode()
    yield b"[bold red]merkint\xc3\xa4.txt"
    yield b"a..%2f..%2fetc%2fpasswd.txt"
    yield b"piste....txt"
    yield b"$(reboot).txt"
    yield b"-rf.txt"
    yield b"'; DROP TABLE sources--.txt"
    yield b"<script>alert(1)</script>.txt".replace(b"/", b"\\")
    yield "a\u0301".encode() * 60 + b".txt"
    yield b"a" * 251 + b".txt"
    yield b" .txt"


def test_names_are_shown_and_do_nothing(folder: Path, tmp_path: Path, inputs: Tally) -> None:
    for number, name in enumerate(odd_names(), start=1):
        path = os.path.join(os.fsencode(folder), name)
        with open(path, "wb") as file:
            file.write(f"Naavaharjun kaupunki\nTekninen lautakunta {number}.3.2025\n§ 5 Asia\nHyväksyttiin.".encode())
    found = indexed([folder], tmp_path / "store", seconds=SECONDS, megabytes=MEGABYTES)
    found.prove(inputs, "odd names")
    assert found.files == 1 + len(list(odd_names()))
    assert found.skipped == {"v\ufffdrit.txt": "its name is not written in UTF-8. Rename it."}


def test_a_name_cannot_speak_to_the_terminal(folder: Path, tmp_path: Path) -> None:
    for name in ("\x1b[2J.txt", "rivi\nvaihto.txt", "\u202etxt.txt"):
        (folder / name).write_text("", encoding="utf-8")
    with without_model():
        said = CliRunner().invoke(app, ["index", str(folder), "--data", str(tmp_path / "store")]).output
    skipped = [line for line in said.splitlines() if line.startswith("skipped ")]
    assert len(skipped) == 3
    assert all(line.isprintable() for line in skipped)


def test_what_is_no_file_is_left(folder: Path, tmp_path: Path, inputs: Tally) -> None:
    secret = tmp_path / "salainen"
    secret.mkdir()
    (secret / "kokous.txt").write_text("Salainen asia.", encoding="utf-8")
    os.mkfifo(folder / "putki.txt")
    os.mkfifo(folder / "kokous-0000.meta.toml")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(os.path.relpath(folder / "pistoke.txt"))
    (folder / "nolla.txt").symlink_to("/dev/zero")
    (folder / "kansio.txt").mkdir()
    (folder / "ulos.txt").symlink_to(secret / "kokous.txt")
    (folder / "kansio").symlink_to(secret)
    (folder / "koti").symlink_to(folder)
    (folder / "kehä.txt").symlink_to(folder / "kehä.txt")
    (folder / "ei-minne.txt").symlink_to(folder / "poissa.txt")
    (folder / "salasanat.txt").symlink_to("/etc/passwd")
    deep = folder
    for _ in range(40):
        deep = deep / ("syvä" * 12)
        deep.mkdir()
    deepest(deep)
    found = indexed([folder], tmp_path / "store", seconds=SECONDS, megabytes=MEGABYTES)
    found.prove(inputs, "what is no file", 12)
    assert {name for name, reason in found.skipped.items() if "a link that leads out" in reason} == {
        "ulos.txt",
        "salasanat.txt",
    }
    assert all("File name too long" in reason for name, reason in found.skipped.items() if name.startswith("syvä"))
    assert found.decisions == 1
    with closing(LocalStore.open(tmp_path / "store")) as store:
        said = " ".join(paragraph.text for each in store.decisions() for paragraph in each.paragraphs)
    assert "Salainen" not in said
    assert "root" not in said


def deepest(folder: Path) -> None:
    """Make folders within folders until no name of the system reaches them."""
    here = os.open(folder, os.O_DIRECTORY)
    for _ in range(20):
        os.mkdir("syvä" * 12, dir_fd=here)
        below = os.open("syvä" * 12, os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def become(path: Path, change: str) -> None:
    """Let something else stand in the place of a file, or nothing."""
    if change == "written":
        path.write_text("Toinen teksti.", encoding="utf-8")
    elif change == "cut":
        os.truncate(path, 10)
    else:
        path.unlink()
    if change == "a link":
        path.symlink_to("/etc/passwd")
    elif change == "a pipe":
        os.mkfifo(path)
    elif change == "a folder":
        path.mkdir()


@pytest.mark.parametrize("change", ["written", "cut", "gone", "a link", "a pipe", "a folder"])
@pytest.mark.parametrize("moment", ["described", "read"])
def test_a_file_changes_meanwhile(
    folder: Path, tmp_path: Path, change: str, moment: str, monkeypatch: pytest.MonkeyPatch, inputs: Tally
) -> None:
    """Between finding and describing a file, and between describing and reading it."""
    write_minutes(folder, 1)
    victim = folder / "kokous-0001.txt"
    if moment == "described":

        def found_then_changed(paths: Sequence[Path]) -> list[Path]:
            files = list(walk(paths))
            become(victim, change)
            return files

        monkeypatch.setattr(pipeline, "walk", found_then_changed)
    else:

        def described_then_changed(path: Path, largest: int) -> Source:
            source = describe(path, largest)
            if path == victim:
                become(victim, change)
            return source

        monkeypatch.setattr(pipeline, "describe", described_then_changed)
    found = indexed([folder], tmp_path / "store", seconds=SECONDS, megabytes=MEGABYTES)
    found.prove(inputs, "files that change meanwhile", 1)
    assert "kokous-0000.txt" not in found.skipped
    with closing(LocalStore.open(tmp_path / "store")) as store:
        assert store.check() == []


@pytest.mark.parametrize("megabytes", [pytest.param(100, marks=pytest.mark.slow)])
def test_files_of_a_hundred_megabytes(folder: Path, tmp_path: Path, megabytes: int, inputs: Tally) -> None:
    size = megabytes * _MEGABYTE
    for ending in ("txt", "html", "json", "md", "pdf", "docx", "pptx", "odt", "png"):
        (folder / f"suuri.{ending}").write_bytes((b"Lautakunta hyvaksyi ehdotuksen. " * 2**15)[:_MEGABYTE] * megabytes)
    with (folder / "harva.txt").open("wb") as file:
        file.truncate(size)
    found = indexed([folder], tmp_path / "store", seconds=10.0, megabytes=1_500)
    found.prove(inputs, "files of 100 MB")
