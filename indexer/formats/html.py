"""HTML: lxml parses; each element that a browser sets as a block becomes a line.

Items of lists are marked as such; the bullets and numbers that a browser adds are no text of the file. Left out are
scripts, styles, fields of forms, what is not shown, and navigation: `nav`, `aside`, headers and footers of the page,
bars of links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import lxml.etree
import lxml.html

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Declared, Line, marked_up
from indexer.formats.encoding import decode
from indexer.formats.html_pages import Element, declarations, is_link_bar, labels
from indexer.formats.table_lines import Cell, table_lines
from indexer.labels import Label

_CHARSET = re.compile(rb"""<meta[^>]*charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page names its encoding
_DROPPED = frozenset(
    "head title style script noscript template svg math select button textarea iframe object nav aside".split()
)
_FRAME = frozenset({"header", "footer"})  # of the page; those of an article belong to it
_WITHIN = frozenset({"article", "form", "main", "section"})
_FRAME_ROLES = frozenset({"navigation", "banner", "contentinfo", "search"})
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html label legend li main ol p pre section summary td th tr ul".split()
)
_BARS = frozenset({"center", "div", "p", "td", "tr"})
_SIZES = {"h1": 18.0, "h2": 16.0, "h3": 14.0, "h4": 13.0, "h5": 12.0, "h6": 12.0}  # points
_PLAIN = 11.0
_INDENT = 18.0  # points by which a list stands in
_BOLD = frozenset({"b", "strong", "th", *_SIZES})
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_LABEL_LENGTH = 45
_FEWEST_EMPTY, _SHARE_EMPTY = 3, 0.2  # empty paragraphs on a page whose paragraphs they part
_WIDE_GAP = re.compile(r"(?<=\S)[ \u00a0]{3,}(?=\S)")
_SPACES = re.compile(r"[\t\n\f\r ]+")
# as browsers read numbers of characters that no standard has
_WINDOWS = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}


