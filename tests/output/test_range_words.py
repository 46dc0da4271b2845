"""Shares as sentences: what they say, when the range comes first, and that they stand alone."""

from io import BytesIO

import docx
import numpy as np
import pytest
from docx.oxml.ns import qn

from atlas.analysis import coverage
from atlas.base.i18n import LANGS
from atlas.output.report import build, range_words
from atlas.output.report.blocks import Ranges
from atlas.output.report.docx import to_docx
from atlas.output.report.html import to_html
from atlas.output.report.markdown import to_markdown
from atlas.places.view import select

ROW = {"corridor_id": "juarez-el-paso", "side": "MX", "people": 1_000.0, "anywhere": 0}


@pytest.fixture(params=LANGS)
def view(request):
    return select(corridor="juarez-el-paso", kind="shelter", lang=request.param)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (5.56, 827.3, ("0.5", "83")),
        (0, 1, ("0", "0.1")),
        (0, 1_000, ("0", "100")),
        (994, 996, ("99", "100")),
        (30.4, 30.4, ("3", "3")),
        (5.56, 5.56, ("0.6", "0.6")),
    ],
)
def test_ends_are_rounded_away_from_each_other(low, high, said):
    assert range_words.ends({**ROW, "low": low, "high": high}, "en") == said


@pytest.mark.slow
@pytest.mark.parametrize(("placed", "first"), [(4, "31 %"), (5, "30 %")])
def test_the_range_comes_first_below_half(placed, first):
    view = select(corridor="juarez-el-paso", lang="en")
    row = {**ROW, "low": 300, "high": 310, "places": 9, "placed": placed}
    said = range_words.share_sentence(view, row)
    assert said.index(first) < said.index("1,000")
    assert ("between 30 % and 31 %" in said) == (placed == 4)
    assert ("up to 31 %" in said) == (placed == 5)


def test_every_sentence_says_where_what_and_when(view):
    found = range_words.shares(view)
    said = [one.sentence for one in range_words.ranges(view, found)]
    assert len(said) == len(found) == 2
    for sentence, side in zip(said, ("MX", "US"), strict=True):
        assert "Ciudad Juárez \N{EN DASH} El Paso" in sentence
        assert view.vocab.label("side", side, view.lang) in sentence
        assert view.vocab.label("kind", "shelter", view.lang) in sentence
        assert "5 km" in sentence
        assert "2026" in sentence


def test_only_the_sides_asked_for_are_said():
    view = select(corridor="juarez-el-paso", side="US", lang="en")
    (said,) = [one.sentence for one in range_words.ranges(view, range_words.shares(view))]
    assert "United States" in said


def test_places_of_no_known_municipality_are_counted_in_words():
    view = select(corridor="juarez-el-paso", lang="en")
    row = {**ROW, "low": 0, "high": 1_000, "places": 9, "placed": 1, "anywhere": 2}
    assert "(2) may be anywhere on that side" in range_words.share_sentence(view, row)


def test_shares_are_those_of_the_gaps(view):
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    table = coverage.gaps(view.places, view.crossings, points, view.localities)
    homes = table[table["point"] == "locality"]
    for row in range_words.shares(view).itertuples():
        here = homes[homes["side"] == row.side]
        near = here[here["same_km"] <= coverage.NEAR_KM]
        assert row.low == near["population"].sum()
        may = here[here["same_km_least"] <= coverage.NEAR_KM]
        assert row.low <= row.high <= may["population"].sum()
        assert np.isclose(row.people, here["population"].sum())


@pytest.fixture
def brief(view):
    return build(view)


@pytest.mark.slow
def test_the_brief_shows_the_same_as_bars(view, brief):
    """Both ends of every bar, in its words, in the web page and in Word."""
    (block,) = [one for one in brief.blocks if isinstance(one, Ranges)]
    assert list(block.items) == range_words.ranges(view, range_words.shares(view))
    page, text = to_html(brief), to_markdown(brief, dict.fromkeys(brief.pictures, "x.png"))
    document = docx.Document(BytesIO(to_docx(brief)))
    bars = {
        one[0].get(qn("w:val")): table
        for table in document.tables
        if (one := table._tbl.tblPr.findall(qn("w:tblDescription")))
    }
    paragraphs = [one.text for one in document.paragraphs]
    for one in block.items:
        assert f"--low: {one.low:.4f}; --high: {one.high:.4f}" in page
        assert f"**{one.said}**" in text
        assert {f"{one.name}\t{one.said}", one.sentence} <= set(paragraphs)
        widths = [cell.width for cell in bars[one.sentence].rows[0].cells]
        shares = [one.low, one.high - one.low, 1 - one.high]
        drawn = [share for share in shares if share > 0.002]
        assert np.allclose(np.array(widths) / sum(widths), drawn, atol=0.01)
