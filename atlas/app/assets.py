"""What a reader's browser fetches from this server besides Streamlit's own files.

Code and points are fetched under an address that names their content, so that a browser keeps
them until they change and asks only once.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from atlas.app import answers, served_streets
from atlas.base.i18n import LANGS
from atlas.base.public_address import base_path, base_url
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View
from atlas.webmap import leaflet_files, payload, safe_json, script, strings, stylesheet

ASSETS: Final = "/assets"
POINTS: Final = "/data/points.json"
QR: Final = "/data/qr.json"


_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Asset:
    """A file in memory."""

    content: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """Name the content."""
        return answers.digest(self.content)


@cache
def code() -> dict[str, Asset]:
    """Give the code that draws the map, by file name."""
    texts = {
        # Half as long as Leaflet's own ES module, which has its comments in it.
        "leaflet.js": f"{leaflet_files.script()}\nexport default globalThis.L;\n",
        "leaflet.css": leaflet_files.stylesheet(),
        "atlas-map.js": script(module=True),
        "atlas-map.css": stylesheet(),
        "live-map.js": (_HERE / "live-map.js").read_text(encoding="utf-8"),
        "live-map.css": (_HERE / "live-map.css").read_text(encoding="utf-8"),
    }
    types = {"js": "text/javascript", "css": "text/css"}
    return {
        name: Asset(text.encode("utf-8"), types[name.rsplit(".", 1)[-1]])
        for name, text in texts.items()
    }


@kept_with_view
def points(everything: View) -> Asset:
    """Give every published place and the words of the map, for all filters.

    All languages of every page are in one file; each language for readers has one of its own.
    """
    return Asset(points_text(everything).encode("utf-8"), "application/json")


def points_text(view: View) -> str:
    """Give the places of a view and the words of the map as text, without remembering them."""
    tiles, names = served_streets.addresses(view), served_streets.name_addresses(view)
    content = payload(view, street_tiles=tiles, street_names=names)
    return safe_json({"payload": content, "strings": strings(view.lang)})


def addresses(everything: View) -> dict[str, str | list[str]]:
    """Give the addresses that the live map loads from."""
    below = base_path()
    codes = {"qr": f"{below}{QR}"} if base_url() else {}
    address = {name: f"{below}{ASSETS}/{file.digest}/{name}" for name, file in code().items()}
    return {
        "live": address["live-map.js"],
        "atlas": address["atlas-map.js"],
        "leaflet": address["leaflet.js"],
        "styles": [address[f"{name}.css"] for name in ("live-map", "atlas-map", "leaflet")],
        "points": f"{below}{POINTS}?{urlencode(_points_query(everything))}",
        **codes,
    }


def _points_query(everything: View) -> dict[str, str]:
    """Give the digest of the points, and the language where they are for one only."""
    own = {} if everything.lang in LANGS else {"lang": everything.lang}
    return {**own, "v": points(everything).digest}


def preloads(everything: View) -> str:
    """Give the elements that have a browser fetch all of that at once."""
    address = addresses(everything)
    kinds = {
        "live": 'rel="modulepreload"',
        "atlas": 'rel="modulepreload"',
        "leaflet": 'rel="modulepreload"',
        "points": 'rel="preload" as="fetch" crossorigin',
    }
    links = [f'<link {kind} href="{address[name]}">' for name, kind in kinds.items()]
    return "".join(
        [*links, *(f'<link rel="preload" as="style" href="{one}">' for one in address["styles"])]
    )
