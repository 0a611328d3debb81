"""Files of every kind that is read, and Hypothesis strategies that spoil them."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
import pptx
from hypothesis import strategies as st

from tests.indexer.formats import test_html_pages as pages
from tests.indexer.formats.test_json import ITEM, openahjo_item
from tests.indexer.formats.test_odt import MINUTES as ODT
from tests.indexer.formats.test_odt import an_odt

_BLOCK = 2**20
# What minutes are made of, what tears them apart, and what Unicode has in store.
PIECES = (
    "Naavaharjun kaupunki", "Pöytäkirja", "Esityslista", "Kaupunginhallitus", "Tekninen lautakunta", "Päätös",
    "Päätösehdotus", "Selostus", "Liitteet", "Muutoksenhaku", "Äänestys", "§ 5", "§", "5 §",
    "§ 99999999999999999999", "§§ 1-9999999", "12.3.2025", "31.2.2025", "0.0.0000", "99.99.9999", "1.1.1",
    "12.3.2025 § 5", "klo 25:61", "NAADno-2025-12", "NAADno-9999999999-1", "1/2/3/4/5/6/7/8/9",
    "691/00.01.02/2021", "Sivu 1 (2)", "1.", "1.1.1.1.1", "- kohta", "•", "a)", "x" * 600, "9" * 400, "-" * 300,
    "|", "\t" * 40, "   " * 40, "\n", "\n\n\n", "\f", "\v", "\r", "\0", "\x1b[2J", "\x85", "\u2028", "\u2029",
    "\ufeff", "\u200b" * 30, "\u00ad", "\u202e", "\u2066", "\u200f", "שלום", "مرحبا", "Pаätös",
    "P\u0308a\u0308a\u0308to\u0308s", "a"+"\u0301" * 300, "\U000e0041\U000e0042", "👩‍👩‍👧‍👦", "ﷺ", "İ", "ß", "ǆ",
    "①②③", "٣٤", "\uffff", "\U0010ffff", "<b>", "</td>", "&#xD800;", "{{ 7*7 }}", "%s%n", "'; DROP TABLE--",
    "😀" * 50,
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=40
).map("\n".join)
BYTES = st.binary(max_size=400) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))

_TAGS = (
    "<html>", "</html>", "<body>", "</body>", "<head>", "<title>", "<main>", "</main>", "<div>", "</div>",
    "<p>", "</p>", "<br>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<th>", "<caption>", "<ul>", "<li>",
    "</ul>", "<ol>", "<dl>", "<dd>", "<h1>", "</h1>", "<h9>", "<b>", "</b>", "<span class='e'>", "</span>",
    "<nav>", "<header>", "<article>", "<label class='h3'>", "</label>", "<div class='Asiapykala'>",
    "<div class='SisaltoSektio'>", "<h3 class='SisaltoOtsikko'>", "<div class='DnroTmuoto'>",
    "<td>§</td><td>Kokouspvm</td>", "<a href='1'>", "</a>", "<p hidden>", "<div style='display:none'>",
    "<script>", "</script>", "<svg>", "<math>", "<template>", "<!--", "-->", "<![CDATA[", "]]>",
    "<!DOCTYPE html>", "<?xml version='1.0'?>", "<?", "<p", "<p a=", "</", "<meta charset='utf-7'>",
    "<meta charset='rot13'>", "<meta charset='unicode_escape'>", "<p role='navigation'>",
    "<img src=x onerror=alert(1)>", "&nbsp;", "&lt;", "&#0;", "&#x110000;", "&unknown;", "&#128;", "<o:p>",
    "<w:t>", "<table><table><tr><tr><td><td>",
)  # fmt: skip
HTML = st.lists(st.sampled_from((*_TAGS, *PIECES)), max_size=60).map("".join)
_MARKS = (
    "# ", "## ", "###### ", "- ", "* ", "1. ", "999999999. ", "> ", ">>>> ", "```", "~~~", "|", "|-|-|",
    "\n|a|b|\n|-|-|\n", "[", "](", ")", "![", "<b>", "***", "__", "`", "\\", "    ", "\n", "\n\n", "[a]: <",
    "[a][a]", "&amp;", "---", "===",
)  # fmt: skip
MARKDOWN = st.lists(st.sampled_from((*_MARKS, *PIECES)), max_size=60).map("".join)
_KEYS = (
    "municipality",
    "organ",
    "date",
    "document_kind",
    "language",
    "status",
    "url",
    "access_groups",
    "attachment_of",
)
_VALUES = (
    '"Naavaharju"', '""', "2025-02-20", "2025-02-30", "9999-12-31", "[]", '["a", "b"]', "[[[[]]]]", "{a = 1}", "1e999",
    "nan", '"\\ud800"', '"\\U00110000"', '"../../etc/passwd"', '"minutes"', "true", '"""', "'''", "0x" + "f" * 5_000,
    "2025-02-20T25:00:00", '"a\\u0000b"', '"' + "a" * 5_000 + '"', '"javascript:alert(1)"',
)  # fmt: skip
TOML = st.lists(
    st.tuples(
        st.sampled_from((*_KEYS, "kunta", "[a]", "[[a]]", "a.b.c", '"')), st.sampled_from(("=", "", " = "))
    ).flatmap(lambda key: st.sampled_from(_VALUES).map(lambda value: f"{key[0]}{key[1]}{value}\n")),
    max_size=8,
).map("".join)


