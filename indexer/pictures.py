"""Pages of a PDF as pictures, and the place of words on them: what a reader sees who wants to check a citation."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import ImageDraw
from pypdfium2 import raw as pdfium

from indexer.errors import NoSuchPage, UnreadableSource
from indexer.finnish import normalise

WIDTH = 1_200  # pixels of a picture: sharp on a dense screen, and small enough to send
TALLEST = 6_000  # pixels of a picture: a page of another shape is drawn narrower
_GRID = 100_000  # units to a page's side in which PDFium gives a place: it knows whole numbers only
_SHORTEST = 20  # characters of a text that goes on on another page, from which its beginning or end is marked
_MARGIN = 300  # characters of heads and feet of a page, beyond which a text goes on
_NEAR = 240  # characters around a place in which its neighbours are looked for
_NEIGHBOUR = 40  # characters of a neighbour that tell it
_GAP = 1.2  # heights of a line between two of its words, at which a mark is parted
_IGNORED = frozenset("-\u00ad\u2010\u2011")  # a hyphen at the end of a line is often not in the text

Hide = Callable[[str], Sequence[tuple[int, int]]]  # what of a page's text may not be seen: start and end
_PAD = 2  # pixels that hidden words are blackened beyond their letters

_Sides = tuple[float, float, float, float]  # of a character on its page: left, bottom, right, top, in points


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a WebP picture, and how many pages its document has."""

    content: bytes
    width: int
    height: int
    pages: int


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page, from its upper left corner, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words to find on a page; what stands before and after them tells which of equal places is meant.

    `is_continued` says that their paragraph begins on the page before, and `before` and `after` are the rest of it:
    what of the words stands at the top of this page is looked for.
    """

    text: str
    before: str = ""
    after: str = ""
    is_continued: bool = False


def page_picture(content: bytes, number: int, hide: Hide | None = None) -> Picture:
    """Draw a page, counted from 1, with what is hidden blackened; raise NoSuchPage where there is none.

    Raises UnreadableSource where it cannot be drawn. A page of which no text can be read is not drawn where something
    is to be hidden.
    """
    with _opened(content) as document:
        page = _page(document, number)
        image = page.render(scale=_scale(page)).to_pil().convert("RGB")
        if hide is not None:
            pen = ImageDraw.Draw(image)
            for box in _hidden(page, hide):
                left, top = box.left * image.width - _PAD, box.top * image.height - _PAD
                right, bottom = left + box.width * image.width + 2 * _PAD, top + box.height * image.height + 2 * _PAD
                pen.rectangle((left, top, right, bottom), fill="black")
        drawn = io.BytesIO()
        image.save(drawn, "WEBP", quality=70, method=2)
        return Picture(drawn.getvalue(), image.width, image.height, len(document))


def boxes_of(content: bytes, number: int, wanted: Sequence[Wanted]) -> list[list[Box]]:
    """Find where texts stand on a page: for each its boxes line by line, none where it does not stand there."""
    with _opened(content) as document:
        page = _page(document, number)
        words = _PageWords(page)
        return [[box for first, last in words.places(each) for box in words.boxes(first, last)] for each in wanted]


def holds_hidden(content: bytes, number: int, hide: Hide) -> bool:
    """Tell whether a page has anything that is hidden; of no page there is nothing."""
    with _opened(content) as document:
        return 1 <= number <= len(document) and bool(_hidden(_page(document, number), hide))


def _hidden(page: pypdfium2.PdfPage, hide: Hide) -> list[Box]:
    """Find the boxes of what is hidden on a page; raise UnreadableSource for a page without text."""
    words = _PageWords(page)
    text = words.text()
    if not text.strip():
        raise UnreadableSource("the file", "a page whose text cannot be read, so that nothing on it can be hidden", "")
    return [box for start, end in hide(text) for box in words.boxes(start, end - 1)]


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource("the file", f"not a readable PDF ({error})", "Index again.") from error


def _page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    if not 1 <= number <= len(document):
        raise NoSuchPage("the file", f"no page {number}", "Index again.")
    try:
        return document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource("the file", f"page {number} cannot be read ({error})", "Save it anew.") from error


def _scale(page: pypdfium2.PdfPage) -> float:
    """Give the pixels of a point, so that the picture is as wide as others and not too tall."""
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise UnreadableSource("the file", "a page without extent", "Save it anew.")
    return float(min(WIDTH / width, TALLEST / height))


class _PageWords:
    """The characters of a page without blanks, hyphens and case, each with its number in PDFium."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._text = page.get_textpage()
        bare, numbers = [], []
        for number in range(self._text.count_chars()):
            for character in squeezed(_character(self._text, number)):
                bare.append(character)
                numbers.append(number)
        self._bare = "".join(bare)
        self._numbers = numbers

    def text(self) -> str:
        """Give the page's text, one character for each of PDFium's."""
        return "".join(_character(self._text, number) for number in range(self._text.count_chars()))

    def places(self, wanted: Wanted) -> list[tuple[int, int]]:
        """Give the first and last character of a text: one place, or none."""
        text = squeezed(wanted.text)
        start, length = self._found(text, wanted)
        return [(self._numbers[start], self._numbers[start + length - 1])] if length else []

    def boxes(self, first: int, last: int) -> Iterator[Box]:
        """Give the boxes around characters, one for each line."""
        line: list[_Sides] = []
        for number in range(first, last + 1):
            if not _character(self._text, number).strip():
                continue
            sides = self._text.get_charbox(number, loose=True)
            if line and not _is_beside(line[-1], sides):
                yield self._around(line)
                line = []
            line.append(sides)
        if line:
            yield self._around(line)

    def _found(self, text: str, wanted: Wanted) -> tuple[int, int]:
        """Find a text or, where it goes on on another page, as much as stands at this one's end or beginning."""
        if wanted.is_continued:
            return self._continued(text, wanted)
        starts = list(_occurrences(self._bare, text))
        if starts:
            return max(starts, key=lambda start: (self._neighbours(start, len(text), wanted), -start)), len(text)
        foot = max(0, len(self._bare) - _MARGIN - len(text))
        length = _longest(len(text), lambda length: self._bare.find(text[:length], foot) >= 0)
        return (self._bare.find(text[:length], foot), length) if length >= _SHORTEST else (0, 0)

    def _continued(self, text: str, wanted: Wanted) -> tuple[int, int]:
        """Find the end of a paragraph at the top, and what of it is the text."""
        rest = squeezed(wanted.after)
        whole = text + rest
        top = self._bare[: _MARGIN + len(whole)]
        length = _longest(len(whole), lambda length: whole[-length:] in top)
        begins_here = length == len(whole) and not squeezed(wanted.before)
        if length < _SHORTEST or length <= len(rest) or begins_here:
            return 0, 0
        return top.find(whole[-length:]), length - len(rest)

    def _neighbours(self, start: int, length: int, wanted: Wanted) -> int:
        """Count the neighbours that stand near a place."""
        before, after = squeezed(wanted.before)[-_NEIGHBOUR:], squeezed(wanted.after)[:_NEIGHBOUR]
        end = start + length
        near = (before, self._bare[max(0, start - _NEAR) : start]), (after, self._bare[end : end + _NEAR])
        return sum(1 for neighbour, around in near if neighbour and neighbour in around)

    def _around(self, line: Sequence[_Sides]) -> Box:
        """Give the box around a line's characters as the page is drawn, also when it is turned or cut."""
        lefts, bottoms, rights, tops = zip(*line, strict=True)
        corners = self._drawn(min(lefts), max(tops)), self._drawn(max(rights), min(bottoms))
        (left, right), (top, bottom) = (sorted(side) for side in zip(*corners, strict=True))
        return Box(left / _GRID, top / _GRID, (right - left) / _GRID, (bottom - top) / _GRID)

    def _drawn(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, _GRID, _GRID, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value, down.value


def squeezed(text: str) -> str:
    """Take from a text what a page may write otherwise: blanks, hyphens at the ends of lines, capitals."""
    return "".join(each for each in normalise(text).lower() if not each.isspace() and each not in _IGNORED)


def _character(text: pypdfium2.PdfTextPage, number: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, number)
    if code in (0x2, 0xFFFE):  # PDFium's marks of a hyphen at a line's end
        return "-"
    return chr(code) if code not in (0, 0xFFFF) and not 0xD800 <= code <= 0xDFFF else " "


def _occurrences(within: str, text: str) -> Iterator[int]:
    start = within.find(text) if text else -1
    while start >= 0:
        yield start
        start = within.find(text, start + 1)


def _longest(most: int, stands: Callable[[int], bool]) -> int:
    """Find the greatest length that stands, of lengths of which all below it stand too."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if stands(middle) else (low, middle - 1)
    return low


def _is_beside(one: _Sides, other: _Sides) -> bool:
    """Tell whether a character goes on the line of the one before; a page's heights grow upwards."""
    height = one[3] - one[1]
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    return overlap > height / 2 and -height < other[0] - one[2] < _GAP * height
