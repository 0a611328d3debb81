"""Markdown: markdown-it-py makes HTML of it, whose reader gives headings, lists and tables; marks of lists are kept."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.errors import UnreadableSource
from indexer.formats.base import Line
from indexer.formats.encoding import decode
from indexer.formats.html import fragment_lines


def read_markdown(name: str, content: bytes) -> tuple[Line, ...]:
    """Read a text in CommonMark, with tables."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(decode(name, content))
    _keep_marks(tokens)
    markup = parser.renderer.render(tokens, parser.options, {})
    lines = fragment_lines(markup) if markup.strip() else ()
    if not lines:
        raise UnreadableSource(name, "the file holds no text", "Replace it or take it out of the corpus.")
    return lines


def _keep_marks(tokens: list[Token]) -> None:
    """Put the mark of each item of a list before its text, as the file has it."""
    mark = ""
    for token in tokens:
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup} "
        elif token.type == "inline" and mark:
            text = Token("text", "", 0, content=mark)
            token.children = [text, *(token.children or [])]
            mark = ""
