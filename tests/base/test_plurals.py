"""No message reads wrongly when what it counts is nothing, one or two."""

import re

import pytest

from atlas.base.i18n import LANGS, count, messages

COUNTS = {
    "n", "total", "people", "rows", "clean", "held", "old", "undated", "unknown", "dated",
    "placed", "new", "shown", "fresh", "positioned", "mapped",
}  # fmt: skip
"""The placeholders that stand for a whole number."""

NEVER_ONE = {
    "corridor.pairs_shown": "the most that are shown, a constant",
    "coverage.access_text": "per 100,000 inhabitants",
    "map.counted": "more places than can be drawn one by one",
    "map.no_answer": "said from the third call on",
    "map.since_lately": "a constant",
    "map.mine_full": "the most that a list holds, a constant",
    "ranges.share_between": "the people of all localities of a side",
    "ranges.share_from": "the people of all localities of a side",
    "ranges.share_none": "the people of all localities of a side",
    "ranges.share_sure": "the people of all localities of a side",
    "refused.too_many_columns": "more than the limit",
    "refused.too_many_members": "more than the limit",
    "steward.first_rows": "said of tables longer than what is shown",
}
NO_PLURAL = {
    "en": {"is", "was", "has", "less", "does", "states", "says", "shares", "needs", "this", "as"},
    "es": {"ellas", "es", "más", "menos", "mes", "del", "los", "las"},
}
"""Words with an s at their end that may stand behind 1."""


def words(text):
    return set(re.findall(r"[^\W\d_]+", text))


def forms(lang):
    """Give the messages with a form for one and a form for all else."""
    known = messages(lang)
    return [key[:-4] for key in known if key.endswith("_one") and f"{key[:-4]}_many" in known]


def said(key, number_of, lang):
    """Give a message with a number for all that it counts."""
    return re.sub(
        r"\{(\w+)\}",
        lambda found: str(number_of) if found[1] in COUNTS else "X",
        messages(lang)[key],
    )


def plural_behind_one(text, lang):
    """Give the words of many that stand behind a 1, an adjective between them or not."""
    found = re.findall(r"(?<![\d.,])1\*{0,2} (?:(?:of|de) )?([^\W\d_]+)", text)
    return [one for one in found if one.endswith("s") and one not in NO_PLURAL[lang]]


@pytest.mark.parametrize("lang", LANGS)
def test_no_message_says_one_of_many(lang):
    paired = {f"{key}_many" for key in forms(lang)}
    wrong = {
        key: text
        for key in messages(lang).keys() - paired - NEVER_ONE.keys()
        if plural_behind_one(text := said(key, 1, lang), lang)
    }
    assert not wrong


@pytest.mark.parametrize("lang", LANGS)
def test_forms_for_one_and_many_are_not_mixed_up(lang):
    """At 0 and 2 the form of many is said, at 1 the other; each has words of its own number."""
    known = messages(lang)
    for key in forms(lang):
        names = set(re.findall(r"\{(\w+)\}", known[f"{key}_one"] + known[f"{key}_many"]))
        rest = dict.fromkeys(names - {"n"}, "X")
        none, one, two = (count(key, n, lang, **rest) for n in (0, 1, 2))
        assert words(none) - words(two) <= set(), key
        assert not plural_behind_one(one, lang), key
        alone, together = words(known[f"{key}_one"]), words(known[f"{key}_many"])
        if "{n} " in known[f"{key}_many"]:
            behind = re.findall(r"\{n\}\*{0,2} ([^\W\d_]+)", known[f"{key}_many"])
            assert not any(word in alone - together for word in behind), key


def test_a_wrong_plural_is_caught():
    assert plural_behind_one("Of 1 of 1 places no source says it.", "en") == ["places"]
    assert plural_behind_one("1 acciones", "es") == ["acciones"]
    assert not plural_behind_one("1 place is closed, 11 places are not, 0.1 degrees.", "en")
