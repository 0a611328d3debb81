"""Parts of a section: labels, lists with lead-ins, earlier handling of other meetings and the way back."""

from __future__ import annotations

import pytest

from indexer.model import Decision, Paragraph, PartKind, Reference
from tests.indexer.writing import decisions, headings, texts

P = PartKind


def section(body: str, number: str = "5") -> Decision:
    opening = "Naavaharjun kaupunki Pöytäkirja 2/2025\nTekninen lautakunta 13.3.2025\n\n"
    return decisions(f"{opening}§ 5\nKatuvalojen uusiminen\nNAADno-2025-9\n\n{body}")[number]


def items(decision: Decision) -> list[Paragraph]:
    return [paragraph for paragraph in decision.paragraphs if paragraph.is_item]


def test_each_label_opens_its_part_and_is_itself_a_heading() -> None:
    decision = section("""\
Valmistelija: Kaupungininsinööri Aino Esimerkki, aino.esimerkki@naavaharju.fi

Valot ovat vanhoja.

Perustelut
Uudet valot säästävät sähköä.

Ehdotus
Esittelijä: Aino Esimerkki, kaupungininsinööri

Lautakunta päättää uusia valot.

Käsittely
Jäsen Aarne Malli ehdotti, että asia palautetaan.

Päätös
Lautakunta hyväksyi ehdotuksen äänin 6–3.

Tiedoksi
Talousosasto

Liitteet
1 Kartta

Muutoksenhaku
Oikaisuvaatimus

Pöytäkirjamerkintä
Aarne Malli jätti eriävän mielipiteen.
""")
    assert texts(decision, P.BACKGROUND) == ["Valot ovat vanhoja.", "Uudet valot säästävät sähköä."]
    assert texts(decision, P.PROPOSAL) == ["Lautakunta päättää uusia valot."]
    assert texts(decision, P.HANDLING) == ["Jäsen Aarne Malli ehdotti, että asia palautetaan."]
    assert texts(decision, P.DECISION) == ["Lautakunta hyväksyi ehdotuksen äänin 6–3."]
    assert texts(decision, P.DELIVERY) == ["Talousosasto"]
    assert texts(decision, P.ATTACHMENTS) == ["1 Kartta"]
    assert texts(decision, P.APPEAL) == ["Oikaisuvaatimus"]
    assert texts(decision, P.NOTE) == ["Aarne Malli jätti eriävän mielipiteen."]
    assert "Ehdotus" in headings(decision)
    assert "Esittelijä: Aino Esimerkki, kaupungininsinööri" in headings(decision)


def test_a_label_followed_by_text_by_a_presenter_or_by_an_organ() -> None:
    decision = section("""\
Valot ovat vanhoja.

Päätösehdotus Kaupungininsinööri Aino Esimerkki

Lautakunta päättää uusia valot.

Päätös Tekninen lautakunta:

Ehdotus hyväksyttiin.

Pöytäkirjamerkintä: Puheenjohtaja poistui klo 18.
""")
    assert texts(decision, P.PROPOSAL) == ["Lautakunta päättää uusia valot."]
    assert texts(decision, P.DECISION) == ["Ehdotus hyväksyttiin."]
    assert texts(decision, P.NOTE) == ["Puheenjohtaja poistui klo 18."]


def test_labels_in_a_margin_column() -> None:
    decision = section("""\
Tausta          Valot ovat vanhoja.

Päätösehdotus   Lautakunnalle esitetään valojen uusimista.

Päätös          Kaupungininsinöörin ehdotus hyväksyttiin.
""")
    assert texts(decision, P.BACKGROUND) == ["Valot ovat vanhoja."]
    assert texts(decision, P.PROPOSAL) == ["Lautakunnalle esitetään valojen uusimista."]
    assert texts(decision, P.DECISION) == ["Kaupungininsinöörin ehdotus hyväksyttiin."]


