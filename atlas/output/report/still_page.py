"""A light page for a frame: the map as a picture, which becomes the map when somebody chooses it.

It needs no script, loads nothing and weighs a tenth of the map; the page around it needs no more
rights than for the map itself, and the picture is there without a connection.
"""

import base64
import hashlib
from html import escape
from typing import Final

from atlas.base.i18n import t
from atlas.output.figures.corridor_drawing import drawings
from atlas.places.view import View
from atlas.places.view_caption import sentences

_STYLE: Final = (
    "html,body{height:100%;margin:0}"
    "body{display:flex;flex-direction:column;font:14px/1.4 ui-sans-serif,system-ui,sans-serif;"
    "color:#22272d;background:#fffdf8}"
    "a.map{flex:1;min-height:0;display:flex;flex-direction:column;text-decoration:none}"
    "a.map div{flex:1;min-height:0;display:flex;gap:2px;background:#dfe5e2}"
    "a.map svg{flex:1;min-width:0;min-height:0}"
    "a.map:focus-visible{outline:3px solid #1d5570;outline-offset:-3px}"
    "a.map b{padding:11px;color:#fff;text-align:center;background:#1d5570}"
    "p{margin:0;padding:6px 12px}"
    "@media(max-width:480px){a.map div{flex-direction:column}}"
)
_PAGE: Final = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<a class="map" href="{address}"><div>{pictures}</div><b>{show}</b></a>
<p>{caption}</p>
</body>
</html>
"""


def still_page(view: View, address: str) -> str:
    """Give the page that shows a view as a picture, and leads to its map in the same frame.

    Parameters
    ----------
    view
        What to show.
    address
        Where its map is: an address, or the name of a file next to this page.
    """
    said = sentences(view)
    return _PAGE.format(
        lang=view.lang,
        policy=_policy(),
        title=escape(said[0]),
        style=_STYLE,
        address=escape(address, quote=True),
        pictures="".join(one.svg for one in drawings(view)),
        show=escape(t("embed.show_map", view.lang)),
        caption=escape(" ".join(said)),
    )


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode("utf-8")).digest()).decode("ascii")
    rest = "base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; {rest}"
