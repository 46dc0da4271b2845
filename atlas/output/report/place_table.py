"""The table of places: what may be published of each, with its precision and its date in words."""

from typing import Any, Final

import pandas as pd

from atlas.analysis.coverage import sides
from atlas.base.i18n import number, t
from atlas.base.translations import every_text_column
from atlas.data.place_columns import PlaceColumn, place_columns, shown_in
from atlas.output.report.blocks import Column, Group, Item, Listing, Section, Table, plain
from atlas.output.report.brief_words import inside, label, labels, names, said, side_name, status
from atlas.places.view import View
from atlas.spatial.geodesy import distance_words

_IN_WORDS: Final = {
    *every_text_column("name"),
    *("kind", "municipality", "services"),
    *("status", "status_date", "precision", "precision_m"),
}


def table(view: View, numbers: dict[str, int]) -> Table:
    """Give the places of a view, a section a side and kind.

    Parameters
    ----------
    view
        The view.
    numbers
        The number on the map by `facility_id`; places without one have none there.
    """
    columns = (
        Column(t("report.place_number", view.lang), 0.35, numeric=True),
        Column(t("report.place_name", view.lang), 3.0),
        Column(t("report.place_where", view.lang), 1.1),
        Column(t("report.place_services", view.lang), 3.2),
        Column(t("report.place_status", view.lang), 1.6),
        Column(t("report.place_precision", view.lang), 1.5),
        *(Column(column.title(view.lang), 1.3) for column in _more(view)),
    )
    sections = tuple(_section(view, places, numbers, title) for title, places in _groups(view))
    return Table(said(view, "report.places_caption"), columns, sections, dense=True)


def listing(view: View, numbers: dict[str, int]) -> Listing:
    """Give the places in short: number on the map, name, services, year; see `table`."""
    groups = (
        Group(_counted(view, title, places), _items(view, places, numbers))
        for title, places in _groups(view)
    )
    return Listing(tuple(groups), columns=3)


def _items(view: View, places: pd.DataFrame, numbers: dict[str, int]) -> tuple[Item, ...]:
    named = zip(names(places, view.lang), places.iterrows(), strict=True)
    return tuple(
        Item(_number(place, numbers), f"{name}:", _said(view, place)) for name, (_, place) in named
    )


def _said(view: View, place: pd.Series) -> str:
    """Say what a place offers, and its status with its date."""
    offered = [
        inside(label(view, "service", code)) for code in place["services"].split(";") if code
    ]
    return "; ".join(part for part in (", ".join(offered), inside(status(view, place))) if part)


def _groups(view: View) -> list[tuple[str, pd.DataFrame]]:
    """Give the places by side and kind, in the order of the corridors and the vocabulary."""
    order = dict.fromkeys(sides(view.corridors, view.filter.side))
    by = ["corridor_id", "side", "kind"]
    groups = {
        (str(corridor_id), str(side), str(kind)): rows
        for (corridor_id, side, kind), rows in view.places.groupby(by, sort=False)
    }
    kinds = {kind: i for i, kind in enumerate(view.vocab.codes("kind"))}
    ranks: dict[tuple[str, ...], int] = {pair: i for i, pair in enumerate(order)}
    keys = sorted(groups, key=lambda key: (ranks.get(key[:2], len(ranks)), key[:2], kinds[key[2]]))
    return [(_title(view, *key), groups[key]) for key in keys]


def _title(view: View, corridor_id: str, side: str, kind: str) -> str:
    """Name a group of places: its side, or that it lies outside, and its kind."""
    known = corridor_id in set(view.corridors["corridor_id"])
    where = side_name(view, corridor_id, side) if known else t("report.outside", view.lang)
    return f"{where} · {label(view, 'kind', kind)}"


def _section(view: View, places: pd.DataFrame, numbers: dict[str, int], title: str) -> Section:
    more = _more(view)
    rows = tuple(
        (*_row(view, place, name, numbers), *(_cell(view, one, place[one.name]) for one in more))
        for name, (_, place) in zip(names(places, view.lang), places.iterrows(), strict=True)
    )
    return Section(_counted(view, title, places), rows)


def _counted(view: View, title: str, places: pd.DataFrame) -> str:
    return f"{title} ({number(len(places), view.lang)})"


def _number(place: pd.Series, numbers: dict[str, int]) -> str:
    """Give the number on the map, or nothing."""
    return str(numbers.get(place["facility_id"], ""))


def _row(view: View, place: pd.Series, name: str, numbers: dict[str, int]) -> tuple[str, ...]:
    return (
        _number(place, numbers),
        name,
        plain(place["municipality"]) or t("report.no_municipality", view.lang),
        labels(view, "service", place["services"]) or t("report.no_services", view.lang),
        status(view, place),
        _precision(view, place),
    )


def _more(view: View) -> list[PlaceColumn]:
    """Give the columns of a brief that the table does not put in words of its own."""
    shown = shown_in(place_columns(view.descriptor), "brief")
    return [one for one in shown if one.name not in _IN_WORDS and one.name in view.places]


def _cell(view: View, column: PlaceColumn, value: Any) -> str:  # noqa: ANN401, a cell
    if pd.isna(value):
        return ""
    if column.is_number:
        return number(float(value), view.lang)
    text = str(value)
    return labels(view, column.vocabulary, text) if column.vocabulary else plain(text)


def _precision(view: View, place: pd.Series) -> str:
    kind = label(view, "precision", place["precision"])
    if pd.isna(place["precision_m"]) or pd.isna(place["lon"]):
        return kind
    distance = distance_words(place["precision_m"], view.lang).replace(" ", "\N{NO-BREAK SPACE}")
    return t("report.precision_within", view.lang, precision=kind, distance=distance)