def test_the_lines_of_preparers_are_no_background() -> None:
    decision = section("""\
Valmistelijat / lisätiedot:

Aino Esimerkki, puh. 000 000 0000
Aarne Malli, puh. 000 000 0001
etunimi.sukunimi@naavaharju.fi

Valot ovat vanhoja.
""")
    assert texts(decision, P.BACKGROUND) == ["Valot ovat vanhoja."]


def test_an_unmarked_list_keeps_its_lead_in() -> None:
    decision = section("""\
Lautakunta päätti 21.9.2024 § 85, että vuoden 2025 keskeiset hankkeet ja niiden
tavoitteet ovat:

Katuvalojen uusiminen
Kevyen liikenteen väylä keskustasta uimarannalle ja edelleen
urheilukentälle
Satamalaiturin korjaus

Hankkeita seurataan neljännesvuosittain, ja toteutuma tuodaan lautakunnalle.
""")
    lead = "Lautakunta päätti 21.9.2024 § 85, että vuoden 2025 keskeiset hankkeet ja niiden tavoitteet ovat:"
    assert [(item.text, item.context) for item in items(decision)] == [
        ("Katuvalojen uusiminen", lead),
        ("Kevyen liikenteen väylä keskustasta uimarannalle ja edelleen urheilukentälle", lead),
        ("Satamalaiturin korjaus", lead),
    ]
    assert [item.paragraph_id.split("#")[1] for item in items(decision)] == [f"background-1.{n}" for n in (1, 2, 3)]
    assert texts(decision, P.BACKGROUND)[-1].startswith("Hankkeita seurataan")


@pytest.mark.parametrize(
    "marks", [("-", "-", "-"), ("•", "•", "•"), ("1.", "2.", "3."), ("a)", "b)", "c)"), ("1)", "2)", "3)")]
)
def test_a_marked_list(marks: tuple[str, str, str]) -> None:
    lines = (f"{mark} {text}" for mark, text in zip(marks, ("valot", "väylä, joka on pitkä.", "laituri"), strict=True))
    decision = section("Hankkeet ovat:\n" + "\n".join(lines) + "\nNiitä seurataan kuukausittain.\n")
    assert [item.text for item in items(decision)] == [
        f"{marks[0]} valot",
        f"{marks[1]} väylä, joka on pitkä.",
        f"{marks[2]} laituri",
    ]


def test_several_numbered_decisions_under_an_unfinished_sentence() -> None:
    decision = section("""\
Teksti.
Päätös
Lautakunta päättää
1. uusia valot
2. varata määrärahan
3. valtuuttaa insinöörin.
""")
    assert [(item.text, item.part, item.context) for item in items(decision)] == [
        (text, P.DECISION, "Lautakunta päättää")
        for text in ("1. uusia valot", "2. varata määrärahan", "3. valtuuttaa insinöörin.")
    ]


def test_list_marks_that_stand_alone_are_headings_of_their_items() -> None:
    decision = section("Teksti.\nPäätös\nLautakunta päättää:\n1.\nuusia valot\n2.\nvarata määrärahan\n")
    assert [item.text for item in items(decision)] == ["uusia valot", "varata määrärahan"]
    assert {"1.", "2."} <= set(headings(decision))


EARLIER = """\
Kaupunginhallitus 3.2.2025 § 45

Valmistelija: Kaupunginjohtaja Aino Esimerkki

Valoista on tehty aloite.

Ehdotus
Kaupunginhallitus pyytää lautakunnalta lausunnon.

Päätös
Hyväksyttiin yksimielisesti.
"""


