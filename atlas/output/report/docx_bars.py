"""A share in a Word file: its ends, a bar as a row of cells, and its sentence."""

from typing import Any, Final

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Inches, Pt

from atlas.output.report import ooxml
from atlas.output.report.blocks import Range
from atlas.output.report.docx_styles import ACCENT, QUIET

_HEIGHT_IN: Final = 0.13
_LEAST_SHARE: Final = 0.002
"""A part of a bar that is narrower than a hair is not drawn."""

_PATTERNS: Final = (("clear", "#23566b"), ("diagStripe", "#d5ece4"), ("clear", "#fffdf8"))
"""How the parts are filled: what is sure, what places without a point decide, the rest."""


def add(document: Any, share: Range, width_in: float) -> None:  # noqa: ANN401
    """Write a share at the end of a document."""
    head = document.add_paragraph()
    head.paragraph_format.space_after = Pt(2)
    head.paragraph_format.keep_with_next = True
    head.paragraph_format.tab_stops.add_tab_stop(Inches(width_in), WD_TAB_ALIGNMENT.RIGHT)
    head.add_run(f"{share.name}\t")
    said = head.add_run(share.said)
    said.font.bold, said.font.size, said.font.color.rgb = True, Pt(12), ACCENT
    _bar(document, share, width_in)
    sentence = document.add_paragraph()
    sentence.paragraph_format.space_before, sentence.paragraph_format.space_after = Pt(2), Pt(6)
    run = sentence.add_run(share.sentence)
    run.font.size, run.font.color.rgb = Pt(8.5), QUIET


def _bar(document: Any, share: Range, width_in: float) -> None:  # noqa: ANN401
    shares = (share.low, share.high - share.low, 1 - share.high)
    parts = [
        (part, fill) for part, fill in zip(shares, _PATTERNS, strict=True) if part > _LEAST_SHARE
    ]
    table = document.add_table(rows=1, cols=len(parts))
    table.autofit = False
    ooxml.frame(table, share.sentence)
    row = table.rows[0]
    row.height, row.height_rule = Inches(_HEIGHT_IN), WD_ROW_HEIGHT_RULE.EXACTLY
    whole = sum(part for part, _ in parts)
    for cell, column, (part, (pattern, colour)) in zip(
        row.cells, table.columns, parts, strict=True
    ):
        column.width = cell.width = Inches(width_in * part / whole)
        ooxml.shade(cell, colour, pattern)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(1)
