"""The general English–Finnish and Swedish–Finnish dictionary: headwords and their Finnish translations.

A packaged one, and beside it, where an administrator has installed some, dictd databases.
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
    name = f"{_CODES[language]}-fin.tsv.xz"
    content = lzma.decompress(files(__package__).joinpath(name).read_bytes()).decode("utf-8")
    pairs = (line.split("\t", 1) for line in content.splitlines())
    return {head: tuple(words.split("|")) for head, words in pairs}


@cache
def installed(directory: Path, language: str) -> Mapping[str, tuple[str, ...]]:
    """Give the translations of the dictd databases in a directory; none where there are none of the language."""
    return dictd.gather(directory, _CODES[language])
