"""What makes a published site an app on a telephone: manifests, icons, and the service worker.

The worker keeps the site usable without a network once it was seen. It names the release by a
digest of all files, so that an unchanged site has an unchanged worker.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from typing import Any, Final

from atlas.base.i18n import language
from atlas.base.translations import localised
from atlas.output.site import addresses
from atlas.places.view import View
from atlas.webmap import safe_json

THEME: Final = "#faf6ec"
"""The colour around the pages: that of their title bar."""
_SIZES: Final = (192, 512)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LONGEST = 24
"""So many signs of a name fit below an icon, at most."""


def own_file(name: str) -> bytes:
    """Give a file of ours that a site has as it is."""
    return (files("atlas.output.site") / "static" / name).read_bytes()


def filled(name: str, given: Mapping[str, Any]) -> bytes:
    """Give a script of ours with what it needs to know, in the place of its word `SITE`.

    It is plain ASCII: a page of somebody else may be written in any encoding.
    """
    said = _NOT_ASCII.sub(lambda sign: json.dumps(sign[0])[1:-1], safe_json(given))
    return own_file(name).decode().replace("= SITE;", f"= {said};", 1).encode("ascii")


def icons() -> dict[str, bytes]:
    """Give the icon, as a drawing and as pictures."""
    names = ("icon.svg", *(f"icon-{size}.png" for size in _SIZES))
    return {addresses.icon(name): own_file(name) for name in names}


def manifest(view: View) -> bytes:
    """Give what a telephone needs to put the site among its apps, in the language of a view."""
    title, lang = localised(view.descriptor, "title", view.lang), view.lang
    page = addresses.manifest(lang)
    pictures = [
        {"src": addresses.link(page, addresses.icon(f"icon-{size}.png")), "sizes": f"{size}x{size}"}
        for size in _SIZES
    ]
    said = {
        "name": title,
        "short_name": title if len(title) <= _LONGEST else title[:_LONGEST].rpartition(" ")[0],
        "description": localised(view.descriptor, "description", lang),
        "lang": language(lang).tag,
        "start_url": addresses.link(page, addresses.home(lang)),
        "scope": addresses.link(page, "."),
        "display": "minimal-ui",
        "background_color": THEME,
        "theme_color": THEME,
        "icons": [
            {**one, "type": "image/png", "purpose": use}
            for one in pictures
            for use in ("any", "maskable")
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def worker(made: Mapping[str, bytes], langs: Collection[str]) -> bytes:
    """Give the service worker of a site.

    Parameters
    ----------
    made
        All other files of the site.
    langs
        The languages of its pages, the first one first.
    """
    version = hashlib.sha256()
    for name, content in sorted(made.items()):
        version.update(name.encode() + hashlib.sha256(content).digest())
    given = {
        "version": version.hexdigest()[:16],
        "first": sorted(_first(langs)),
        "languages": {lang: sorted(_of_language(made, lang)) for lang in langs},
    }
    return filled("service-worker.js", given)


def _first(langs: Collection[str]) -> Iterator[str]:
    """Name what is kept at the first visit: what every page needs, and the first pages."""
    yield from (addresses.START, addresses.STYLE, addresses.SCRIPT)
    yield addresses.icon("icon.svg")
    for lang in langs:
        yield from (addresses.home(lang), addresses.offline(lang))


def _of_language(made: Mapping[str, bytes], lang: str) -> Iterator[str]:
    """Name what is kept for those who read a language: corridors, indexes, maps and the search.

    The map of all corridors is as large as two others, and shows what they show.
    """
    yield from (addresses.SEARCH, addresses.search_index(lang))
    yield from (addresses.need(lang), addresses.town(lang))
    folders = tuple(f"{lang}/{folder}/" for folder in ("corridor", "map"))
    whole = addresses.map_file(lang)
    yield from (name for name in made if name.startswith(folders) and name != whole)
