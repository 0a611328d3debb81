"""Which section dealt with a file, by its folder, its name, its first lines and the words of sections."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.attachments import Attachable, Dealing, attached
from indexer.pipeline import index
from indexer.settings import Settings
from indexer.stores.local import LocalStore

PLACE = "naavaharju/sivistyslautakunta/2031-02-06"
BOARD = "/k/sivistyslautakunta/2031-02-06/poytakirja.pdf"


def a_section(
    number: str = "8", listed: tuple[str, ...] = (), said: tuple[str, ...] = (), title: str = "Asia", path: str = BOARD
) -> Dealing:
    return Dealing(
        f"{PLACE}/{number}", path, "naavaharju", "sivistyslautakunta", "2031-02-06", number, title, listed, said
    )


def a_file(path: str, title: str = "Liite", opening: tuple[str, ...] = ()) -> Attachable:
    return Attachable(path, "naavaharju", title, opening)


def section_of(file: Attachable, *sections: Dealing) -> str | None:
    found = attached([file], sections).get(file.path)
    return found.removeprefix(f"{PLACE}/") if found else None


@pytest.mark.parametrize(
    "path",
    [
        "/k/sivistyslautakunta/2031-02-06/§ 8/selvitys.pdf",
        "/k/sivistyslautakunta/2031-02-06/8/selvitys.pdf",
        "/k/sivistyslautakunta/2031-02-06/8/liitteet/selvitys.pdf",
        "/k/sivistyslautakunta/2031-02-06/8 § selvitys.pdf",
        "/muualla/Sivistyslautakunta 6.2.2031 § 8 liite 3.pdf",
        "/muualla/2031-02-06 pykälä 8.pdf",
    ],
)
def test_a_path_that_names_the_section(path: str) -> None:
    assert section_of(a_file(path), a_section("7"), a_section("8")) == "8"


def test_a_number_in_a_file_name_is_no_section() -> None:
    assert section_of(a_file("/k/sivistyslautakunta/2031-02-06/8.pdf"), a_section("8")) is None


def test_the_number_of_an_attachment_within_the_meeting_of_its_folder() -> None:
    sections = (a_section("7", ("1 Kartta",)), a_section("8", ("Liite 2 Kustannusarvio", "3 Vuosikatsaus")))
    for path in (
        "/k/sivistyslautakunta/2031-02-06/liite_3.pdf",
        "/k/sivistyslautakunta/2031-02-06/Liitteet/Liite 3.pdf",
    ):
        assert section_of(a_file(path), *sections) == "8"
    assert section_of(a_file("/k/muu/liite_3.pdf"), *sections) is None


def test_a_number_that_two_sections_list_is_told_by_the_title() -> None:
    sections = (a_section("7", ("1 Kartta",)), a_section("8", ("1 Vuosikatsaus 2030",)))
    assert section_of(a_file("/k/sivistyslautakunta/2031-02-06/liite 1.pdf"), *sections) is None
    titled = a_file("/k/sivistyslautakunta/2031-02-06/liite 1.pdf", "Vuosikatsaus 2030")
    assert section_of(titled, *sections) == "8"
    assert section_of(a_file("/k/sivistyslautakunta/2031-02-06/1 vuosikatsaus 2030.pdf"), *sections) == "8"


def test_a_stamp_on_the_first_page() -> None:
    stamped = a_file("/muualla/selvitys.pdf", opening=("Selvitys", "Liite 3, Sivistyslautakunta 6.2.2031 § 8"))
    assert section_of(stamped, a_section("7"), a_section("8")) == "8"
    other = replace(a_section("8"), decision_id="naavaharju/kunnanhallitus/2031-02-06/8", organ="kunnanhallitus")
    assert section_of(stamped, other, a_section("8")) == "8"


def test_the_title_in_a_list_of_attachments_or_in_the_text() -> None:
    report = a_file("/raportit/katsaus.pdf", "Kirjaston vuosi 2030")
    assert section_of(report, a_section("7"), a_section("8", ("Liite 1 Kirjaston vuosi 2030",))) == "8"
    assert section_of(report, a_section("8", said=("Katsaus kirjaston vuoteen 2030 on oheismateriaalina.",))) == "8"
    assert section_of(report, a_section("8", said=("Katsaus kirjaston vuoteen 2029 on oheismateriaalina.",))) is None


def test_words_that_the_mention_leaves_to_the_title_of_the_section() -> None:
    report = a_file("/raportit/k.pdf", "Palvelukertomus 2030")
    said = ("Palvelukertomus on oheismateriaalina.",)
    assert section_of(report, a_section("8", said=said, title="Palvelukertomus 2030")) == "8"
    assert section_of(report, a_section("8", said=said, title="Palvelukertomus 2029")) is None
    assert section_of(report, a_section("8", said=("Kartta on liitteenä.",), title="Palvelukertomus 2030")) is None


def test_a_listed_file_name() -> None:
    file = a_file("/t/Liite_7_Sillan_pituusleikkaus.pdf", "Liite_7_Sillan_pituusleikkaus")
    assert section_of(file, a_section("8", ("8 Liite_7._Sillan_pituusleikkaus.pdf",))) == "8"


def test_the_first_section_that_lists_it_goes_before_those_that_speak_of_it() -> None:
    report = a_file("/raportit/k.pdf", "Palvelukertomus 2030")
    said = a_section("7", said=("Palvelukertomus 2030 on liitteenä.",))
    listed = (a_section("9", ("1 Palvelukertomus 2030",)), a_section("8", ("1 Palvelukertomus 2030",)))
    assert section_of(report, said, *listed) == "8"


MINUTES = """\
Naavaharjun kaupunki Pöytäkirja 2/2031
Sivistyslautakunta 6.2.2031

§ 8
Kirjaston vuosi 2030

Katsaus Kirjaston vuosi 2030 on oheismateriaalina.

Päätös
Sivistyslautakunta merkitsi katsauksen tiedoksi.
"""
REPORT = """\
Kirjaston vuosi 2030

Naavaharjun kaupungin kirjastossa lainattiin 41 250 äänikirjaa.
"""


def test_the_link_follows_either_side(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    report, minutes = documents / "Kirjaston vuosi 2030.txt", documents / "kokous.txt"
    settings = Settings(data=tmp_path / "store")

    def linked() -> str | None:
        index([documents], settings)
        with closing(LocalStore.open(settings.data)) as store:
            return next(each.source.attachment_of for each in store.sources() if each.source.name == report.name)

    report.write_text(REPORT, encoding="utf-8")
    assert linked() is None
    minutes.write_text(MINUTES, encoding="utf-8")
    assert linked() == f"{PLACE}/8"
    minutes.write_text(MINUTES.replace("§ 8", "§ 9"), encoding="utf-8")
    assert linked() == f"{PLACE}/9"
    minutes.write_text(MINUTES.replace("on oheismateriaalina", "esiteltiin"), encoding="utf-8")
    assert linked() is None
    minutes.write_text(MINUTES, encoding="utf-8")
    sidecar = documents / f"{report.name}.meta.toml"
    sidecar.write_text(f'attachment_of = "{PLACE}/1"', encoding="utf-8")
    assert linked() == f"{PLACE}/1"
    sidecar.unlink()
    assert linked() == f"{PLACE}/8"
    minutes.unlink()
    assert linked() is None
