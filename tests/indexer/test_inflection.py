"""How many inflected words of minutes the analyser brings to their dictionary form."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from indexer.finnish import TermKind, fold, index_terms, lemmas, query_terms
from indexer.voikko import readings_of

LIST = Path(__file__).with_name("inflected_words.txt")


def pairs() -> list[tuple[str, str]]:
    """Read (form, dictionary form)."""
    lines = (line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    parted = (line.split(":") for line in lines)
    return [(form, lemma) for lemma, forms in parted for form in forms.split()]


def meets(form: str, lemma: str) -> bool:
    """Tell whether a question for the dictionary form finds a text with the form by a whole word, not by a part."""
    whole = {term.term for term in query_terms(lemma, frozenset()) if term.kind is not TermKind.PART}
    return not whole.isdisjoint(index_terms(form))


def test_forms_are_brought_to_their_dictionary_form() -> None:
    words = pairs()
    assert len(words) >= 300
    lemmatised = [pair for pair in words if pair[1] in lemmas(pair[0])]
    together = [pair for pair in words if meets(*pair)]
    print(f"lemma {len(lemmatised) / len(words):.3f}, together {len(together) / len(words):.3f} of {len(words)}")
    assert len(lemmatised) / len(words) >= 0.96, sorted(set(words) - set(lemmatised))
    assert len(together) / len(words) >= 0.98, sorted(set(words) - set(together))


def test_forms_are_found_without_dots_too() -> None:
    words = [(form, lemma) for form, lemma in pairs() if fold(lemma) != lemma]
    assert len(words) >= 60
    together = [pair for pair in words if meets(pair[0], fold(pair[1]))]
    print(f"without dots {len(together) / len(words):.3f} of {len(words)}")
    assert len(together) / len(words) >= 0.9, sorted(set(words) - set(together))


def base_forms(path: Path) -> list[tuple[str, str]]:
    """Read (word, base form) from Voikko's own tests of its analysis."""
    found, word = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.strip().partition("=" if "=" in line else ":")
        if name == "word":
            word = value
        elif name == "BASEFORM":
            found.append((word, value.lstrip("=").replace("=", "").lower()))
    return found


def spellings(path: Path) -> dict[str, bool]:
    """Read words and whether they are right from Voikko's own list."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word = line.split("#")[0].strip()
        if word and not word.startswith("[") and " " not in word:
            found[word.lstrip("!")] = not word.startswith("!")
    return found


def test_agreement_with_voikko(shared: Path) -> None:
    forms = base_forms(shared / "fixtures" / "voikko" / "morpho.txt")
    agreed = [(word, base) for word, base in forms if base in lemmas(word.lower())]
    counted = Counter(
        (right, bool(readings_of(word.lower())))
        for word, right in spellings(shared / "fixtures" / "voikko" / "spell.txt").items()
    )
    known = counted[True, True] / (counted[True, True] + counted[True, False])
    refused = counted[False, False] / (counted[False, False] + counted[False, True])
    print(f"base forms {len(agreed) / len(forms):.3f} of {len(forms)}, known {known:.3f}, refused {refused:.3f}")
    assert len(forms) > 100
    assert len(agreed) / len(forms) >= 0.9, sorted(set(forms) - set(agreed))
    assert known >= 0.9
    assert refused >= 0.8
