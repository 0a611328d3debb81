"""Where the words of a PDF page stand: fragments of text that wide gaps part, and the ruling lines between them.

pdfium's own boxes serve here instead of a library for tables: on a report of 158 pages they take 1.3 s where pdfplumber
0.11 takes 20 s and, on tables pasted from a spreadsheet, cuts figures at the edges of clipping paths ("1 | 8 895").
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw as pdfium

from indexer.finnish import normalise
from indexer.formats.base import Line

_BASELINE = 0.7  # type sizes by which the cells of one line may differ in height
_WORD_GAP = 0.72  # type sizes between two cells; spaces within a cell are narrower
_FIGURE_GAP = 0.42  # between two figures, whose thousands are parted by a narrow space
_THIN = 2.0  # points; a narrower path is a ruling line
_SHORTEST_RULE = 6.0  # points
_FIGURE = re.compile(r"^[-–−+±(]?\d[\d.,]*\)?$|^[-–−]$|^%$|^€$")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of one line that no wide gap parts; lengths in points, `top` from the page's upper edge."""

    text: str
    left: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: `at` is the height of a level one or the distance from the left of an upright one."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The geometry of one page."""

    fragments: tuple[Fragment, ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]


def cells_of(line: Line, sheet: Sheet) -> tuple[Fragment, ...]:
    """Give the fragments of a line, from left to right where the file has them so."""
    if line.top is None:
        return ()
    top, size = line.top, line.size or 10.0
    return tuple(
        cell
        for cell in sheet.fragments
        if abs(cell.top - top) < _BASELINE * size and cell.left > line.left - 2 and cell.right < line.right + 2
    )


def read_sheets(content: bytes, pages: Iterable[int]) -> Mapping[int, Sheet]:
    """Read the geometry of some pages of a PDF, which count from 1."""
    with pypdfium2.PdfDocument(content) as document:
        return {number: _sheet(document[number - 1]) for number in sorted(set(pages))}


def ruled_pages(content: bytes) -> set[int]:
    """Find the pages of a PDF that have ruling lines enough for a table, counted from 1."""
    found: set[int] = set()
    with pypdfium2.PdfDocument(content) as document:
        for number, page in enumerate(document, start=1):
            level, upright = _rules(page, page.get_height())
            if len({rule.at for rule in level}) > 1 and len({rule.at for rule in upright}) > 1:
                found.add(number)
            page.close()
    return found


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    height = page.get_height()
    text = page.get_textpage()
    level, upright = _rules(page, height)
    fragments = tuple(_fragments(_words(text, height), upright))
    text.close()
    page.close()
    return Sheet(fragments, level, upright)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: float
    right: float
    top: float
    size: float


def _words(text: pypdfium2.PdfTextPage, height: float) -> Iterator[_Word]:
    """Give the words of a page in the order in which the file holds them."""
    handle = text.raw
    letters: list[str] = []
    box = (0.0, 0.0, 0.0, 0.0)
    size = 0.0

    def word() -> _Word | None:
        said = normalise("".join(letters)).strip()
        return _Word(said, box[0], box[2], height - box[3], size) if said else None

    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        character = "-" if code in (0x2, 0xFFFE) else chr(code) if code and not 0xD800 <= code <= 0xDFFF else " "
        if character.isspace():
            if letters and (made := word()):
                yield made
            letters = []
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if letters and (abs(top - box[3]) > 0.5 * size or left < box[0]):
            if made := word():
                yield made
            letters = []
        if letters:
            box = (box[0], min(box[1], bottom), max(box[2], right), box[3])
        else:
            box = (left, bottom, right, top)
            size = max(1.0, 0.8 * (top - bottom))
        letters.append(character)
    if letters and (made := word()):
        yield made


def _fragments(words: Iterable[_Word], upright: Sequence[Rule]) -> Iterator[Fragment]:
    run: list[_Word] = []
    for word in words:
        if run and not _belongs(run[-1], word, upright):
            yield _fragment(run)
            run = []
        run.append(word)
    if run:
        yield _fragment(run)


def _belongs(before: _Word, word: _Word, upright: Sequence[Rule]) -> bool:
    """Tell whether a word stands in the same cell as the one before it."""
    gap = word.left - before.right
    if abs(word.top - before.top) > 0.5 * word.size or gap <= -0.5 * word.size:
        return False
    figures = _FIGURE.match(before.text) and _FIGURE.match(word.text)
    if gap >= (_FIGURE_GAP if figures else _WORD_GAP) * word.size:
        return False
    middle = word.top + 0.5 * word.size
    first = bisect_left(upright, before.right - 1, key=lambda rule: rule.at)
    last = bisect_left(upright, word.left + 1, key=lambda rule: rule.at)
    return not any(rule.start <= middle <= rule.end for rule in upright[first:last])


def _fragment(run: Sequence[_Word]) -> Fragment:
    return Fragment(" ".join(word.text for word in run), run[0].left, run[-1].right, run[0].top)


def _rules(page: pypdfium2.PdfPage, height: float) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Find the level and the upright ruling lines: thin paths, and the sides of boxes and grids."""
    level: set[Rule] = set()
    upright: set[Rule] = set()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        for x0, y0, x1, y1 in _sides(item, (left, height - top, right, height - bottom), height):
            if y1 - y0 <= _THIN and x1 - x0 >= _SHORTEST_RULE:
                level.add(Rule(round((y0 + y1) / 2, 1), round(x0, 1), round(x1, 1)))
            elif x1 - x0 <= _THIN and y1 - y0 >= _SHORTEST_RULE:
                upright.add(Rule(round((x0 + x1) / 2, 1), round(y0, 1), round(y1, 1)))
    key = lambda rule: (rule.at, rule.start)  # noqa: E731
    return tuple(sorted(level, key=key)), tuple(sorted(upright, key=key))


_Box = tuple[float, float, float, float]


def _sides(item: pypdfium2.PdfObject, box: _Box, height: float) -> Iterator[_Box]:
    """Give a thin path as it is, and the segments of a larger one."""
    if box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN:
        yield box
        return
    count = pdfium.FPDFPath_CountSegments(item)
    if count > 400:  # a drawing
        return
    matrix = item.get_matrix()
    points = [_point(pdfium.FPDFPath_GetPathSegment(item, index), matrix, height) for index in range(count)]
    for (x0, y0, _), (x1, y1, drawn) in pairwise(points):
        if drawn:
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _point(segment: object, matrix: pypdfium2.PdfMatrix, height: float) -> tuple[float, float, bool]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
    drawn = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO
    across, down = matrix.on_point(x.value, y.value)
    return across, height - down, drawn
