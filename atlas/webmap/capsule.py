"""The capsule: a whole atlas as one HTML file that asks the network for nothing.

Leaflet, our front end, styles, basemap and data are inside. A content security policy in the file
forbids every connection and every script but the two it holds, named by their hashes. The code is
plain, for whoever wants to read it first; data and styles are compressed, which every browser of
the last years opens by itself and `read_capsule` in Python.
"""

import base64
import gzip
import hashlib
import json
import re
from typing import Any, Final, Literal, TypeAlias, get_args

from atlas.base.errors import ExportError
from atlas.base.i18n import carried_langs, t
from atlas.base.translations import localised
from atlas.places.view import View
from atlas.webmap import leaflet_files
from atlas.webmap.front_end import script, stylesheet
from atlas.webmap.payload import payload, safe_json, strings

Panels: TypeAlias = Literal["all", "filter", "list", "none"]
PANELS: Final = get_args(Panels)
STREETS_KB: Final = 300.0

_MUCH = 1_000_000
_COMPRESSION = {False: 9, True: 4}
"""Level of compression of little and of much data: much takes long and shrinks well anyway."""
_DATA = re.compile(r'<script type="application/gzip" id="atlas-data">([\w+/=]*)</script>')
_START = """
(async () => {
const text = document.getElementById("atlas-data").textContent;
const packed = Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const data = await new Response(stream).json();
const sheet = new CSSStyleSheet();
sheet.replaceSync(data.style);
document.adoptedStyleSheets = [sheet];
const element = document.getElementById("atlas");
globalThis.atlas = BorderAtlas.createAtlas(element, { ...data, leaflet: L, page: true });
performance.mark("atlas");
})();
"""
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Border Corridor Atlas">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<div id="atlas"></div>
<noscript>{noscript}</noscript>
<script type="application/gzip" id="atlas-data">{data}</script>
<script>{leaflet}</script>
<script>{code}</script>
</body>
</html>
"""


def _without_script(lang: str) -> str:
    """Say in every language, that of the page first, what to do where scripts do not run."""
    langs = dict.fromkeys([lang, *carried_langs(lang)])
    return "".join(f'<p lang="{one}">{_escape(t("map.noscript", one))}</p>' for one in langs)


def capsule(
    view: View,
    *,
    panels: Panels = "all",
    height: str | int | None = None,
    extra: str = "",
    streets_kb: float = STREETS_KB,
    home: str = "",
) -> str:
    """Give a view as one self-contained HTML page.

    Parameters
    ----------
    view
        What to show; the page opens in its language and holds its places only.
    panels
        What is shown next to the map: `all`, `filter`, `list` or `none`.
    height
        Height of the atlas in px; the whole window without it.
    extra
        What the reader keeps in addition to the filter, as a query string: `list` (ids of places in
        their order), `show` and `with`. The page starts with it and with the filter of the view,
        which may hold more places than its filter keeps; it says what it does not know.
    streets_kb
        How many KB of the page streets may take, where there are any: the least of them are left
        out until the rest fits, and the page says so.
    home
        Address of the atlas relative to where the page will be, such as `./`, for the way to it
        from a frame; the public address of the atlas without it, where there is one.

    Returns
    -------
    html
        A page that works from a file, as an attachment and inside a sandboxed frame. Equal views
        give equal bytes.

    Raises
    ------
    ExportError
        When `panels` or `height` is not allowed, or Leaflet is not installed.
    """
    if panels not in PANELS:
        message = f"panels: {panels!r} cannot be used; use one of {', '.join(PANELS)}"
        raise ExportError(message)
    code = script() + _START
    style = page_style(height)
    title = payload_title(view)
    data = {
        "payload": payload(view, streets_kb=streets_kb),
        "strings": strings(view.lang),
        "panels": panels,
        "style": leaflet_files.stylesheet(pictures=False) + stylesheet(),
        **({"query": view.filter.to_query(), "extra": extra} if extra else {}),
        **({"home": home} if home else {}),
    }
    return _PAGE.format(
        lang=view.lang,
        policy=_policy([leaflet_files.script(), code], [style]),
        title=_escape(title),
        style=style,
        noscript=_without_script(view.lang),
        data=_pack(data),
        leaflet=leaflet_files.script(),
        code=code,
    )


def payload_title(view: View) -> str:
    """Give the title of a view in its language."""
    return localised(view.descriptor, "title", view.lang)


def page_style(height: str | int | None) -> str:
    """Give the height of the atlas as a style.

    Raises
    ------
    ExportError
        When the height is no number of px from 200 to 10,000.
    """
    if height is None:
        return "html,body,#atlas{height:100%;margin:0}"
    return f"html,body{{margin:0}}#atlas{{height:{read_height(height)}px}}"


def read_height(height: str | int) -> int:
    """Read a height in px, such as 620 or 620px.

    Raises
    ------
    ExportError
        When it is no number of px from 200 to 10,000.
    """
    text = str(height).removesuffix("px")
    if not re.fullmatch(r"0*[1-9][0-9]{2,4}", text) or not 200 <= int(text) <= 10_000:
        shown = str(height)[:40]
        message = f"height: {shown!r} cannot be used; use a number of px from 200 to 10000"
        raise ExportError(message)
    return int(text)


def read_capsule(html: str) -> dict[str, Any]:
    """Give what a capsule holds besides its code: `payload`, `strings`, `panels`, `style`.

    Raises
    ------
    ExportError
        When the page is no capsule.
    """
    found = _DATA.search(html)
    if not found:
        message = "this page is no capsule: it holds no data of an atlas"
        raise ExportError(message)
    data: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return data


def _pack(data: dict[str, Any]) -> str:
    text = safe_json(data).encode("utf-8")
    packed = gzip.compress(text, _COMPRESSION[len(text) > _MUCH], mtime=0)
    return base64.b64encode(packed).decode("ascii")


def _policy(scripts: list[str], styles: list[str]) -> str:
    allowed = {"script-src": scripts, "style-src": styles}
    hashes = [f"{name} {' '.join(map(_hash, texts))}" for name, texts in allowed.items()]
    rest = ["default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"]
    return "; ".join([*rest, *hashes])


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
