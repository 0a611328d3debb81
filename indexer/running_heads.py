"""Running heads: the lines at a page's edge that come again on most pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from indexer.formats.base import Line

_ZONE = 6  # lines from a page's edge in which a running head can stand
_HEAD, _FOOT = 0.15, 0.9  # shares of the page's height above and below which running heads stand
_EDGE_STEP = 3.0  # type sizes; a wider gap parts a running head from the text
_BARE_SECTION = re.compile(r"^(?:§ ?\d+|\d+ ?§)$")


def without_running_heads(lines: Sequence[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """Take out lines at a page's edge that stand at the same height, figures aside, on most pages.

    Gives the lines that are left, and each running head once. A head that names a section stays where it first
    comes, since it may be the only thing that opens the section.
    """
    pages: dict[int | None, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    if len(pages) < 2 or any(line.top is None for line in lines):
        return list(lines), ()
    edges = {page: [*_edge(sheet), *_edge(sheet[::-1])] for page, sheet in pages.items()}
    seen = Counter(key for edge in edges.values() for key in {_key(line) for line in edge})
    needed = max(2, (len(pages) + 1) // 2)
    heads: dict[str, None] = {}
    kept: list[Line] = []
    for page, sheet in pages.items():
        edge = {id(line) for line in edges[page] if seen[_key(line)] >= needed}
        for line in sheet:
            if id(line) in edge and (line.text in heads or "§" not in line.text):
                heads[line.text] = None
            else:
                heads.update({line.text: None} if id(line) in edge else {})
                kept.append(line)
    return kept, tuple(heads)


def _edge(sheet: Sequence[Line]) -> list[Line]:
    """Give the lines of a page's margin from its edge to the first wide gap or bare section mark."""
    edge: list[Line] = []
    for line in sheet[:_ZONE]:
        if line.depth is not None and _HEAD < line.depth < _FOOT:
            break
        step = abs((line.top or 0.0) - (edge[-1].top or 0.0)) if edge else 0.0
        if _BARE_SECTION.match(line.text) or step > _EDGE_STEP * (line.size or 12.0):
            break
        edge.append(line)
    return edge


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round((line.top or 0.0) / 3)
