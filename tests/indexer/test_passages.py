"""Decisions to passages: neighbours of one part, their context, and what is left out."""

from __future__ import annotations

from indexer.model import PartKind
from indexer.passages import MOST_WORDS, passages
from tests.indexer.writing import decisions

OPENING = """\
Naavaharjun kaupunki Pöytäkirja 2/2025
Tekninen lautakunta 13.3.2025

§ 5
Katuvalojen uusiminen
NAADno-2025-9

"""
BODY = """\
Hankkeet ovat:
- keskustan valot
- rannan valot

Ehdotus
Lautakunta hyväksyy hankkeet.

Päätös
Hyväksyttiin.

Muutoksenhaku
Oikaisuvaatimus tehdään lautakunnalle.
"""


def test_a_passage_holds_one_part_with_title_and_reference() -> None:
    decision = decisions(OPENING + BODY)["5"]
    made = passages(decision)
    assert [document.meta["part"] for document in made] == ["background", "proposal", "decision"]
    assert made[0].content == "Katuvalojen uusiminen\nHankkeet ovat:\n- keskustan valot\n- rannan valot"
    assert made[0].meta["paragraph_ids"] == [f"{decision.decision_id}#background-1{item}" for item in ("", ".1", ".2")]
    assert {
        key: made[0].meta[key] for key in ("municipality_slug", "organ_slug", "date", "year", "section", "case")
    } == {
        "municipality_slug": "naavaharju",
        "organ_slug": "tekninen-lautakunta",
        "date": "2025-03-13",
        "year": 2025,
        "section": "5",
        "case": "NAADno-2025-9",
    }
    assert len({document.id for document in made}) == len(made)


def test_headings_and_instructions_for_appeal_are_no_passages() -> None:
    made = passages(decisions(OPENING + BODY)["5"])
    assert not any("Oikaisuvaatimus" in (document.content or "") for document in made)
    assert not any("§ 5" in (document.content or "") for document in made)


def test_a_long_list_is_cut_and_each_piece_has_the_lead_in() -> None:
    items = "\n".join(f"- valaisin numero {number} korjataan kesän aikana loppuun" for number in range(40))
    made = passages(decisions(f"{OPENING}Hankkeet ovat:\n{items}\n")["5"])
    assert len(made) > 1
    for document in made:
        assert "Hankkeet ovat:" in (document.content or "")
        assert len((document.content or "").split()) <= MOST_WORDS + 10


def test_a_long_paragraph_stays_whole() -> None:
    long = " ".join(["valaistus"] * (MOST_WORDS + 30))
    made = passages(decisions(f"{OPENING}Lyhyt alku.\n\n{long}.\n")["5"])
    assert [len(document.meta["paragraph_ids"]) for document in made] == [1, 1]


def test_earlier_handling_is_never_mixed_with_this_meetings_words() -> None:
    board = "Kaupunginhallitus 3.2.2025 § 45\n\nAloite saatiin.\n\nPäätös\nPyydettiin lausunto.\n\n"
    earlier = f"{board}Tekninen lautakunta 13.3.2025 § 5\n\n"
    decision = decisions(OPENING + earlier + BODY)["5"]
    made = passages(decision)
    assert [document.meta["part"] for document in made][:3] == [PartKind.EARLIER, PartKind.EARLIER, PartKind.BACKGROUND]
    assert "Kaupunginhallitus 3.2.2025 § 45" in (made[0].content or "")
