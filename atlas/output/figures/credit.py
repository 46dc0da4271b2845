"""Where a view comes from, in words: data, version, date, licence, and the link that reopens it."""

from typing import Any

from atlas.base.i18n import date, t
from atlas.base.translations import localised
from atlas.data import credits
from atlas.data.contact import Way, contact_of
from atlas.places.credited import credited
from atlas.places.view import View


def titled(item: Any, lang: str) -> str:  # noqa: ANN401, a part of the descriptor
    """Give the title of a part of the data package's descriptor."""
    return localised(item, "title", lang)


def data_line(view: View) -> str:
    """Say which data were drawn, their version and date, and under which licences."""
    licences = " · ".join(item["name"] for item in credits.licences(credited(view)))
    made = str(view.descriptor.get("created", ""))[:10]
    text = t(
        "figures.data", view.lang, title=titled(view.descriptor, view.lang), version=view.version
    )
    when = f" ({date(made, view.lang)})" if made else ""
    licence = t("figures.licence", view.lang, licences=licences) if licences else ""
    return f"{text}{when}. {licence}".strip()


def behind_line(view: View) -> str:
    """Say who is behind the data and how to write to them, as far as that is known."""
    contact, lang = contact_of(view.descriptor), view.lang
    names = ", ".join(one[lang] for one in contact.makers)
    ways = " · ".join(_way(way, lang) for way in contact.ways)
    parts = (
        t("map.behind_by", lang, names=names) if names else "",
        f"{t('map.behind_write', lang)} {ways}." if ways else "",
        f"{t('map.behind_danger', lang)} {_way(contact.danger, lang)}." if contact.danger else "",
    )
    return " ".join(filter(None, parts))


def _way(way: Way, lang: str) -> str:
    return f"{t(f'map.way_{way.channel}', lang)} {way.text}"


def basemap_line(view: View) -> str:
    """Name those who made the base map."""
    makers = credits.makers(credited(view))
    return t("figures.basemap", view.lang, makers=", ".join(makers)) if makers else ""


def link(view: View) -> str:
    """Give the link that reopens the view.

    Nothing without a public address: a reader of paper cannot open a link that has no host.
    """
    return view.filter.web_link()


def link_line(view: View) -> str:
    """Give the link in a sentence."""
    return t("figures.link", view.lang, link=link(view)) if link(view) else ""
