"""The search of a published site: the code of the map's search, and what it looks through.

Both are scripts, because a page that was opened from a folder on disk may load nothing else.
"""

from collections.abc import Iterable
from typing import Any, Final

from atlas.base.i18n import language, messages
from atlas.data.place_columns import facet_columns
from atlas.output.site import addresses
from atlas.output.site.addresses import Town
from atlas.places.scope import code_label
from atlas.places.view import View
from atlas.webmap import payload, safe_json

_KEPT: Final = ("columns", "choices", "date", "facets", "languages", "stop_words", "vocab")
"""What of the map's payload a search needs besides the places."""
_SHOWN: Final = ("facility_id", "municipality", "status", "status_date", "other_names")
_WORDS: Final = ("dates.", "did_you_mean", "empty_title", "results_", "status_")
"""What the words begin with that a search says."""


def search_index(view: View, towns: Iterable[Town], needs: Iterable[str]) -> bytes:
    """Give what a search looks through, in the language of a view, as a script.

    Parameters
    ----------
    view
        What the site shows.
    towns, needs
        The towns and the services that have a page.
    """
    files = {**_names(view, towns), "needs": {one: addresses.file_name(one) for one in needs}}
    given = {"payload": _searched(view), "strings": {view.lang: _words(view.lang)}, "files": files}
    return f"globalThis.atlasPlaces = {safe_json(given)};\n".encode()


def _searched(view: View) -> dict[str, Any]:
    """Give of the map's payload what a search looks through and says."""
    whole = payload(view)
    searched = [one for one in whole["columns"] if "search" in one["show"]]
    names = {*_SHOWN, *(one["name"] for one in searched)}
    names |= {column.name for column in facet_columns().values()}
    names |= {one["column"] for facet in whole["facets"].values() for one in _left_out(facet)}
    places = whole["places"]
    texts = {name: column for name, column in places["text"].items() if name in names}
    corridors = [{"id": one["id"], "names": one["names"]} for one in whole["corridors"]]
    return {
        **{name: whole[name] for name in _KEPT},
        "vocab": {name: _plain(terms) for name, terms in whole["vocab"].items()},
        "corridors": corridors,
        "crossings": [],
        "places": {"n": places["n"], "text": texts, "numbers": {}},
    }


def _left_out(facet: dict[str, Any]) -> list[dict[str, str]]:
    return [facet["left_out"]] if "left_out" in facet else []


def _plain(terms: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Leave out what a search does not say of a term."""
    left_out = ("colour", "icon", "definition")
    return {
        code: {name: text for name, text in term.items() if not name.startswith(left_out)}
        for code, term in terms.items()
    }


def _words(lang: str) -> dict[str, str]:
    said = {key.removeprefix("map."): text for key, text in messages(lang).items()}
    kept = {key: text for key, text in said.items() if key.startswith(_WORDS)}
    return kept | {"formats": language(lang).formats}


def _names(view: View, towns: Iterable[Town]) -> dict[str, Any]:
    """Give what the pages are called: of places only those whose name is not their id."""
    ids = map(str, view.lifted.places["facility_id"])
    return {
        "places": {one: name for one in ids if (name := addresses.file_name(one)) != one},
        "towns": [
            {
                "name": town.name,
                "file": town.file,
                "country": code_label(view.vocab, "side", town.country, view.lang),
            }
            for town in towns
        ],
    }
