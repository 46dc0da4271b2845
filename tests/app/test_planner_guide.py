"""The planner's guide, executed: its answers are worked out anew, its links open what it says."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from atlas.base.i18n import LANGS
from tests.app.test_pages import run
from tests.support import planner_guide as guide

pytestmark = pytest.mark.slow

MOST_BYTES = 250_000


@pytest.fixture(scope="module", params=LANGS)
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def text(lang):
    return guide.GUIDES[lang].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def answers(lang):
    return guide.answers(lang)


@pytest.mark.parametrize("name", guide.ANSWERS)
def test_answer_is_what_the_data_say(text, answers, name):
    assert guide.said(text)[name] == answers[name]


@pytest.mark.parametrize("name", guide.LINKS)
def test_link_opens_the_page_that_gives_the_answer(lang, text, answers, name):
    link = f"{guide.LINKS[name]}&lang={lang}"
    assert f"`{link}`" in text
    parts = urlsplit(link)
    app = run(parse_qs(parts.query), lang=lang, page=parts.path.strip("/"))
    assert not app.exception
    assert not app.warning
    page = everything(app)
    for cell in told(answers[name]):
        assert cell in page, cell


@pytest.mark.parametrize("name", guide.LINKS)
def test_picture_is_there_and_small(lang, text, name):
    picture = guide.DOCS / "images" / f"guide-{name}-{lang}.png"
    assert f"(images/{picture.name})" in text
    assert 20_000 < picture.stat().st_size < MOST_BYTES


def told(answer):
    """Give the sentences and the cells of an answer, without its sources."""
    *lines, _ = answer.strip().split("\n\n")
    for line in lines:
        if line.startswith("|"):
            rows = line.splitlines()
            yield from (cell.strip() for row in rows[2:] for cell in row.strip("|").split("|"))
        else:
            yield line


def everything(app):
    """Give all that a page says: texts, tables and its own HTML."""
    texts = [item.value for item in [*app.markdown, *app.caption]]
    bodies = [re.sub("</?strong>", "**", item.proto.body) for item in app.get("html")]
    read = [unescape(re.sub(r"<[^>]+>", " ", body)) for body in bodies]
    # What keeps signs of Markdown from their meaning is not seen.
    texts += [body.replace("\N{WORD JOINER}", "") for body in read]
    for table in app.dataframe:
        frame = table.value
        texts += [str(value) for name in frame for value in frame[name]]
        numbers = frame.select_dtypes("float")
        texts += [f"{value:.1f}" for name in numbers for value in numbers[name].dropna()]
    return "\n".join(texts)
