"""The styles of the Word brief: one typeface, two colours, calm spacing."""

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Inches, Pt, RGBColor

from atlas.output.report import ooxml

ACCENT: Final = RGBColor(0x23, 0x56, 0x6B)
QUIET: Final = RGBColor(0x58, 0x62, 0x6A)
ENTRY: Final = "Atlas Entry"
"""Name of the style of short entries in small type."""

_FONT: Final = "Calibri"


def set_styles(styles: Any) -> None:  # noqa: ANN401, python-docx has no types
    """Set type, colours and spacing of the styles that a brief uses, and add its own."""
    sizes = {"Normal": 9.5, "Title": 24.0, "Subtitle": 12.0, "Heading 1": 13.0, "Heading 2": 10.5,
             "Caption": 8.5, "List Bullet": 9.5}  # fmt: skip
    for name, size in sizes.items():
        style = styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = _FONT
        style.paragraph_format.space_after = Pt(5)
    for name in ("Title", "Heading 1", "Heading 2"):
        styles[name].font.color.rgb = ACCENT
    for name in ("Title", "Subtitle"):
        ooxml.make_plain(styles[name])
        styles[name].paragraph_format.space_after = Pt(2)
    styles["Title"].font.bold = True
    styles["Subtitle"].font.color.rgb = QUIET
    styles["Subtitle"].font.italic = False
    styles["Caption"].font.color.rgb = QUIET
    styles["Caption"].font.bold = False
    styles["Caption"].paragraph_format.keep_with_next = False
    entry = styles.add_style(ENTRY, WD_STYLE_TYPE.PARAGRAPH)
    entry.base_style, entry.font.size = styles["Normal"], Pt(7)
    entry.paragraph_format.space_after = Pt(0.5)
    entry.paragraph_format.keep_together = True
    entry.paragraph_format.line_spacing = 0.95
    entry.paragraph_format.left_indent = Inches(0.16)
    entry.paragraph_format.first_line_indent = Inches(-0.16)
    styles["Heading 1"].paragraph_format.space_before = Pt(9)
    styles["Heading 1"].paragraph_format.space_after = Pt(3)
    styles["Normal"].paragraph_format.line_spacing = 1.05
