"""PDF by its text layer: pypdfium2 gives characters in reading order and their boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw as pdfium

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Line
from indexer.formats.recognition import recognised

_BOLD_WEIGHT = 600  # from which a line counts as bold, at both its ends: a bold word may open a plain line
_WIDE_GAP = 1.5  # type sizes between two words; more than justified lines have
_FONT_NAME = 128  # bytes of a font's name that are looked at
_OPENING = 45  # characters in which the words of a margin column end


def read_pdf(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the text layer of a PDF, page by page, in the order in which it is written.

    A scan has none: it is recognised where that is possible on this machine.
    """
    lines = _text_layer(name, content)
    if not lines:
        scan = recognised(content)
        lines = _text_layer(name, scan) if scan is not None else lines
    if not lines:
        reason = "the PDF has no text layer (a scan?)"
        raise UnreadableSource(name, reason, "Run text recognition on it, or install ocrmypdf and Finnish tesseract.")
    return lines


def _text_layer(name: str, content: bytes) -> tuple[Line, ...]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource(
            name, f"not a readable PDF ({error})", "Replace it by a whole, unlocked file."
        ) from error
    with document:
        return tuple(line for number in range(len(document)) for line in _lines_of(name, document, number))


def _lines_of(name: str, document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    try:
        return _page_lines(document[number], number + 1)
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource(name, f"page {number + 1} cannot be read ({error})", "Save it anew.") from error


def _page_lines(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    text = _PageText(page, number)
    lines = [text.line(start, end) for start, end in text.spans()]
    text.close()
    return [line for line in lines if line is not None]


class _PageText:
    """The characters of one page with their boxes and weights."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self._page = page
        self._number = number
        self._height = page.get_height()
        self._text = page.get_textpage()
        self._line_end_hyphens: set[int] = set()
        self.characters = "".join(self._character(index) for index in range(self._text.count_chars()))

    def close(self) -> None:
        self._text.close()
        self._page.close()

    def spans(self) -> Iterator[tuple[int, int]]:
        """Give the start and end of each line; pdfium leaves out the line break after a hyphen at a line's end."""
        start = 0
        for index, character in enumerate(self.characters):
            if character in "\r\n":
                yield start, index
                start = index + 1
            elif index in self._line_end_hyphens:
                yield start, index + 1
                start = index + 1
        yield start, len(self.characters)

    def _character(self, index: int) -> str:
        """Give one character; pdfium marks a hyphen at a line's end by U+0002, which is a plain hyphen in print."""
        code = pdfium.FPDFText_GetUnicode(self._text, index)
        if code in (0x2, 0xFFFE):
            self._line_end_hyphens.add(index)
            return "-"
        return chr(code) if code not in (0, 0xFFFF) and not 0xD800 <= code <= 0xDFFF else " "

    def _left(self, index: int) -> float:
        return float(self._text.get_charbox(index, loose=True)[0])

    def _right(self, index: int) -> float:
        return float(self._text.get_charbox(index, loose=True)[2])

    def _is_bold(self, index: int) -> bool:
        """Tell bold type by its weight or, where a font does not declare it, by its name."""
        if pdfium.FPDFText_GetFontWeight(self._text, index) >= _BOLD_WEIGHT:
            return True
        name = ctypes.create_string_buffer(_FONT_NAME)
        pdfium.FPDFText_GetFontInfo(self._text, index, name, _FONT_NAME, ctypes.byref(ctypes.c_int()))
        return b"bold" in name.value.lower()

    def line(self, start: int, end: int) -> Line | None:
        """Describe the line of characters from `start` to `end`, or give None where it is blank."""
        raw = self.characters[start:end]
        text = normalise(raw).strip()
        if not text:
            return None
        visible = [start + at for at, character in enumerate(raw) if not character.isspace() and normalise(character)]
        first, last = visible[0], visible[-1]
        word_end = next((a for a, b in pairwise(visible) if b != a + 1), last)
        left = self._left(first)
        top = self._height - float(self._text.get_charbox(first, loose=True)[3])
        size = float(round(pdfium.FPDFText_GetFontSize(self._text, first), 1))
        opening, body = self._opening(start, visible, size)
        return Line(
            text=text,
            page=self._number,
            left=left,
            right=self._right(last),
            first_word=max(0.0, self._right(word_end) - left),
            top=top,
            depth=top / self._height if self._height else None,
            size=size,
            bold=self._is_bold(first) and self._is_bold(last),
            opening=opening,
            body=body,
            soft=raw.rstrip("\u200b\u200c\u200d\ufeff").endswith((" ", "\t")),
        )

    def _opening(self, start: int, visible: list[int], size: float) -> tuple[int, float | None]:
        """Give the length of the words before the first wide gap or change from bold to plain, or 0; and what follows.

        That is told by where it begins.
        """
        bold = self._is_bold(visible[0])
        for before, after in pairwise(visible[:_OPENING]):
            if after == before + 1:
                continue
            unlike = bold and not self._is_bold(after)
            if unlike or self._left(after) - self._right(before) > _WIDE_GAP * size:
                return len(normalise(self.characters[start : before + 1]).strip()), self._left(after)
        return 0, None
