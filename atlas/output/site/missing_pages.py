"""What is shown where there is no page: by a host, in each language and in all, and offline.

A host shows its page at the address that was asked for, however deep. It therefore carries its
style, and its links begin with the public address; without one a few lines of script find out
where the site begins.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

from markupsafe import Markup

from atlas.base.i18n import language, t
from atlas.base.translations import localised, names_by_key
from atlas.output.site import addresses
from atlas.output.site.install_files import own_file
from atlas.output.site.site_pages import Choice, own_template, rendered
from atlas.places.view import View


class Parts(NamedTuple):
    """What all of these pages have in common."""

    langs: tuple[str, ...]
    style: str
    base: str


def missing_pages(views: Mapping[str, View], style: str, base: str) -> dict[str, bytes]:
    """Give the pages by path.

    Parameters
    ----------
    views
        The site in each language.
    style
        Its style sheet.
    base
        Its public address; empty where it has none.
    """
    parts = Parts(tuple(views), style, base)
    made = {addresses.MISSING: _page(views.values(), addresses.MISSING, parts)}
    for lang, view in views.items():
        name = f"{lang}/{addresses.MISSING}"
        made[name] = _page([view], name, parts)
    return {name: text.encode() for name, text in made.items()}


def offline_page(view: View, base: str = "") -> str:
    """Give what is shown without a network where a page is asked for that was not kept."""
    lang = view.lang
    names = names_by_key(view.corridors, "corridor_id", lang)
    corridors = [Choice(str(names[one]), addresses.corridor(lang, one), "") for one in names]
    edition = localised(view.descriptor, "title", lang)
    return rendered(
        view,
        addresses.offline(lang),
        "offline.html",
        base=base,
        title=t("site.offline", lang),
        text=t("site.offline_text", lang),
        choices=[Choice(edition, addresses.home(lang), ""), *corridors],
    )


def _page(shown: Collection[View], name: str, parts: Parts) -> str:
    langs, style, base = parts
    script = "" if base else own_file("missing.js").decode()
    policy = f"default-src 'none'; img-src data:; style-src {_digest(style)}; base-uri 'none'"
    starts = [_start(view, name, base) for view in shown]
    text: str = own_template("missing.html").render(
        tag=starts[0]["lang"],
        policy=f"{policy}; script-src {_digest(script)}" if script else policy,
        style=Markup(style),  # noqa: S704, a file of ours
        script=Markup(script),  # noqa: S704, a file of ours
        langs=" ".join(langs),
        starts=starts,
    )
    return text


def _start(view: View, name: str, base: str) -> dict[str, str]:
    lang, target = view.lang, addresses.home(view.lang)
    return {
        "lang": language(lang).tag,
        "title": t("site.missing", lang),
        "text": t("site.missing_text", lang),
        "edition": localised(view.descriptor, "title", lang),
        "target": target,
        "href": f"{base}/{target}" if base else addresses.link(name, target),
    }


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
