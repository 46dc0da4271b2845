"""The maps of a site in pages of others: a script for a tag, and oEmbed as files."""

import json
from collections.abc import Mapping
from typing import Final

from atlas.base.translations import localised
from atlas.output.report.embed_code import frame_line, frame_title
from atlas.output.site import addresses
from atlas.output.site.install_files import filled
from atlas.places.view import View

_WIDTH: Final = 900
_HEIGHT: Final = 675


def embed_script(views: Mapping[str, View]) -> bytes:
    """Give the script that puts a map into the page of somebody else."""
    any_view = next(iter(views.values()))
    corridors = [str(one) for one in any_view.corridors["corridor_id"]]
    given = {
        "languages": list(views),
        "corridors": {one: addresses.file_name(one) for one in corridors},
        "titles": {
            lang: {one: frame_title(_of(view, one)) for one in ("", *corridors)}
            for lang, view in views.items()
        },
    }
    return filled("embed.js", given)


def oembed(view: View, corridor_id: str, base: str) -> bytes:
    """Give what a program that reads oEmbed puts into a page for the address of a page.

    Parameters
    ----------
    view
        The site, in the language of the map.
    corridor_id
        Whose map; empty for that of all.
    base
        The public address of the site.
    """
    one = _of(view, corridor_id)
    address = f"{base}/{addresses.map_file(view.lang, corridor_id or addresses.WHOLE)}"
    said = {
        "version": "1.0",
        "type": "rich",
        "provider_name": localised(view.descriptor, "title", view.lang),
        "provider_url": f"{base}/",
        "title": frame_title(one),
        "width": _WIDTH,
        "height": _HEIGHT,
        "html": frame_line(one, address, height=_HEIGHT, ratio="4 / 3"),
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _of(view: View, corridor_id: str) -> View:
    """Give the view of a corridor; of all without one."""
    return view.refiltered(corridor=(corridor_id,)) if corridor_id else view