def check_earlier(decision: Decision) -> None:
    board = Reference("Kaupunginhallitus", "2025-02-03", "45")
    earlier = [p for p in decision.paragraphs if p.part is P.EARLIER]
    assert {p.origin for p in earlier} == {board}
    assert texts(decision, P.EARLIER, P.BACKGROUND) == ["Valoista on tehty aloite."]
    assert texts(decision, P.EARLIER, P.PROPOSAL) == ["Kaupunginhallitus pyytää lautakunnalta lausunnon."]
    assert texts(decision, P.EARLIER, P.DECISION) == ["Hyväksyttiin yksimielisesti."]
    assert all(p.context == "Kaupunginhallitus 3.2.2025 § 45" for p in earlier)
    assert texts(decision, P.PROPOSAL) == ["Lautakunta antaa lausunnon."]
    assert texts(decision, P.DECISION) == ["Lautakunta hyväksyi ehdotuksen."]


OWN = "Ehdotus\nLautakunta antaa lausunnon.\n\nPäätös\nLautakunta hyväksyi ehdotuksen.\n"


def test_earlier_handling_and_the_way_back_by_this_meetings_line() -> None:
    decision = section(f"{EARLIER}\nTekninen lautakunta 13.3.2025 § 5\n\nLausunto on valmis.\n\n{OWN}")
    check_earlier(decision)
    assert texts(decision, P.BACKGROUND) == ["Lausunto on valmis."]


def test_the_way_back_by_a_ruled_line() -> None:
    decision = section(f"{EARLIER}\n__________\n\nLausunto on valmis.\n\n{OWN}")
    check_earlier(decision)
    assert texts(decision, P.BACKGROUND) == ["Lausunto on valmis."]


@pytest.mark.parametrize(
    "opening", ["", "Valmistelija: Kaupungininsinööri Aarne Malli\n\n", "Selostus\nLausunto on valmis.\n\n"]
)
def test_the_way_back_by_what_only_this_meeting_can_say(opening: str) -> None:
    check_earlier(section(f"{EARLIER}\n{opening}{OWN}"))


def test_two_earlier_handlings() -> None:
    council = EARLIER.replace("Kaupunginhallitus 3.2.2025 § 45", "Kaupunginvaltuusto, 24.2.2025, § 7")
    decision = section(f"{EARLIER}\n{council}\nTekninen lautakunta, 13.03.2025, § 5\n\n{OWN}")
    origins = [p.origin for p in decision.paragraphs if p.part is P.EARLIER]
    assert [origin.section for origin in dict.fromkeys(origins) if origin] == ["45", "7"]
    assert texts(decision, P.DECISION) == ["Lautakunta hyväksyi ehdotuksen."]


def test_a_history_at_the_end_is_never_this_meetings_decision() -> None:
    decision = section(f"Valot ovat vanhoja.\n\n{OWN}\nPäätöshistoria\n\n{EARLIER}\n{EARLIER.replace('45', '61')}")
    assert texts(decision, P.DECISION) == ["Lautakunta hyväksyi ehdotuksen."]
    assert texts(decision, P.PROPOSAL) == ["Lautakunta antaa lausunnon."]
    assert len(texts(decision, P.EARLIER, P.DECISION)) == 2


def test_undated_earlier_handling_ends_at_the_next_label() -> None:
    decision = section(
        f"Aikaisempi käsittely\nLautakunta on käsitellyt asiaa kahdesti.\n\n{OWN}\nTiedoksi\nTalousosasto\n"
    )
    assert texts(decision, P.EARLIER) == ["Lautakunta on käsitellyt asiaa kahdesti."]
    assert texts(decision, P.DECISION) == ["Lautakunta hyväksyi ehdotuksen."]
    assert texts(decision, P.DELIVERY) == ["Talousosasto"]


def test_a_line_of_an_abbreviated_organ_without_a_date() -> None:
    decision = section(f"Kh § 45\n\nValoista on tehty aloite.\n\nTekltk § 5\n\nLausunto on valmis.\n\n{OWN}")
    assert texts(decision, P.EARLIER) == ["Valoista on tehty aloite."]
    assert texts(decision, P.BACKGROUND) == ["Lausunto on valmis."]


