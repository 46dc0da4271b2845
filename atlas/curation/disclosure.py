"""What a release reveals: what is published of protected places, and the smallest groups of them.

A place can be found without its point: when it is the only withheld shelter of its town, whoever
knows the town knows it. So the groups that are published together are counted.
"""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from atlas.base.i18n import LANGS, MESSAGE_COLUMNS, count, t
from atlas.data import Package
from atlas.data.place_columns import place_columns
from atlas.places.published import published_places
from atlas.spatial.geodesy import distance_words

DISCLOSURE_COLUMNS: Final = ("measure", "group", "places", *MESSAGE_COLUMNS)
"""Columns of a table of what is revealed."""

LEAST: Final = 3
"""Groups of protected places smaller than this are named."""

_GROUP: Final = ("municipality", "kind", "sensitivity")
_KEY = "facility_id"
_Row = tuple[str | int, ...]


def disclose(package: Package, *, least: int = LEAST) -> pd.DataFrame:
    """Say what the public can learn of protected places from a release.

    Parameters
    ----------
    package
        The release, with or without a private overlay.
    least
        Groups of fewer protected places than this are named: those of one kind and protection
        in one municipality, and those published in one cell.

    Returns
    -------
    disclosure
        Columns `DISCLOSURE_COLUMNS`. `measure` is `sensitivity`, `precision`, `finest`, `group`,
        `cell` or `overlay`.
    """
    places = published_places(package)
    protected = places[places["sensitivity"] != "open"]
    rows = [
        *_by_sensitivity(places, package),
        *_by_precision(places, package),
        *_finest(protected),
        *_small(protected, package, least),
        *_overlay(package),
    ]
    table = pd.DataFrame(rows, columns=list(DISCLOSURE_COLUMNS))
    return table.astype(dict.fromkeys(DISCLOSURE_COLUMNS, "str") | {"places": "int64"})


def _row(measure: str, key: str, group: str, places: int, /, **words: object) -> _Row:
    """Put one finding into words; `words` are texts, or give one by language."""
    said = []
    for lang in LANGS:
        own = {name: word[lang] if isinstance(word, dict) else word for name, word in words.items()}
        told = count("disclose.places", places, lang)
        said.append(t(f"disclose.{key}", lang, places=told, **own))
    return measure, group, places, *said


def _labels(package: Package, vocabulary: str, code: str) -> dict[str, str]:
    return {lang: package.vocab.label(vocabulary, code, lang) for lang in LANGS}


def _by_sensitivity(places: pd.DataFrame, package: Package) -> Iterator[_Row]:
    for code, own in places.groupby("sensitivity"):
        labels = _labels(package, "sensitivity", str(code))
        columns = _telling(own, package)
        yield _row("sensitivity", "sensitivity", str(code), len(own), group=labels, columns=columns)


def _telling(places: pd.DataFrame, package: Package) -> dict[str, str]:
    """Name the columns that may give a place away, with the number of places that have them."""
    telling = [
        (column, n)
        for column in place_columns(package.descriptor).values()
        if (column.position or column.free_text or column.group == "contact")
        and column.name in places
        and (n := int((places[column.name].notna() & (places[column.name] != "")).sum()))
    ]
    return {
        lang: ", ".join(f"{column.title(lang)} {n}" for column, n in telling)
        or t("disclose.nothing", lang)
        for lang in LANGS
    }


def _by_precision(places: pd.DataFrame, package: Package) -> Iterator[_Row]:
    for code, own in places.groupby("precision"):
        labels = _labels(package, "precision", str(code))
        yield _row("precision", "precision", str(code), len(own), group=labels)


def _finest(protected: pd.DataFrame) -> Iterator[_Row]:
    points = protected["precision_m"].dropna()
    if not len(points):
        yield _row("finest", "finest_none", "", 0)
        return
    words = {lang: distance_words(float(points.min()), lang) for lang in LANGS}
    yield _row("finest", "finest", f"{points.min():g}", len(points), distance=words)


def _small(protected: pd.DataFrame, package: Package, least: int) -> Iterator[_Row]:
    """Name the groups that hide a place among few others."""
    found = []
    for key, own in protected.groupby(list(_GROUP)):
        if len(own) < least:
            municipality, kind, sensitivity = map(str, key)
            names = _names(package, municipality, kind, sensitivity)
            found.append(("group", ", ".join(map(str, key)), len(own), names))
    points = protected[protected["lon"].notna()]
    for (lon, lat), own in points.groupby(["lon", "lat"]):
        if len(own) < least:
            spot = f"{lat:.2f}, {lon:.2f}"
            found.append(("cell", spot, len(own), dict.fromkeys(LANGS, spot)))
    for measure, group, places, names in found:
        yield _row(measure, measure, group, places, group=names)
    if not found:
        yield _row("group", "no_small", "", 0, least=least)


def _names(package: Package, municipality: str, kind: str, sensitivity: str) -> dict[str, str]:
    parts = (_labels(package, "kind", kind), _labels(package, "sensitivity", sensitivity))
    return {
        lang: ", ".join(filter(None, [municipality, *(part[lang] for part in parts)]))
        for lang in LANGS
    }


def _overlay(package: Package) -> Iterator[_Row]:
    if package.public is None:
        return
    public, whole = (one.places.set_index(_KEY) for one in (package.public, package))
    added = len(whole.index.difference(public.index))
    shared = whole.loc[public.index, public.columns]
    alike = (shared == public) | (shared.isna() & public.isna())
    refined = int((~alike.all(axis=1)).sum())
    words = {
        name: {lang: count("disclose.places", number, lang) for lang in LANGS}
        for name, number in (("added", added), ("refined", refined))
    }
    yield _row("overlay", "overlay", "", added + refined, **words)
