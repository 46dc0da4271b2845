"""The corridor brief: one view as a document, in any language of the atlas, for print and web.

::

    html    one page that needs no other file and no network
    pdf     pages for print, A4 or Letter, tagged for screen readers (PDF/UA)
    docx    a Word document with real headings, captions and alternative texts
    md      Markdown, with the figures as separate files
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from atlas.base.errors import ExportError
from atlas.base.files import form_of, whole_file
from atlas.base.zip_files import zipped
from atlas.output.report.blocks import PAPERS, Brief
from atlas.output.report.brief_content import build
from atlas.output.report.picture_files import picture_bytes
from atlas.places.view import View

FORMATS: Final = ("html", "pdf", "docx", "md")

__all__ = ["FORMATS", "PAPERS", "Brief", "build", "render", "save_report"]


def save_report(view: View, path: str | Path, *, annex: bool = False, paper: str = "a4") -> None:
    """Write the brief of a view into a file.

    Parameters
    ----------
    view
        What the brief is about; its language is the language of the brief.
    path
        The file; its suffix tells the format: html, pdf, docx or md. With md the figures are
        written next to it, as `<name>-<figure>.png`.
    annex
        Add the whole table of places and every source with its title.
    paper
        What pdf and docx are laid out for: letter or a4.

    Raises
    ------
    ExportError
        When there is no such format, or a file cannot be written.
    """
    path = Path(path)
    form = form_of(path, FORMATS, "a brief")
    check_paper(paper, PAPERS)
    parts = _parts(build(view, annex=annex, paper=paper), form, path.name)
    # The figures first: no text refers to one that is not there.
    for name, content in parts.items():
        with whole_file(path.with_name(name)) as temporary:
            temporary.write_bytes(content)


def render(view: View, form: str, *, annex: bool = False, paper: str = "a4") -> bytes:
    """Give the brief of a view as the bytes of one file; md comes as a zip, with its figures.

    Raises
    ------
    ExportError
        See `save_report`.
    """
    if form not in FORMATS:
        message = f"unknown format of a brief {form!r}; use one of {', '.join(FORMATS)}"
        raise ExportError(message)
    parts = _parts(build(view, annex=annex, paper=paper), form, f"brief.{form}")
    if len(parts) == 1:
        return next(iter(parts.values()))
    return zipped(parts)


def check_paper(paper: str, papers: Iterable[str]) -> None:
    """Refuse a paper that there is none of.

    Raises
    ------
    ExportError
        With what is allowed.
    """
    if paper not in papers:
        message = f"unknown paper {paper!r}; use one of {', '.join(papers)}"
        raise ExportError(message)


def _parts(brief: Brief, form: str, name: str) -> dict[str, bytes]:
    """Write a brief; give the contents of its files by name, the brief itself last."""
    # Each format imports its library only when it is asked for: nothing else waits for them.
    if form == "html":
        from atlas.output.report.html import to_html

        return {name: to_html(brief).encode("utf-8")}
    if form == "pdf":
        from atlas.output.report.pdf import to_pdf

        return {name: to_pdf(brief)}
    if form == "docx":
        from atlas.output.report.docx import to_docx

        return {name: to_docx(brief)}
    from atlas.output.report.markdown import to_markdown

    names = {kind: f"{Path(name).stem}-{kind}.png" for kind in brief.pictures}
    pictures = {names[kind]: picture_bytes(drawn, "png") for kind, drawn in brief.pictures.items()}
    return {**pictures, name: to_markdown(brief, names).encode("utf-8")}