def read_html(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the text of a page; what its markup says of the section stands on the lines of its heading."""
    found = _CHARSET.search(content[:_HEAD])
    root = _parse(decode(name, content, found[1].decode("ascii", "replace") if found else None))
    lines = _spacing(_Walker(declarations(root), labels(root)).lines(_own(root))) if root is not None else ()
    if not lines:
        raise UnreadableSource(name, "the page holds no text", "Replace it or take it out of the corpus.")
    return lines


def fragment_lines(markup: str) -> tuple[Line, ...]:
    """Read a piece of HTML, or of plain text whose paragraphs are parted by line breaks."""
    if "<" not in markup:
        markup = "".join(f"<p>{piece}</p>" for piece in re.split(r"\s*\n\s*", markup))
    root = _parse(f"<body>{markup}</body>")
    return _spacing(_Walker({}, {}).lines(root)) if root is not None else ()


def _spacing(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Decide what parts paragraphs: empty ones, as word processors leave them, where a page has many; else each itself.

    A gap counts the empty lines before a line, and one more where a block begins.
    """
    begun = [line.gap for line in lines if line.gap]
    wide = sum(gap > 1 for gap in begun)
    least = 2 if wide >= max(_FEWEST_EMPTY, _SHARE_EMPTY * len(begun)) else 1
    return tuple(replace(line, gap=int(line.gap >= least)) for line in lines)


def _parse(text: str) -> Element | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:  # no element at all
        return None


def _own(root: Element) -> Element:
    """Give the element that holds the page's own text, where the page says which."""
    found = root.xpath("//main | //*[@role='main']")
    return found[0] if len(found) == 1 else root


@dataclass(frozen=True, slots=True)
class _Style:
    """How the text of an element is set, and what it stands in."""

    bold: bool = False
    size: float = _PLAIN
    left: float = 0.0
    item: Element | None = None
    declared: Declared | None = None
    label: Label | None = None

    def of(self, element: Element, declared: Declared | None, label: Label | None) -> _Style:
        """Give the style of an element within one of this style."""
        tag = element.tag
        return _Style(
            bold=self.bold or tag in _BOLD,
            size=_SIZES.get(tag, self.size),
            left=self.left + (_INDENT if tag in ("ul", "ol", "blockquote", "dd") else 0.0),
            item=element if tag == "li" else self.item,
            declared=declared or self.declared,
            label=label or self.label,
        )


_PLAIN_STYLE = _Style()


class _Walker:
    """Goes through the elements of a page in order and gathers its lines."""

    def __init__(self, declared: Mapping[Element, Declared], labels: Mapping[Element, Label]) -> None:
        self._declared = declared
        self._labels = labels
        self._lines: list[Line] = []
        self._begun: set[Element] = set()  # items of lists whose first line is made
        self._clear()

    def lines(self, root: Element, style: _Style = _PLAIN_STYLE) -> tuple[Line, ...]:
        """Give the lines of an element, set as `style` says."""
        self._walk(root, style)
        self._end_line()
        return tuple(self._lines)

    def _clear(self, gap: int = 1) -> None:
        self._raw = ""
        self._bold = True  # all of it so far
        self._opening = 0  # length of the first words that an element of their own sets apart
        self._style: _Style | None = None
        self._gap = gap

    def _walk(self, element: Element, style: _Style) -> None:
        if self._is_left_out(element):
            return
        tag = element.tag
        style = self._style_of(element, style)
        if tag == "br":
            self._end_line(gap=0)
        elif tag == "table":
            self._end_line()
            self._lines.extend(table_lines(list(self._rows(element, style)), size=style.size))
        elif tag in _BLOCKS:
            self._end_line()
            before = len(self._lines)
            self._walk_into(element, style)
            self._end_line()
            if tag == "p" and len(self._lines) == before:
                self._gap = 2
        else:
            begins = not self._raw.strip()
            self._walk_into(element, style)
            if begins and (tag in _BOLD or element.get("class")) and len(self._raw) <= _LABEL_LENGTH:
                self._opening = len(self._raw)

    def _walk_into(self, element: Element, style: _Style) -> None:
        self._add(element.text, style)
        for child in element:
            self._walk(child, style)
            tail = child.tail or ""
            if self._runs_into(tail):
                self._raw += " "
            self._add(tail, style)

    def _runs_into(self, tail: str) -> bool:
        """Tell words that follow a label which the page sets apart by its style: "<b>Päätös</b>Hyväksyttiin."."""
        ends = self._opening == len(self._raw) > 0
        return ends and tail[:1].isupper() and (self._raw[-1].isalnum() or self._raw[-1] == ":")

    def _style_of(self, element: Element, style: _Style) -> _Style:
        return style.of(element, self._declared.get(element), self._labels.get(element))

    def _is_left_out(self, element: Element) -> bool:
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED or element.get("hidden") is not None:
            return True
        if element.get("role") in _FRAME_ROLES or _HIDDEN.search(element.get("style") or ""):
            return True
        if tag in _FRAME and not any(above.tag in _WITHIN for above in element.iterancestors()):
            return True
        return tag in _BARS and is_link_bar(element)

    def _add(self, text: str | None, style: _Style) -> None:
        if not text:
            return
        text = _SPACES.sub(" ", text).translate(_WINDOWS)
        self._raw += text
        if text.strip():
            self._style = self._style or style
            self._bold = self._bold and style.bold

    def _end_line(self, *, gap: int = 1) -> None:
        text = normalise(self._raw).strip()
        style = self._style
        if text and style is not None:
            is_item = style.item is not None and style.item not in self._begun
            if style.item is not None:
                self._begun.add(style.item)
            line = marked_up(
                text,
                size=style.size,
                left=style.left,
                bold=self._bold,
                opening=self._opening_length(text),
                item=is_item,
            )
            before = self._gap if line.gap else 0
            self._lines.append(replace(line, gap=before, declared=style.declared, label=style.label))
            self._clear(gap)
        else:  # two line breaks one after the other leave an empty line
            self._clear(2 if gap == self._gap == 0 else max(gap, self._gap))

    def _opening_length(self, text: str) -> int:
        wide = _WIDE_GAP.search(self._raw[:_LABEL_LENGTH])
        length = len(normalise(self._raw[: wide.start() if wide else self._opening]).strip())
        return length if length < len(text) else 0

    def _rows(self, table: Element, style: _Style) -> Iterator[list[Cell]]:
        for row in table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr | ./caption"):
            if self._is_left_out(row):
                continue
            of_row = self._style_of(row, style)
            cells = [row] if row.tag == "caption" else [cell for cell in row if cell.tag in ("td", "th")]
            yield [self._cell(cell, of_row) for cell in cells]

    def _cell(self, cell: Element, style: _Style) -> Cell:
        lines = _Walker(self._declared, self._labels).lines(cell, style)
        return Cell(lines, nested=cell.find(".//table") is not None)
