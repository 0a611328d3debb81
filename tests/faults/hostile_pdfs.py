"""Hostile and malformed PDFs: written object by object, and mutations of PDFs of our own; the same at each run."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO

import pypdfium2
from fpdf import FPDF

Make = Callable[[], bytes]

_SAID = b"BT /F1 12 Tf 72 720 Td (Lautakunta hyvaksyi ehdotuksen.) Tj ET"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_CATALOG, _PAGES, _PAGE, _CONTENT, _OWN = 1, 2, 3, 4, 6  # numbers of objects; from 6 on they are a file's own


def stream(data: bytes, entries: bytes = b"", length: object = None) -> bytes:
    """Write a stream; `length` is what it says of its length, where that is not true."""
    told = str(len(data) if length is None else length).encode()
    return b"<</Length " + told + entries + b">>\nstream\n" + data + b"\nendstream"


def packed(data: bytes, times: int = 1, repeated: int = 1) -> bytes:
    """Write a stream that is compressed, once or several times over; `repeated` says how often it says the data."""
    for _ in range(times):
        packer = zlib.compressobj(9)
        head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
        block = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)  # which stands for itself, wherever it is put
        data, repeated = head + block * repeated + packer.flush(), 1
    return stream(data, b"/Filter[" + b"/FlateDecode" * times + b"]")


def pdf(*own: bytes, trailer: bytes = b"", **changed: bytes) -> bytes:
    """Write a PDF of one page that says one sentence; `changed` objects, by name, stand in the place of the usual."""
    objects = [
        changed.get("catalog", b"<</Type/Catalog/Pages 2 0 R>>"),
        changed.get("pages", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        changed.get("page", page()),
        changed.get("content", stream(_SAID)),
        changed.get("font", _FONT),
        *own,
    ]
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(file)


def page(box: bytes = b"[0 0 595 842]", resources: bytes = b"", more: bytes = b"") -> bytes:
    """Write the dictionary of a page."""
    return b"<</Type/Page/Parent 2 0 R/MediaBox %b/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%b>>%b>>" % (
        box,
        resources,
        more,
    )


def form(content: bytes, resources: bytes) -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<" + resources + b">>")


def image(data: bytes, kind: bytes, more: bytes = b"") -> bytes:
    entries = b"/Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/" + kind
    return stream(data, entries + more)


def drawn(*own: bytes) -> bytes:
    """Write a page that draws the object 6."""
    return pdf(*own, page=page(resources=b"/XObject<</X 6 0 R>>"), content=stream(_SAID + b" /X Do"))


def lettered(font: bytes, *own: bytes) -> bytes:
    """Write a page whose font is as given."""
    return pdf(*own, font=font)


def said(content: bytes) -> bytes:
    """Write a page with this content."""
    return pdf(content=packed(content))


def chained(count: int) -> bytes:
    """Write page trees within page trees."""
    nodes = [b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (n - 1, n + 1) for n in range(6, 6 + count)]
    return pdf(*nodes, page(), pages=b"<</Type/Pages/Kids[6 0 R]/Count 1>>")


def laughs(levels: int) -> bytes:
    """Write forms of which each draws the next one ten times."""
    each = [form(b" /X Do" * 10, b"/XObject<</X %d 0 R>>" % (7 + level)) for level in range(levels)]
    return drawn(*each, form(_SAID, b"/Font<</F1 5 0 R>>"))


def updated(times: int) -> bytes:
    """Write a file that was changed many times, each time by an object and a table behind its end."""
    file = bytearray(pdf())
    previous = int(re.findall(rb"startxref\n(\d+)", file)[-1])
    for _ in range(times):
        place = len(file)
        file += b"4 0 obj\n" + stream(_SAID) + b"\nendobj\n"
        start = len(file)
        file += b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\n" % (place, previous)
        file += b"startxref\n%d\n%%%%EOF\n" % start
        previous = start
    return bytes(file)


def replaced(pattern: bytes, by: bytes) -> bytes:
    """Write the usual file with something else in one place."""
    made, count = re.subn(pattern, by, pdf(), count=1)
    assert count == 1, pattern
    return made


def locked(password: str) -> bytes:
    made = FPDF()
    made.set_encryption(owner_password="omistaja", user_password=password)
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.text(20, 30, "Lautakunta hyvaksyi ehdotuksen.")
    return bytes(made.output())


def cross_stream(entries: bytes, data: bytes = bytes(64)) -> bytes:
    """Write a file whose table is a stream with such entries."""
    head = b"%PDF-1.7\n"
    return head + b"1 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        stream(data, b"/Type/XRef/Root 2 0 R" + entries),
        len(head),
    )


_MEGABYTE = 2**20

WRITTEN: Mapping[str, Make] = {
    "as it should be": pdf,
    # the tree of pages
    "page tree holds itself": lambda: pdf(pages=b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"),
    "page trees hold each other": lambda: pdf(
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>", pages=b"<</Type/Pages/Kids[6 0 R]/Count 1>>"
    ),
    "page tree 20,000 deep": lambda: chained(20_000),
    "parent is itself": lambda: pdf(page=b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"),
    "two thousand million pages": lambda: pdf(pages=b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"),
    "count below zero": lambda: pdf(pages=b"<</Type/Pages/Kids[3 0 R]/Count -7>>"),
    "one page 20,000 times": lambda: pdf(pages=b"<</Type/Pages/Kids[" + b"3 0 R " * 20_000 + b"]/Count 20000>>"),
    "pages are missing": lambda: pdf(pages=b"<</Type/Pages/Kids[3 0 R 77 0 R 3 0 R]/Count 3>>"),
    "kids are no list": lambda: pdf(pages=b"<</Type/Pages/Kids 3/Count 1>>"),
    "page is a number": lambda: pdf(page=b"17"),
    "page is a stream": lambda: pdf(page=stream(_SAID)),
    # its extent
    "page as large as a town": lambda: pdf(page=page(b"[0 0 1000000000 1000000000]")),
    "page beyond all numbers": lambda: pdf(page=page(b"[-1e300 -1e300 1e300 1e300]")),
    "page without extent": lambda: pdf(page=page(b"[0 0 0 0]")),
    "page without height": lambda: pdf(page=page(b"[0 10 595 10]")),
    "page as a thread": lambda: pdf(page=page(b"[0 0 1 14400]")),
    "page turned inside out": lambda: pdf(page=page(b"[595 842 0 0]")),
    "extent of words": lambda: pdf(page=page(b"[(a) (b) /c null]")),
    "unit of a thousand million": lambda: pdf(page=page(more=b"/UserUnit 1000000000")),
    "turned by 17 degrees": lambda: pdf(page=page(more=b"/Rotate 17")),
    # streams
    "bomb of blanks": lambda: pdf(content=packed(b" " * _MEGABYTE, repeated=2_000)),
    "bomb in a bomb": lambda: pdf(content=packed(bytes(_MEGABYTE), times=2, repeated=4_000)),
    "bomb of words": lambda: pdf(
        content=packed(b"BT /F1 1 Tf " + b"(lautakunta) Tj " * 1_000 + b"ET ", repeated=5_000)
    ),
    "length below zero": lambda: pdf(content=stream(_SAID, length=-5)),
    "length beyond the file": lambda: pdf(content=stream(_SAID, length=2**40)),
    "length of itself": lambda: pdf(content=stream(_SAID, length="4 0 R")),
    "stream without end": lambda: replaced(rb"endstream\nendobj", b""),
    "compressed nonsense": lambda: pdf(content=stream(b"\x78\x9c" + bytes(range(256)), b"/Filter/FlateDecode")),
    "predictor of endless rows": lambda: pdf(
        content=stream(
            zlib.compress(_SAID), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647/Colors 99>>"
        )
    ),
    "a hundred filters": lambda: pdf(content=stream(_SAID.hex().encode(), b"/Filter[" + b"/AHx" * 100 + b"]")),
    "filter that is not known": lambda: pdf(content=stream(_SAID, b"/Filter/Kuusi")),
    "nonsense as LZW": lambda: pdf(content=stream(bytes(range(256)) * 8, b"/Filter/LZWDecode")),
    # fonts
    "font descends from itself": lambda: lettered(
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[5 0 R]>>"
    ),
    "letters draw themselves": lambda: lettered(
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 0/LastChar 255/Widths["
        + b"9 " * 256
        + b"]/Encoding<</Differences[0"
        + b"/a" * 256
        + b"]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(b"9 0 d0 BT /F1 9 Tf (aaa) Tj ET"),
    ),
    "letters that mean everything": lambda: lettered(
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        packed(b"begincmap\n" + b"1 beginbfrange\n<0000> <FFFF> <D800>\nendbfrange\n" * 2_000 + b"endcmap"),
    ),
    "letters named by themselves": lambda: lettered(
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R/Encoding 5 0 R>>"
    ),
    "widths without measure": lambda: lettered(
        b"<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar -9/LastChar 2147483647/Widths[1e38 -1e38 null (a)]>>"
    ),
    "font file of nonsense": lambda: lettered(
        b"<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor<</Type/FontDescriptor/FontName/A/FontFile2 6 0 R>>>>",
        stream(b"\x00\x01\x00\x00\x00\xff" + bytes(range(256)) * 4, b"/Length1 2147483647"),
    ),
    # drawings
    "form draws itself": lambda: drawn(form(_SAID + b" /X Do", b"/Font<</F1 5 0 R>>/XObject<</X 6 0 R>>")),
    "forms draw each other": lambda: drawn(
        form(b"/X Do", b"/XObject<</X 7 0 R>>"), form(b"/X Do /X Do", b"/XObject<</X 6 0 R>>")
    ),
    "a thousand laughs": lambda: laughs(3),
    "a thousand million laughs": lambda: laughs(9),
    "pattern paints itself": lambda: pdf(
        stream(
            b"/Pattern cs /P scn 0 0 9 9 re f",
            b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 1e-9/YStep 1e-9"
            b"/Resources<</Pattern<</P 6 0 R>>>>",
        ),
        page=page(resources=b"/Pattern<</P 6 0 R>>"),
        content=stream(_SAID + b" /Pattern cs /P scn 0 0 595 842 re f"),
    ),
    "function of itself": lambda: pdf(
        b"<</FunctionType 3/Domain[0 1]/Functions[6 0 R 6 0 R]/Bounds[0.5]/Encode[0 1 0 1]>>",
        page=page(resources=b"/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function 6 0 R>>>>"),
        content=stream(_SAID + b" /S sh"),
    ),
    "mask of itself": lambda: pdf(
        b"<</Type/ExtGState/SMask<</S/Luminosity/G 7 0 R>>>>",
        form(b"/G gs 0 0 9 9 re f", b"/ExtGState<</G 6 0 R>>"),
        page=page(resources=b"/ExtGState<</G 6 0 R>>"),
        content=stream(b"/G gs " + _SAID),
    ),
    "nonsense as JPEG": lambda: drawn(image(b"\xff\xd8\xff\xe0" + bytes(range(256)), b"DCTDecode")),
    "nonsense as JPEG 2000": lambda: drawn(image(b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(range(256)), b"JPXDecode")),
    "nonsense as JBIG2": lambda: drawn(image(bytes(range(256)), b"JBIG2Decode")),
    "fax of endless width": lambda: drawn(
        image(bytes(range(256)), b"CCITTFaxDecode", b"/DecodeParms<</K -1/Columns 2147483647/Rows 2147483647>>")
    ),
    "picture as large as a town": lambda: drawn(
        stream(
            b"\0",
            b"/Type/XObject/Subtype/Image/Width 2147483647/Height 2147483647/BitsPerComponent 8/ColorSpace/DeviceRGB",
        )
    ),
    "picture in the text without end": lambda: said(_SAID + b" BI /W 9 /H 9 /BPC 8 ID " + bytes(range(256))),
    # what a page says
    "a million states": lambda: said(b"q " * 1_000_000 + _SAID),
    "words beyond the page": lambda: said(b"BT /F1 1e38 Tf 1e38 -1e38 Td (aa) Tj -1e38 0 Td (bb) Tj ET"),
    "type without size": lambda: said(b"BT /F1 0 Tf 72 720 Td (aa bb) Tj ET BT /F1 -12 Tf 1 1 Td (cc dd) Tj ET"),
    "matrix of nothing": lambda: said(b"0 0 0 0 0 0 cm BT 0 0 0 0 0 0 Tm /F1 12 Tf (aa bb) Tj ET"),
    "numbers beyond all numbers": lambda: said(b"1e999 -1e999 " + b"9" * 4_000 + b" 1 0 0 cm " + _SAID),
    "words without end": lambda: said(b"BT /F1 12 Tf 72 720 Td (" + b"a(" * 100_000),
    "lists in lists": lambda: said(b"[" * 100_000 + b" TJ " + _SAID),
    "nonsense as text": lambda: said(bytes(range(256)) * 64),
    "a font that is missing": lambda: said(b"BT /F99 12 Tf 72 720 Td (Lautakunta) Tj ET"),
    "names without end": lambda: pdf(page=page(more=b"/" + b"A" * _MEGABYTE + b" 1")),
    # objects
    "list 100,000 deep": lambda: pdf(b"[" * 100_000 + b"]" * 100_000, catalog=b"<</Pages 2 0 R/Names 6 0 R>>"),
    "dictionary 100,000 deep": lambda: pdf(b"<</A" * 100_000 + b">>" * 100_000, trailer=b"/Info 6 0 R"),
    "outline that goes round": lambda: pdf(
        b"<</First 7 0 R/Last 7 0 R/Count 1>>",
        b"<</Title(a)/Parent 6 0 R/Next 7 0 R/First 6 0 R>>",
        catalog=b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
    ),
    "structure that goes round": lambda: pdf(
        b"<</Type/StructTreeRoot/K 6 0 R/ParentTree 6 0 R/Kids[6 0 R]>>",
        catalog=b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R/MarkInfo<</Marked true>>>>",
    ),
    "objects in themselves": lambda: pdf(
        stream(b"6 0 7 2 <</A 1>>", b"/Type/ObjStm/N 2147483647/First 6/Extends 6 0 R"), page=b"7 0 R"
    ),
    "reference to itself": lambda: pdf(page=b"3 0 R"),
    # what a file may do
    "script at opening": lambda: pdf(
        catalog=b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while\\(true\\){app.alert\\(1\\)})>>>>"
    ),
    "program at opening": lambda: pdf(
        catalog=b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)/P(-c reboot)>>/AA<</WC 6 0 R>>>>"
    ),
    "form of XML": lambda: pdf(
        stream(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        catalog=b"<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA 6 0 R/Fields[6 0 R]>>>>",
    ),
    "note that shows itself": lambda: pdf(
        b"<</Type/Annot/Subtype/Widget/Rect[0 0 99 99]/Parent 6 0 R/Kids[6 0 R]/AP<</N 7 0 R>>>>",
        form(b"/X Do", b"/XObject<</X 7 0 R>>"),
        page=page(more=b"/Annots[6 0 R 6 0 R]"),
    ),
    # tables of objects
    "table of nothing": lambda: replaced(rb"startxref\n\d+", b"startxref\n99999999999999999999"),
    "table elsewhere": lambda: replaced(rb"startxref\n\d+", b"startxref\n9"),
    "table before itself": lambda: replaced(rb"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % pdf().index(b"xref\n0")),
    "table without measure": lambda: replaced(rb"xref\n0 6", b"xref\n0 2000000000"),
    "table of wrong places": lambda: re.sub(rb"\d{10} 00000 n", b"0000000011 00000 n", pdf()),
    "no table": lambda: pdf()[: pdf().index(b"xref\n0")],
    "no root": lambda: replaced(rb"/Root 1 0 R", b""),
    "root is a page": lambda: replaced(rb"/Root 1 0 R", b"/Root 3 0 R"),
    "root is a stream": lambda: replaced(rb"/Root 1 0 R", b"/Root 4 0 R"),
    "table of wide fields": lambda: cross_stream(b"/W[99 99 99]/Size 9/Index[0 9]"),
    "table of fields below zero": lambda: cross_stream(b"/W[-1 4 -1]/Size -9/Index[-9 2147483647]"),
    "table before itself, as a stream": lambda: cross_stream(b"/W[1 2 1]/Size 9/Prev 9"),
    "changed a thousand times": lambda: updated(1_000),
    "hastened falsely": lambda: pdf().replace(
        b"%PDF-1.7\n", b"%PDF-1.7\n9 0 obj\n<</Linearized 1/L 9/H[0 0]/O 99/E -1/N 2000000000/T 9>>\nendobj\n"
    ),
    # heads
    "head after 2,000 bytes": lambda: b" " * 2_000 + pdf(),
    "no head": lambda: pdf()[9:],
    "head alone": lambda: b"%PDF-1.7",
    "zeros": lambda: b"%PDF-1.7\n" + bytes(_MEGABYTE),
    "nothing": lambda: b"",
    "another file within": lambda: pdf() + b"PK\x03\x04" + pdf(),
    # locks
    "locked": lambda: locked("salasana"),
    "locked for changes": lambda: locked(""),
    "locked by an unknown lock": lambda: pdf(
        trailer=b"/ID[(a)(a)]/Encrypt<</Filter/Standard/V 99/R 99/O(a)/U(a)/P -1/Length -8>>"
    ),
    "lock that is a loop": lambda: pdf(b"<</Filter 6 0 R/CF 6 0 R>>", trailer=b"/Encrypt 6 0 R"),
}


def mutations(name: str, content: bytes, count: int) -> Iterator[tuple[str, Make]]:
    """Give mutations of a PDF, in turn of each kind."""
    kinds = (_cut, _flipped, _swapped, _doubled, _blanked, _renumbered, _resaved)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield f"{name}, {kind.__name__[1:]} {number}", partial(kind, content, random.Random(f"{name} {number}"))


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def _flipped(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 8, 64, 512))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _swapped(content: bytes, dice: random.Random) -> bytes:
    """Let two objects change their numbers."""
    one, other = dice.sample(re.findall(rb"^(\d+) 0 obj", content, re.MULTILINE), 2)
    names = {one: other, other: one}
    return re.sub(
        rb"^(%b|%b) 0 obj" % (one, other), lambda found: names[found[1]] + b" 0 obj", content, flags=re.MULTILINE
    )


def _doubled(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    piece = content[start : start + dice.randrange(1, 4_000)]
    return content[:start] + piece * dice.randrange(2, 9) + content[start:]


def _blanked(content: bytes, dice: random.Random) -> bytes:
    start, length = dice.randrange(len(content)), dice.randrange(1, 4_000)
    return content[:start] + dice.choice((b"\0", b" ", b"\xff")) * length + content[start + length :]


def _renumbered(content: bytes, dice: random.Random) -> bytes:
    """Let some numbers of the dictionaries be others: references, lengths, sizes."""
    values = (b"0", b"-1", b"1", b"3", b"65536", b"2147483647", b"-2147483648", b"99999999999", b"1e38")
    share = dice.choice((0.01, 0.1, 0.5))
    return re.sub(
        rb"(?<= )\d{1,6}(?=[ /\]>])", lambda found: dice.choice(values) if dice.random() < share else found[0], content
    )


def _resaved(content: bytes, dice: random.Random) -> bytes:
    """Let pages be turned, cut and put in again by PDFium itself, and then let bits flip."""
    with pypdfium2.PdfDocument(content) as document:
        for _ in range(20):
            document.import_pages(document, [dice.randrange(len(document))])
        for each in document:
            each.set_rotation(dice.choice((0, 90, 180, 270)))
            each.set_mediabox(*(dice.choice((-(10.0**9), -1.0, 0.0, 1.0, 300.0, 10.0**9)) for _ in range(4)))
        saved = BytesIO()
        document.save(saved)
    return _flipped(saved.getvalue(), dice)
