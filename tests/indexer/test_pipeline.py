"""Bringing a store in line with the files beneath some paths, with vectors that stand for the model's."""

from __future__ import annotations

import hashlib
import json
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from haystack import Document, component

from indexer import pipeline
from indexer.model import Source
from indexer.pipeline import Progress, Summary, index
from indexer.settings import Settings
from indexer.sources import describe
from indexer.stores.local import LocalStore
from tests.indexer.writing import Sheets

MINUTES = """\
Naavaharjun kaupunki Pöytäkirja 2/2025
Tekninen lautakunta 13.3.2025

§ 5
Katuvalojen uusiminen
NAADno-2025-9

Valot ovat vanhoja.

Päätös
Lautakunta hyväksyi ehdotuksen.
"""


@component
class HashEmbedder:
    """Give each document a vector made of its content's hash."""

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        return {"documents": [replace(each, embedding=self._vector(each.content or "")) for each in documents]}

    @staticmethod
    def _vector(text: str) -> list[float]:
        return [byte / 255 + 0.01 for byte in hashlib.sha256(text.encode()).digest()[:4]]


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "document_embedder", lambda _settings: HashEmbedder())
    monkeypatch.setattr(pipeline, "embedding_model_id", lambda _settings: "hash")
    monkeypatch.setattr(pipeline, "embedding_dimensions", lambda _settings: 4)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "store", cache=tmp_path / "cache")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "naavaharju"
    folder.mkdir()
    (folder / "kokous.txt").write_text(MINUTES, encoding="utf-8")
    sheets = Sheets(["Naavaharjun kaupunki", "Kaupunginhallitus 3.2.2025"])
    sheets.line("§ 45", bold=True)
    sheets.line("Valaistusaloite", bold=True)
    sheets.skip()
    sheets.line("Päätös", bold=True)
    sheets.line("Aloite lähetetään lautakunnalle.")
    (folder / "hallitus.pdf").write_bytes(sheets.content())
    return folder


def ids(settings: Settings) -> set[str]:
    with closing(LocalStore.open(settings.data)) as store:
        return {decision.decision_id for decision in store.decisions() if decision.section or not decision.organ}


def said(summary: Summary) -> Summary:
    """Leave out of a summary what a dry run cannot share with the real one."""
    return replace(summary, seconds=0.0, dry_run=False)


def figures(summary: Summary) -> tuple[int, int, int, int, int]:
    return summary.files, summary.added, summary.updated, summary.removed, summary.unchanged


def test_files_become_decisions_and_unchanged_files_are_passed_over(corpus: Path, settings: Settings) -> None:
    first = index([corpus], settings)
    assert figures(first) == (2, 2, 0, 0, 0)
    assert (first.decisions, first.skipped) == (2, ())
    assert first.embedded > 0
    expected = {"naavaharju/tekninen-lautakunta/2025-03-13/5", "naavaharju/kaupunginhallitus/2025-02-03/45"}
    assert ids(settings) == expected
    second = index([corpus], settings)
    assert figures(second) == (2, 0, 0, 0, 2)
    assert (second.embedded, second.paragraphs) == (0, first.paragraphs)
    assert ids(settings) == expected


def test_a_changed_and_a_vanished_file(corpus: Path, settings: Settings) -> None:
    index([corpus], settings)
    (corpus / "kokous.txt").write_text(MINUTES.replace("§ 5", "§ 6"), encoding="utf-8")
    (corpus / "hallitus.pdf").unlink()
    assert figures(index([corpus], settings)) == (1, 0, 1, 1, 0)
    assert ids(settings) == {"naavaharju/tekninen-lautakunta/2025-03-13/6"}


