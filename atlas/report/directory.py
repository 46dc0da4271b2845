"""The table of places: what may be published of each, with its precision and its date in words."""

import pandas as pd

from atlas.coverage import sides
from atlas.geo import distance_words
from atlas.i18n import number, t
from atlas.report.blocks import Column, Section, Table, plain
from atlas.report.words import dated, label, labels, names, side_name
from atlas.view import View


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
    )
    order = dict.fromkeys(sides(view.corridors, view.filter.side))
    by = ["corridor_id", "side", "kind"]
    groups = {
        (str(corridor_id), str(side), str(kind)): rows
        for (corridor_id, side, kind), rows in view.places.groupby(by, sort=False)
    }
    kinds = {kind: i for i, kind in enumerate(view.vocab.codes("kind"))}
    ranks: dict[tuple[str, ...], int] = {pair: i for i, pair in enumerate(order)}
    keys = sorted(groups, key=lambda key: (ranks.get(key[:2], len(ranks)), key[:2], kinds[key[2]]))
    sections = tuple(_section(view, groups[key], numbers, _title(view, *key)) for key in keys)
    return Table(t("report.places_caption", view.lang), columns, sections, dense=True)


def _title(view: View, corridor_id: str, side: str, kind: str) -> str:
    """Name a group of places: its side, or that it lies outside, and its kind."""
    known = corridor_id in set(view.corridors["corridor_id"])
    where = side_name(view, corridor_id, side) if known else t("report.outside", view.lang)
    return f"{where} · {label(view, 'kind', kind)}"


def _section(view: View, places: pd.DataFrame, numbers: dict[str, int], title: str) -> Section:
    rows = tuple(
        _row(view, place, name, numbers)
        for name, (_, place) in zip(names(places, view.lang), places.iterrows(), strict=True)
    )
    return Section(f"{title} ({number(len(places), view.lang)})", rows)


def _row(view: View, place: pd.Series, name: str, numbers: dict[str, int]) -> tuple[str, ...]:
    number_on_map = numbers.get(place["facility_id"])
    return (
        str(number_on_map) if number_on_map else "",
        name,
        plain(place["municipality"]) or t("report.no_municipality", view.lang),
        labels(view, "service", place["services"]) or t("report.no_services", view.lang),
        dated(view, label(view, "status", place["status"]), place["status_date"]),
        _precision(view, place),
    )


def _precision(view: View, place: pd.Series) -> str:
    kind = label(view, "precision", place["precision"])
    if pd.isna(place["precision_m"]) or pd.isna(place["lon"]):
        return kind
    distance = distance_words(place["precision_m"], view.lang).replace(" ", "\N{NO-BREAK SPACE}")
    return t("report.precision_within", view.lang, precision=kind, distance=distance)
