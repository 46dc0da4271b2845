"""What is made of a view is kept, for the views that were used last."""

import weakref
from dataclasses import replace

import pytest

from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.kept_with_view import MOST_ANSWERS, kept_with_view
from atlas.places.view import MOST_VIEWS, make_view


class Answer:
    """Something that can be looked after."""


@pytest.fixture
def asked():
    """A kept function, and what it was asked."""
    calls = []

    @kept_with_view
    def answer(view, *args, **options):
        calls.append((view.lang, *args, *options.values()))
        return Answer()

    return answer, calls


def alive(answers):
    return [one() is not None for one in answers]


def test_it_is_made_once_for_each_view_and_argument(asked):
    answer, calls = asked
    first, second = (make_view(load(), Filter(lang=lang)) for lang in ("es", "en"))
    assert answer(first, 1) is answer(first, 1)
    assert answer(first, 1) is not answer(first, 2)
    assert answer(first, 1) is not answer(second, 1)
    assert answer(first, year=1) is answer(first, year=1)
    assert calls == [("es", 1), ("es", 2), ("en", 1), ("es", 1)]


def test_only_the_answers_for_the_last_views_are_kept(asked):
    """However many functions there are, and whoever still holds a view."""
    answer, _ = asked
    other = kept_with_view(lambda _view: Answer())
    one = make_view(load(), Filter())
    views = [replace(one) for _ in range(MOST_VIEWS + 5)]
    held = [weakref.ref(make(view)) for view in views for make in (answer, other)]
    assert alive(held) == [False] * 10 + [True] * 2 * MOST_VIEWS
    answer(views[5])  # it is used again
    answer(one)
    assert alive(held[10:14]) == [True, True, False, False]


def test_of_one_view_not_everything_that_is_asked_is_kept(asked):
    answer, _ = asked
    view = make_view(load(), Filter())
    held = [weakref.ref(answer(view, n)) for n in range(MOST_ANSWERS + 5)]
    assert alive(held) == [False] * 5 + [True] * MOST_ANSWERS


def test_functions_of_one_name_do_not_answer_for_each_other():
    one, other = (kept_with_view(lambda _view, n=n: n) for n in (1, 2))
    view = make_view(load(), Filter())
    assert (one(view), other(view), one(view)) == (1, 2, 1)
