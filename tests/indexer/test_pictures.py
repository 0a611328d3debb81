"""Pages as pictures, and where words stand on them."""

from __future__ import annotations

from io import BytesIO

import pytest
from fpdf import FPDF
from PIL import Image

from indexer.errors import NoSuchPage, UnreadableSource
from indexer.pictures import WIDTH, Box, Wanted, boxes_of, page_picture, squeezed

LINES = ("Lautakunta paattaa kunnos-", "taa rannan.", "Ehdotus hyvaksyttiin.", "Laituri 12", "Ehdotus hyvaksyttiin.")


@pytest.fixture
def minutes() -> bytes:
    """Write lines 10 mm apart, the first with its foot 30 mm below the upper edge, on two pages of 200 x 100 mm."""
    made = FPDF(unit="mm", format=(200, 100))
    made.set_font("Helvetica", size=12)
    for texts in (LINES, ("jatkuu toisella sivulla.",)):
        made.add_page()
        for place, text in enumerate(texts):
            made.text(20, 30 + 10 * place, text)
    return bytes(made.output())


def where(content: bytes, page: int, *wanted: Wanted) -> list[list[Box]]:
    return boxes_of(content, page, wanted)


def test_page_is_drawn_in_its_shape(minutes: bytes) -> None:
    picture = page_picture(minutes, 2)
    assert (picture.width, picture.height, picture.pages) == (WIDTH, WIDTH // 2, 2)
    image = Image.open(BytesIO(picture.content))
    assert image.format == "WEBP"
    assert image.size == (WIDTH, WIDTH // 2)
    assert min(image.convert("L").tobytes()) < 100  # something is written there


def test_words_over_two_lines_have_two_boxes_where_they_stand(minutes: bytes) -> None:
    (first, second), *others = where(minutes, 1, Wanted("Lautakunta päättää kunnostaa rannan.".replace("ä", "a")))
    assert others == []
    assert first.left == pytest.approx(0.1, abs=0.005)  # 20 of 200 mm
    assert first.top < 0.3 < first.top + first.height + 0.02  # the foot of the first line, 30 of 100 mm down
    assert second.top == pytest.approx(first.top + 0.1, abs=0.01)
    assert 0.02 < first.height < 0.08  # 12 points are 4.2 mm
    assert first.width > second.width


def test_of_equal_words_those_beside_the_right_neighbours_are_meant(minutes: bytes) -> None:
    (first,), (second,) = where(
        minutes,
        1,
        Wanted("Ehdotus hyvaksyttiin.", before="kunnostaa rannan.", after="Laituri 12"),
        Wanted("Ehdotus hyvaksyttiin.", before="Laituri 12"),
    )
    assert second.top == pytest.approx(first.top + 0.2, abs=0.01)


def test_words_that_go_on_on_the_next_page_are_marked_on_both(minutes: bytes) -> None:
    text = "Laituri 12 Ehdotus hyvaksyttiin. jatkuu toisella sivulla."
    assert len(where(minutes, 1, Wanted(text))[0]) == 2
    assert len(where(minutes, 2, Wanted(text, is_continued=True))[0]) == 1
    assert where(minutes, 1, Wanted(text, is_continued=True)) == [[]]
    last = Wanted("jatkuu toisella sivulla.", before="Laituri 12 Ehdotus hyvaksyttiin.", is_continued=True)
    assert len(where(minutes, 2, last)[0]) == 1
    first = Wanted("Ehdotus hyvaksyttiin.", before="Laituri 12", after="jatkuu toisella sivulla.", is_continued=True)
    assert where(minutes, 2, first) == [[]]


def test_words_that_are_not_there_have_no_box(minutes: bytes) -> None:
    assert where(minutes, 2, Wanted("Ehdotus hyvaksyttiin."), Wanted("")) == [[], []]


def test_turned_page_is_marked_as_it_is_drawn(minutes: bytes) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(minutes) as document:
        document[0].set_rotation(90)
        saved = BytesIO()
        document.save(saved)
    turned = saved.getvalue()
    assert page_picture(turned, 1).height == pytest.approx(WIDTH * 2, abs=1)
    ((box,),) = where(turned, 1, Wanted("Laituri 12"))
    assert box.height > box.width
    assert box.left > 0.3  # what stood 60 mm down stands 40 mm from the left


@pytest.mark.parametrize("page", [0, 3])
def test_page_that_is_not_there(minutes: bytes, page: int) -> None:
    with pytest.raises(NoSuchPage, match="no page"):
        page_picture(minutes, page)


def test_file_that_is_no_pdf() -> None:
    with pytest.raises(UnreadableSource, match="not a readable PDF"):
        page_picture(b"%PDF-1.4 torn", 1)


def test_what_a_page_may_write_otherwise_is_squeezed_out() -> None:
    assert squeezed("Kunnos-\ntaa  RANNAN\u00a0ja\u00adlaiturin") == "kunnostaarannanjalaiturin"
