"""What is true of a selection, counted the plain way, and how sentences about it are read.

Nothing here uses the code that makes the sentences, but for the labels of codes.
"""

import re
from functools import cache
from math import isnan
from random import Random

from atlas.base.i18n import LANGS, messages
from atlas.data import load
from atlas.output.report.brief_words import inside
from atlas.places.filters import FACETS, Filter
from atlas.places.view import choices, make_view

PACKAGE = load()
CHOICES = choices(PACKAGE)
EVERYTHING = make_view(PACKAGE, Filter().lifted()).places.to_dict("records")
AUTHORITIES = {"asylum_registration", "documentation"}
COLUMNS = {
    "corridor": "corridor_id",
    "service": "services",
    "population": "populations",
    "spoken": "languages",
}
COUNTED = {"n", "total", "dated", "low", "high", "people", "placed", "km", "unknown"}
NARROW = ["kind", "service", "population", "level", "status", "access"]


def drawn(seed, number, **always):
    """Draw some filters of one corridor, the same ones every time, in every language in turn."""
    random = Random(seed)  # noqa: S311, nothing is kept secret with it
    for one in range(number):
        chosen = {}
        for name in random.sample(NARROW, random.choice([0, 0, 1, 1, 2])):
            codes = [*CHOICES[name], "any"] if name in ("kind", "status") else CHOICES[name]
            chosen[name] = tuple(random.sample(codes, random.choice([1, 1, 2])))
        yield Filter(
            corridor=(random.choice(CHOICES["corridor"]),),
            verified_since=random.choice(["", "", "2024", "2026"]),
            max_km=random.choice([None, None, None, 10.0]),
            lang=LANGS[one % len(LANGS)],
            **{**chosen, **always},
        )


def keeps(row, chosen):
    """Say whether a filter keeps a place."""
    hidden = {
        "kind": row["kind"] in ("detention", "custody"),
        "status": row["status"] == "closed",
    }
    for facet in FACETS:
        wanted = set(getattr(chosen, facet))
        codes = row[COLUMNS.get(facet, facet)].split(";")
        if (wanted and not wanted & {"any", *codes}) or (not wanted and hidden.get(facet)):
            return False
    since = row["status_date"] and (row["status_date"] + "-01-01")[:10]
    if chosen.verified_since and since < f"{chosen.verified_since}-01-01":
        return False
    return chosen.max_km is None or row["nearest_crossing_km"] <= chosen.max_km


def helps(row, service):
    """Say whether a place counts as giving a service: at work, and help or its authority."""
    if row["status"] in ("closed", "planned") or service not in row["services"].split(";"):
        return False
    if row["kind"] in ("detention", "custody"):
        return False
    return row["kind"] != "authority" or service in AUTHORITIES


def sought(row, services):
    """Say whether a place counts as supply where some services are looked for, or any help."""
    if row["status"] in ("closed", "planned") or row["kind"] in ("detention", "custody"):
        return False
    return row["kind"] != "authority" or bool(AUTHORITIES & set(services))


def has_point(row):
    """Say whether distances are measured from a place."""
    return not isnan(row["lon"]) and row["precision_m"] <= 2000


class Truth:
    """The places that a filter keeps, and those of its corridor that it leaves out."""

    def __init__(self, view):
        self.view = view
        chosen = view.filter
        self.corridor = chosen.corridor[0]
        here = [row for row in EVERYTHING if row["corridor_id"] == self.corridor]
        self.kept = [row for row in here if keeps(row, chosen)]
        plain = [row for row in here if keeps(row, Filter(corridor=chosen.corridor))]
        ids = {row["facility_id"] for row in self.kept}
        self.rest = [row for row in plain if row["facility_id"] not in ids]
        self.shown_without = plain
        near = Filter(**{**{n: getattr(chosen, n) for n in Filter.__slots__}, "max_km": None})
        self.wide = [row for row in here if keeps(row, near)]

    def gives(self, rows, side, service):
        """Give the places of a side that give a service."""
        return [row for row in rows if row["side"] == side and helps(row, service)]


# What is said


@cache
def pattern(key, lang):
    """Give a pattern of a message: its placeholders are what is claimed."""
    parts = re.split(r"\{(\w+)\}", messages(lang)[key].replace("**", ""))
    texts = [re.escape(one) if i % 2 == 0 else _claim(one) for i, one in enumerate(parts)]
    return re.compile("".join(texts))


@cache
def _whole(key, lang):
    """Give the pattern of a whole sentence: it ends the text or is followed by another one."""
    return re.compile(f"{pattern(key, lang).pattern}(?=$| )")


def _claim(name):
    """Give the pattern of a placeholder; the name of a corridor has no colon."""
    if name in COUNTED:
        return rf"(?P<{name}>[\d,.]*\d)"
    return f"(?P<{name}>[^:]+?)" if name == "where" else f"(?P<{name}>.+?)"


def claims(text, lang, keys, heads):
    """Part a text into its sentences: the key of each and what it claims; all must be known.

    Parameters
    ----------
    text
        What is read.
    lang
        Its language.
    keys
        The messages that it may be made of.
    heads
        What sentences may begin with: scopes, with the colon.
    """
    found, rest = [], text
    while rest:
        for head in heads:
            rest = rest.removeprefix(head)
        for key in keys:
            match = _whole(key, lang).match(rest)
            if match:
                found.append((key, match.groupdict()))
                rest = rest[match.end() :].lstrip()
                break
        else:
            raise AssertionError(f"no known sentence: {rest!r}")
    return found


def number(text):
    """Read a whole number as the interface writes it."""
    return int(text.replace(",", ""))


def side_of(view, name):
    """Read the name of a side."""
    names = {view.vocab.label("side", one, view.lang): one for one in view.choices["side"]}
    return names[name.replace("*", "")]


def services_of(view, text, between):
    """Read a list of services, in whatever case it is written."""
    known = {}
    for code in view.vocab.codes("service"):
        label = view.vocab.label("service", code, view.lang)
        known |= {label: code, inside(label): code}
    return [known[one] for one in text.split(between)]


def counted_of(view, text):
    """Read `Legal aid (7), Food (5)`."""
    found = re.findall(r"(?:^|, )(.+?) \(([\d,]+)\)", text)
    return {services_of(view, name, "\0")[0]: number(n) for name, n in found}


def the_other(view, side):
    """Give the other side."""
    row = view.corridors.iloc[0]
    return row["country_b"] if side == row["country_a"] else row["country_a"]
