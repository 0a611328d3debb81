"""What minutes say is secret: named, and nothing made of it."""

from __future__ import annotations

import pytest

from tests.indexer.writing import decisions

MINUTES = """\
Naavaharjun kaupunki Pöytäkirja 2/2031
Sivistyslautakunta 6.2.2031

§ 8
{title}

{first}

Päätös
Lautakunta hyväksyi ehdotuksen.

§ 9
Kirjaston aukiolo

Liitteet
1 Selvitys
Salassa pidettävä, JulkL 24 §

Kirjasto on auki.

Päätös
Lautakunta hyväksyi ehdotuksen.
"""


@pytest.mark.parametrize(
    "words",
    [
        "Salassa pidettävä, JulkL 24 § 1 mom. 25 k",
        "Salassa pidettävä",
        "Ei julkinen (Julkisuuslaki 24 §)",
        "Julkisuuslaki 24 § 1 mom. 25 kohta",
        "JulkL § 24",
        "Asia on salassa pidettävä.",
        "Sekretessbelagt, offentlighetslagen 24 §",
    ],
)
def test_the_words_that_say_so_are_kept(words: str) -> None:
    assert decisions(MINUTES.format(title="Avustus", first=words))["8"].confidential == words


def test_a_title_that_says_so() -> None:
    found = decisions(MINUTES.format(title="Salassa pidettävä asia", first="Asiaa selostettiin."))
    assert found["8"].confidential == "Salassa pidettävä asia"


@pytest.mark.parametrize(
    "text", ["Salassa pidettävien asiakirjojen luettelo on laadittu.", "Julkisuuslain mukaan luettelo on julkinen."]
)
def test_a_matter_that_is_about_secrecy_is_not_secret(text: str) -> None:
    found = decisions(MINUTES.format(title="Salassa pidettävien asiakirjojen luettelo", first=text))
    assert found["8"].confidential is None


def test_a_secret_attachment_does_not_make_its_section_secret() -> None:
    found = decisions(MINUTES.format(title="Avustus", first="Avustusta haettiin."))
    assert found["9"].confidential is None
    assert "Salassa pidettävä, JulkL 24 §" in [each.text for each in found["9"].paragraphs]
