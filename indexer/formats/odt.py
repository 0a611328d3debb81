"""ODT: lxml reads the body of an OpenDocument text; headings, paragraphs, lists and tables in order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Line, marked_up
from indexer.formats.packages import opened, reading
from indexer.formats.table_lines import Cell, table_lines

_NAMES = {
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_PLAIN = 11.0  # points
_LARGEST, _STEP = 18.0, 2.0  # of headings of the first level, and from a level to the next


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


_LEFT_OUT = {_tag(name) for name in ("text:note", "text:tracked-changes", "office:annotation", "text:sequence-decls")}
_BREAKS = {_tag("text:s"): " ", _tag("text:tab"): "    ", _tag("text:line-break"): "\n"}


def read_odt(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the text of an OpenDocument text; it knows no pages."""
    with reading(name, "ODT"):
        with zipfile.ZipFile(opened(name, content)) as package:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(package.read("content.xml"), parser)
        body = root.find(".//office:text", _NAMES)
        lines = tuple(_Reader(_bold_styles(root)).lines(body)) if body is not None else ()
    if not lines:
        raise UnreadableSource(name, "the document holds no text", "Replace it or take it out of the corpus.")
    return lines


def _bold_styles(root: Any) -> Mapping[str, bool]:
    """Tell of each style that says so whether its text is bold; one that says nothing is as its parent."""
    styles = {each.get(_tag("style:name")): each for each in root.iter(_tag("style:style"))}
    said = {
        name: (properties.get(_tag("fo:font-weight")) == "bold")
        for name, style in styles.items()
        for properties in style.iterfind("style:text-properties", _NAMES)
        if properties.get(_tag("fo:font-weight"))
    }
    return {
        name: said.get(name, said.get(style.get(_tag("style:parent-style-name")), False))
        for name, style in styles.items()
    }


class _Reader:
    """Reads the elements of one document."""

    def __init__(self, bold: Mapping[str, bool]) -> None:
        self._bold = bold

    def lines(self, parent: Any, *, item: bool = False) -> Iterator[Line]:
        """Give the lines of an element, in order."""
        first = item
        for element in parent:
            tag = element.tag
            if tag in (_tag("text:p"), _tag("text:h")):
                yield from self._paragraph(element, item=first)
                first = False
            elif tag == _tag("text:list"):
                for each in element.iterfind("text:list-item", _NAMES):
                    yield from self.lines(each, item=True)
            elif tag == _tag("table:table"):
                yield from table_lines(list(self._rows(element)), size=_PLAIN)
            elif isinstance(tag, str) and tag not in _LEFT_OUT:
                yield from self.lines(element)

    def _rows(self, table: Any) -> Iterator[list[Cell]]:
        for row in table.iterfind(".//table:table-row", _NAMES):
            if next(row.iterancestors(_tag("table:table"))) is table:
                cells = row.iterfind("table:table-cell", _NAMES)
                yield [
                    Cell(tuple(self.lines(cell)), nested=cell.find(".//table:table", _NAMES) is not None)
                    for cell in cells
                ]

    def _paragraph(self, element: Any, *, item: bool) -> Iterator[Line]:
        heading = element.tag == _tag("text:h")
        level = int(element.get(_tag("text:outline-level"), "1")) if heading else 0
        size = max(_PLAIN + 1, _LARGEST - _STEP * (level - 1)) if heading else _PLAIN
        runs = list(self._runs(element, heading or self._is_bold(element, within=False)))
        opening = self._opening(runs)
        bold = all(strong for text, strong in runs if text.strip())
        for number, raw in enumerate("".join(text for text, _ in runs).split("\n")):
            text = normalise(raw).strip()
            if text:
                yield marked_up(
                    text, size=size, bold=bold, item=item and number == 0, opening=opening if number == 0 else 0
                )

    def _runs(self, element: Any, bold: bool) -> Iterator[tuple[str, bool]]:
        """Give the pieces of a paragraph's text, and whether each is bold."""
        yield element.text or "", bold
        for child in element:
            if child.tag in _BREAKS:
                yield _BREAKS[child.tag], bold
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                yield from self._runs(child, self._is_bold(child, within=bold))
            yield child.tail or "", bold

    def _is_bold(self, element: Any, *, within: bool) -> bool:
        return self._bold.get(element.get(_tag("text:style-name")), within)

    def _opening(self, runs: list[tuple[str, bool]]) -> int:
        """Give the length of the bold words that open a plain paragraph, as a label does."""
        told = [(text, strong) for text, strong in runs if text.strip()]
        if len(told) < 2 or not told[0][1] or all(strong for _, strong in told):
            return 0
        plain = next(index for index, (_, strong) in enumerate(told) if not strong)
        return len(normalise("".join(text for text, _ in told[:plain])).strip())
