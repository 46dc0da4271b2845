"""Which column a header stands for: by its tag, the synonyms, and what its cells hold."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from rapidfuzz.distance import OSA

from atlas.base.text_search import fold
from atlas.base.weekly_hours import weekly_hours
from atlas.curation.ingest.cell_contents import (
    are_degrees,
    are_links,
    are_map_links,
    are_names,
    are_organisations,
    are_points,
    begin_as_telephones,
    most,
)
from atlas.curation.ingest.degrees import parse_angle
from atlas.curation.ingest.header_forms import forms, has_words_of, may_stand_for, parts_of
from atlas.curation.ingest.header_words import column_by_words, names_a_person
from atlas.curation.ingest.protection import SENSITIVITY, is_drawing_order
from atlas.curation.ingest.protection_words import (
    HIDDEN_ANYWHERE,
    are_answers,
    hides_all,
    is_about_protection,
    says_hidden,
)
from atlas.curation.ingest.text_table import Table
from atlas.data.vocab import COLUMNS, Vocabularies

_TWO_MEANINGS: Final = {"estado": ("status", "admin1")}
"""Headers of two meanings: the vocabulary of the one, and the other column."""

_AXES: Final = frozenset({"x", "y"})
_MAY_BE_POINTS: Final = frozenset({"address", "point"})
"""Columns whose headers (`ubicacion`, `location`) are used for an address and for a point."""

_WHEN_NO_POINT: Final = {
    "location": "address", "geo": "", "shape": "", "geometry": "", "position": "",
}  # fmt: skip
_COUNTED_ELSEWHERE: Final = frozenset(("populations", "services"))
_UNITS: Final = frozenset(("unidad", "unit"))
"""Headers of what capacities are counted in, or of a unit of an institution: its name."""

_SITES: Final = frozenset(("sitio", "site"))
"""Headers of a place, or of its place in the web."""

_STREET: Final = frozenset({"street", "street_number"})
_KEY = "facility_id"
"""The synonyms of this column are those of the identifier of any resource, its first column."""

_NOT_OF_ANSWERS: Final = frozenset(("", "address", "name", "point", "notes", "website", "operator"))
"""Columns that no yes and no can say, and none."""

_NO_ANSWER: Final = frozenset(("phone", "whatsapp", "email", "website", "address", "hours_note"))
"""Columns that a yes and a no are no text of: `PHONE: Yes` is something that is offered."""

_CODED: Final = {"services": "service", "populations": "population", "languages": "language"}
_FIGURE = re.compile(r"\d")
_SHORT: Final = 40
_LONG_ENOUGH: Final = 6
_BORNE_OUT: Final[Mapping[str, Callable[[Sequence[str]], bool]]] = {
    "lat": lambda texts: are_degrees(texts, 90),
    "lon": lambda texts: are_degrees(texts, 180),
    "phone": begin_as_telephones,
    **dict.fromkeys(("name", "address", "operator", "municipality_code"), are_names),
}
"""Columns that a misspelt header may be, and what their cells hold."""
_OF_KML = "kml"
_SHAPEFILE = "shapefile"
_SAMPLE = 200


def column_of(header: str, vocabularies: Vocabularies, targets: Iterable[str]) -> str:
    """Give the column that a header stands for, or an empty text.

    Known are the names of the columns and their synonyms; see
    `atlas.curation.ingest.header_forms` for what of a header does not count. A header that says
    two different things (`City/State`) stands for neither.
    """
    names = list(targets)
    if found := _looked_up(header, vocabularies, names):
        return found
    parts = parts_of(header)
    found_parts = [_looked_up(part, vocabularies, names) for part in parts]
    known = set(filter(None, found_parts))
    sure = all(found_parts) or (bool(parts) and " " not in parts[0])
    if known and known <= _STREET:
        return "street"
    return known.pop() if len(known) == 1 and sure else ""


def _looked_up(header: str, vocabularies: Vocabularies, names: Sequence[str]) -> str:
    wanted = frozenset(names)
    whole = fold(header)
    for form in forms(header):
        if form in _AXES and whole not in _AXES:
            continue  # the last letter of `M/F/Y` is no axis
        underscored = form.replace(" ", "_")
        found = vocabularies.find(COLUMNS, form)
        for name in (form, underscored, found):
            if name in wanted:
                return name
        if found == _KEY:
            return names[0]
    return ""


def tag_form(tag: str) -> str:
    """Give an HXL tag as a header: `#geo+lat` as `geo lat`, its attributes in order."""
    name, *attributes = tag.lstrip("#").split("+")
    return " ".join([name, *sorted(attributes)])


@dataclass(frozen=True)
class Finder:
    """What is known of a table while its headers are looked up."""

    table: Table
    vocabularies: Vocabularies
    targets: Sequence[str]
    is_cut: bool

    def target(self, header: str, candidates: Sequence[str]) -> str:
        """Give the column of one header; `candidates` are its forms without a group."""
        if is_drawing_order(header, self.table):
            return ""
        tag = self.table.tags.get(header, "")
        found = column_of(tag_form(tag), self.vocabularies, self.targets) if tag else ""
        found = found or self._listed(candidates) or self._spoiled(candidates[-1])
        found = found or self._misspelt(header, candidates[-1])
        if found == "name" and self._is_of_a_person(header):
            found = ""
        if SENSITIVITY in self.targets and self._says_who_may_see(header, candidates[-1], found):
            found = SENSITIVITY
        return self._by_content(header, candidates[-1], found)

    def _is_of_a_person(self, header: str) -> bool:
        """Say whether a `Title` right behind a contact is what that person does."""
        headers = [fold(str(name)) for name in self.table.cells.columns]
        pairs = zip(["", *headers], headers, strict=False)
        return any(
            one.startswith("contact") and two == fold(header) == "title" for one, two in pairs
        )

    def _says_who_may_see(self, header: str, asked: str, found: str) -> bool:
        texts = self._distinct(header)
        are_levels = most(texts, self._is_level_of_protection)
        if found in _NOT_OF_ANSWERS and is_about_protection(asked, texts):
            # `Address (confidential)` is an address, and its header hides its rows.
            return not found or are_levels or are_answers(texts) or not hides_all(header)
        is_listed = found not in ("", "kind", "notes")
        return not is_listed and are_levels and any(says_hidden(t, HIDDEN_ANYWHERE) for t in texts)

    def _is_level_of_protection(self, text: str) -> bool:
        known = self.vocabularies.find(SENSITIVITY, text)
        return bool(known) or (len(text) <= _SHORT and says_hidden(text, HIDDEN_ANYWHERE))

    def _listed(self, candidates: Sequence[str]) -> str:
        # The shortest form, without the group, is what was asked; the group is only its chapter.
        whole, *shorter = candidates
        for one in reversed(shorter):
            if found := column_of(one, self.vocabularies, self.targets):
                return found
            if any(form in _TWO_MEANINGS for form in forms(one)):
                return ""  # its cells decide
        look = _looked_up if shorter else column_of
        return look(whole, self.vocabularies, self.targets)

    def by_words(self, header: str, candidates: Sequence[str]) -> str:
        """Give the column that the words of a header speak of which no list knows."""
        return column_by_words(candidates[-1], self._distinct(header), self.targets)

    def ticks(self, header: str, asked: str) -> str:
        """Give the column of codes that a header is one of, whose cells are yes and no."""
        if not are_answers(self._distinct(header)):
            return ""
        for target, vocabulary in _CODED.items():
            # `Services (Meals)` is the meals under the group of services.
            parts = (asked, *re.findall(r"\(([^()]+)\)", asked))
            found = (
                self.vocabularies.find(vocabulary, one) for part in parts for one in forms(part)
            )
            if target in self.targets and any(found):
                return target
        return ""

    def holds_points(self, header: str) -> bool:
        """Say whether a column holds positions, whatever its header says."""
        texts = self._distinct(header)
        return bool(texts) and are_points(texts)

    def _distinct(self, header: str) -> list[str]:
        if header not in self._texts:
            found = self.table.cells[header].unique()
            self._texts[header] = [text for text in found if text][:_SAMPLE]
        return self._texts[header]

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        """Different texts of the columns that were looked at: long work in a large file."""
        return {}

    def _spoiled(self, header: str) -> str:
        """Give the column of a header that its format has spoiled, when only one fits.

        A Shapefile cuts headers to ten bytes; of a KML file, letters with accents come as `__`.
        """
        if self.table.kind == _OF_KML and "__" in header:
            fits = re.compile(".".join(re.escape(fold(part)) for part in header.split("__")))
            found = {code for name, code in self._names().items() if fits.fullmatch(name)}
        elif self.is_cut or (self.table.kind == _SHAPEFILE and len(header.encode()) >= 9):
            fits_whole = {
                code for name, code in self._names().items() if has_words_of(header, name)
            }
            found = fits_whole or {
                code for name, code in self._names().items() if may_stand_for(header, name)
            }
        else:
            return ""
        return found.pop() if len(found) == 1 else ""

    def _misspelt(self, header: str, asked: str) -> str:
        """Give the column of a header with a letter too many, too few or another: `Lattitude`.

        Only those whose cells bear it out are looked for.
        """
        form = fold(asked)
        if len(form) < _LONG_ENOUGH or self.is_cut or " " in form:
            return ""
        texts = self._distinct(header)
        found = {
            code for name, code in self._names().items()
            if code in _BORNE_OUT and name[0] == form[0] and len(name) >= _LONG_ENOUGH
            and OSA.distance(form, name, score_cutoff=1) == 1 and _BORNE_OUT[code](texts)
        }  # fmt: skip
        return found.pop() if len(found) == 1 else ""

    def _names(self) -> Mapping[str, str]:
        synonyms = self.vocabularies.synonyms.get(COLUMNS, {})
        own = {fold(name): name for name in self.targets}
        return {name: code for name, code in {**synonyms, **own}.items() if code in self.targets}

    def _by_content(self, header: str, asked: str, target: str) -> str:
        """Decide by its cells what a column says whose header has two meanings."""
        distinct = self._distinct(header)
        form = fold(asked)
        if two := next((_TWO_MEANINGS[one] for one in forms(asked) if one in _TWO_MEANINGS), None):
            are_codes = most(distinct, partial(self.vocabularies.find, two[0]))
            return two[0] if are_codes else two[1]
        if target in _MAY_BE_POINTS:
            points = are_points(distinct)
            if target == "address" and not points and are_map_links(distinct):
                return ""
            plain = next((one for one in forms(asked) if one in _WHEN_NO_POINT), form)
            return "point" if points else _WHEN_NO_POINT.get(plain, target)
        if target == "capacity_unit" and form in _UNITS:
            units = most(distinct, partial(self.vocabularies.find, target))
            return target if units else "name"
        return self._by_texts(form, target, distinct) if distinct else target

    def _by_texts(self, form: str, target: str, distinct: Sequence[str]) -> str:
        """Correct what a header says where its cells hold something else."""
        is_district = target == "locality" and most(distinct, _FIGURE.search)  # `CD 9`: a council's
        if is_district or (target in _NO_ANSWER and are_answers(distinct)):
            return ""
        if target == "name" and are_links(distinct):
            return "website"
        if target == "website" and form in _SITES and not are_links(distinct):
            return "name"
        if target in ("operator", "status"):
            return self._by_organisations(form, target, distinct)
        if target == "hours" and not most(distinct, lambda text: weekly_hours(text) is not None):
            return "hours_note"
        return _by_numbers(form, target, distinct)

    def _by_organisations(self, form: str, target: str, distinct: Sequence[str]) -> str:
        """Tell who runs a place from what kind of organisation does, or whether it is open."""
        if target == "status":  # `Opera`: who does, and not whether it does
            is_state = any(self.vocabularies.find("status", text) for text in distinct)
            return target if is_state or not are_organisations(distinct) else "operator"
        if most(distinct, partial(self.vocabularies.find, "level")):
            return "level"
        # `Responsable` is the person whom one asks, unless it names an organisation.
        return "" if names_a_person(form) and not are_organisations(distinct) else target


def _by_numbers(form: str, target: str, distinct: Sequence[str]) -> str:
    """Decide what a column says by whether its cells are numbers."""
    all_numbers = all(map(_is_number, distinct))
    if target == "precision" and all_numbers:
        return "precision_m"
    if target == "name" and all_numbers:
        return ""  # how many of them there are, or their number in a list
    if target in _COUNTED_ELSEWHERE and (all_numbers or are_answers(distinct)):
        return ""  # how many or whether there are any, and not which
    if target in ("lat", "lon") and form in _AXES:
        return target if most(distinct, _is_number) else ""
    return target


def _is_number(text: str) -> bool:
    return parse_angle(text) is not None or re.fullmatch(r"-?[\d.,\s]+", text) is not None
