"""What the browser gets: one columnar value for a view, and the words of the interface.

This is the only way by which data enter a page. `safe_json` makes it inert inside HTML, inside a
script, and inside a Jinja template, which folium's output is (`docs/decisions`).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from atlas.base import qr
from atlas.base.errors import ExportError
from atlas.base.i18n import (
    DEFAULT_LANG,
    carried_langs,
    chain,
    language,
    language_name,
    messages,
    unreviewed,
)
from atlas.base.public_address import base_url, public_link
from atlas.base.text_search import stop_words
from atlas.base.translations import by_language, every_text_column, suffix
from atlas.data import credits
from atlas.data.contact import contact_of
from atlas.data.place_columns import PlaceColumn, card_groups
from atlas.data.vocab import Term
from atlas.places import filter_order
from atlas.places.credited import credited
from atlas.places.privacy import CELL_DEGREES
from atlas.places.searched_text import OTHER_NAMES
from atlas.places.view import View
from atlas.webmap import place_payload, visit_payload
from atlas.webmap.basemap_payload import geography
from atlas.webmap.claims import claims
from atlas.webmap.service_drawings import service_drawings
from atlas.webmap.street_payload import street_payload, tiled, without_coarse

FORMAT: Final = 1

_ESCAPED = ("<", ">", "&", "`", "$", "\u2028", "\u2029")
_TEMPLATE_MARK = re.compile(r"\{(?=[{%#])")
OWN: Final = "own"
"""What the column `origin` says of a place of a reader's own file, which is not published."""

_SECTIONS = ("map", "dates")
SERVICE: Final = "service"


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


def strings(lang: str = DEFAULT_LANG) -> dict[str, dict[str, str]]:
    """Give the words of the map by language and key; dates keep their `dates.` in front.

    `formats` is the locale whose numbers the language writes. The languages are those that a map in
    `lang` carries.
    """
    return {
        one: {
            key.removeprefix("map."): text
            for key, text in messages(one).items()
            if key.split(".")[0] in _SECTIONS
        }
        | {"formats": language(one).formats}
        for one in carried_langs(lang)
    }


def payload(
    view: View,
    *,
    streets_kb: float = 0,
    street_tiles: Sequence[str] = (),
    street_names: Sequence[str] = (),
) -> dict[str, Any]:
    """Give everything of a view that its map shows.

    Parameters
    ----------
    view
        A view; published, so nothing here has to be held back.
    streets_kb
        How many KB streets may take, where there are any.
    street_tiles
        Instead of streets in it, the addresses of tiles of every pack of the view.
    street_names
        With them, the addresses of the names of every pack.

    Returns
    -------
    payload
        JSON-ready: `places` in columns (see `atlas.webmap.column_codec`), `crossings`, `corridors`,
        `localities`, `geography`, `vocab`, `choices`, what is declared of the columns (`columns`,
        `groups`, `facets`), the order of the filters (`panel`), the `stop_words` of a search,
        `sources` by number, `claims` where there are any, and what the file is: `title`,
        `version`, `total`, `query`, `licences`, `attribution`, `behind`, who makes it and how to
        write to them, and `qr`, the code of its link for paper, where the atlas has a public
        address.
    """
    shown, view = view, view.lifted
    langs = carried_langs(view.lang)
    places = _with_other_names(view)
    columns = place_payload.browser_columns(view.descriptor)
    numbers = _source_numbers(view, columns)
    streets = (
        tiled(view, street_tiles, street_names)
        if street_tiles
        else street_payload(view, streets_kb)
    )
    ground = without_coarse(view, streets)
    basemap = geography(view.land, view.border, view.segments, view.corridors, ground)
    return {
        "format": FORMAT,
        "lang": view.lang,
        "title": by_language(view.descriptor, "title", langs=langs),
        "version": view.version,
        "date": view.made,
        "total": view.total,
        "query": shown.filter.to_query(),
        "qr": _code(shown),
        "behind": _behind(shown),
        "licences": [
            {"title": one["title"], "path": one["path"]} for one in credits.licences(credited(view))
        ],
        "attribution": _attribution(view, basemap),
        "cell_degrees": CELL_DEGREES,
        "languages": {lang: _language(lang, langs) for lang in langs},
        "choices": {**_lists(view), "near": _located(view.crossings), "lang": list(langs)},
        "facets": place_payload.facets(langs),
        "panel": filter_order.panel(),
        "columns": place_payload.descriptions(columns, langs),
        "groups": card_groups(view.descriptor),
        "vocab": _vocabularies(view, columns),
        "stop_words": " ".join(sorted(stop_words())),
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
        **streets,
        **place_payload.known(
            {
                "claims": claims(view, numbers) or None,
                "weeks": visit_payload.weeks(places) or None,
                "towns": visit_payload.towns(view, places) or None,
                "address": base_url() or None,
            }
        ),
    }


