"""Walking the corpus, and what a sidecar may say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.errors import InvalidSidecar, SourceError
from indexer.model import DocumentKind, Status
from indexer.sources import bare, describe, source_id, walk


def write(path: Path, content: str = "Teksti.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_documents_beneath_paths_each_once_and_in_order(tmp_path: Path) -> None:
    second = write(tmp_path / "b/pöytäkirja.txt")
    first = write(tmp_path / "a/kokous.pdf")
    for other in ("README.md", "a/readme.txt", "a/.piilo.txt", "a/kokous.meta.toml", "a/kokous.pdf.meta.toml"):
        write(tmp_path / other)
    assert list(walk([tmp_path, tmp_path / "b", second])) == [first.resolve(), second.resolve()]


def test_a_file_of_another_kind_is_walked_so_that_it_is_reported(tmp_path: Path) -> None:
    image = write(tmp_path / "kuva.png")
    assert list(walk([tmp_path])) == [image.resolve()]


def test_a_path_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    assert list(walk([tmp_path / "poissa"])) == []


@pytest.mark.parametrize("sidecar", ["kokous.txt.meta.toml", "kokous.meta.toml"])
def test_what_a_sidecar_says(tmp_path: Path, sidecar: str) -> None:
    path = write(tmp_path / "kokous.txt")
    write(
        tmp_path / sidecar,
        """
municipality = "Naavaharju"
organ = "Tekninen lautakunta"
date = 2025-03-13
document_kind = "agenda"
language = "fi"
status = "agenda"
url = "https://naavaharju.example/kokous"
access_groups = ["johtoryhma"]
attachment_of = "naavaharju/kaupunginhallitus/2025-03-03/12"
""",
    )
    source = describe(path)
    assert (source.municipality, source.organ, source.date) == ("Naavaharju", "Tekninen lautakunta", "2025-03-13")
    assert (source.document_kind, source.status, source.language) == (DocumentKind.AGENDA, Status.AGENDA, "fi")
    assert (source.url, source.access_groups) == ("https://naavaharju.example/kokous", ("johtoryhma",))
    assert source.attachment_of == "naavaharju/kaupunginhallitus/2025-03-03/12"
    assert (source.source_id, source.name, source.media_type) == (source_id(path), "kokous.txt", "text/plain")


@pytest.mark.parametrize(
    "content", ["municipality = ", 'kunta = "Naavaharju"', 'date = "eilen"', 'document_kind = "runo"']
)
def test_a_sidecar_that_says_something_else(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "kokous.txt")
    write(tmp_path / "kokous.meta.toml", content)
    with pytest.raises(InvalidSidecar, match=r"Allowed keys: municipality, organ"):
        describe(path)


def test_the_checksum_covers_bytes_and_sidecar(tmp_path: Path) -> None:
    path = write(tmp_path / "kokous.txt")
    plain = describe(path)
    assert describe(path) == plain
    write(tmp_path / "kokous.meta.toml", 'language = "sv"')
    described = describe(path)
    path.write_text("Toinen teksti.", encoding="utf-8")
    assert len({plain.checksum, described.checksum, describe(path).checksum}) == 3


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        describe(tmp_path / "poissa.txt")
    assert bare(tmp_path / "poissa.pdf").media_type == "application/pdf"


@pytest.mark.parametrize(
    ("content", "reason"), [("a = " + "[" * 20_000, "not TOML"), ("# " + "a" * 100_000, "larger than 64000 bytes")]
)
def test_a_sidecar_that_is_made_to_do_harm(tmp_path: Path, content: str, reason: str) -> None:
    path = write(tmp_path / "kokous.txt")
    write(tmp_path / "kokous.meta.toml", content)
    with pytest.raises(InvalidSidecar, match=reason):
        describe(path)


def test_a_sidecar_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    path = write(tmp_path / "kokous.txt")
    (tmp_path / "kokous.meta.toml").symlink_to(write(tmp_path / "muualla/salainen.toml", 'municipality = "Muu"'))
    with pytest.raises(InvalidSidecar, match="is a link"):
        describe(path)


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    named = os.fsdecode(os.fsencode(tmp_path) + b"/p\xf6yt\xe4kirja.txt")
    path = write(Path(named))
    with pytest.raises(SourceError, match="not written in UTF-8"):
        describe(path)
    bare(path).source_id.encode()
    bare(path).name.encode()
