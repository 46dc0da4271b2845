"""What a site with a public address has for machines: a sitemap and robots.txt."""

import re
from collections.abc import Collection
from html import escape
from typing import Final
from urllib.parse import quote

from atlas.base.i18n import READER_LANGS, language
from atlas.output.site import addresses

_PART: Final = re.compile("/(?:map|brief)/")


def for_machines(names: Collection[str], base: str) -> dict[str, bytes]:
    """Give the files for machines; none without a public address.

    Parameters
    ----------
    names
        The files of the site.
    base
        Its public address, without a slash at its end.
    """
    if not base:
        return {}
    robots = f"User-agent: *\nAllow: /\nSitemap: {base}/{addresses.SITEMAP}\n"
    return {addresses.SITEMAP: _sitemap(names, base).encode(), "robots.txt": robots.encode()}


def _sitemap(names: Collection[str], base: str) -> str:
    """Name every page with its other languages; map files and briefs are parts of pages."""
    others = (addresses.MISSING, *map(addresses.offline, READER_LANGS))
    pages = sorted(
        name
        for name in names
        if name.endswith(".html") and not _PART.search(name) and not name.endswith(others)
    )
    urls = [f"<url><loc>{_at(base, one)}</loc>{_others(base, one)}</url>\n" for one in pages]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "".join(urls) + "</urlset>\n"
    )


def _others(base: str, name: str) -> str:
    lang, slash, rest = name.partition("/")
    if not slash or lang not in READER_LANGS:
        return ""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{language(one).tag}" '
        f'href="{_at(base, f"{one}/{rest}")}"/>'
        for one in READER_LANGS
    )


def _at(base: str, name: str) -> str:
    return escape(f"{base}/{quote(name)}")
