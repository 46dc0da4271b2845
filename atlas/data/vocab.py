"""The controlled vocabularies: codes with a label and a definition in every language.

One CSV file each in the data package's `vocab/` folder; the order of its rows is the order in
which people see the terms. A language is a column of labels, `<lang>`, and one of definitions,
`definition_<lang>`; what a term lacks in a language comes from its fallbacks. `synonyms.csv`
holds other ways to write codes and column headers. Words by which only readers of one language
search stand in its column `words_<lang>`, parted by semicolons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atlas.base.csv_files import FIRST_ROW, read_csv
from atlas.base.errors import DataPackageError, VocabularyError
from atlas.base.i18n import LANGS, READER_LANGS, chain, language
from atlas.base.reader_words import VOCABULARIES
from atlas.base.text_search import JOINT, fold, phrase
from atlas.base.translations import PACKAGE_LANG
from atlas.data.bundled import geodata_dir

COLUMNS = "column"
"""The name under which `synonyms.csv` holds other ways to write column headers."""

UNSEARCHED: Final = "unsearched"
"""The name under which it holds synonyms that partners' files use and a search does not: names
of places, and words for everybody. Their code is the name of the vocabulary."""

_SYNONYMS = "synonyms.csv"


def _definition(lang: str) -> str:
    return f"definition_{lang}"


def _words(lang: str) -> str:
    return f"words_{lang}"


LANGUAGE_COLUMNS: Final = frozenset(
    column for lang in READER_LANGS for column in (lang, _definition(lang), _words(lang))
)
"""The columns that a vocabulary may have for its languages."""

_REQUIRED: Final = ("code", PACKAGE_LANG, _definition(PACKAGE_LANG), "colour", "icon")


@dataclass(frozen=True, slots=True)
class Term:
    """One code of a vocabulary and how people read it."""

    code: str
    labels: Mapping[str, str] = field(hash=False)
    """Label by language; empty or absent where there is none."""
    definitions: Mapping[str, str] = field(hash=False)
    colour: str
    icon: str
    role: str = ""
    """Of a kind of place: a code of the vocabulary `role`; empty for all other terms."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """What else readers of a language call it, by language."""

    def label(self, lang: str) -> str:
        """Give the label in a language, or in the first of its fallbacks that has one."""
        return next((text for one in chain(lang) if (text := self.labels.get(one))), self.code)

    def definition(self, lang: str) -> str:
        """Give the definition in a language, or in the first of its fallbacks that has one."""
        return next((text for one in chain(lang) if (text := self.definitions.get(one))), "")


@dataclass(frozen=True)
class Vocabularies:
    """Every vocabulary of a data package."""

    by_name: Mapping[str, Mapping[str, Term]]
    synonyms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Code by folded synonym, by vocabulary; `COLUMNS` is the one of the column headers."""

    def terms(self, name: str) -> Mapping[str, Term]:
        """Give the terms of one vocabulary by code, in the order of the file.

        Raises
        ------
        VocabularyError
            When there is no such vocabulary.
        """
        try:
            return self.by_name[name]
        except KeyError as error:
            message = f"no vocabulary {name!r}; use one of {', '.join(sorted(self.by_name))}"
            raise VocabularyError(message) from error

    def codes(self, name: str) -> tuple[str, ...]:
        """Give the codes of one vocabulary, in the order of the file."""
        return tuple(self.terms(name))

    def term(self, name: str, code: str) -> Term:
        """Give one term.

        Raises
        ------
        VocabularyError
            When the vocabulary does not have the code.
        """
        try:
            return self.terms(name)[code]
        except KeyError as error:
            message = f"unknown {name} {code!r}; use one of {', '.join(self.codes(name))}"
            raise VocabularyError(message) from error

    def label(self, name: str, code: str, lang: str) -> str:
        """Give the label of a code in a language."""
        return self.term(name, code).label(lang)

    def missing(self, lang: str) -> tuple[str, ...]:
        """Give the terms that have no label of their own in a language, as `vocabulary.code`.

        Of a language for readers only those count that readers meet.
        """
        wanted = VOCABULARIES if language(lang).readers_only else tuple(self.by_name)
        return tuple(
            f"{name}.{code}"
            for name in wanted
            for code, term in self.by_name.get(name, {}).items()
            if not term.labels.get(lang)
        )

    def find(self, name: str, text: str) -> str:
        """Give the code that a person's text stands for, or an empty text.

        Codes, labels in all languages and synonyms are known; accents, case and spaces do not
        count.
        """
        return self._folded.get(name, {}).get(fold(text), "")

    def search_words(
        self, name: str, langs: Sequence[str] = LANGS
    ) -> Mapping[str, tuple[str, ...]]:
        """Give the words and phrases, besides its labels, by which a search finds each code.

        Those of single languages are the ones of `langs`.

        They are folded, without little words, those of a phrase joined. Codes of other
        classifications, which are digits, are no words of people; what the label says word by word,
        and phrases of words that find the code one by one, are left out.
        """
        left_out = {word for word, of in self.synonyms.get(UNSEARCHED, {}).items() if of == name}
        found: dict[str, dict[str, None]] = {}
        for word, code in self.synonyms.get(name, {}).items():
            if word not in left_out and not word.isdigit():
                found.setdefault(code, {})[phrase(word)] = None
        terms = self.by_name.get(name, {})
        for code, term in terms.items():
            own = (word for lang in langs for word in term.words.get(lang, ()))
            found.setdefault(code, {}).update(dict.fromkeys(map(phrase, own)))
        return {
            code: _needed(terms[code], words, langs)
            for code, words in found.items()
            if code in terms and words
        }

    @cached_property
    def _folded(self) -> dict[str, dict[str, str]]:
        folded = {name: dict(synonyms) for name, synonyms in self.synonyms.items()}
        for name, terms in self.by_name.items():
            known = folded.setdefault(name, {})
            # Codes and labels come last: no synonym takes the place of one. The labels of languages
            # for readers take nobody's place: partners' files were read without them.
            known.update({text: code for code, text in _texts(terms, LANGS[::-1])})
            known.update({fold(code): code for code in terms})
            for code, text in _texts(terms, READER_LANGS):
                known.setdefault(text, code)
        return folded


