"""Markdown that shows a text as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.app.markdown_text import plain

JOINER = "\N{WORD JOINER}"


@pytest.mark.parametrize(
    "text",
    [
        "*a* **b** _c_ ~~d~~ `e`",
        "[a](http://b) ![c](http://d) <img src=x onerror=alert(1)>",
        "# a\n- b\n1. c\n> d",
        "{{7*191}} {% raw %} ${x} $e=mc^2$",
        "| a | b |\n|---|---|",
    ],
)
def test_every_sign_that_means_something_is_escaped(text):
    shown = plain(text)
    for at, sign in enumerate(shown):
        if sign in r"""!"#$%&'()*+,-./:;<=>?@[]^_`{|}~""":
            assert shown[at - 1] == "\\", (shown, at)
    assert "\n" not in shown


@given(st.text(max_size=80))
def test_nothing_but_breaks_is_lost(text):
    shown = plain(text).replace(JOINER, "")
    kept = [sign for sign in shown if sign.isalnum()]
    assert kept == [sign for sign in text if sign.isalnum()]


@pytest.mark.parametrize("text", [":red[a]", ":material/home:", ":smile:", "a@b.org", "http://a"])
def test_what_is_read_after_markdown_is_parted(text):
    assert JOINER in plain(text)


def test_lines_of_other_scripts_stay_in_one_line():
    assert plain("a\u2028b\u2029c\nd\re") == "a b c d e"
