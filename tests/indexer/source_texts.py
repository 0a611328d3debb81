"""The text of files, extracted independently of our readers: by pdfium's own function and the standard library."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2

_LEFT_OUT = frozenset("head title style script noscript nav aside select button textarea footer".split())
_ROWS = frozenset("body center div h1 h2 h3 h4 h5 h6 li p section table tr ul".split())


def pages_of(path: Path, content: bytes) -> Iterator[str]:
    ending = path.suffix.lower()
    if ending == ".pdf":
        with pypdfium2.PdfDocument(content) as document:
            for page in document:
                yield page.get_textpage().get_text_range()
    elif ending in (".htm", ".html"):
        yield page_text(_characters(content))
    elif ending == ".docx":
        yield docx_text(content)
    elif ending == ".json":
        yield "\n".join(json_texts(json.loads(content.decode("utf-8-sig"))))
    elif ending == ".md":
        yield markdown_text(content.decode("utf-8-sig"))
    else:
        yield _characters(content)


def _characters(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


class _Page(HTMLParser):
    """Gathers the text of a page row by row; rows of links parted by bars only are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, bool]] = []  # and whether it is but a link
        self._row: list[tuple[str, bool]] = []
        self._left_out = ""  # the element in which the text is left out
        self._depth = 0
        self._links = 0
        self._in_link = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if self._left_out or tag in _LEFT_OUT:
            self._left_out = self._left_out or tag
            self._depth += tag == self._left_out
            return
        if tag in _ROWS:
            self._end_row()
        if tag == "br":
            self._row.append(("\n", True))
        if tag == "a":
            self._in_link = True
            self._links += 1

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._depth -= tag == self._left_out
            self._left_out = self._left_out if self._depth else ""
            return
        if tag in _ROWS:
            self._end_row()
        if tag == "a":
            self._in_link = False

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self._row.append((data, self._in_link))

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_row(self) -> None:
        outside = "".join(text for text, in_link in self._row if not in_link).strip()
        is_bar = self._links > 1 and bool(re.fullmatch(r"[\s|\u00a0]*\|[\s|\u00a0]*", outside))
        if not is_bar:
            text = "".join(text for text, _ in self._row)
            if text.strip():
                self.rows.append((text, not outside))
        self._row, self._links = [], 0


def page_text(markup: str) -> str:
    page = _Page()
    page.feed(re.sub(r"(?is)<(style|script|title)\b.*?</\1\s*>|<!--.*?-->", "", markup))
    page.close()
    bars = {number for number, (row, _) in enumerate(page.rows) if row.strip() == "|"}
    beside = {number for bar in bars for number in (bar - 1, bar + 1) if page.rows[number][1]}
    return "\n".join(row for number, (row, _) in enumerate(page.rows) if number not in bars | beside)


def docx_text(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        document = package.read("word/document.xml").decode()
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>|<w:br/>", "\n", document)))


def json_texts(data: Any) -> Iterator[str]:
    """Give each string of JSON, its own HTML and JSON opened."""
    if isinstance(data, dict):
        for value in data.values():
            yield from json_texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from json_texts(value)
    elif isinstance(data, str):
        if data.startswith("[{"):
            yield from json_texts(json.loads(data))
        else:
            yield html.unescape(re.sub(r"<[^>]+>", "", data))


def markdown_text(text: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(?m)^#+ |\*\*|(?<=\w)_|_(?=\w)|^> |^\|?[-:| ]+\|?$", "", text)