def load(path: Path | None = None) -> Vocabularies:
    """Read every vocabulary of a data package.

    Parameters
    ----------
    path
        Folder of the data package; the bundled one when not given.

    Returns
    -------
    vocabularies
        Terms by vocabulary and code. Loading the same unchanged folder again gives the same object.

    Raises
    ------
    DataPackageError
        When the folder has no vocabularies, or one cannot be read.
    """
    folder = (path or geodata_dir()) / "vocab"
    files = sorted(file for file in folder.glob("*.csv") if file.name != _SYNONYMS)
    if not files:
        message = f"no vocabularies in {folder}"
        raise DataPackageError(message)
    known = ((file, file.stat()) for file in (*files, folder / _SYNONYMS) if file.is_file())
    return _load(folder, tuple((file, state.st_mtime_ns, state.st_size) for file, state in known))


@lru_cache(maxsize=4)
def _load(folder: Path, unchanged: tuple[tuple[Path, int, int], ...]) -> Vocabularies:
    """Read the vocabularies in a folder; again only when one of its files has changed."""
    files = (file for file, _, _ in unchanged if file.name != _SYNONYMS)
    by_name = {file.stem: _read_terms(file) for file in files}
    return Vocabularies(MappingProxyType(by_name), _read_synonyms(folder / _SYNONYMS))


def _read_terms(file: Path) -> Mapping[str, Term]:
    terms: dict[str, Term] = {}
    for number, row in enumerate(_read_rows(file, _REQUIRED), start=FIRST_ROW):
        term = Term(
            code=row["code"],
            labels=MappingProxyType({lang: row.get(lang) or "" for lang in READER_LANGS}),
            definitions=MappingProxyType(
                {lang: row.get(_definition(lang)) or "" for lang in READER_LANGS}
            ),
            words=MappingProxyType(
                {lang: _parted(row.get(_words(lang)) or "") for lang in READER_LANGS}
            ),
            colour=row["colour"],
            icon=row["icon"],
            role=row.get("role") or "",
        )
        if not term.code or term.code in terms:
            message = f"vocab/{file.name} row {number}: code {term.code!r} is empty or repeated"
            raise DataPackageError(message)
        terms[term.code] = term
    return MappingProxyType(terms)


def _texts(terms: Mapping[str, Term], langs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the codes of terms with their folded labels."""
    for term in terms.values():
        for lang in langs:
            if text := term.labels.get(lang):
                yield term.code, fold(text)


def _parted(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split(";")) if part)


def _needed(term: Term, words: Iterable[str], langs: Sequence[str]) -> tuple[str, ...]:
    """Leave out what the label and the single words find anyway."""
    label = set(fold(" ".join(term.labels.get(lang, "") for lang in langs)).split())
    single = label.union(word for word in words if JOINT not in word)

    def is_found(word: str) -> bool:
        return single.issuperset(word.split(JOINT)) if JOINT in word else word in label

    return tuple(word for word in words if not is_found(word))


def _read_synonyms(file: Path) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    if file.is_file():
        for row in _read_rows(file, ["vocabulary", "code", "synonym"]):
            found.setdefault(row["vocabulary"], {})[fold(row["synonym"])] = row["code"]
    return MappingProxyType(found)


def _read_rows(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    name = f"vocab/{file.name}"
    table = read_csv(file, name)
    if missing := set(columns) - set(table.columns):
        message = f"{name} lacks the column {', '.join(sorted(missing))}"
        raise DataPackageError(message)
    rows = table.itertuples(index=False, name=None)
    return [dict(zip(table.columns, row, strict=True)) for row in rows]
