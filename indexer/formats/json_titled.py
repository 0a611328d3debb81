"""Titled pieces of one section, as scrapers write them: `[{"order": 3, "title": "Päätös", "content": "<p>…"}, …]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, TypeAdapter

from indexer.finnish import normalise
from indexer.formats.base import Declared, Line, marked_up
from indexer.formats.html import fragment_lines
from indexer.labels import Label, match_label
from indexer.references import diary_number

_CASE, _CLASS = "Dno", "functionId"


class _Piece(BaseModel):
    order: int
    title: str
    content: str


_Pieces = TypeAdapter(tuple[_Piece, ...])


def titled_lines(data: Any) -> Iterator[Line]:
    """Give each title and the lines of its content; a title of our vocabulary says what the content is."""
    pieces = sorted(_Pieces.validate_python(data), key=lambda piece: piece.order)
    labels = {piece.title: _label(piece.title) for piece in pieces}
    if not any(labels.values()):
        return
    declared = Declared(case=next((diary_number(piece.content) for piece in pieces if piece.title == _CASE), None))
    for piece in pieces:
        if piece.title in (_CASE, _CLASS):
            for line in fragment_lines(piece.content):
                yield replace(line, declared=declared)
            continue
        label = labels[piece.title]
        title = normalise(piece.title).strip()
        if title:
            yield replace(marked_up(title, bold=True), label=label)
        for line in fragment_lines(piece.content):
            yield replace(line, label=label)


def _label(title: str) -> Label | None:
    match = match_label(title)
    return match.label if match and not match.rest else None