def _with_other_names(view: View) -> pd.DataFrame:
    """Add what a search finds places by besides what is shown; a reader's own have none."""
    name, ids = OTHER_NAMES.name, view.places["facility_id"]
    names = dict(zip(view.everyone["facility_id"], view.everyone[name], strict=True))
    return view.places.assign(**{name: [names.get(one, "") for one in ids]})


def _language(lang: str, langs: Sequence[str]) -> dict[str, Any]:
    """Give a language as the browser needs it.

    `suffixes` end the columns that hold a text in it and in its fallbacks, the best first.
    """
    return {
        "name": language(lang).name,
        "called": {one: language_name(lang, one) for one in langs},
        "suffixes": [suffix(one) for one in chain(lang)],
        **({"unreviewed": said} if (said := unreviewed(lang)) else {}),
    }


def _behind(view: View) -> dict[str, Any]:
    """Give who is behind the data, and where a record is corrected when this has an address."""
    contact = contact_of(view.descriptor)
    return {
        "makers": [
            {lang: one[lang] for lang in carried_langs(view.lang)} for one in contact.makers
        ],
        "ways": [asdict(way) for way in contact.ways],
        "danger": contact.danger and asdict(contact.danger),
        "correct": public_link("", "steward"),
    }


def _code(view: View) -> dict[str, Any] | None:
    """Give the QR code of the link of a view; none without an address or a short link."""
    link = view.filter.web_link()
    if not link:
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


def _attribution(view: View, basemap: dict[str, Any]) -> str:
    """Give the line under the map: who made the basemap."""
    makers = credits.makers(credited(view))
    far = basemap["far"]
    return " · ".join(dict.fromkeys([*makers, far["attribution"]] if far else makers))


def _lists(view: View) -> dict[str, list[str]]:
    return {name: list(codes) for name, codes in view.choices.items()}


def _located(crossings: pd.DataFrame) -> list[str]:
    return list(crossings.loc[crossings["lon"].notna(), "crossing_id"])


def _vocabularies(view: View, columns: list[PlaceColumn]) -> dict[str, dict[str, dict[str, str]]]:
    """Give the terms of the vocabularies, with the words by which a search finds them."""
    langs = carried_langs(view.lang)
    words = place_payload.search_words(columns, view.vocab, langs)
    unused = place_payload.unused_terms(view.places, columns, view.vocab)
    return {
        name: {
            code: place_payload.known(
                {
                    **_term(term, words.get((name, code)), langs),
                    "drawing": service_drawings().get(code) if name == SERVICE else None,
                }
            )
            for code, term in view.vocab.by_name.get(name, {}).items()
            if (name, code) not in unused and (name != "language" or code in view.choices["spoken"])
        }
        for name in place_payload.vocabularies(columns)
    }


def _term(term: Term, words: str | None, langs: Sequence[str]) -> dict[str, str | None]:
    """Give a term as the browser gets it: what it lacks in a language is filled in here."""
    labels = {lang: term.label(lang) for lang in langs}
    definitions = {f"definition_{lang}": term.definition(lang) for lang in langs}
    look = {"colour": term.colour, "icon": term.icon}
    return {
        name: text or None
        for name, text in {**labels, **definitions, **look, "words": words}.items()
    }


def _corridors(view: View) -> list[dict[str, Any]]:
    zones, langs = view.segments, carried_langs(view.lang)
    return [
        {
            "id": row["corridor_id"],
            "name": row["name"],
            "names": by_language(row, "name", langs=langs),
            "a": row["country_a"],
            "b": row["country_b"],
            "radius_km": row["radius_km"],
            **place_payload.known({"zones": visit_payload.zones(row) or None}),
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
    langs = carried_langs(view.lang)
    text = ("name", "name_a", "name_b", "modes", "port_code", "status", "status_date", "website")
    return [
        {
            "id": row["crossing_id"],
            "corridor": row["corridor_id"],
            "lon": None if pd.isna(row["lon"]) else round(row["lon"], 5),
            "lat": None if pd.isna(row["lat"]) else round(row["lat"], 5),
            **{name: str(row.get(name, "")) for name in text},
            "names": by_language(row, "name", langs=langs),
            "notes": by_language(row, "notes", langs=langs),
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
