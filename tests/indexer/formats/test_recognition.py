"""Scans: read through ocrmypdf where it is installed with Finnish, named where not. The commands here are stand-ins."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import UnreadableSource
from indexer.formats import read
from tests.indexer.writing import Sheets


def install(folder: Path, name: str, script: str) -> None:
    command = folder / name
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def a_text() -> bytes:
    sheets = Sheets()
    sheets.line("Tunnistettu teksti")
    return sheets.content()


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    (tmp_path / "text.pdf").write_bytes(a_text())
    return folder


def test_a_scan_is_recognised(commands: Path) -> None:
    install(commands, "tesseract", 'printf "List of languages:\\neng\\nfin\\nswe\\n"')
    # the last argument but one is the scan, the last what is read of it
    install(
        commands,
        "ocrmypdf",
        f'echo "$@" > {commands}/said; for last; do :; done; cp {commands.parent}/text.pdf "$last"',
    )
    (line,) = read("skannattu.pdf", Sheets().content())
    assert line.text == "Tunnistettu teksti"
    assert "-l fin+swe" in (commands / "said").read_text()


def test_a_file_with_text_is_not_recognised_again(commands: Path) -> None:
    install(commands, "tesseract", "echo fin")
    install(commands, "ocrmypdf", "exit 1")
    assert [line.text for line in read("teksti.pdf", a_text())] == ["Tunnistettu teksti"]


@pytest.mark.parametrize(("languages", "ocr"), [("eng", "exit 0"), ("fin", "exit 1")])
def test_a_scan_is_named_where_it_cannot_be_recognised(commands: Path, languages: str, ocr: str) -> None:
    install(commands, "tesseract", f"echo {languages}")
    install(commands, "ocrmypdf", ocr)
    with pytest.raises(UnreadableSource, match=r"no text layer.*ocrmypdf"):
        read("skannattu.pdf", Sheets().content())
