"""The brief as one web page that needs nothing else: no script, no network, no other file."""

from base64 import b64encode
from collections.abc import Mapping
from importlib.resources import files
from itertools import count
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from atlas.base import qr
from atlas.base.i18n import t
from atlas.output.report.blocks import Brief, Picture, Table
from atlas.output.report.picture_files import picture_bytes


def to_html(brief: Brief, drawn: Mapping[str, bytes] | None = None) -> str:
    """Write a brief as a page; every text of it is escaped, and the page may load nothing.

    Parameters
    ----------
    brief
        What the page says.
    drawn
        Its figures as PNG by kind, instead of drawings that a page can enlarge without end.
    """
    rendered = Environment(
        autoescape=True,
        loader=FunctionLoader(_template),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    rendered.filters["kind"] = lambda block: type(block).__name__
    numbers = count(1)
    page = rendered.get_template("brief.html").render(
        brief=brief,
        css=Markup(_template("brief.css")),  # noqa: S704, a file of ours
        pictures=_pictures(brief, drawn),
        tables=[next(numbers) if isinstance(block, Table) else 0 for block in brief.blocks],
        words={name: t(f"report.{name}", brief.lang) for name in ("figure", "table", "code")},
        code=_inline(qr.svg(brief.link, brief.link).encode("utf-8")) if brief.link else "",
    )
    return page.strip() + "\n"


def _template(name: str) -> str:
    return (files("atlas.output.report") / "templates" / name).read_text(encoding="utf-8")


def _inline(picture: bytes, form: str = "svg+xml") -> str:
    return f"data:image/{form};base64,{b64encode(picture).decode('ascii')}"


def _pictures(brief: Brief, given: Mapping[str, bytes] | None) -> dict[str, dict[str, Any]]:
    """Give the figures inside the page, with their number and size in CSS pixels."""
    kinds = [block.kind for block in brief.blocks if isinstance(block, Picture)]
    pictures = {}
    for number, kind in enumerate(kinds, start=1):
        drawn = brief.pictures[kind]
        own = _inline(given[kind], "png") if given else _inline(picture_bytes(drawn, "svg"))
        width, height = (round(96 * inches) for inches in drawn.get_size_inches())
        pictures[kind] = {
            "source": own,
            "number": number,
            "width": width,
            "height": height,
        }
    return pictures
