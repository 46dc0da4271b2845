"""The calls on the page of those who keep data: one place after the other, and back."""

import pytest

from atlas.app.partner_page import call_desk
from atlas.base.i18n import LANGS, t
from atlas.curation.calls import ANSWERS
from tests.app.test_pages import run

pytestmark = pytest.mark.slow


def opened(lang="es"):
    app = run({}, lang=lang, page="steward")
    app.button_group(key="steward.task").set_value("call")
    return again(app, lang)


def again(app, lang="es"):
    app.button_group(key="lang").set_value(lang)
    app.run()
    assert not app.exception
    return app


def press(app, code, lang="es"):
    next(one for one in app.button if one.key == f"calls.answer-{code}").click()
    return again(app, lang)


def noted(app):
    return app.session_state["_calls"].answers


def asked(app):
    return next(one for one in app.text_input if one.key.startswith("calls.new_phone-")).key


@pytest.mark.parametrize("lang", LANGS)
def test_every_answer_brings_the_next_place_and_the_last_is_taken_back(lang):
    app = opened(lang)
    places = []
    for code in ANSWERS:
        key = asked(app)
        assert key not in places
        places.append(key)
        app.text_input(key=key.replace("new_phone", "date")).set_value("2026-11-28")
        # A place with mail alone has no number that could be wrong.
        press(app, "open" if code == "wrong_number" else code, lang)
    assert [call_desk.key("new_phone", place) for place in noted(app)] == places
    next(one for one in app.button if one.key == "calls.back").click()
    again(app, lang)
    assert len(noted(app)) == len(places) - 1
    assert asked(app) == places[-1]


def test_what_does_not_fit_keeps_the_place_and_says_why():
    app = opened()
    key = asked(app)
    app.text_input(key=key).set_value("664 123 4567")
    press(app, "open")
    assert noted(app) == {}
    assert t("calls.not_taken", "es") in app.error[0].value
    assert asked(app) == key
    app.text_input(key=key).set_value("+52 664 123 4567")
    press(app, "open")
    (answer,) = noted(app).values()
    assert answer.new_phone == "+52 664 123 4567"
    assert not app.error


def test_who_is_put_off_comes_last_and_the_package_is_made():
    app = opened()
    first = asked(app)
    next(one for one in app.button if one.key == "calls.later").click()
    again(app)
    assert asked(app) != first
    press(app, "no_answer")
    app.button(key="calls.make").click()
    again(app)
    assert app.session_state["_calls"].made
