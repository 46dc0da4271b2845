"""QR codes: the outline is the code, and what stands in the way is one line."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from atlas.base import qr
from atlas.base.errors import ExportError

LINK = "https://atlas.example.org/?corridor=juarez-el-paso&lang=es"


def squares(outline):
    """The dark squares that the path of an outline covers."""
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", outline.path):
        dark.update((int(x) + i, int(y)) for i in range(int(width)))
    return dark


@settings(max_examples=12)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_outline_covers_exactly_the_dark_squares(text):
    outline = qr.outline(text)
    matrix = segno.make(text, error="m", micro=False).matrix
    expected = {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert outline.size == len(matrix)
    assert squares(outline) == expected


def test_files_hold_the_code_with_white_around_it():
    size = qr.outline(LINK).size
    with Image.open(BytesIO(qr.png(LINK))) as image:
        assert image.size == ((size + 2 * qr.QUIET) * 10,) * 2
        seen = image.convert("L")
        dark = {
            (x, y)
            for y in range(size)
            for x in range(size)
            if not seen.getpixel(((x + qr.QUIET) * 10 + 5, (y + qr.QUIET) * 10 + 5))
        }
        assert seen.getpixel((0, 0)) == 255
    assert dark == squares(qr.outline(LINK))
    drawn = ElementTree.fromstring(qr.svg(LINK, "<b> & co"))  # noqa: S314, made here
    assert drawn.findtext("{http://www.w3.org/2000/svg}title") == "<b> & co"


def test_equal_links_give_equal_files():
    assert qr.svg(LINK, "x") == qr.svg(LINK, "x")
    assert qr.png(LINK) == qr.png(LINK)


def test_link_that_is_too_long_is_one_line():
    with pytest.raises(ExportError, match=r"^a link of 5000 characters is too long for a QR code$"):
        qr.outline("x" * 5000)
