"""A report and the § that it is attached to name each other."""

from __future__ import annotations

import pytest

from assistant.contract import answer_json, found_json
from assistant.engine import Engine, Found
from assistant.model import Filters
from assistant.settings import Settings
from assistant.terminal import answer_text
from indexer.pipeline import index

MINUTES = """\
Naavaharjun kaupunki Pöytäkirja 2/2031
Sivistyslautakunta 6.2.2031

§ 8
Kirjaston vuosi 2030

Valmistelija Kirjastonjohtaja Tuuli Esimerkki

Kirjaston vuosi 2030 on oheismateriaalina.

Päätösehdotus Sivistyslautakunta merkitsee katsauksen tiedoksi.

Päätös Sivistyslautakunta merkitsi katsauksen tiedoksi.
"""
REPORT = """\
Kirjaston vuosi 2030

Naavaharjun kaupungin kirjastossa lainattiin vuonna 2030 yhteensä 41 250 äänikirjaa.
"""
DECISION = "naavaharju/sivistyslautakunta/2031-02-06/8"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("attachments")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "2031-02-06.txt").write_text(MINUTES, encoding="utf-8")
    for name, groups in (("kirjaston-vuosi-2030", ""), ("luonnos", 'access_groups = ["johto"]\n')):
        (documents / f"{name}.txt").write_text(REPORT, encoding="utf-8")
        sidecar = f'attachment_of = "{DECISION}"\ndocument_kind = "report"\n{groups}'
        (documents / f"{name}.meta.toml").write_text(sidecar, encoding="utf-8")
    settings = Settings(data=folder / "store")
    index([documents], settings)
    return Engine(settings)


def test_section_names_its_attachments_and_hides_those_of_other_groups(engine: Engine) -> None:
    assert attachments(engine.decision(DECISION)) == ["kirjaston-vuosi-2030.txt"]
    closed = engine.decision(DECISION, Filters(groups=("johto",)))
    assert attachments(closed) == ["kirjaston-vuosi-2030.txt", "luonnos.txt"]


def attachments(found: Found) -> list[str]:
    return [each["name"] for each in found_json(found)["attachments"]]


def test_answer_from_an_attachment_names_the_section_that_dealt_with_it(engine: Engine) -> None:
    answer = engine.ask("Kuinka monta äänikirjaa kirjastossa lainattiin vuonna 2030?")
    citation = answer_json(answer)["citations"][0]
    assert "41 250" in citation["quote"]
    assert citation["source"] == "kirjaston-vuosi-2030.txt"
    assert citation["attachment_of"] == DECISION
    assert DECISION in answer_text(answer)


def test_report_names_the_section_that_it_is_attached_to(engine: Engine) -> None:
    citation = engine.ask("Kuinka monta äänikirjaa kirjastossa lainattiin vuonna 2030?").citations[0]
    assert found_json(engine.decision(citation.decision_id))["attachment_of"] == DECISION
