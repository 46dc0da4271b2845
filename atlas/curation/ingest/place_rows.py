"""What a row is, beyond its cells: which municipality, which identifier, how exact its point."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import isnan
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from atlas.base.text_search import fold, municipality_form
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.text_codes import spread
from atlas.curation.ingest.text_table import TEXT
from atlas.places.privacy import CELL_PRECISION_M

PRECISION_M: Final = {"exact": 25.0, "geocoded": 100.0, "generalised": CELL_PRECISION_M}
"""What a precision means in metres where nobody says: see the vocabulary `precision`."""

UNKNOWN_PRECISION_M: Final = 1000.0
"""How far a place may be from a point of which nobody says how it was found."""

COARSEST_M: Final = 20_000.0
"""A point that may be farther off than this tells nothing; it is the most that the tables hold."""

_TELLING = ("municipality_code", "country", "admin1")
_SURVEYED_M = 50.0
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_COORDINATE_DECIMALS = 7
_LONGEST_SLUG = 60
_ALIKE = 85.0
_SHORTEST_ALIKE = 4
_IDENTITY = ("address", "phone", "municipality_code", "operator", "lat", "lon", "website")


def slug(text: str) -> str:
    """Give a text as an identifier: plain small letters, digits, hyphens; may be empty."""
    folded = text.lower() if text.isascii() else fold(text)
    plain = _NOT_IN_A_SLUG.sub("-", folded).strip("-")
    return plain[:_LONGEST_SLUG].strip("-")


def identify(frame: pd.DataFrame, key: str, known: Collection[str] = ()) -> pd.Series:
    """Give every row an identifier: its own, or one made of its name.

    An identifier that is made does not depend on the order of the rows: rows of the same name get
    a few letters of a hash of what else tells them apart, and so does one whose name would give
    it the identifier of a place that is there: only a person says that both are one. Identifiers
    that a file gives stay as they are; those that it gives twice are for the schema to report.

    Parameters
    ----------
    frame
        Rows as text.
    key
        The column of the identifier; what is in it goes first.
    known
        Identifiers that other rows have already.

    Returns
    -------
    ids
        One a row.
    """
    own = [slug(text) if text else "" for text in frame[key].tolist()]
    names = [slug(text) for text in frame["name"].tolist()]
    taken = Counter(name for name, text in zip(names, own, strict=True) if not text)
    taken.update(filter(None, own))
    parts = [column for column in ("name", *_IDENTITY) if column in frame.columns]
    rows = zip(own, names, *(frame[column].tolist() for column in parts), strict=True)
    seen: Counter[str] = Counter()
    ids = []
    for given, name, *told in rows:
        made = given or name
        if not given and (not name or taken[name] > 1 or name in known):
            digest = hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:6]
            made = f"{name or 'place'}-{digest}"
            seen[made] += 1
            made = made if seen[made] == 1 else f"{made}-{seen[made]}"
        ids.append(made)
    return pd.Series(ids, index=frame.index, dtype=TEXT)


def name_municipalities(
    frame: pd.DataFrame, municipalities: pd.DataFrame, *, file: str, column: str
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Find the municipality of every row by its code or name; it tells country and state.

    Parameters
    ----------
    frame
        Rows as text, with `municipality_code` as written in the file.
    municipalities
        Those of the package.
    file, column
        Names for messages.

    Returns
    -------
    frame, problems
        The frame with codes of the package; `country` and `admin1` filled where they were empty.
        A name that several municipalities have, or none, is reported and left out.
    """
    texts = frame["municipality_code"]
    table = municipalities.assign(
        folded=municipalities["name"].map(municipality_form),
        state=municipalities["admin1"].map(fold),
    )
    keys = list(zip(*(frame[name].tolist() for name in _TELLING), strict=True))
    columns = (table[name] for name in ("municipality_code", "country", "state", "folded"))
    described = zip(*columns, strict=True)
    listed = [
        _Municipality(code, country, state, name, fold(code))
        for code, country, state, name in described
    ]
    known = {
        (text, country, state): _find(text, country, state, listed)
        for text, country, state in dict.fromkeys(keys)
    }
    codes = pd.Series([known[key] for key in keys], index=frame.index, dtype=TEXT)
    wrong = (texts != "") & (codes == "")
    hints = {text: _alike(text, table) for text in texts[wrong].unique()}
    hinted = pd.Series([hints.get(text, "") for text in texts.tolist()], index=texts.index)
    problems = [
        problem(
            "like_a_municipality" if hint else "not_a_municipality",
            file=file,
            row=frame.index[wrong & (hinted == hint)],
            column=column,
            value=texts[wrong & (hinted == hint)],
            hint=hint,
        )
        for hint in dict.fromkeys(hints.values())
    ]
    found = municipalities.drop_duplicates("municipality_code").set_index("municipality_code")
    filled = frame.assign(municipality_code=codes)
    # A state that the package does not know by that name is written as it writes it.
    vague = {"country": frame["country"] == "", "admin1": ~frame["admin1"].isin(found["admin1"])}
    for name, rows in vague.items():
        told = codes.map(found[name]).fillna("").astype(TEXT)
        filled[name] = frame[name].where(~rows | (told == ""), told)
    return filled, problems


def _alike(text: str, table: pd.DataFrame) -> str:
    """Name the municipalities that a text may mean, for a person to choose; empty for none."""
    form = municipality_form(text)
    likeness = [fuzz.token_set_ratio(form, name) for name in table["folded"]]
    alike = table[np.array(likeness) >= _ALIKE] if len(form) >= _SHORTEST_ALIKE else table[:0]
    pairs = zip(alike["municipality_code"], alike["name"], strict=True)
    return ", ".join(f"{code} ({name})" for code, name in list(pairs)[:3])


