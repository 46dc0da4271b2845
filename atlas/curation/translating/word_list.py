"""Every text that a language for readers needs, with what a translator has to know of it."""

import json
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from atlas.base import i18n
from atlas.base.csv_files import read_csv
from atlas.base.errors import VocabularyError
from atlas.base.reader_words import UNDEFINED, VOCABULARIES, is_for_readers
from atlas.base.translations import by_language

WHERE: Final = {
    "language": "what the language is: its own name, its code, whose numbers it writes",
    "app": "the pages of the server: title, menu, downloads",
    "data": "card of a place",
    "dates": "everywhere: dates",
    "embed": "a map in another web page",
    "facets": "filters of the map",
    "figures": "map on a poster, and what stands under it",
    "light": "first page, text version",
    "map": "map, list and card of a place",
    "poster": "poster and pocket card, on paper",
    "search": "little words that a search leaves out, such as those for where, need, with",
    "report": "foot of a poster",
    "scope": "sentence that says what is shown",
    "site": "published site",
    "title": "card of a place: the name of a fact",
    "vocab": "filters, list and card: a label; a definition; other words people search by",
}
"""Where the texts of a section are met."""

HEAD: Final = {
    "name": "its own name, as in the language switch: Français",
    "tag": "its code as documents name it (BCP 47): pt-BR",
    "formats": "the CLDR locale whose numbers it writes: pt-BR, or that of a neighbour",
    "reviewed_by": "your name, when you have read everything and sign it; empty until then",
}
"""What the head of a locale file asks for."""

COLUMNS: Final = ("key", "where", *i18n.LANGS[::-1], "text", "placeholders", "longest")
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Word:
    """One text to translate.

    Attributes
    ----------
    key
        Its name: `map.close`, `vocab.kind.shelter.label`, `title.phone`, `language.name`.
    texts
        The text in every language that has all words.
    present
        What the language says now, empty where it lacks the text.
    where
        Where readers meet it.
    may_lack
        Whether the language does well without it.
    """

    key: str
    texts: Mapping[str, str]
    present: str
    where: str
    may_lack: bool = False

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What is filled in, by name: every text has the same."""
        return placeholders_of(next(iter(self.texts.values()), ""))

    @property
    def longest(self) -> int:
        """How long it may sensibly be: what is longer may be cut or break a line."""
        return 12 + round(1.6 * max(map(len, self.texts.values()), default=60))


def placeholders_of(text: str) -> tuple[str, ...]:
    """Give the names that stand in braces in a text, sorted.

    Raises
    ------
    ValueError
        When a brace has no other.
    """
    names = (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    return tuple(sorted(names))


def words_for(lang: str, geodata: Path) -> list[Word]:
    """Give every text of a language for readers, of one that there is or of a new one.

    Raises
    ------
    VocabularyError
        When the code is none, or belongs to a language that is no translation.
    """
    if not _CODE.fullmatch(lang):
        message = f"{lang!r} is no code of a language; use two or three letters: qu, quc"
        raise VocabularyError(message)
    if lang in i18n.LANGS:
        message = f"{lang} has all words and is written in atlas/base/locale/{lang}.toml itself"
        raise VocabularyError(message)
    return [*_head(lang), *_messages(lang), *_terms(lang, geodata), *_titles(lang, geodata)]


def table_of(words: list[Word]) -> pd.DataFrame:
    """Give the texts as a table for a translator, who fills in the column `text`."""
    rows = [
        (one.key, one.where, *(one.texts.get(lang, "") for lang in i18n.LANGS[::-1]), one.present,
         " ".join(f"{{{name}}}" for name in one.placeholders), str(one.longest))
        for one in words
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _head(lang: str) -> Iterator[Word]:
    known = i18n.LANGUAGES.get(lang)
    for name, said in HEAD.items():
        present = str(getattr(known, name, "") or "")
        yield Word(f"language.{name}", {}, present, said, may_lack=name == "reviewed_by")


def _messages(lang: str) -> Iterator[Word]:
    own = i18n.own_messages(lang) if lang in i18n.LANGUAGES else {}
    said = {one: i18n.own_messages(one) for one in i18n.LANGS}
    for key in filter(is_for_readers, said[i18n.DEFAULT_LANG]):
        texts = {one: messages[key] for one, messages in said.items()}
        yield Word(key, texts, own.get(key, ""), WHERE[key.partition(".")[0]])
    short = i18n.SHORT_MONTHS
    why = "only where the first three letters do not tell months apart: twelve, parted by spaces"
    yield Word(short, {}, own.get(short, ""), why, may_lack=True)


def _terms(lang: str, geodata: Path) -> Iterator[Word]:
    for name in VOCABULARIES:
        table = read_csv(geodata / "vocab" / f"{name}.csv", f"vocab/{name}.csv")
        parts = {"label": "", "definition": "definition_", "words": "words_"}
        for row in table.to_dict("records"):
            for part, prefix in parts.items():
                if part == "definition" and name in UNDEFINED:
                    continue
                texts = {one: str(row.get(f"{prefix}{one}", "")) for one in i18n.LANGS}
                yield Word(
                    f"vocab.{name}.{row['code']}.{part}",
                    {} if part == "words" else texts,
                    str(row.get(f"{prefix}{lang}") or ""),
                    WHERE["vocab"],
                    may_lack=part == "words",
                )


def _titles(lang: str, geodata: Path) -> Iterator[Word]:
    for field in schema_fields(geodata):
        if field.get("show"):
            texts = by_language(field, "title", langs=i18n.LANGS)
            present = field.get(f"title_{lang}", "")
            yield Word(f"title.{field['name']}", texts, present, WHERE["title"])


def schema_fields(geodata: Path) -> list[dict[str, Any]]:
    """Give what the schema declares of the columns of a place."""
    schema = json.loads((geodata / "schemas" / "place.json").read_text(encoding="utf-8"))
    return [*schema["fields"], *schema["derived"]]
