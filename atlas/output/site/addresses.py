"""The addresses of a published site: paths below its folder, and relative links between them."""

import hashlib
import re
from dataclasses import dataclass
from posixpath import dirname, relpath
from typing import Final
from urllib.parse import quote

from atlas.base.text_search import fold

START: Final = "index.html"
STYLE: Final = "assets/site.css"
SCRIPT: Final = "assets/site.js"
SEARCH: Final = "assets/search.js"
SITEMAP: Final = "sitemap.xml"
MISSING: Final = "404.html"
"""What hosts show where there is no page; in the root, and in the folder of each language."""
WORKER: Final = "service-worker.js"
"""In the root: a worker sees the addresses below its own folder only."""
EMBED: Final = "embed.js"
WHOLE: Final = "all"
"""What the map file of all corridors is called."""

_PLAIN = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
"""Names of devices, which no file may have on Windows."""
_LONGEST = 100


@dataclass(frozen=True)
class Town:
    """A municipality with places: its name, its country, and what its page is called."""

    name: str
    country: str
    file: str


def home(lang: str) -> str:
    """Give the first page of a language."""
    return f"{lang}/index.html"


def corridor(lang: str, corridor_id: str) -> str:
    """Give the page of a corridor."""
    return f"{lang}/corridor/{file_name(corridor_id)}.html"


def map_file(lang: str, corridor_id: str = WHOLE) -> str:
    """Give the map file of a corridor, or of all."""
    return f"{lang}/map/{file_name(corridor_id)}.html"


def place(lang: str, facility_id: str) -> str:
    """Give the page of a place."""
    return f"{lang}/place/{file_name(facility_id)}.html"


def need(lang: str, service: str = "index") -> str:
    """Give the page of a service, or the one that lists all."""
    return f"{lang}/need/{file_name(service)}.html"


def town(lang: str, name: str = "index") -> str:
    """Give the page of a town, or the one that lists all."""
    return f"{lang}/town/{file_name(name)}.html"


def data(lang: str) -> str:
    """Give the page that lists the tables."""
    return f"{lang}/data/index.html"


def offline(lang: str) -> str:
    """Give the page that is shown where one is asked for that cannot be had without a network."""
    return f"{lang}/offline.html"


def search_index(lang: str) -> str:
    """Give what the search of a language looks through."""
    return f"{lang}/search-index.js"


def feed(lang: str) -> str:
    """Give the feed of changes."""
    return f"{lang}/changes.xml"


def manifest(lang: str) -> str:
    """Give the description of the site as an app."""
    return f"{lang}/manifest.webmanifest"


def oembed(lang: str, corridor_id: str = WHOLE) -> str:
    """Give what describes the map of a corridor, or of all, to programs that put it into a page."""
    return f"{lang}/oembed/{file_name(corridor_id)}.json"


def brief(lang: str, corridor_id: str, form: str) -> str:
    """Give the brief of a corridor, as `html` or `pdf`."""
    return f"{lang}/brief/{file_name(corridor_id)}.{form}"


def figure(lang: str, corridor_id: str, kind: str) -> str:
    """Give a figure of a corridor."""
    return f"{lang}/figure/{file_name(corridor_id)}-{kind}.png"


def icon(name: str) -> str:
    """Give one form of the icon."""
    return f"assets/{name}"


def file_name(code: str) -> str:
    """Give a code as the name of a file that every system allows.

    Codes that are plain stay as they are; of any other the letters that can stay do, and a digest
    keeps it apart from its likes.
    """
    if _PLAIN.fullmatch(code) and len(code) <= _LONGEST and not _DEVICE.fullmatch(code):
        return code
    digest = hashlib.sha256(code.encode("utf-8")).hexdigest()[:10]
    plain = "-".join(re.findall(r"[a-z0-9]+", fold(code)))[: _LONGEST // 2].strip("-")
    return "-".join(filter(None, (plain, digest)))


def link(page: str, target: str) -> str:
    """Give the relative link from a page to another file of the site."""
    return quoted(relpath(target, dirname(page) or "."))


def quoted(name: str) -> str:
    """Give a path as part of a link."""
    return quote(name)