def test_attachments_end_where_text_goes_on() -> None:
    decision = section(
        "Liitteet\n1 Kartta\n2 Kustannusarvio\n\nValot ovat vanhoja, ja niiden varaosia ei enää valmisteta.\n"
    )
    assert texts(decision, P.ATTACHMENTS) == ["1 Kartta", "2 Kustannusarvio"]
    assert texts(decision, P.BACKGROUND) == ["Valot ovat vanhoja, ja niiden varaosia ei enää valmisteta."]


def test_spans_and_ids() -> None:
    decision = section(f"{EARLIER}\nTekninen lautakunta 13.3.2025 § 5\n\nHankkeet ovat:\n- valot\n- väylä\n\n{OWN}")
    ids = [paragraph.paragraph_id for paragraph in decision.paragraphs]
    assert len(set(ids)) == len(ids)
    assert all(i.startswith(f"{decision.decision_id}#{p.part}-") for i, p in zip(ids, decision.paragraphs, strict=True))
    starts = [paragraph.start for paragraph in decision.paragraphs]
    assert starts == sorted(starts)


def test_a_presenter_in_an_oblique_case_of_his_office() -> None:
    decision = section(
        "Valmistelija: Aino Esimerkki\n\nPäätösehdotus Teknisen toimen johtaja Aarne Malli\n\nHyväksytään.\n"
    )
    assert texts(decision, P.PROPOSAL) == ["Hyväksytään."]


def test_a_lead_in_under_a_lead_in_opens_its_own_list() -> None:
    decision = section("Muutokset ovat seuraavat:\n\nMuutos 1:\n\nValot uusitaan.\n\nMuutos 2:\n\nLaituri korjataan.\n")
    assert [(item.text, item.context) for item in items(decision)] == [
        ("Valot uusitaan.", "Muutos 1:"),
        ("Laituri korjataan.", "Muutos 2:"),
    ]


def test_a_marked_list_without_a_lead_in_has_none() -> None:
    decision = section("Oheismateriaali\n-\nKartta\n-\nHavainnekuva\n")
    assert texts(decision, P.ATTACHMENTS) == ["Kartta", "Havainnekuva"]
    assert not items(decision)


def test_who_makes_a_proposal_is_neither_lead_in_nor_proposal() -> None:
    decision = section("""\
Ehdotus

Aino Esimerkki:

Lautakunta päättää uusia valot.

Päätös
Lautakunta hyväksyi ehdotuksen.
""")
    proposal = [paragraph for paragraph in decision.paragraphs if paragraph.part is P.PROPOSAL]
    assert [(paragraph.text, paragraph.context) for paragraph in proposal] == [("Lautakunta päättää uusia valot.", "")]
    assert "Aino Esimerkki:" in headings(decision)


def test_items_that_end_the_sentence_of_their_lead_in() -> None:
    text = (
        "Naavaharjun kaupunki Pöytäkirja 2/2031\nSivistyslautakunta 6.2.2031\n\n§ 8\nVuokra\n\nPäätös\n\n"
        "Lautakunta päättää,\n\nettä tila vuokrataan.\n\nettä vuokra on 100 euroa.\n\nMerkittiin, että Aalto poistui.\n"
    )
    found = [(each.text, each.context) for each in decisions(text)["8"].paragraphs if each.part is PartKind.DECISION]
    assert found == [
        ("Lautakunta päättää,", ""),
        ("että tila vuokrataan.", "Lautakunta päättää,"),
        ("että vuokra on 100 euroa.", "Lautakunta päättää,"),
        ("Merkittiin, että Aalto poistui.", ""),
    ]


def test_reasons_of_the_presenter_below_the_decision_are_no_part_of_it() -> None:
    decision = section("""\
Päätös
Lautakunta päätti uusia valot.

Esittelijän perustelut
Uudet valot säästävät sähköä.
""")
    assert texts(decision, P.DECISION) == ["Lautakunta päätti uusia valot."]
    assert texts(decision, P.BACKGROUND) == ["Uudet valot säästävät sähköä."]
