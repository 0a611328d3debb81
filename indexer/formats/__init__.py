"""Readers of file formats: bytes to lines with page and style hints. `read` chooses by the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from indexer.errors import UnreadableSource, UnsupportedFormat
from indexer.formats.base import Line
from indexer.formats.docx import read_docx
from indexer.formats.html import read_html
from indexer.formats.json_files import read_json
from indexer.formats.markdown import read_markdown
from indexer.formats.odt import read_odt
from indexer.formats.pdf import read_pdf
from indexer.formats.pptx import read_pptx
from indexer.formats.text import read_text

Reader = Callable[[str, bytes], tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its media type and who reads it."""

    media_type: str
    reader: Reader


_HTML = Format("text/html", read_html)
_MARKDOWN = Format("text/markdown", read_markdown)
_FORMATS: Mapping[str, Format] = {
    ".docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", read_docx),
    ".htm": _HTML,
    ".html": _HTML,
    ".json": Format("application/json", read_json),
    ".markdown": _MARKDOWN,
    ".md": _MARKDOWN,
    ".odt": Format("application/vnd.oasis.opendocument.text", read_odt),
    ".pdf": Format("application/pdf", read_pdf),
    ".pptx": Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", read_pptx),
    ".txt": Format("text/plain", read_text),
    ".xhtml": _HTML,
}
_TO_SAVE_AS: Mapping[str, str] = {  # what office programs open and save in a format that is read here
    ".doc": ".docx",
    ".dot": ".docx",
    ".odp": ".pptx",
    ".ppt": ".pptx",
    ".rtf": ".docx",
}

READERS: Mapping[str, Reader] = {ending: known.reader for ending, known in _FORMATS.items()}

MEDIA_TYPES: Mapping[str, str] = {ending: known.media_type for ending, known in _FORMATS.items()}


def read(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the lines of a file; `name` chooses the reader and is named in errors.

    Raises UnsupportedFormat where no reader fits and UnreadableSource where there is no text to read.
    """
    ending = PurePath(name).suffix.lower()
    reader = READERS.get(ending)
    if reader is not None:
        try:
            return reader(name, content)
        except RecursionError as error:
            remedy = "Save it anew with another program, which leaves out what is nested for nothing."
            raise UnreadableSource(name, "its parts are nested too deeply", remedy) from error
    remedy = f"Convert it to {', '.join(sorted(READERS))}."
    if ending in _TO_SAVE_AS:
        remedy = f"Open it in an office program and save it as {_TO_SAVE_AS[ending]}."
    reason = f"no reader for {ending or 'a file without an ending'}"
    raise UnsupportedFormat(name, reason, remedy)
