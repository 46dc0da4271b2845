"""The corridor brief: one view as a document, in Spanish or English, for print and for the web.

::

    html    one page that needs no other file and no network
    pdf     A4 pages for print, tagged for screen readers (PDF/UA)
    docx    a Word document with real headings, captions and alternative texts
    md      Markdown, with the figures as files beside it
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from atlas.errors import ExportError
from atlas.figures import encode
from atlas.files import form_of, whole_file, write_text
from atlas.report.blocks import Brief
from atlas.report.content import build
from atlas.view import View

FORMATS: Final = ("html", "pdf", "docx", "md")

__all__ = ["FORMATS", "Brief", "build", "save_report"]

_NEEDS: Final = {"pdf": "typst", "docx": "docx"}


def save_report(view: View, path: str | Path) -> None:
    """Write the brief of a view into a file.

    Parameters
    ----------
    view
        What the brief is about; its language is the language of the brief.
    path
        The file; its suffix tells the format: html, pdf, docx or md. With md the figures are
        written beside it, as `<name>-<figure>.png`.

    Raises
    ------
    ExportError
        When there is no such format, a package of the extra `report` is not installed, or a file
        cannot be written.
    """
    path = Path(path)
    form = form_of(path, FORMATS, "a brief")
    _require(form)
    brief = build(view)
    if form == "md":
        _save_markdown(brief, path)
        return
    written = getattr(import_module(f"atlas.report.{form}"), f"to_{form}")(brief)
    if isinstance(written, str):
        write_text(path, written)
        return
    with whole_file(path) as temporary:
        temporary.write_bytes(written)


def _require(form: str) -> None:
    """Say what to install when a format needs a package that is not there."""
    needed = _NEEDS.get(form)
    if needed and not find_spec(needed):
        message = (
            f"{form} needs a package that is not installed: "
            "pip install 'border-corridor-atlas[report]'"
        )
        raise ExportError(message)


def _save_markdown(brief: Brief, path: Path) -> None:
    """Write the figures first, so that the text never refers to one that is not there."""
    from atlas.report.markdown import to_markdown

    names = {kind: f"{path.stem}-{kind}.png" for kind in brief.pictures}
    for kind, drawn in brief.pictures.items():
        with whole_file(path.with_name(names[kind])) as temporary:
            temporary.write_bytes(encode(drawn, "png"))
    write_text(path, to_markdown(brief, names))