def test_only_what_vanished_beneath_the_given_paths_is_removed(
    corpus: Path, settings: Settings, tmp_path: Path
) -> None:
    index([corpus], settings)
    other = tmp_path / "naavaharju-muut"
    other.mkdir()
    assert figures(index([other], settings)) == (0, 0, 0, 0, 0)
    assert len(ids(settings)) == 2


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_dry_run_changes_nothing_and_says_what_the_real_run_then_does(
    corpus: Path, settings: Settings, rebuild: bool
) -> None:
    empty = index([corpus], settings, dry_run=True)
    assert not (settings.data / "generations").exists() or not any((settings.data / "generations").iterdir())
    assert said(empty) == said(index([corpus], settings))
    before = ids(settings)
    (corpus / "kokous.txt").write_text(MINUTES.replace("vanhoja", "vanhoja ja himmeitä"), encoding="utf-8")
    (corpus / "hallitus.pdf").rename(corpus / "siirretty.pdf")
    (corpus / "uusi.txt").write_text(MINUTES.replace("13.3.2025", "14.3.2025"), encoding="utf-8")
    (corpus / "rikki.pdf").write_bytes(b"%PDF-1.4")
    dry = index([corpus], settings, dry_run=True, rebuild=rebuild)
    assert dry.dry_run
    assert ids(settings) == before
    assert [name for name, _ in dry.skipped] == ["rikki.pdf"]
    assert said(dry) == said(index([corpus], settings, rebuild=rebuild))
    (corpus / "uusi.txt").unlink()
    dry = index([corpus], settings, dry_run=True)
    assert (dry.removed, len(ids(settings))) == (1, 3)
    assert said(dry) == said(index([corpus], settings))
    assert len(ids(settings)) == 2


def test_a_file_that_moved_is_no_change_to_its_decisions(corpus: Path, settings: Settings) -> None:
    index([corpus], settings)
    with closing(LocalStore.open(settings.data)) as store:
        last = store.changes()[-1].changed
    (corpus / "2025").mkdir()
    (corpus / "kokous.txt").rename(corpus / "2025" / "tekninen.txt")
    summary = index([corpus], settings)
    assert (summary.moved, summary.embedded, figures(summary)) == (1, 0, (2, 0, 0, 0, 1))
    with closing(LocalStore.open(settings.data)) as store:
        assert store.changes(last) == []
        decision = store.decision("naavaharju/tekninen-lautakunta/2025-03-13/5")
        assert sorted(each.source.name for each in store.sources()) == ["hallitus.pdf", "tekninen.txt"]
    assert decision is not None
    assert decision.source_id.endswith("2025/tekninen.txt")


def test_what_cannot_be_read_is_named_with_its_reason_and_remembered(corpus: Path, settings: Settings) -> None:
    (corpus / "kuva.png").write_bytes(b"\x89PNG")
    (corpus / "rikki.pdf").write_bytes(b"%PDF-1.4")
    (corpus / "kokous.txt.meta.toml").write_text("kunta = 1", encoding="utf-8")
    first = index([corpus], settings)
    assert {name for name, _ in first.skipped} == {"kuva.png", "rikki.pdf", "kokous.txt"}
    assert dict(first.skipped)["kuva.png"].startswith("no reader for .png. Convert it")
    assert {name for name, _ in index([corpus], settings).skipped} == {"kuva.png", "rikki.pdf", "kokous.txt"}
    (corpus / "kokous.txt.meta.toml").unlink()
    assert {name for name, _ in index([corpus], settings).skipped} == {"kuva.png", "rikki.pdf"}


def test_a_document_of_no_known_structure_is_kept_as_plain_paragraphs(corpus: Path, settings: Settings) -> None:
    (corpus / "Kirje asukkaille.txt").write_text("Hyvä asukas!\n\nLatu avataan.\n\fToinen sivu.\n", encoding="utf-8")
    index([corpus], settings)
    with closing(LocalStore.open(settings.data)) as store:
        letter = store.decision("naavaharju/kirje-asukkaille/asiakirja")
    assert letter is not None
    assert [(str(p.part), p.text, p.page) for p in letter.paragraphs] == [
        ("body", "Hyvä asukas!", 1),
        ("body", "Latu avataan.", 1),
        ("body", "Toinen sivu.", 2),
    ]
    assert (letter.organ, letter.section, letter.heading_path) == (None, None, ("Kirje asukkaille",))


def test_progress_names_each_changed_file(corpus: Path, settings: Settings) -> None:
    seen: list[Progress] = []
    index([corpus], settings, report=seen.append)
    assert [(each.done, each.total, each.name) for each in seen] == [
        (0, 2, "hallitus.pdf"),
        (1, 2, "kokous.txt"),
        (2, 2, ""),
    ]


