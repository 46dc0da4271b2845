"""HTML made from data holds the data as text."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.app import markup
from atlas.app.markdown_text import plain

HOSTILE = "</td></table><script>alert(1)</script><img src=x onerror='alert(2)'>\"&amp;"


class Read(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize(
    "html",
    [
        markup.text_table(pd.DataFrame({HOSTILE: [HOSTILE], "b": [HOSTILE]})),
        markup.count_table(
            pd.DataFrame({HOSTILE: [1]}, index=pd.Index([HOSTILE], name=HOSTILE)), "es"
        ),
        markup.bar_table(pd.DataFrame({HOSTILE: [HOSTILE], "b": [1], "c": [5.0]}), "en"),
        markup.section(markup.heading(HOSTILE, HOSTILE), markup.prose(plain(HOSTILE))),
        markup.beside(markup.note(plain(HOSTILE)), markup.prose(f"- {plain(HOSTILE)}")),
        markup.ways([markup.Linked(HOSTILE, HOSTILE)]),
        markup.linked_list([(HOSTILE, f"https://a.org/{HOSTILE}", HOSTILE)]),
        markup.mirror_table(
            [(HOSTILE, HOSTILE), ("b", "#fff")],
            [(HOSTILE, [(1, markup.Linked(HOSTILE, HOSTILE)), (0, markup.Linked("0", ""))])],
            HOSTILE,
        ),
    ],
)
def test_hostile_text_stays_text(html):
    read = Read(html)
    assert not {"script", "img"} & set(read.tags)
    assert not any(name.startswith("on") for name, _ in read.attributes)
    assert "".join(read.texts).replace("\N{WORD JOINER}", "").count(HOSTILE) >= 1


@given(st.text(st.characters(exclude_characters="\r\0", codec="utf-8"), min_size=1, max_size=40))
def test_any_text_comes_back_from_a_cell(text):
    read = Read(markup.text_table(pd.DataFrame({"a": ["x"], "b": [text]})))
    assert read.texts[-1] == text


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_in_prose_is_read_as_it_is(text):
    read = Read(markup.prose(f"a **b** {plain(text)} c"))
    assert read.tags == ["p", "strong"]
    said = "".join(read.texts).replace("\N{WORD JOINER}", "")
    assert " ".join(said.split()) == " ".join(f"a b {_one_line(text)} c".split())


def _one_line(text):
    """Give a text as it can be read: what breaks lines or cannot be shown is a space."""
    return re.sub(r"[\r\n\u2028\u2029\x00-\x08\x0b\x0c\x0e-\x1f]+", " ", text).replace(
        "\N{WORD JOINER}", ""
    )


@given(st.text(max_size=60))
def test_prose_never_holds_more_than_paragraphs_lists_and_emphasis(text):
    assert set(Read(markup.prose(text)).tags) <= {"p", "ul", "ol", "li", "strong", "em"}
    assert set(Read(markup.note(text)).tags) <= {"p", "strong", "em"}


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "", " https://a.org", "//a.org", "ftp://a"],
)
def test_only_web_addresses_become_links(address):
    assert "a" not in Read(markup.linked_list([("t", address, "")])).tags


def test_web_address_becomes_a_link_that_gives_nothing_away():
    read = Read(markup.linked_list([("t", "HTTPS://a.org/?b='c'", "")]))
    assert dict(read.attributes)["href"] == "HTTPS://a.org/?b='c'"
    assert dict(read.attributes)["rel"] == "noopener noreferrer"


def test_rows_and_columns_are_named_for_screen_readers():
    counts = pd.DataFrame({"a": [1], "b": [20_000]}, index=pd.Index(["x"], name="k"))
    html = markup.count_table(counts, "en")
    assert "<th scope='col'>a</th>" in html
    assert "<th scope='row'>x</th>" in html
    assert "<td>20,000</td>" in html


def test_bars_of_two_sides_grow_with_their_counts():
    sides = [("a", "#fff"), ("b", "#eee")]
    rows = [("x", [(4, markup.Linked("4", "q=x")), (0, markup.Linked("0", ""))])]
    rows += [("y", [(1, markup.Linked("1", "q=y")), (8, markup.Linked("8", "q=z"))])]
    html = markup.mirror_table(sides, rows, "w")
    shares = [value for name, value in Read(html).attributes if name == "style"]
    assert shares[1:] == ["--share: 0.500", "--share: 0.000", "--share: 0.125", "--share: 1.000"]
    assert markup.mirror_table(sides, [("x", [(0, markup.Linked("0", ""))] * 2)], "w")


def test_a_timeline_has_its_bars_between_its_years():
    linked = markup.Linked("n", "q=x")
    bars = [
        markup.Bar(linked, "2000-2004", "ended", 2000, 2005),
        markup.Bar(linked, "since 2008", "open", 2008, 2009),
    ]
    html = markup.timeline(bars, 2000, 2010)
    styles = [value for name, value in Read(html).attributes if name == "style"]
    assert styles == [
        *(f"--at: {at}" for at in ("0.0000", "0.2000", "0.4000", "0.6000", "0.8000", "1.0000")),
        "--from: 0.0000; --to: 0.5000",
        "--from: 0.8000; --to: 0.9000",
    ]


def test_names_stand_in_their_sentence():
    names = [markup.Linked("<a>", "pick=a"), markup.Linked("b", "")]
    html = markup.naming([("Ended: {}.", names)])
    assert "<li>Ended: <a href='/?pick=a' target='_self'>&lt;a&gt;</a>; b.</li>" in html


def test_a_grid_says_what_it_shows_and_leads_only_where_something_is():
    cells = pd.DataFrame(
        [[markup.Linked("2", "pick=x"), ""]], columns=["<c>", "d"], index=pd.Index(["r"], name="k")
    )
    html = markup.grid_table(cells, "what 'it' shows")
    assert html.count("<a ") == 1
    assert dict(Read(html).attributes)["aria-label"] == "what 'it' shows"
    assert "&lt;c&gt;" in html
