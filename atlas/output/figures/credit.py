"""Where a view comes from, in words: data, version, date, licence, and the link that reopens it."""

from typing import Any

from atlas.base.i18n import date, t
from atlas.base.translations import localised
from atlas.places.view import View


def titled(item: Any, lang: str) -> str:  # noqa: ANN401, a part of the descriptor
    """Give the title of a part of the data package's descriptor."""
    return localised(item, "title", lang)


def data_line(view: View) -> str:
    """Say which data were drawn, their version and date, and under which licences."""
    licences = " · ".join(item["name"] for item in view.descriptor.get("licenses", []))
    made = str(view.descriptor.get("created", ""))[:10]
    text = t(
        "figures.data", view.lang, title=titled(view.descriptor, view.lang), version=view.version
    )
    when = f" ({date(made, view.lang)})" if made else ""
    licence = t("figures.licence", view.lang, licences=licences) if licences else ""
    return f"{text}{when}. {licence}".strip()


def basemap_line(view: View) -> str:
    """Name those who made the base map."""
    makers = [
        str(item["title"])
        for item in view.descriptor.get("sources", [])
        if str(item.get("path", "")).startswith("http")
    ]
    return t("figures.basemap", view.lang, makers=", ".join(makers)) if makers else ""


def link(view: View) -> str:
    """Give the link that reopens the view: an address of the web when a public one is set.

    Without it the query string; nothing when the view is everything.
    """
    query = view.filter.to_query()
    return view.filter.web_link() or (f"?{query}" if query else "")


def link_line(view: View) -> str:
    """Give the link in a sentence."""
    return t("figures.link", view.lang, link=link(view)) if link(view) else ""
