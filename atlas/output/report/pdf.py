"""The brief as a PDF for print and for screen readers (PDF/UA), set by Typst."""

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any, Final

from atlas.base import qr
from atlas.base.i18n import t
from atlas.output.figures import font_folders
from atlas.output.report.blocks import Brief
from atlas.output.report.picture_files import picture_bytes

PAPER_NAMES: Final = {"letter": "us-letter", "a4": "a4"}
"""The names of papers in Typst."""


def to_pdf(brief: Brief) -> bytes:
    """Set a brief; equal briefs give equal bytes.

    The text of the brief reaches the typesetter as JSON data next to the template. The template
    shows it as text and never evaluates it.
    """
    import typst

    template = files("atlas.output.report") / "templates" / "brief.typ"
    pictures = {
        f"{kind}.svg": picture_bytes(drawn, "svg") for kind, drawn in brief.pictures.items()
    }
    if brief.link:
        pictures["code.svg"] = qr.svg(brief.link, brief.link).encode("utf-8")
    sources: Any = {"main.typ": template.read_bytes(), **pictures}  # its types lack this form
    made: bytes = typst.compile(
        sources,
        format="pdf",
        sys_inputs={"brief": json.dumps(_data(brief), ensure_ascii=False)},
        font_paths=[str(folder) for folder in font_folders()],
        pdf_standards="ua-1",
    )
    return made


def _data(brief: Brief) -> dict[str, Any]:
    blocks = [{"type": type(block).__name__, **asdict(block)} for block in brief.blocks]
    words = {name: t(f"report.{name}", brief.lang) for name in ("figure", "table", "page", "code")}
    return {
        "lang": brief.lang,
        "paper": PAPER_NAMES[brief.paper],
        "title": brief.title,
        "subtitle": brief.subtitle,
        "author": brief.author,
        "about": brief.about,
        "keywords": brief.keywords,
        "footer": brief.footer,
        "link": brief.link,
        "blocks": blocks,
        "words": words,
    }
