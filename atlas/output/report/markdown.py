"""The brief as Markdown text (CommonMark with tables), with its figures in separate files."""

import re
from collections.abc import Iterator
from itertools import count
from urllib.parse import quote

from atlas.base.i18n import t
from atlas.output.report.blocks import (
    Block,
    Brief,
    Bullets,
    Card,
    Cards,
    Group,
    Heading,
    Item,
    Listing,
    Paragraph,
    Picture,
    Range,
    Ranges,
    Reference,
    References,
    Table,
)

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~$^@&#])")
"""What Markdown, its tables, the mathematics of its dialects or HTML inside it read as a sign."""

_AT_START = re.compile(r"^(\d+)([.)])|^([+\-=:%])")
"""What a line may not begin with as it stands: a list, a rule, a definition, a title block."""

_URL_SAFE = "/:?=&%#,;+~@!*'"


def to_markdown(brief: Brief, picture_names: dict[str, str]) -> str:
    """Write a brief as Markdown.

    Parameters
    ----------
    brief
        What to write.
    picture_names
        The file of every figure, by kind, next to the text.
    """
    parts = [f"# {safe(brief.title)}", safe(brief.subtitle), *map(safe, brief.about)]
    figures = tables = 0
    for block in brief.blocks:
        if isinstance(block, Picture):
            figures += 1
            name = f"{t('report.figure', brief.lang)} {figures}."
            parts.append(_picture(block, name, picture_names[block.kind]))
        elif isinstance(block, Table):
            tables += 1
            parts.append(_table(block, f"{t('report.table', brief.lang)} {tables}."))
        else:
            parts.append("\n".join(_lines(block)))
    parts += ["***", safe(brief.footer)]
    return "\n\n".join(parts) + "\n"


def safe(text: str) -> str:
    """Give a text that Markdown shows as it is."""
    return _AT_START.sub(_escaped_start, _SIGNS.sub(r"\\\1", text))


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"


def _lines(block: Block) -> Iterator[str]:
    """Give the lines of a block that needs no number."""
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {safe(block.text)}"
        case Paragraph():
            yield safe(block.text)
        case Bullets():
            yield from map(_bullet, block.items)
        case Ranges():
            yield from map(_range, block.items)
        case Cards():
            yield from map(_card, block.cards)
        case Listing():
            yield "\n\n".join(map(_group, block.groups))
        case References():
            yield from map(_reference, block.items, count(1))


def _bullet(text: str) -> str:
    return f"- {safe(text)}"


def _range(share: Range) -> str:
    return f"- {safe(share.name)}: **{safe(share.said)}**. {safe(share.sentence)}"


def _card(card: Card) -> str:
    said = "; ".join(f"**{safe(value)}** {safe(label)}" for value, label in card.numbers)
    return f"- **{safe(card.title)}**: {said}"


def _group(group: Group) -> str:
    title = f"**{safe(group.title)}**\n\n" if group.title else ""
    return title + "\n".join(f"- {_item(item)}" for item in group.items)


def _item(item: Item) -> str:
    """Write an entry; its number, where there is one, in bold."""
    parts = (f"**{safe(item.number)}**" if item.number else "", safe(item.name), safe(item.text))
    return " ".join(part for part in parts if part)


def _reference(item: Reference, number: int) -> str:
    return f"{number}. {_linked(item.text, item.url)}"


def _linked(text: str, url: str) -> str:
    return f"[{safe(text)}]({quote(url, safe=_URL_SAFE)})" if url else safe(text)


def _picture(block: Picture, name: str, file_name: str) -> str:
    image = f"![{safe(block.alt)}]({quote(file_name)})"
    return f"{image}\n\n**{name}** {safe(block.caption)}"


def _table(block: Table, name: str) -> str:
    """Write a table; its sections become rows in bold, Markdown has no others."""
    rules = ["--:" if column.numeric else "---" for column in block.columns]
    lines = [_row([column.title for column in block.columns]), f"| {' | '.join(rules)} |"]
    for section in block.sections:
        if section.title:
            first = 1 if block.columns[0].numeric and len(block.columns) > 1 else 0
            cells = [""] * len(block.columns)
            cells[first] = f"**{safe(section.title)}**"
            lines.append(f"| {' | '.join(cells)} |")
        lines += [_row(row) for row in section.rows]
    return f"**{name}** {safe(block.caption)}\n\n" + "\n".join(lines)


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(safe(cell) for cell in cells)} |"
