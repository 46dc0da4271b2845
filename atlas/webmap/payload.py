"""What the browser gets: one columnar value for a view, and the words of the interface.

This is the only way by which data enter a page. `safe_json` makes it inert inside HTML, inside a
script, and inside a Jinja template, which folium's output is (`docs/decisions`).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from atlas.base import qr
from atlas.base.errors import ExportError
from atlas.base.i18n import LANGS, chain, language, language_name, messages
from atlas.base.translations import by_language, every_text_column, suffix
from atlas.data.place_columns import PlaceColumn, card_groups
from atlas.data.vocab import Term
from atlas.places.privacy import CELL_DEGREES
from atlas.places.view import View
from atlas.webmap import place_payload
from atlas.webmap.basemap_payload import geography
from atlas.webmap.claims import claims

FORMAT: Final = 1

_ESCAPED = ("<", ">", "&", "`", "$", "\u2028", "\u2029")
_TEMPLATE_MARK = re.compile(r"\{(?=[{%#])")
OWN: Final = "own"
"""What the column `origin` says of a place of a reader's own file, which is not published."""

_SECTIONS = ("map", "dates")


def safe_json(value: object) -> str:
    """Write a value as JSON that stays data wherever it is put.

    Parameters
    ----------
    value
        What `json.dumps` takes, without NaN.

    Returns
    -------
    text
        Valid JSON, also inside `<script>`, a JavaScript template literal, and a Jinja template.

    Raises
    ------
    ValueError
        When a number is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in _ESCAPED:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # JSON itself never puts these signs after a brace, so every such pair lies inside a string.
    return _TEMPLATE_MARK.sub(r"\\u007b", text)


def strings() -> dict[str, dict[str, str]]:
    """Give the words of the map by language and key; dates keep their `dates.` in front.

    `formats` is the locale whose numbers the language writes.
    """
    return {
        lang: {
            key.removeprefix("map."): text
            for key, text in messages(lang).items()
            if key.split(".")[0] in _SECTIONS
        }
        | {"formats": language(lang).formats}
        for lang in LANGS
    }


def payload(view: View) -> dict[str, Any]:
    """Give everything of a view that its map shows.

    Parameters
    ----------
    view
        A view; published, so nothing here has to be held back.

    Returns
    -------
    payload
        JSON-ready: `places` in columns (see `atlas.webmap.column_codec`), `crossings`, `corridors`,
        `localities`, `geography`, `vocab`, `choices`, what is declared of the columns (`columns`,
        `groups`, `facets`), `sources` by number, `claims` where there
        are any, and what the file is: `title`, `version`, `total`, `query`, `licences`,
        `attribution`, and `qr`, the code of its link for paper, where the atlas has a public
        address.
    """
    shown, view = view, view.lifted
    places = view.places
    columns = place_payload.browser_columns(view.descriptor)
    numbers = _source_numbers(view, columns)
    basemap = geography(view.land, view.border, view.segments, view.corridors)
    return {
        "format": FORMAT,
        "lang": view.lang,
        "title": by_language(view.descriptor, "title"),
        "version": view.version,
        "date": view.made,
        "total": view.total,
        "query": shown.filter.to_query(),
        "qr": _code(shown),
        "licences": _licences(view),
        "attribution": _attribution(view, basemap),
        "cell_degrees": CELL_DEGREES,
        "languages": {lang: _language(lang) for lang in LANGS},
        "choices": {**_lists(view), "near": _located(view.crossings), "lang": list(LANGS)},
        "facets": place_payload.facets(),
        "columns": place_payload.descriptions(columns),
        "groups": card_groups(view.descriptor),
        "vocab": {name: _terms(view, name) for name in place_payload.vocabularies(columns)},
        "corridors": _corridors(view),
        "crossings": _crossings(view, numbers),
        "localities": _localities(view),
        "geography": basemap,
        "places": {
            "n": len(places),
            "text": place_payload.text_columns(places, columns, numbers),
            "numbers": place_payload.number_columns(places, columns),
        },
        "sources": _sources(view, numbers),
        **place_payload.known({"claims": claims(view, numbers) or None}),
    }


def _language(lang: str) -> dict[str, Any]:
    """Give a language as the browser needs it.

    `suffixes` end the columns that hold a text in it and in its fallbacks, the best first.
    """
    return {
        "name": language(lang).name,
        "called": {one: language_name(lang, one) for one in LANGS},
        "suffixes": [suffix(one) for one in chain(lang)],
    }


def _code(view: View) -> dict[str, Any] | None:
    """Give the QR code of the link of a view; none without an address, segno or a short link."""
    link = view.filter.web_link()
    if not link or not qr.available():
        return None
    try:
        return asdict(qr.outline(link))
    except ExportError:
        return None


def _source_numbers(view: View, columns: list[PlaceColumn]) -> dict[str, int]:
    """Give a number to every source that places, claims and crossings cite."""
    citing = [
        view.places[column.name]
        for column in columns
        if column.references == "sources" and column.name in view.places
    ]
    citing += [view.crossings["source_ids"], view.claims["source_ids"]]
    cited = {one for column in citing for ids in column.unique() for one in ids.split(";")}
    known = [source for source in view.sources["source_id"] if source in cited]
    return {source: number for number, source in enumerate(known)}


def _sources(view: View, numbers: dict[str, int]) -> list[dict[str, str]]:
    fields = (*every_text_column("title"), "publisher", "url", "path", "date", "licence")
    rows = view.sources[view.sources["source_id"].isin(numbers)]
    # A licence that nobody states is no news to a reader.
    return [
        {
            name: text
            for name in fields
            if (text := row.get(name, "")) and (name, text) != ("licence", "unknown")
        }
        for row in rows.to_dict("records")
    ]


def _licences(view: View) -> list[dict[str, str]]:
    given = view.descriptor.get("licenses", [])
    return [{"title": one.get("title", one["name"]), "path": one.get("path", "")} for one in given]


def _attribution(view: View, basemap: dict[str, Any]) -> str:
    """Give the line under the map: who made the basemap."""
    given = view.descriptor.get("sources", [])
    makers = [one["title"] for one in given if str(one.get("path", "")).startswith("http")]
    far = basemap["far"]
    return " · ".join([*makers, far["attribution"]] if far else makers)


def _lists(view: View) -> dict[str, list[str]]:
    return {name: list(codes) for name, codes in view.choices.items()}


def _located(crossings: pd.DataFrame) -> list[str]:
    return list(crossings.loc[crossings["lon"].notna(), "crossing_id"])


def _terms(view: View, name: str) -> dict[str, dict[str, str]]:
    if name not in view.vocab.by_name:
        return {}
    return {
        code: {key: text for key, text in _term(term).items() if text}
        for code, term in view.vocab.terms(name).items()
    }


def _term(term: Term) -> dict[str, str]:
    """Give a term as the browser gets it: what it lacks in a language is filled in here."""
    labels = {lang: term.label(lang) for lang in LANGS}
    definitions = {f"definition_{lang}": term.definition(lang) for lang in LANGS}
    return {**labels, **definitions, "colour": term.colour, "icon": term.icon}


def _corridors(view: View) -> list[dict[str, Any]]:
    zones = view.segments
    return [
        {
            "id": row["corridor_id"],
            "name": row["name"],
            "names": by_language(row, "name"),
            "a": row["country_a"],
            "b": row["country_b"],
            "radius_km": row["radius_km"],
            "bounds": _bounds(row, zones[zones["corridor_id"] == row["corridor_id"]]),
        }
        for row in view.corridors.to_dict("records")
    ]


def _bounds(corridor: Mapping[Any, Any], zones: gpd.GeoDataFrame) -> list[float]:
    """Give the window of a corridor: the one it names, else its whole area."""
    named = [corridor.get(f"zoom_{edge}") for edge in ("west", "south", "east", "north")]
    known = [float(edge) for edge in named if edge is not None and not pd.isna(edge)]
    bounds = known if len(known) == len(named) else zones.total_bounds
    return [round(float(edge), 4) for edge in bounds]


def _crossings(view: View, numbers: dict[str, int]) -> list[dict[str, Any]]:
    text = ("name", "name_a", "name_b", "modes", "port_code", "status", "status_date", "website")
    return [
        {
            "id": row["crossing_id"],
            "corridor": row["corridor_id"],
            "lon": None if pd.isna(row["lon"]) else round(row["lon"], 5),
            "lat": None if pd.isna(row["lat"]) else round(row["lat"], 5),
            **{name: str(row.get(name, "")) for name in text},
            "names": by_language(row, "name"),
            "notes": by_language(row, "notes"),
            "sources": [numbers[one] for one in row["source_ids"].split(";") if one in numbers],
        }
        for row in view.crossings.to_dict("records")
    ]


def _localities(view: View) -> dict[str, list[Any]]:
    """Give the localities in columns, the largest first."""
    towns = view.localities.sort_values("population", ascending=False, kind="stable")
    return {
        "name": [str(name) for name in towns["name"]],
        "lon": [round(float(lon), 4) for lon in towns["lon"]],
        "lat": [round(float(lat), 4) for lat in towns["lat"]],
        "population": [0 if pd.isna(n) else int(n) for n in towns["population"]],
    }