def spoilt_bytes(content: bytes) -> st.SearchStrategy[bytes]:
    """Cut pieces out of a file, double them, and put others in their place."""
    place = st.integers(0, max(0, len(content) - 1))
    change = st.tuples(place, st.integers(0, 200), st.sampled_from(PIECES) | st.sampled_from(_TAGS))
    return st.lists(change, min_size=1, max_size=6).map(lambda changes: _changed(content, changes))


def _changed(content: bytes, changes: list[tuple[int, int, str]]) -> bytes:
    for start, length, by in changes:
        piece = by.encode("utf-8", "surrogatepass") if length % 3 else content[start : start + length] * 3
        content = content[:start] + piece + content[start + length :]
    return content


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _paths(each, (*path, key))


_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from((10**30, -1, "", "\ud800", "\0")) | TEXTS
)
_ANYTHING = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PIECES), inner, max_size=3)
)


def spoilt_json(value: Any) -> st.SearchStrategy[bytes]:
    """Put other values in some places of a file of JSON."""
    changes = st.lists(st.tuples(st.sampled_from(list(_paths(value))), _ANYTHING | HTML), max_size=4)
    return changes.map(lambda made: json.dumps(_placed(value, made)).encode())


def _placed(value: Any, changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
    value = json.loads(json.dumps(value))
    for path, other in changes:
        if not path:
            return other
        within = value
        try:
            for key in path[:-1]:
                within = within[key]
            within[path[-1]] = other
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took that place away
    return value


def history(topics: Any) -> dict[str, Any]:
    """Write an item of CaseM whose earlier handlings are as given."""
    value = [each for each in ITEM["value"] if each["Name"] != "HistoryTopics"]
    return {**ITEM, "value": [*value, {"Name": "HistoryTopics", "Text": json.dumps(topics)}]}


TOPICS = [{"Party": "Tekninen lautakunta", "MeetingDate": "/Date(1930305600000)/", "Descision": "<p>Esitettiin.</p>"}]
HISTORIES = (
    st.lists(st.tuples(st.sampled_from(list(_paths(TOPICS))), _ANYTHING), max_size=3)
    .map(lambda made: history(_placed(TOPICS, made)))
    .map(lambda made: json.dumps(made).encode())
)
PIECES_OF_JSON = [
    {"order": 1, "title": "Dno", "content": "NAADno-2025-12"},
    {"order": 2, "title": "Päätös", "content": "<p>Hyväksyttiin.</p>"},
]
OPENAHJO = {"meta": {}, "objects": [openahjo_item(3, "2031-02-02", {"resolution": "Hyväksyttiin."})]}
JSONS = spoilt_json(ITEM) | spoilt_json(OPENAHJO) | spoilt_json(PIECES_OF_JSON) | HISTORIES
_PAGES = (
    pages.DYNASTY.format(kind="Pöytäkirja", number="Pykälä 5", mark="§ 5", decision=pages.DECIDED).encode(),
    pages.INETVIEW.encode(),
    pages.AHJO.format(kind="paatos", heading="Päätös").encode(),
    pages.CASEM.encode(),
)
PAGES = st.one_of(*map(spoilt_bytes, _PAGES), HTML.map(lambda text: text.encode("utf-8", "surrogatepass")))


def a_docx() -> bytes:
    """Write minutes in Word, with a heading, a list, a table and a header."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Naavaharjun kaupunki"
    document.add_heading("§ 5 Katuvalot", level=1)
    document.add_paragraph("Tekninen lautakunta 12.3.2025")
    document.add_paragraph("valot uusitaan", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Vuosi", "2025"
    document.add_paragraph("Päätös\tHyväksyttiin.")
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def a_pptx() -> bytes:
    """Write a presentation of a title, text and a table."""
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Strategia"
    slide.placeholders[1].text = "Painopisteet"
    slide.shapes.add_table(2, 2, 0, 0, 9_000, 9_000).table.cell(0, 0).text = "Vuosi"
    made = BytesIO()
    presentation.save(made)
    return made.getvalue()


def spoilt_package(content: bytes, *parts: str) -> st.SearchStrategy[bytes]:
    """Spoil one part of an office file, whose package stays whole; or the package."""
    files = unpacked(content)
    changed = st.sampled_from(parts).flatmap(
        lambda part: spoilt_bytes(files[part]).map(lambda data: packed({**files, part: data}))
    )
    missing = st.sampled_from(sorted(files)).map(
        lambda part: packed({name: data for name, data in files.items() if name != part})
    )
    tags = st.sampled_from(parts).flatmap(
        lambda part: st.tuples(st.integers(0, 400), st.integers(0, 400)).map(
            lambda places: packed({**files, part: _tags_swapped(files[part], *places)})
        )
    )
    return changed | missing | tags | spoilt_bytes(content)


def _tags_swapped(data: bytes, one: int, other: int) -> bytes:
    """Put one element's tag in another's place, which mostly leaves the markup readable."""
    tags = data.replace(b"><", b">\n<").split(b"\n")
    one, other = one % len(tags), other % len(tags)
    if tags[one].endswith(b"/>") and tags[other].endswith(b"/>"):
        tags[one], tags[other] = tags[other], tags[one]
    else:
        tags.insert(other, b"<!-- -->")
        tags = [each for place, each in enumerate(tags) if place != one or not each.endswith(b"/>")]
    return b"".join(tags)


def packed(files: dict[str, bytes]) -> bytes:
    """Write a zip package."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return made.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Give the parts of a zip package."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def bomb(files: dict[str, bytes], name: str, size: int, told: int) -> bytes:
    """Write a package with a part of so many blanks, which says so many of itself."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(b" " * _BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    parts = {
        each: (zlib.compress(data, wbits=-zlib.MAX_WBITS), len(data), zlib.crc32(data)) for each, data in files.items()
    }
    parts[name] = (block * (size // _BLOCK) + b"\x03\x00", told, 0)
    file, central = bytearray(), bytearray()
    for each, (data, length, crc) in parts.items():
        place = len(file)
        file += (
            struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), length, len(each), 0) + each.encode()
        )
        sizes = (crc, len(data), length, len(each), 0, 0, 0, 0, 0, place)
        central += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, *sizes) + each.encode()
        file += data
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(parts), len(parts), len(central), len(file), 0)
    return bytes(file + central + end)


def deep_docx(levels: int) -> bytes:
    """Write a document of Word whose text lies within as many controls."""
    document = unpacked(a_docx())
    start, end = document["word/document.xml"].split(b"<w:body>")
    body = b"<w:body>" + b"<w:sdt><w:sdtContent>" * levels + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * levels
    return packed({**document, "word/document.xml": start + body + end})


def deep_odt(levels: int) -> bytes:
    """Write an open document of lists within lists."""
    return an_odt("<text:list><text:list-item>" * levels + "</text:list-item></text:list>" * levels)


OFFICE = {
    "kokous.docx": spoilt_package(
        a_docx(), "word/document.xml", "word/styles.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
    ),
    "kokous.pptx": spoilt_package(a_pptx(), "ppt/slides/slide1.xml", "ppt/presentation.xml", "[Content_Types].xml"),
    "kokous.odt": spoilt_package(an_odt(ODT), "content.xml"),
}

# Files as they should be, with which a search for others begins.
SEEDS = {
    "kokous.txt": ["\n".join(PIECES).encode()],
    "kokous.md": ["".join(_MARKS).encode(), b"# a\n\n- b\n- c\n\n|a|b|\n|-|-|\n|1|2|\n"],
    "kokous.html": _PAGES,
    "kokous.json": [json.dumps(each).encode() for each in (ITEM, OPENAHJO, PIECES_OF_JSON)],
    "kokous.docx": [a_docx()],
    "kokous.pptx": [a_pptx()],
    "kokous.odt": [an_odt(ODT)],
}