class _Municipality(NamedTuple):
    code: str
    country: str
    state: str
    name: str
    folded_code: str


def _find(text: str, country: str, state: str, known: Sequence[_Municipality]) -> str:
    if not text:
        return ""
    near = [one for one in known if one.country == country] if country else known
    form = fold(text)
    if code := _only(one for one in near if one.folded_code == form):
        return code
    digits = text.strip().upper()
    if found := re.fullmatch(r"([A-Z]{2})?[\s-]*(\d{3,5})", digits):
        # Spreadsheets take the first zero away from 02004; Guatemala's codes have four digits.
        countries = [found[1]] if found[1] else {one.country for one in near}
        forms = {f"{where}{found[2].zfill(size)}" for where in countries for size in (4, 5)}
        return _only(one for one in near if one.code in forms)
    form, state = municipality_form(text), fold(state)
    named = [one for one in near if one.name == form]
    return _only(named) or _only(one for one in named if one.state == state)


def _only(found: Iterable[_Municipality]) -> str:
    codes = [one.code for one in found]
    return codes[0] if len(codes) == 1 else ""


def name_states(frame: pd.DataFrame, municipalities: pd.DataFrame) -> pd.Series:
    """Give the state of every row as the package writes it, by its name or ISO 3166-2 code."""
    states = municipalities[["country", "admin1", "admin1_code"]].drop_duplicates()
    forms: dict[tuple[str, str], str] = {}
    for country, name, code in states.itertuples(index=False):
        for form in (fold(name), fold(code), fold(code.partition("-")[2])):
            forms[country, form] = name
            forms.setdefault(("", form), name)
    pairs = list(zip(frame["country"].tolist(), frame["admin1"].tolist(), strict=True))
    named = {pair: forms.get((pair[0], fold(pair[1])), pair[1]) for pair in set(pairs)}
    return pd.Series([named[pair] for pair in pairs], index=frame.index, dtype=TEXT)


def countries_of_states(frame: pd.DataFrame, municipalities: pd.DataFrame) -> pd.Series:
    """Give the country of every row, by its state where that is in one country only."""
    states = municipalities[["country", "admin1", "admin1_code"]].drop_duplicates()
    countries: dict[str, set[str]] = {}
    for country, name, code in states.itertuples(index=False):
        for form in (fold(name), fold(code), fold(code.partition("-")[2])):
            countries.setdefault(form, set()).add(country)
    known = {form: next(iter(found)) for form, found in countries.items() if len(found) == 1}
    told = [known.get(fold(text), "") if text else "" for text in frame["admin1"].tolist()]
    by_state = pd.Series(told, index=frame.index, dtype=TEXT)
    return frame["country"].where(frame["country"] != "", by_state)


def state_precision(
    frame: pd.DataFrame, points: pd.DataFrame, *, file: str, column: str
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Write positions with how exact they are; where nobody says, they count as approximate.

    Parameters
    ----------
    frame
        Rows as text; `precision` and `precision_m` as the file says them, or empty.
    points
        `lon`, `lat` and `precision_m` of the rows, checked.
    file, column
        The file, and its header of `precision_m`, for messages.

    Returns
    -------
    frame, problems
        `lon`, `lat`, `precision`, `precision_m` and, where the table has it, `position_method`.
        Rows without a point have `municipality` and no figures.
    """
    there = points["lon"].notna() & points["lat"].notna()
    stated_m = pd.to_numeric(frame["precision_m"], errors="coerce")
    anywhere = there & (stated_m > COARSEST_M)
    there &= ~anywhere
    # Both bounds hold: what the file says, and what its digits or its method allow.
    known_m = pd.Series(np.fmax(stated_m, points["precision_m"]), index=frame.index)
    stated = frame["precision"].where(frame["precision"] != "municipality", "")
    by_distance = np.where(known_m <= _SURVEYED_M, "exact", "approximate")
    precision = stated.where(stated != "", pd.Series(by_distance, index=frame.index))
    doubtful = points["method"] == "town_point"
    precision = precision.where(~doubtful | (precision == "generalised"), "approximate")
    assumed = there & (stated == "") & known_m.isna()
    default_m = precision.map(PRECISION_M).fillna(UNKNOWN_PRECISION_M)
    precision_m = known_m.fillna(default_m).clip(lower=1.0)
    filled = frame.assign(
        lon=_degrees(points["lon"].where(there)),
        lat=_degrees(points["lat"].where(there)),
        precision=precision.where(there, "municipality").astype(TEXT),
        precision_m=_figures(precision_m.where(there)),
    )
    problems = []
    if anywhere.any():
        rows, values = frame.index[anywhere], frame["precision_m"][anywhere]
        problems.append(problem("too_coarse", file=file, row=rows, column=column, value=values))
    if assumed.any():
        problems.append(
            problem(
                "precision_assumed",
                file=file,
                n=int(assumed.sum()),
                metres=f"{UNKNOWN_PRECISION_M:.0f}",
            )
        )
    if "position_method" in frame.columns:
        method = points["method"].where(points["method"] != "", frame["position_method"])
        method = method.where(method != "", "published_point")
        filled["position_method"] = method.where(there, "").astype(TEXT)
    return filled, problems


def _degrees(values: pd.Series) -> pd.Series:
    rounded = values.round(_COORDINATE_DECIMALS)
    texts = ["" if isnan(value) else repr(value) for value in rounded.tolist()]
    return pd.Series(texts, index=values.index, dtype=TEXT)


def _figures(values: pd.Series) -> pd.Series:
    distinct, codes = np.unique(values, return_inverse=True)
    texts = ["" if isnan(value) else f"{value:.6g}" for value in distinct.tolist()]
    return pd.Series(spread(texts, codes), index=values.index, dtype=TEXT)
