"""Personal data is found by its form and its check character, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.personal import ALL, Personal, found, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hakija (131052-308T) asuu", "Hakija (••••••-••••) asuu"),
        ("131052Y308T ja 131052–308t", "••••••••••• ja ••••••–••••"),
        ("Väärä tarkiste 131052-308U", None),
        ("Asia 1131052-308T", None),
        ("Tilille FI21 1234 5600 0007 85 MENNESSÄ", "Tilille •••• •••• •••• •••• •• MENNESSÄ"),
        ("Tilille FI2112345600000785.", "Tilille ••••••••••••••••••."),
        ("Tilille FI21 1234 5600 0007 86", None),
        ("puh. 044 123 4567 tai +358 6 438 4111", "puh. ••• ••• •••• tai +••• • ••• ••••"),
        (
            "maija.meikalainen@kunta.example, paju(at)kunta.example",
            "•••••.•••••••••••@•••••.•••••••, ••••(••)•••••.•••••••",
        ),
        ("Dnro 691/00.01.02/2021, 20.2.2025 § 21, 48 300 euroa, 1 234 567,00 €, y-tunnus 0109862-8, s. 02/2021", None),
    ],
)
def test_what_is_hidden_and_what_is_not(text: str, shown: str | None) -> None:
    assert masked(text) == (text if shown is None else shown)


def test_only_the_kinds_asked_for_are_hidden() -> None:
    text = "131052-308T, 044 123 4567"
    assert masked(text, ["phone"]) == "131052-308T, ••• ••• ••••"
    assert masked(text, []) == text


@given(st.text(), st.sampled_from(["131052-308T", "FI21 1234 5600 0007 85"]))
def test_length_stays_and_nothing_is_found_twice(around: str, datum: str) -> None:
    text = f"{around} {datum} {around}"
    shown = masked(text, [Personal.IDENTITY_CODE, Personal.BANK_ACCOUNT])
    assert datum not in shown
    assert len(shown) == len(text)
    assert found(shown, [Personal.IDENTITY_CODE]) == []
    assert all(start < end for start, end in found(text, ALL))
