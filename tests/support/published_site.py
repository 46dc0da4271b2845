"""A published site of one corridor, with secrets and hostile texts planted in its data."""

import dataclasses
import os
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import numpy as np
from filelock import FileLock

from atlas import data
from atlas.output.site import publish_site
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.webmap import capsule
from tests.support.leak_search import opened, patterns

CORRIDOR = "tapachula-tecun-uman"
STREET = "Calle de los Secretos"
HOSTILE = (
    "{{7*191}} {% raw %}",
    "</script><img src=x onerror=globalThis.hurt=1>",
    "</svg><svg onload=globalThis.hurt=1>",
    "' onmouseover=globalThis.hurt=1 \"",
    "\u202eright to left\u202c <b>bold</b> &lt;i&gt; 🙂",
)


class Page(HTMLParser):
    """What a page holds: its elements, their attributes, and its text outside of scripts."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.ids, self.said, self._open = [], [], set(), "", []
        self.unclosed = []
        self.feed(html)
        self.unclosed += self._open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids |= {value for name, value in attrs if name == "id"}
        if tag not in ("meta", "link", "br", "img", "input"):
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unclosed.append(f"/{tag}")

    def handle_data(self, data):
        if not self._open or self._open[-1] not in ("script", "style"):
            self.said += data

    def links(self):
        """Give where the page leads, and what it loads."""
        return [
            value
            for tag, name, value in self.attributes
            if name in ("href", "src", "action", "data-map-src")
        ]


def inside(page, link):
    """Give the file of the site that a relative link of a page leads to."""
    path = unquote(urlsplit(link).path)
    return normpath(join(dirname(page), path)) if path else page


def _unused(package, low, high, number):
    """Give coordinates that nothing public in the map could be taken for."""
    plain = capsule(make_view(package, Filter(corridor=(CORRIDOR,)).lifted()))
    public = b"\n".join({*opened(plain.encode())})
    drawn = np.round(low + (high - low) * np.random.default_rng(5).random(400), 7)
    wanted = {value: [found for _, found in patterns([value], [])] for value in drawn}
    free = (value for value in drawn if not any(one.search(public) for one in wanted[value]))
    return list(islice(free, number))


@cache
def planted():
    """Give the bundled package with secrets and hostile names, and its protected places."""
    package = data.load()
    places = package.places.copy()
    open_there = (places["sensitivity"] == "open") & (places["country"] == "MX")
    here = places.index[open_there & places["lon"].between(-92.6, -92)]
    rows, named = here[:5], here[5:10]
    places.loc[rows, "sensitivity"] = ["withheld", "generalised", "", "secret", "withheld"]
    lon, lat = _unused(package, -92.45, -92.2, 5), _unused(package, 14.8, 15.05, 5)
    places.loc[rows, "lon"], places.loc[rows, "lat"] = lon, lat
    places.loc[rows, "precision"], places.loc[rows, "precision_m"] = "exact", 10.0
    places.loc[rows, "address"] = f"{STREET} 5"
    places.loc[rows, ["notes", "notes_en", "hours_note", "intake", "cost"]] = STREET
    places.loc[named, "name"] = HOSTILE
    places.loc[named, "name_en"] = HOSTILE
    places.loc[named, "operator"] = HOSTILE[::-1]
    return dataclasses.replace(package, places=places), places.loc[rows], places.loc[named]


def planted_view(**chosen):
    """Give the view of the one corridor."""
    return make_view(planted()[0], Filter(corridor=(CORRIDOR,), **chosen))


def published(tmp_path_factory):
    """Give the folder of the published corridor, which no test may change.

    The workers of one run have it together: to publish it takes as long as a hundred tests.
    """
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "published"
    shared.mkdir(exist_ok=True)
    with FileLock(shared / "lock"):
        if not (shared / "whole").exists():
            publish_site(planted_view(), shared / "atlas")
            (shared / "whole").touch()
    return shared / "atlas"


def contents(folder):
    """Give the contents of the files of a site by path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
