"""Bytes to characters: UTF-8 where they are, else what the file says of itself, else what older systems here write."""

from __future__ import annotations

import codecs
import re

from indexer.errors import UnreadableSource

_OLDER = "cp1252"  # also what files mean that say ISO-8859-1 or ASCII
_SAME_AS_OLDER = frozenset({"iso8859-1", "ascii", "cp1252"})
# what a page may say; Python knows others that are no encodings of text, or escape from it
_WRITTEN = re.compile(r"iso8859-\d+|cp(?:437|850|852|865|125\d)|koi8-r|mac-roman|shift_jis|big5|gb2312")


def decode(name: str, content: bytes, declared: str | None = None) -> str:
    """Decode a file's bytes; `declared` is the encoding that its markup names.

    UTF-16 is told by its mark. Whatever is valid UTF-8 is taken as that, since texts in other encodings hardly ever
    are, and pages that were saved again often name the encoding that they once had.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise UnreadableSource(name, "it is not a text file", "Replace it or take it out of the corpus.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(_known(declared), errors="replace")


def _known(declared: str | None) -> str:
    try:
        found = codecs.lookup(declared or _OLDER).name
    except (LookupError, ValueError):  # a name that cannot be one
        return _OLDER
    return found if _WRITTEN.fullmatch(found) and found not in _SAME_AS_OLDER else _OLDER
