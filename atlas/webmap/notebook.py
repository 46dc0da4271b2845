"""A view as the result of a notebook cell: its self-contained map, with no internet."""

from html import escape

from atlas.places.view import View
from atlas.webmap.capsule import capsule, payload_title


def to_html(view: View) -> str:
    """Give a frame that holds the whole map; nothing in it can reach the notebook around it."""
    title = escape(payload_title(view))
    return (
        f'<iframe title="{title}" sandbox="allow-scripts allow-popups allow-downloads" '
        'style="width: 100%; height: 640px; border: 0" '
        f'srcdoc="{escape(capsule(view))}"></iframe>'
    )
