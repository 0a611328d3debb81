"""Build the demo municipality's documents from their sources: `python corpus/demo/_build.py [--out FOLDER]`.

Every file of _sources/kokoukset and _sources/raportit becomes one document (or a page a section) in documents/,
with a sidecar where its front matter has one. The same sources give the same bytes. README.md tells how to add.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from _writers.minutes_pdf import minutes_pdf
from _writers.plain_text import plain_text
from _writers.report_pdf import report_pdf
from _writers.source import Document, SourceFault, read_source
from _writers.web_html import web_page, web_pages
from _writers.word_docx import word_docx

HERE = Path(__file__).parent
SOURCES = HERE / "_sources"
DOCUMENTS = HERE / "documents"


def main() -> None:
    """Build into a folder, in place of what was there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=DOCUMENTS, help="the folder that the documents go into")
    out: Path = parser.parse_args().out
    made: dict[str, bytes] = {}
    for path in sorted([*SOURCES.glob("kokoukset/*.md"), *SOURCES.glob("raportit/*.md")]):
        for name, content in files(read_source(path)):
            if name in made:
                raise SourceFault(f"{path.name}: {name} is made twice. Give it another `file`.")
            made[name] = content
    if out.exists():
        shutil.rmtree(out)
    for name, content in sorted(made.items()):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    print(f"{len(made)} files, {sum(map(len, made.values())) / 1000:.0f} kB in {out}")


def files(document: Document) -> Iterator[tuple[str, bytes]]:
    """Give the files that a source becomes, by their path beneath the documents."""
    front = document.front
    for end, content in _contents(document).items():
        name = f"{front.file}{end}"
        yield name, content
        if front.sidecar:
            yield f"{name}.meta.toml", sidecar(front.sidecar)


def _contents(document: Document) -> Mapping[str, bytes]:
    match document.front.format:
        case "pdf" | "pdf-margin":
            return {".pdf": minutes_pdf(document) if document.sections else report_pdf(document)}
        case "docx":
            return {".docx": word_docx(document)}
        case "html":
            return {".html": web_page(document)}
        case "html-pages":
            return web_pages(document)
        case "txt" | "txt-wrapped":
            return {".txt": plain_text(document)}
        case other:
            allowed = "pdf, pdf-margin, docx, html, html-pages, txt, txt-wrapped"
            raise SourceFault(f"{document.front.name}: unknown format {other!r}. Choose one of {allowed}.")


def sidecar(values: Mapping[str, str | list[str]]) -> bytes:
    """Write a sidecar; a value is a text or a list of texts, which TOML writes as JSON does."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return ("\n".join(lines) + "\n").encode()


if __name__ == "__main__":
    main()
