"""Make the dictionary files from dictd databases: `python -m indexer.lexicon.dictd DIRECTORY`.

The databases are those of FreeDict (Debian: dict-freedict-eng-fin, -fin-eng, -swe-fin, -fin-swe).
"""

from __future__ import annotations

import gzip
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SENSE = re.compile(r"^\d+\.\s*")
_NEXT_SENSE = re.compile(r"\s*\d+\.$")
_MOST = 8  # translations of a word; later ones are rare senses
_WORDS = re.compile(r"^[^\W\d_]+(?:[ '-][^\W\d_]+){0,2}$")


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS.index(digit)
    return value


def read(directory: Path, pair: str) -> Iterator[tuple[str, str]]:
    """Read a dictd database: yield headword and translation, in order of senses.

    In an entry, translations stand on the line after the headword's and on lines that open a sense; a number at a
    line's end announces a further sense by its gloss only.
    """
    content = gzip.decompress((directory / f"freedict-{pair}.dict.dz").read_bytes())
    for line in (directory / f"freedict-{pair}.index").read_text(encoding="utf-8").splitlines():
        head, start, length = line.split("\t")
        if head.startswith("00-") or not _WORDS.match(head):
            continue
        entry = content[_number(start) : _number(start) + _number(length)].decode("utf-8").splitlines()
        if entry and entry[0].rstrip().endswith("<suffix>"):
            continue
        for number, text in enumerate((text.strip() for text in entry[1:]), start=1):
            if number > 1 and not _SENSE.match(text):
                continue
            for word in _NEXT_SENSE.sub("", _SENSE.sub("", text)).split(","):
                if _WORDS.match(word.strip()):
                    yield head.lower(), word.strip().lower()


def gather(directory: Path, language: str) -> dict[str, tuple[str, ...]]:
    """Join both directions of a language ("eng", "swe") and Finnish; a direction that is not there is left out."""
    entries: dict[str, dict[str, None]] = defaultdict(dict)
    for head, word in _read_if_there(directory, f"{language}-fin"):
        entries[head][word] = None
    for head, word in _read_if_there(directory, f"fin-{language}"):
        entries[word][head] = None
    return {head: tuple(words)[:_MOST] for head, words in entries.items()}


def _read_if_there(directory: Path, pair: str) -> Iterator[tuple[str, str]]:
    if (directory / f"freedict-{pair}.index").is_file():
        yield from read(directory, pair)


def main(directory: Path) -> None:
    """Write both dictionary files beside this one, each from the two directions of its pair."""
    for language in ("eng", "swe"):
        entries = gather(directory, language)
        text = "".join(f"{head}\t{'|'.join(words)}\n" for head, words in sorted(entries.items()))
        target = Path(__file__).with_name(f"{language}-fin.tsv.xz")
        target.write_bytes(lzma.compress(text.encode("utf-8")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
