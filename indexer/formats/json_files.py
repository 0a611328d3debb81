"""JSON as systems export it: told by its shape, since the ending says nothing of it.

The text of a field is the text of the source. Names of fields are not: what they say goes as hints (`Line.label`,
`Line.declared`), and they stand above the wording of the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from indexer.errors import UnreadableSource
from indexer.formats.base import Line
from indexer.formats.encoding import decode
from indexer.formats.json_casem import casem_lines
from indexer.formats.json_openahjo import openahjo_lines
from indexer.formats.json_titled import titled_lines

Shape = Callable[[Any], Iterator[Line]]

_SHAPES: Sequence[Shape] = (casem_lines, openahjo_lines, titled_lines)


def read_json(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the sections of a meeting that a file of CaseM, of OpenAHJO, or of titled pieces of text holds."""
    try:
        data = json.loads(decode(name, content))
    except ValueError as error:
        raise UnreadableSource(name, f"it is not JSON ({error})", "Replace it by a whole file.") from error
    for shape in _SHAPES:
        try:
            lines = tuple(shape(data))
        except ValidationError:
            continue
        if lines:
            return lines
    remedy = "Take it out of the corpus, or index the document that it names."
    raise UnreadableSource(name, "no text of a meeting's sections is in it", remedy)
