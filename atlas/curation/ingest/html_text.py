"""Text that came as HTML: its lines, and the links in it. Nothing of it is run or fetched."""

import re
from html.parser import HTMLParser
from typing import Final, NamedTuple

from atlas.curation.ingest.text_codes import words

_TAG = re.compile(
    r"<(?:br|p|div|span|a|img|b|i|u|em|strong|font|table|tr|td|th|ul|ol|li|h[1-6]|html|head|body|meta|"
    r"style|script|hr|center|!doctype)\b[^<>]*/?>|</[a-z][a-z0-9]*\s*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{2,5}|[aeioun](?:acute|tilde));", re.IGNORECASE
)
_LINES: Final = words("br p div tr li h1 h2 h3 h4 h5 h6 table ul ol hr")
_SILENT: Final = frozenset(("script", "style", "head", "title"))
_VOID: Final = frozenset(("br", "hr", "img", "meta", "link", "input"))
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_LONGEST = 200_000


class Html(NamedTuple):
    """The text of HTML, the addresses that it links to, and how many pictures were in it."""

    text: str
    links: tuple[str, ...]
    pictures: int


def is_html(text: str) -> bool:
    """Say whether a text has tags or entities of HTML in it."""
    return ("<" in text and _TAG.search(text) is not None) or (
        "&" in text and _ENTITY.search(text) is not None
    )


def read_html(text: str) -> Html:
    """Give what a browser would show of HTML as lines of text.

    Of a table with two cells a row, the first is taken for the name of the second, as map
    programs write the columns of a feature.
    """
    parser = _Reader()
    parser.feed(text[:_LONGEST])
    parser.close()
    lines = (" ".join(line.replace("\xa0", " ").split()) for line in parser.text().split("\n"))
    links = tuple(dict.fromkeys(link for link in parser.links if _LINK.fullmatch(link)))
    return Html("\n".join(filter(None, lines)), links, parser.pictures)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.pictures = 0
        self._parts: list[str] = []
        self._silent = 0
        self._cells = 0

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Leave `<![` with an unknown word as the text that it is; the library stops at it."""
        try:
            return int(super().parse_marked_section(i, report))
        except AssertionError:
            return -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        self._cells = 0 if tag == "tr" else self._cells
        if tag in ("td", "th"):
            self._parts.append({0: "", 1: ": "}.get(self._cells, " | "))
            self._cells += 1
        if tag in _LINES:
            self._parts.append("\n")
        self.pictures += tag == "img"
        if tag == "a":
            self.links += [link.strip() for name, link in attrs if name == "href" and link]

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _LINES and tag not in _VOID:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # The lines of the source are no lines of the text.
            self._parts.append(
                re.sub(r"[ \t\r\n]*\n[ \t\r\n]*", " ", data) if self._cells else data
            )

    def text(self) -> str:
        """Give the lines, without the colon that follows nothing."""
        return re.sub(r"(?m)^\s*:\s*$", "", "".join(self._parts))
