"""The tables of the package that are no places, as people read them."""

from typing import Final

import pandas as pd

from atlas.app import page_parts
from atlas.app.cooperation_page import register_timeline
from atlas.base.i18n import date, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

TABLES: Final = ("crossings", "actors", "actions")
"""The tables that can be listed."""


@kept_with_view
def rows(view: View, table: str) -> pd.DataFrame:
    """Give the rows of one of `TABLES`, with a source each."""
    if table == "actions":
        return register_timeline.register_rows(view, view.actions)
    return _crossings(view) if table == "crossings" else _actors(view)


def _crossings(view: View) -> pd.DataFrame:
    lang, found = view.lang, view.crossings
    return pd.DataFrame(
        {
            t("corridor.crossing", lang): page_parts.names(found, "crossing_id", lang).values(),
            t("app.corridor", lang): _corridors(view, found["corridor_id"]),
            t("data.mode", lang): [page_parts.codes(view, "mode", one) for one in found["modes"]],
            t("app.status", lang): [
                page_parts.codes(view, "status", one) for one in found["status"]
            ],
            t("coverage.newest", lang): [date(one, lang) for one in found["status_date"]],
            t("coverage.source", lang): _links(view, found["source_ids"]),
        }
    )


def _actors(view: View) -> pd.DataFrame:
    lang, found = view.lang, view.actors
    return pd.DataFrame(
        {
            t("cooperation.actor", lang): page_parts.names(found, "actor_id", lang).values(),
            t("app.level", lang): [page_parts.codes(view, "level", one) for one in found["level"]],
            t("app.corridor", lang): _corridors(view, found["corridor_ids"]),
            t("coverage.source", lang): _links(view, found["source_ids"]),
        }
    )


def _corridors(view: View, ids: "pd.Series[str]") -> list[str]:
    names = page_parts.names(view.corridors, "corridor_id", view.lang)
    return [", ".join(names[one] for one in some.split(";") if one) for some in ids]


def _links(view: View, ids: "pd.Series[str]") -> list[str | None]:
    return [page_parts.first_link(view, some) for some in ids]
