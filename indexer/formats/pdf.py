"""PDF by its text layer: pypdfium2 gives characters in reading order and their boxes."""

from __future__ import annotations

import pypdfium2
from pypdfium2 import raw as pdfium

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Line

_BOLD_WEIGHT = 600  # from which a line counts as bold, at both its ends: a bold word may open a plain line


def read_pdf(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the text layer of a PDF, page by page, in the order in which it is written."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource(name, f"not a readable PDF ({error})", "Replace it by an unlocked, whole file.") from error
    with document:
        lines = [line for number in range(len(document)) for line in _page_lines(document[number], number + 1)]
    if not lines:
        raise UnreadableSource(name, "the PDF has no text layer (a scan?)", "Run text recognition on it first.")
    return tuple(lines)


def _page_lines(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    height = page.get_height()
    textpage = page.get_textpage()
    count = textpage.count_chars()
    characters = "".join(_character(textpage, index) for index in range(count))
    lines: list[Line] = []
    start = 0
    for end in [*(i for i, character in enumerate(characters) if character in "\r\n"), count]:
        line = _line(textpage, characters, start, end, number, height)
        if line is not None:
            lines.append(line)
        start = end + 1
    textpage.close()
    page.close()
    return lines


def _character(textpage: pypdfium2.PdfTextPage, index: int) -> str:
    """Give one character; pdfium marks a hyphen at a line's end by U+0002, which is a plain hyphen in print."""
    code = pdfium.FPDFText_GetUnicode(textpage, index)
    if code in (0x2, 0xFFFE):
        return "-"
    return chr(code) if code not in (0, 0xFFFF) and not 0xD800 <= code <= 0xDFFF else " "


def _line(
    textpage: pypdfium2.PdfTextPage, characters: str, start: int, end: int, page: int, height: float
) -> Line | None:
    raw = characters[start:end]
    text = normalise(raw).strip()
    if not text:
        return None
    visible = [start + i for i, character in enumerate(raw) if not character.isspace() and normalise(character)]
    first, last = visible[0], visible[-1]
    word_end = first
    while word_end + 1 <= last and not characters[word_end + 1].isspace():
        word_end += 1
    left, _, _, top = textpage.get_charbox(first, loose=True)
    _, _, right, _ = textpage.get_charbox(last, loose=True)
    _, _, word_right, _ = textpage.get_charbox(word_end, loose=True)
    return Line(
        text=text,
        page=page,
        left=left,
        right=right,
        first_word=max(0.0, word_right - left),
        top=height - top,
        size=round(pdfium.FPDFText_GetFontSize(textpage, first), 1),
        bold=all(pdfium.FPDFText_GetFontWeight(textpage, at) >= _BOLD_WEIGHT for at in (first, last)),
        soft=raw.rstrip("\u200b\u200c\u200d\ufeff").endswith((" ", "\t")),
    )