def test_a_rebuild_reads_everything_again(corpus: Path, settings: Settings) -> None:
    index([corpus], settings)
    assert figures(index([corpus], settings, rebuild=True)) == (2, 2, 0, 0, 0)


def test_a_file_that_changes_while_it_is_indexed_stays_as_it_was_known(
    corpus: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    index([corpus], settings)
    before = ids(settings)
    (corpus / "kokous.txt").write_text(MINUTES.replace("§ 5", "§ 6"), encoding="utf-8")

    def described_too_early(path: Path, largest_mb: int | None) -> Source:
        source = describe(path, largest_mb)
        return replace(source, checksum="0" * 64) if path.name == "kokous.txt" else source

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "describe", described_too_early)
        summary = index([corpus], settings)
    assert summary.skipped == (("kokous.txt", "has changed since it was looked at. Index again."),)
    assert ids(settings) == before
    index([corpus], settings)
    assert ids(settings) != before


def test_a_second_run_tells_the_same_counts(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "kokous.txt").write_text(MINUTES, encoding="utf-8")
    first, second = (index([documents], Settings(data=tmp_path / "store")) for _ in range(2))
    assert (first.decisions, first.paragraphs) == (second.decisions, second.paragraphs)
    assert (first.embedded > 0, second.embedded) == (True, 0)


def test_a_file_that_holds_a_section_twice(tmp_path: Path) -> None:
    def item(decision: str) -> dict[str, object]:
        return {
            "index": 3,
            "subject": "Laituri",
            "content": [{"type": "resolution", "text": f"<p>{decision}</p>"}],
            "issue": {"register_id": "HEL 2031-000001"},
            "meeting": {"date": "2031-02-02", "policymaker_name": "Lautakunta"},
        }

    documents = tmp_path / "documents"
    documents.mkdir()
    items = [item("Hyväksyttiin."), item("Hyväksyttiin."), item("Palautettiin.")]
    (documents / "asiat.json").write_text(json.dumps({"objects": items}), encoding="utf-8")
    settings = Settings(data=tmp_path / "store")
    assert index([documents], settings).skipped == ()
    with closing(LocalStore.open(settings.data)) as store:
        first = store.decision("helsinki/lautakunta/2031-02-02/asia-3")
        second = store.decision("helsinki/lautakunta/2031-02-02/asia-3-2")
    assert first is not None
    assert second is not None
    assert first.paragraphs[-1].text == "Hyväksyttiin."
    assert (second.paragraphs[-1].paragraph_id, second.paragraphs[-1].text) == (
        "helsinki/lautakunta/2031-02-02/asia-3-2#decision-1",
        "Palautettiin.",
    )


def test_what_is_no_document_of_the_corpus_is_named_and_the_rest_goes_on(corpus: Path, tmp_path: Path) -> None:
    outside = tmp_path / "salainen.txt"
    outside.write_text("Tämä ei kuulu aineistoon.", encoding="utf-8")
    (corpus / "linkki.txt").symlink_to(outside)
    (corpus / "sama.txt").symlink_to(corpus / "kokous.txt")
    (corpus / "suuri.txt").write_text("a" * 1_100_000, encoding="utf-8")
    with zipfile.ZipFile(corpus / "pommi.docx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 30_000_000)
    (corpus / "syva.html").write_text("<div>" * 50_000 + "teksti", encoding="utf-8")
    (corpus / "syva.json").write_text("[" * 50_000, encoding="utf-8")
    summary = index([corpus], Settings(data=tmp_path / "store", largest_file_mb=1))
    reasons = dict(summary.skipped)
    assert set(reasons) == {"linkki.txt", "suuri.txt", "pommi.docx", "syva.html", "syva.json"}
    assert reasons["linkki.txt"].startswith("a link that leads out")
    assert reasons["suuri.txt"].startswith("it is larger than 1 MB")
    assert reasons["pommi.docx"].startswith("it would unpack to 28 MB")
    assert summary.decisions == 2
    with closing(LocalStore.open(tmp_path / "store")) as store:
        assert not any("salainen" in f"{each.source.source_id}{each.source.path}" for each in store.sources())
