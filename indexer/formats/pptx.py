"""PPTX: python-pptx opens the file; a slide is a page, its shapes are read from the top, its title is a heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pptx

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Line, marked_up
from indexer.formats.packages import opened, reading
from indexer.formats.table_lines import Cell, table_lines

_TITLE, _PLAIN = 18.0, 11.0  # points


def read_pptx(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the text of a presentation, slide by slide; notes of the speaker are left out."""
    with reading(name, "PPTX"):
        slides = pptx.Presentation(opened(name, content)).slides
        lines = [line for number, slide in enumerate(slides, start=1) for line in _slide_lines(slide, number)]
    if not lines:
        raise UnreadableSource(name, "the presentation holds no text", "Replace it or take it out of the corpus.")
    return tuple(lines)


def _slide_lines(slide: Any, page: int) -> Iterator[Line]:
    title = slide.shapes.title
    title_id = title.shape_id if title is not None else None
    shapes = sorted(_shapes(slide.shapes), key=lambda each: (each.shape_id != title_id, each.top or 0, each.left or 0))
    for shape in shapes:
        heading = shape.shape_id == title_id
        if shape.has_text_frame:
            yield from _text_lines(shape.text_frame, page, heading=heading)
        elif getattr(shape, "has_table", False):
            rows = [[Cell(tuple(_text_lines(cell.text_frame, page))) for cell in row.cells] for row in shape.table.rows]
            yield from table_lines(rows, size=_PLAIN)


def _shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):  # a group
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _text_lines(frame: Any, page: int, *, heading: bool = False) -> Iterator[Line]:
    for paragraph in frame.paragraphs:
        runs = [run for run in paragraph.runs if run.text.strip()]
        bold = heading or (bool(runs) and all(run.font.bold for run in runs))
        for raw in paragraph.text.split("\v"):
            text = normalise(raw).strip()
            if text:
                yield marked_up(
                    text, page=page, size=_TITLE if heading else _PLAIN, bold=bold, item=paragraph.level > 0
                )
