"""Dates, diary numbers, references and the lines above a handling."""

from __future__ import annotations

import pytest

from indexer.model import Reference
from indexer.references import dates, diary_number, first_date, handling_header, references


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Kokous pidettiin 20.02.2025 klo 17.", "2025-02-20"),
        ("20.2.2025", "2025-02-20"),
        ("pvm 20. 2. 2025", "2025-02-20"),
        ("annettu 20. helmikuuta 2025", "2025-02-20"),
        ("7 päivänä toukokuuta 2019", "2019-05-07"),
        ("den 3 mars 2024", "2024-03-03"),
        ("on 14 November 2023", "2023-11-14"),
        ("2025-02-20", "2025-02-20"),
    ],
)
def test_a_date_in_every_form(text: str, iso: str) -> None:
    assert first_date(text) == iso


def test_the_end_of_a_range_is_a_date_and_its_bare_beginning_is_none() -> None:
    assert [mention.iso for mention in dates("Nähtävillä 24.2.–3.3.2025, uudelleen 1.4.2025.")] == [
        "2025-03-03",
        "2025-04-01",
    ]


def test_a_day_that_no_calendar_has_is_passed_over() -> None:
    assert first_date("31.2.2025, sitten 1.3.2025") == "2025-03-01"


def test_a_date_tells_where_it_stands() -> None:
    text = "Kokous 1.3.2025."
    mention = next(dates(text))
    assert text[mention.start : mention.end] == "1.3.2025"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("691/00.01.02/2021", "691/00.01.02/2021"),
        ("2978/12.04.01/2014", "2978/12.04.01/2014"),
        ("730/2017", "730/2017"),
        ("NAAdno-2021-4378", "NAAdno-2021-4378"),
        ("NAADno-2025-466", "NAADno-2025-466"),
        ("NaaDno-2017-123", "NaaDno-2017-123"),
        ("NAADNO 2024 17", "NAADNO 2024 17"),
        ("NAA 2011-004632", "NAA 2011-004632"),
        ("NAA 2024-009117 T 00 00 03", "NAA 2024-009117"),
        ("NAAV/1499/12.00.02/2016", "NAAV/1499/12.00.02/2016"),
        ("NAA:3341/00.01.02/2017", "NAA:3341/00.01.02/2017"),
        ("3700/11.01.00 /2011", "3700/11.01.00/2011"),
        ("5024-2017 (010)", "5024-2017"),
        ("Asianro 12/00.01.01/2024", "12/00.01.01/2024"),
        ("Dnro 12/2024", "12/2024"),
        ("Dno: NAAV/1499/12.00.02/2016", "NAAV/1499/12.00.02/2016"),
        ("Diarienr 44/02.03.00/2023", "44/02.03.00/2023"),
    ],
)
def test_a_line_that_is_a_diary_number(line: str, number: str) -> None:
    assert diary_number(line) == number


@pytest.mark.parametrize("line", ["Kokous 4/2025", "20.2.2025", "1 038 000", "Asia 12/2024 palautettiin", "§ 12", ""])
def test_a_line_that_is_no_diary_number(line: str) -> None:
    assert diary_number(line) is None


def test_references_in_running_text() -> None:
    text = (
        "Lautakunta päätti 21.9.2023 § 85, ja valtuusto hyväksyi 04.12.2023 § 110 talousarvion (Kh 13.2.2023 § 45). "
        "Khall 12.06.2023 § 127 ja jälleen Khall 12.06.2023 § 127; Henjao 28.11.2023, 52 §."
    )
    assert references(text) == (
        Reference("Lautakunta", "2023-09-21", "85"),
        Reference(None, "2023-12-04", "110"),
        Reference("Kh", "2023-02-13", "45"),
        Reference("Khall", "2023-06-12", "127"),
        Reference("Henjao", "2023-11-28", "52"),
    )


@pytest.mark.parametrize(
    "text", ["kuntalain 103 §:n 2 momentti", "hallintosäännön 125 §", "laki 10.4.2015 103 §:n mukaan"]
)
def test_a_law_is_no_reference_to_a_meeting(text: str) -> None:
    assert references(text) == ()


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("Tekninen lautakunta, 28.01.2025, § 5", Reference("Tekninen lautakunta", "2025-01-28", "5")),
        ("Tekninen lautakunta, § 5,28.01.2025", Reference("Tekninen lautakunta", "2025-01-28", "5")),
        ("Kaupunginhallitus 12.2.2024 § 45", Reference("Kaupunginhallitus", "2024-02-12", "45")),
        ("Kaupunginhallitus 45 § 12.2.2024", Reference("Kaupunginhallitus", "2024-02-12", "45")),
        ("Khall 12.06.2023 § 127", Reference("Khall", "2023-06-12", "127")),
        ("Kh § 190", Reference("Kh", None, "190")),
        ("Tekninen johtaja, 3.5.2024, § 12", Reference("Tekninen johtaja", "2024-05-03", "12")),
        ("Päätöshistoria Kaupunginhallitus 20.3.2017 § 66", Reference("Kaupunginhallitus", "2017-03-20", "66")),
        ("Kommunstyrelsen 12.2.2024 § 45", Reference("Kommunstyrelsen", "2024-02-12", "45")),
        ("Tekninen lautakunta 12.2.2024 § 45 (NAADno-2031-9)", Reference("Tekninen lautakunta", "2024-02-12", "45")),
        ("Tekninen lautakunta 12.2.2024 § 45 9/00.01.02/2024", Reference("Tekninen lautakunta", "2024-02-12", "45")),
        ("Tekninen lautakunta § 45/12.2.2024", Reference("Tekninen lautakunta", "2024-02-12", "45")),
        ("Tekn. ltk. 12.2.2024 § 45", Reference("Tekn. ltk.", "2024-02-12", "45")),
        ("§ 45 Tekninen lautakunta 12.2.2024", Reference("Tekninen lautakunta", "2024-02-12", "45")),
    ],
)
def test_a_line_above_a_handling(line: str, reference: Reference) -> None:
    assert handling_header(line) == reference


@pytest.mark.parametrize(
    "line",
    [
        "Lautakunta päätti asiasta 21.9.2023 § 85",
        "Kuntalaki 103 §",
        "Pykälä § 12",
        "Kaupunginhallitus 12.2.2024",
        "Kaupunginhallitus 31.2.2024 § 45",
        "Lautakunta totesi 21.9.2023 § 85, että asia on loppuun käsitelty.",
        "§ 45 Lausunto kaavasta 12.2.2024",
        "Kuntalaki § 103 (410/2015)",
    ],
)
def test_a_line_that_opens_no_handling(line: str) -> None:
    assert handling_header(line) is None


@pytest.mark.parametrize("line", ["MRL 161 §:", "MRL 144 §", "RakL § 56", "HL 34 §"])
def test_section_of_a_law_opens_no_handling(line: str) -> None:
    assert handling_header(line) is None


def test_handling_may_end_in_a_colon() -> None:
    assert handling_header("Kh 13.3.2025 § 22:") == Reference("Kh", "2025-03-13", "22")
