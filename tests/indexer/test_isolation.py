"""Files are read in a process of its own: what one of them does to it is told, and the next one is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.errors import ReadingFailed, SourceChanged, SourceError, UnreadableSource
from indexer.formats.recognition import recognised
from indexer.isolation import Limits
from indexer.model import Source
from indexer.readers import Readers
from indexer.reading import Reading, read_source
from indexer.sources import describe
from tests.conftest import ROOT

LIMITS = Limits(seconds=1.0, megabytes=700)


def misbehaves(source: Source) -> Reading:
    """Do what the name of the source says."""
    if source.name == "fails.txt":
        raise IndexError("no such block")
    if source.name == "sleeps.txt":
        time.sleep(60)
    if source.name == "grows.txt":
        bytearray(3 * 1024**3)
    if source.name == "aborts.txt":
        os.abort()
    if source.name == "crashes.txt":
        os.kill(os.getpid(), signal.SIGSEGV)
    return read_source(source)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(LIMITS, misbehaves) as made:
        yield made


def a_file(folder: Path, name: str) -> Source:
    path = folder / name
    path.write_text("Naavaharjun kaupunki hoitaa puistoja.", encoding="utf-8")
    return describe(path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sleeps.txt", "reading it took longer than 1 s"),
        ("grows.txt", "reading it took more than 700 MB of memory"),
        ("aborts.txt", "reading it took more than 700 MB of memory"),
        ("crashes.txt", "reading it broke down (SIGSEGV)"),
    ],
)
def test_what_a_file_does_to_its_process_is_its_own_fault(
    readers: Readers, tmp_path: Path, name: str, reason: str
) -> None:
    bad, good = a_file(tmp_path, name), a_file(tmp_path, "hyva.txt")
    readers.expect(bad)
    readers.expect(good)  # as indexing does, so that it waits behind the bad one
    began = time.monotonic()
    with pytest.raises(UnreadableSource) as caught:
        readers.read(bad)
    assert caught.value.reason == reason
    assert time.monotonic() - began < 10 * LIMITS.seconds
    assert len(readers.read(good).decisions) == 1


def test_a_fault_of_our_own_in_one_file_is_told(
    readers: Readers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ReadingFailed, match=r"the program failed on it \(IndexError: no such block\)"):
        readers.read(a_file(tmp_path, "fails.txt"))
    assert "reading fails.txt failed" in caplog.text
    assert "in misbehaves" in caplog.text


def test_errors_reach_the_one_who_asked_whole(readers: Readers, tmp_path: Path) -> None:
    path = tmp_path / "kuva.png"
    path.write_bytes(b"\x89PNG")
    with pytest.raises(SourceError) as caught:
        readers.read(describe(path))
    assert (caught.value.thing, caught.value.reason) == ("kuva.png", "no reader for .png")


@pytest.mark.parametrize("change", ["write", "remove", "describe"])
def test_a_file_that_changes_meanwhile_is_not_read(readers: Readers, tmp_path: Path, change: str) -> None:
    source = a_file(tmp_path, "kokous.txt")
    if change == "write":
        Path(source.path).write_text("Toinen teksti.", encoding="utf-8")
    elif change == "remove":
        Path(source.path).unlink()
    else:
        (tmp_path / "kokous.meta.toml").write_text('access_groups = ["johto"]', encoding="utf-8")
    with pytest.raises(SourceChanged):
        readers.read(source)


def test_the_server_has_loaded_what_files_are_read_with(readers: Readers, tmp_path: Path) -> None:
    """An import that fails in the server is silent, and every process would load the dictionary anew."""
    readers.read(a_file(tmp_path, "ensin.txt"))
    with Readers(Limits(5.0, 700), tells_what_is_loaded) as fresh, pytest.raises(ReadingFailed, match="loaded: True"):
        fresh.read(a_file(tmp_path, "kokous.txt"))


def tells_what_is_loaded(_source: Source) -> Reading:
    raise RuntimeError(f"loaded: {'indexer.reading_server' in sys.modules}")


def test_text_recognition_ends_before_its_file_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, does in (("ocrmypdf", "exec sleep 60"), ("tesseract", "echo fin")):
        command = tmp_path / name
        command.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with Readers(Limits(3.0, 700), recognises) as fresh, pytest.raises(ReadingFailed, match="recognised: None"):
        fresh.read(a_file(tmp_path, "skanni.txt"))


def recognises(source: Source) -> Reading:
    os.environ["PATH"] = f"{Path(source.path).parent}:/usr/bin:/bin"
    raise RuntimeError(f"recognised: {recognised(b'')!r}")


def test_no_process_outlives_an_indexing_that_was_killed(tmp_path: Path) -> None:
    a_file(tmp_path, "sleeps.txt")
    code = """
import sys
from pathlib import Path
from indexer.isolation import Limits
from indexer.readers import Readers
from indexer.sources import describe
from tests.indexer.test_isolation import tells_its_process
if __name__ == "__main__":
    with Readers(Limits(60.0, 700), tells_its_process) as readers:
        readers.read(describe(Path(sys.argv[1])))
"""
    script = tmp_path / "reading.py"
    script.write_text(code, encoding="utf-8")
    told = tmp_path / "sleeps.txt.pid"
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "sleeps.txt")], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    wait_for(lambda: told.exists() and told.read_text(encoding="ascii").endswith("\n"))
    process.kill()
    process.wait()
    reader = int(told.read_text(encoding="ascii"))
    wait_for(lambda: not Path(f"/proc/{reader}").exists())


def tells_its_process(source: Source) -> Reading:
    Path(f"{source.path}.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    time.sleep(60)
    raise AssertionError("it outlived the one that reads for")


def wait_for(happens: Callable[[], bool]) -> None:
    for _ in range(600):
        if happens():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen within a minute")
