"""How a place is protected: what a row says of it, in whatever column, and what is not understood.

Everything here fails closed. A row that says something of its protection that is not understood is
withheld, whatever holds for the rest of the file: what is said for the whole file is for rows that
say nothing. Of several things that a row says, the strictest holds.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ADDRESS_PARTS, POSITION, ColumnMapping
from atlas.curation.ingest.text_codes import coded
from atlas.curation.ingest.text_table import LOST, TEXT, Table
from atlas.data.vocab import Vocabularies

SENSITIVITY: Final = "sensitivity"
STRICTEST: Final = "withheld"
_OPEN: Final = "open"
_ORDER: Final = ("", _OPEN, "generalised", STRICTEST)
"""From what says nothing to the strictest; a code that is not among them counts as the last."""

_YES: Final = frozenset(("si", "s", "yes", "y", "true", "verdadero", "1", "x"))
_NO: Final = frozenset(("no", "n", "false", "falso", "0"))
_SHOWS = re.compile(
    r"\b(?:publicar\w*|publique|publicable|publishable|difundir\w*|divulgar\w*|compartir\w*|"
    r"share|shared|shareable|disclos\w+|(?:be|can|may) (?:\w+ )*published)\b"
)
_HIDES = re.compile(
    r"\b(?:confiden\w+|reservad[oa]|restring\w+|restricted|sensibil\w+|sensible|sensitiv\w+|"
    r"privacidad|privacy|secret[oa]?|ocult[oa]|hidden|undisclosed|uso interno|internal use|"
    r"internal only)\b"
)
_SHOWS_WHEN_YES: Final = frozenset((
    "publico", "publica", "public", "is public", "es publico", "visible", "visibilidad",
    "visibility", "can be published", "publish", "published", "publicado", "publicada", "listed",
    "show", "mostrar", "show on map", "show on the map", "show in map", "on the map", "in the map",
    "mostrar en mapa", "mostrar en el mapa", "en el mapa",
))  # fmt: skip
_HIDES_WHEN_YES: Final = frozenset((
    "privado", "privada", "private", "is private", "es privado", "unlisted", "hide", "ocultar",
))  # fmt: skip
"""Headers that ask by themselves; as a part of a longer one they speak of something else."""

_NEGATED = re.compile(r"\b(?:no|not|never|nunca|sin|prohibid[oa])\b")
_ABOUT_OTHERS = re.compile(
    r"\b(?:fecha|date|servicios?|services?|mujeres|women|child\w*|infan\w+|ninez|ninas|internacional"
    r"|international|legal|social|civil|correo|mail|transporte|transport|sector|salud|health|"
    r"contacto|contact|atencion|notari[oa]|lengua\w*|persona[ls]?|datos|data|edades|size|beds|room|"
    r"rooms|bath\w*|espacio|organi[sz]a\w+|tipo|type|funding|link|url|nombre|name)\b"
)
_SAYS_HIDDEN = re.compile(
    r"\bno\s+(?:se\s+)?(?:debe\s+|puede\s+)?(?:publi(?:car|que)|difund(?:ir|a)|divulg(?:ar|ue)|"
    r"compart(?:ir|a))\w*"
    r"|\b(?:do\s+not|don'?t|not\s+(?:to\s+be|for|be))\s+(?:publi\w+|shar\w+|disclos\w+|list\w*|"
    r"publi[cs]\w*|release\w*)"
    r"|\b(?:domicilio|direcci[oó]n|ubicaci[oó]n|address|location|site)\s+(?:(?:es|is|exact[ao])\s+)*"
    r"(?:confiden[ct]ial|reservad[oa]|secret[oa]?|privad[oa]|withheld|undisclosed|restringid[oa]|"
    r"protegid[oa]|resguardad[oa]|ocult[oa])"
    r"|\b(?:confidential|undisclosed|secret|hidden)\s+(?:address|location|site|shelter)"
    r"|\buso\s+(?:estrictamente\s+|exclusivamente\s+)?intern[oa]\b"
    r"|\b(?:for\s+)?internal\s+use\b",
    re.IGNORECASE,
)
_PROTECTION: Final = "proteccion"
_SHORTEST_WORD = 5
_HIDDEN_CELL: Final = frozenset((
    "confidencial", "confidential", "reservado", "reservada", "restringido", "restringida",
    "restricted", "undisclosed", "withheld", "secreto", "secreta", "secret", "oculto", "oculta",
    "hidden", "protegido", "protegida", "protected", "resguardado", "resguardada", "privado",
    "privada", "private", "no publico", "no publica", "not public",
))  # fmt: skip
"""What stands in the cell of an address, a point or a telephone that nobody is to know."""

_HIDDEN_ANYWHERE: Final = _HIDDEN_CELL - {
    "privado", "privada", "private", "protegido", "protegida", "protected",
}  # fmt: skip
"""The same in a column of which nobody knows what it says; the others may be about other things."""

_KML_OWN: Final = frozenset(("tessellate", "extrude", "altitudemode", "draworder"))
"""Columns beside `visibility` where it is that of KML: whether a layer is switched on."""


def is_about_protection(header: str) -> bool:
    """Say whether a header speaks of who may see a place, in whatever words."""
    form = fold(header)
    if form in _SHOWS_WHEN_YES | _HIDES_WHEN_YES:
        return True
    if _ABOUT_OTHERS.search(form) or len(form.split()) > 8:
        return False
    return bool(_SHOWS.search(form)) != bool(_HIDES.search(form))


def speaks_of_protection(header: str, texts: pd.Series) -> bool:
    """Say whether a column may say who may see a place, in its header or in one of its cells."""
    return (
        is_about_protection(header)
        or _PROTECTION in fold(header)
        or bool(_says_hidden(texts, _HIDDEN_ANYWHERE).any())
    )


def is_drawing_order(header: str, table: Table) -> bool:
    """Say whether a column is the `visibility` of KML, which says nothing of protection."""
    if fold(header) != "visibility":
        return False
    beside = {fold(other).replace(" ", "") for other in table.cells.columns}
    return table.kind == "kml" or bool(beside & _KML_OWN)


def read_protection(
    table: Table, mapping: ColumnMapping, vocabularies: Vocabularies
) -> tuple[pd.Series, list[pd.DataFrame]]:
    """Read how every row is protected.

    Parameters
    ----------
    table
        The table, its cells tidied.
    mapping
        Which columns say it; every other column is looked through for words that forbid to show
        the place.
    vocabularies
        Codes and synonyms.

    Returns
    -------
    sensitivity, problems
        A code, or nothing where a row says nothing.
    """
    index = table.cells.index
    strictest = np.zeros(len(index), dtype=np.int64)
    problems: list[pd.DataFrame] = []
    told = {fold(text): code for text, code in mapping.values.get(SENSITIVITY, {}).items() if code}
    for header in _headers(table, mapping):
        texts = table.cells[header]
        ranks, unknown = _ranks(texts, header, told, vocabularies)
        if unknown.any():
            problems.append(_say("protection_unknown", table, header, unknown, vocabularies))
        lost = _lost(table, header)
        if lost.any():
            problems.append(_say("protection_lost", table, header, lost, vocabularies))
        strictest = np.maximum.reduce([strictest, ranks, _rank(STRICTEST) * lost])
    private, known = _private(mapping), _placed(mapping)
    for header in table.cells.columns:
        alone = _HIDDEN_CELL if header in private else _HIDDEN_ANYWHERE
        hidden = _says_hidden(
            table.cells[header], alone if header in private or header not in known else frozenset()
        )
        if hidden.any():
            problems.append(_say("protection_in_text", table, str(header), hidden, vocabularies))
            strictest = np.maximum(strictest, _rank(STRICTEST) * hidden)
    said = np.array(_ORDER, dtype=object)[strictest]
    return pd.Series(said, index=index, dtype=TEXT), problems


def _headers(table: Table, mapping: ColumnMapping) -> list[str]:
    source = mapping.columns.get(SENSITIVITY)
    return [header for header in (source.headers if source else ()) if header in table.cells]


def _private(mapping: ColumnMapping) -> frozenset[str]:
    """Give the headers of what is not shown of a protected place."""
    names = ("address", "phone", "lat", "lon", *POSITION, *ADDRESS_PARTS)
    found = (mapping.columns[name].headers for name in names if name in mapping.columns)
    return frozenset(header for headers in found for header in headers)


def _placed(mapping: ColumnMapping) -> frozenset[str]:
    """Give the headers that are taken for something other than a note."""
    found = (source.headers for name, source in mapping.columns.items() if name != "notes")
    return frozenset(header for headers in found for header in headers)


def _rank(code: str) -> int:
    return _ORDER.index(code) if code in _ORDER else len(_ORDER) - 1


def _ranks(
    texts: pd.Series, header: str, told: Mapping[str, str], vocabularies: Vocabularies
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    codes, distinct = coded(texts.tolist())
    read = [_read(text, header, told, vocabularies) for text in distinct]
    ranks = np.array([_rank(STRICTEST if code is None else code) for code in read], dtype=np.int64)
    unknown = np.array([code is None for code in read], dtype=bool)
    return ranks[codes], unknown[codes]


def _read(
    text: str, header: str, told: Mapping[str, str], vocabularies: Vocabularies
) -> str | None:
    """Give the code of a cell, nothing where it says nothing, None where it is not understood."""
    if not text:
        return ""

    def find(part: str) -> str | None:
        code = told.get(fold(part)) or vocabularies.find(SENSITIVITY, part)
        # A sign is no part of an answer: -1 may be yes, or anything.
        return code or (None if part.startswith("-") else _yes_or_no(fold(part), fold(header)))

    whole = find(text)
    if whole is not None:
        return whole
    parts = [find(part) for part in re.split(r"\s*[;|\n]\s*", text) if part]
    known = [part for part in parts if part is not None]
    return max(known, key=_rank) if known and len(known) == len(parts) else None


def _yes_or_no(answer: str, header: str) -> str | None:
    """Read an answer by what was asked: whether it may be shown, or whether it is confidential."""
    if answer not in _YES | _NO:
        return None
    shows = bool(_SHOWS.search(header)) or header in _SHOWS_WHEN_YES
    hides = bool(_HIDES.search(header)) or _PROTECTION in header or header in _HIDES_WHEN_YES
    if shows == hides:  # it asks both or neither
        return None
    negated = bool(_NEGATED.search(header))
    if shows == negated:  # yes forbids: it is confidential, it is not to be published
        return STRICTEST if answer in _YES else ""
    # That a place is not confidential is less than that it may be shown.
    allows = _OPEN if shows else ""
    return allows if answer in _YES else STRICTEST


def _lost(table: Table, header: str) -> npt.NDArray[np.bool_]:
    rows: set[int] = set()
    for part in table.problems:
        mine = part[part["code"].isin(LOST) & (part["column"] == header)]
        rows.update(mine["row"].tolist())
    return np.asarray(table.cells.index.isin(rows), dtype=bool)


def _says_hidden(texts: pd.Series, alone: frozenset[str]) -> npt.NDArray[np.bool_]:
    """Say which texts forbid to show a place: in words, or alone in their cell."""
    codes, distinct = coded(texts.tolist())

    def says(text: str) -> bool:
        if len(text) <= _SHORTEST_WORD:
            return False
        return _SAYS_HIDDEN.search(text) is not None or (bool(alone) and fold(text) in alone)

    return np.array([says(text) for text in distinct], dtype=bool)[codes]


def _say(
    code: str,
    table: Table,
    header: str,
    rows: npt.NDArray[np.bool_],
    vocabularies: Vocabularies,
) -> pd.DataFrame:
    allowed: Iterable[str] = vocabularies.codes(SENSITIVITY)
    return problem(
        code,
        file=table.file,
        row=table.cells.index[rows],
        column=header,
        value=table.cells[header][rows],
        hint=", ".join(allowed),
        target=SENSITIVITY,
    )
