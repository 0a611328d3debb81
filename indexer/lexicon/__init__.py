"""The English–Finnish and Swedish–Finnish dictionary: headwords and their Finnish translations.

A general one, before whose words stand those by which municipalities call the same things; both are packaged. Beside
them, where an administrator has installed some, dictd databases.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from indexer.lexicon import dictd

LANGUAGES = ("en", "sv")

_CODES = {"en": "eng", "sv": "swe"}


@cache
def entries(language: str) -> Mapping[str, tuple[str, ...]]:
    """Give the packaged translations of each headword of a language, best first."""
    folder, name = files(__package__), f"{_CODES[language]}-fin"
    general = _read(lzma.decompress(folder.joinpath(f"{name}.tsv.xz").read_bytes()).decode("utf-8"))
    municipal = _read(folder.joinpath(f"{name}.municipal.tsv").read_text(encoding="utf-8"))
    return {
        **general,
        **{head: tuple(dict.fromkeys((*words, *general.get(head, ())))) for head, words in municipal.items()},
    }


def _read(content: str) -> dict[str, tuple[str, ...]]:
    pairs = (line.split("\t", 1) for line in content.splitlines())
    return {head: tuple(words.split("|")) for head, words in pairs}


@cache
def installed(directory: Path, language: str) -> Mapping[str, tuple[str, ...]]:
    """Give the translations of the dictd databases in a directory; none where there are none of the language."""
    return dictd.gather(directory, _CODES[language])
