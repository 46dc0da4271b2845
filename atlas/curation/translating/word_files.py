"""The texts of a translation written to where the atlas reads them: all files, or none."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas.base import i18n
from atlas.base.csv_files import csv_text, read_csv
from atlas.base.files import write_text
from atlas.base.reader_words import VOCABULARIES

_PREFIXES: Final = {"label": "", "definition": "definition_", "words": "words_"}
_SIGNED = re.compile(r"^reviewed_by = .*$", re.MULTILINE)


@dataclass(frozen=True)
class Folders:
    """Where the locale files and the data package are."""

    locale: Path
    geodata: Path


def write_words(lang: str, texts: Mapping[str, str], folders: Folders) -> list[Path]:
    """Write the texts of a language: its locale file, the vocabularies, the titles of columns.

    Parameters
    ----------
    lang
        Its code.
    texts
        By key, checked.
    folders
        Where to.

    Returns
    -------
    written
        The files that changed.

    Raises
    ------
    ExportError
        When a file cannot be written.
    """
    locale = folders.locale / f"{lang}.toml"
    made = {locale: _locale_text(lang, texts, locale)}
    made |= dict(_vocabularies(lang, texts, folders.geodata))
    schema = folders.geodata / "schemas" / "place.json"
    made[schema] = _with_titles(lang, texts, schema.read_text(encoding="utf-8"))
    changed = {
        file: text
        for file, text in made.items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    }
    for file, text in changed.items():
        write_text(file, text)
    return list(changed)


def _locale_text(lang: str, texts: Mapping[str, str], file: Path) -> str:
    sections: dict[str, list[str]] = {}
    for key, text in texts.items():
        section, _, name = key.partition(".")
        if section not in ("language", "title", "vocab"):
            sections.setdefault(section, []).append(f"{name} = {_quoted(text)}")
    body = (f"[{name}]\n" + "\n".join(lines) for name, lines in sections.items())
    return "\n\n".join([_head(lang, texts, file), *body]) + "\n"


def _head(lang: str, texts: Mapping[str, str], file: Path) -> str:
    """Give the head of the locale file: that of the present one, or a new one."""
    said = {name: texts.get(f"language.{name}", "") for name in ("name", "tag", "formats")}
    signed = f"reviewed_by = {_quoted(texts.get('language.reviewed_by', ''))}"
    if file.is_file():
        head = file.read_text(encoding="utf-8").split("\n[")[0].rstrip()
        for name, text in said.items():
            head = re.sub(rf"^{name} = .*$", lambda _, n=name, t=text: f"{n} = {_quoted(t)}",  # type: ignore[misc]
                          head, flags=re.MULTILINE)  # fmt: skip
        return _SIGNED.sub(lambda _: signed, head)
    order = 1 + max(one.order for one in i18n.LANGUAGES.values())
    lines = [
        *(f"{name} = {_quoted(text)}" for name, text in said.items()),
        f"order = {order}",
        f"fallback = [{_quoted(i18n.DEFAULT_LANG)}]",
        f"bibtex = {_quoted(lang)}",
        "readers_only = true",
        signed,
    ]
    return "\n".join(["[language]", *lines])


def _quoted(text: str) -> str:
    """Write a text as a basic string of TOML, which a string of JSON is."""
    return json.dumps(text, ensure_ascii=False)


def _vocabularies(lang: str, texts: Mapping[str, str], geodata: Path) -> Iterator[tuple[Path, str]]:
    for name in VOCABULARIES:
        file = geodata / "vocab" / f"{name}.csv"
        table = read_csv(file, f"vocab/{name}.csv")
        for part, prefix in _PREFIXES.items():
            column = f"{prefix}{lang}"
            said = [texts.get(f"vocab.{name}.{code}.{part}", "") for code in table["code"]]
            if column in table or any(said):
                table[column] = said
        yield file, csv_text(table, marked=False)


def _with_titles(lang: str, texts: Mapping[str, str], schema: str) -> str:
    """Put titles of columns into the schema, each behind that in the last language there."""
    for key, text in texts.items():
        section, _, name = key.partition(".")
        if section == "title":
            line = re.compile(rf'^ *\{{"name": "{re.escape(name)}".*$', re.MULTILINE)
            schema = line.sub(lambda found, said=text: _titled(found[0], lang, said), schema)  # type: ignore[misc]
    return schema


def _titled(line: str, lang: str, text: str) -> str:
    said = f'"title_{lang}": {_quoted(text)}'
    own = re.compile(rf'"title_{lang}": "(?:[^"\\]|\\.)*"')
    if own.search(line):
        return own.sub(lambda _: said, line)
    *_, last = re.finditer(r'"title(?:_\w+)?": "(?:[^"\\]|\\.)*"', line)
    return f"{line[: last.end()]}, {said}{line[last.end() :]}"
