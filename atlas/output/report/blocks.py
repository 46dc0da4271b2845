"""What a brief is made of: a few kinds of blocks that every format can write.

Text in blocks is plain text. It has passed `plain`, and every format escapes it in its own way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from atlas.output.figures import AtlasFigure
from atlas.output.figures.corridor_strip import Strip

_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)


PAPERS: Final = {"letter": (8.5, 11.0), "a4": (8.27, 11.69)}
"""Width and height of the paper that documents are laid out for, inches."""


def plain(text: str) -> str:
    """Give a text on one line, without characters that no document may hold.

    Control characters and halves of characters are taken out: XML forbids most of them, and none
    can be read.
    """
    return re.sub(r"[ \t\r\n]+", " ", _UNWANTED.sub("", text)).strip()


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2 below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `quiet` ones are notes in smaller type."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """Numbers that belong together, each with what it counts.

    Attributes
    ----------
    title
        What they are about.
    colour
        The quiet tint of what they are about, #rrggbb.
    numbers
        The numbers, as (number, label).
    """

    title: str
    colour: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cards:
    """Cards side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Picture:
    """A figure of the view.

    Attributes
    ----------
    kind
        One of `atlas.output.figures.KINDS`, or `cover`.
    caption, alt
        What it shows, for those who see it and those who do not.
    """

    kind: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title
        Its heading.
    share
        Its width, as a share of all widths.
    numeric
        Set to the right.
    """

    title: str
    share: float = 1.0
    numeric: bool = False


@dataclass(frozen=True)
class Section:
    """Rows of a table below a heading of their own; without a heading when it is empty."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption.

    Attributes
    ----------
    caption
        What it shows.
    columns
        Its columns; the first one names the rows.
    sections
        Its rows.
    dense
        Long tables are set in smaller type.
    """

    caption: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    dense: bool = False


@dataclass(frozen=True)
class Reference:
    """A source: what it is and its address, which may be empty."""

    text: str
    url: str


@dataclass(frozen=True)
class References:
    """The sources, all of them."""

    items: tuple[Reference, ...]


@dataclass(frozen=True)
class Item:
    """A short entry: a number (may be empty), what it is, and what is said of it."""

    number: str
    name: str
    text: str = ""


@dataclass(frozen=True)
class Group:
    """Entries below a heading of their own; without a heading when it is empty."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Listing:
    """Many short entries in small type, in columns.

    Attributes
    ----------
    groups
        The entries.
    columns
        How many columns a page has.
    """

    groups: tuple[Group, ...]
    columns: int


@dataclass(frozen=True)
class Range:
    """A share that is known within two ends.

    Attributes
    ----------
    name
        What it is a share of.
    said
        Both ends as they are read.
    low, high
        The ends, 0 to 1; equal where the share is known.
    sentence
        What it says, with its scope.
    """

    name: str
    said: str
    low: float
    high: float
    sentence: str


@dataclass(frozen=True)
class Ranges:
    """Shares below each other, each the two ends of one bar."""

    items: tuple[Range, ...]


Block: TypeAlias = (
    Heading | Paragraph | Bullets | Cards | Picture | Table | References | Listing | Ranges
)


@dataclass(frozen=True)
class Brief:
    """A brief, ready to be written in any format.

    Attributes
    ----------
    lang
        Language of everything in it.
    title, subtitle
        What it is about.
    author
        Who made it: the title of the data package.
    about
        The first lines: data, version, date and filter.
    blocks
        Its body, in order.
    keywords
        What it is about, in single words.
    footer
        The line at the foot of every page.
    made
        ISO date of the data; may be empty.
    link
        Web address of the live view, to be printed as a code; empty where there is none.
    pictures
        The figures of its `Picture` blocks, by kind.
    paper
        The paper that it is laid out for, one of `PAPERS`.
    """

    lang: str
    title: str
    subtitle: str
    author: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    keywords: tuple[str, ...]
    footer: str
    made: str
    link: str
    pictures: Mapping[str, AtlasFigure | Strip]
    paper: str = "a4"
