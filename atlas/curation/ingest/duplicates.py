"""Find rows that may be the same place, and say why; a person decides.

Pairs are looked for only where something speaks for them (a rare word of the name, a telephone
number, an address, a link, a nearby point), so that 20,000 places take seconds and not hours.
"""

from collections.abc import Hashable, Iterable
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process

from atlas.base.i18n import LANGS, t
from atlas.curation.ingest.likeness import Floats, Forms, Strings, forms_of
from atlas.curation.ingest.progress import Progress, silent
from atlas.spatial.geodesy import distance_words, distances_m, is_position

DECISIONS: Final = ("merge", "keep_both", "skip")
"""What a person may write into `decision`; empty means not decided, and nothing is merged."""

REVIEW_COLUMNS: Final = (
    "decision", "proposed", "score", *(f"reasons_{lang}" for lang in LANGS),
    "id_a", "name_a", "address_a", "id_b", "name_b", "address_b",
)  # fmt: skip
"""`a` is the row that stays when two are merged: the one that was there first."""

LEAST_SCORE: Final = 0.55
PROPOSED_FROM: Final = 0.85
"""Pairs as likely as this are proposed to be merged; a person still decides."""

_LARGEST_BLOCK = 40
_CELL_DEGREES = 0.002
_LARGEST_TOLERANCE_M = 2000.0
_UNKNOWN_TOLERANCE_M = 200.0
_FAR_M = 1000.0
_SAME_ADDRESS = 88.0
_OTHER_ADDRESS = 50.0
_SHORTEST_WORD = 3
_ROWS_AT_ONCE = 1_000
_PAIRS_AT_ONCE = 200_000

Ints = npt.NDArray[np.int64]


def find_duplicates(
    places: pd.DataFrame,
    others: pd.DataFrame | None = None,
    *,
    key: str = "facility_id",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Find pairs of rows that may be the same place.

    Parameters
    ----------
    places
        New rows, with the columns of places.
    others
        Rows that are there already. Pairs are looked for among the new rows and between both,
        never among `others`.
    key
        Column of the identifier.
    progress
        Told the stage and how much of it is done.

    Returns
    -------
    review
        `REVIEW_COLUMNS`, the likeliest first; `score` from 0.55 to 1, `decision` empty, `proposed`
        what the likeness speaks for.
    """
    tell = progress or silent
    there = others if others is not None else places.iloc[:0]
    together = pd.concat([there, places], ignore_index=True)
    forms = forms_of(together)
    first, second = _candidates(forms, tell)
    known = len(there)
    new = (first >= known) | (second >= known)
    first, second = first[new], second[new]
    evidence, keep = _weigh(forms, first, second, tell)
    score = evidence["score"].round(2)
    proposed = pd.Series("", index=score.index, dtype="str").mask(score >= PROPOSED_FROM, "merge")
    review = pd.DataFrame({"decision": "", "proposed": proposed, "score": score})
    for lang in LANGS:
        review[f"reasons_{lang}"] = _reasons(evidence, lang)
    for side, at in (("a", first[keep]), ("b", second[keep])):
        review[f"id_{side}"] = together[key].to_numpy(object)[at]
        review[f"name_{side}"] = together["name"].to_numpy(object)[at]
        review[f"address_{side}"] = together["address"].to_numpy(object)[at]
    review = review[list(REVIEW_COLUMNS)].sort_values(
        ["score", "id_a", "id_b"], ascending=[False, True, True], ignore_index=True
    )
    return review.astype(dict.fromkeys([c for c in REVIEW_COLUMNS if c != "score"], "str"))


def _candidates(forms: Forms, tell: Progress) -> tuple[Ints, Ints]:
    """Give pairs worth comparing, the earlier row first, each once."""
    count = len(forms.name)
    blocks: dict[Hashable, list[int]] = {}
    cells = _cells(forms)
    for row in range(count):
        if row % _ROWS_AT_ONCE == 0:
            tell("looking", row / count)
        for key in (*_keys(forms, row), *cells[row]):
            blocks.setdefault(key, []).append(row)
    codes = (
        one * count + other
        for rows in blocks.values()
        if len(rows) <= _LARGEST_BLOCK
        for one, other in combinations(rows, 2)
    )
    pairs = np.unique(np.fromiter(codes, dtype=np.int64))
    tell("looking", 1.0)
    return np.divmod(pairs, max(count, 1))


def _cells(forms: Forms) -> list[tuple[Hashable, ...]]:
    """Give the cells of each point in four grids, each half a cell from the others.

    Two points within half a cell of each other share a cell in one of them.
    """
    there = is_position(forms.lon, forms.lat)
    lat = np.where(there, forms.lat, 0.0)
    width = _CELL_DEGREES / np.maximum(np.cos(np.radians(np.round(lat))), 0.01)
    x, y = np.where(there, forms.lon, 0.0) / width, lat / _CELL_DEGREES
    grids = [
        zip(np.floor(x + dx).tolist(), np.floor(y + dy).tolist(), strict=True)
        for dx in (0, 0.5)
        for dy in (0, 0.5)
    ]
    rows = zip(*grids, strict=True)
    return [
        tuple((number, cell) for number, cell in enumerate(row)) if near else ()
        for near, row in zip(there, rows, strict=True)
    ]


def _keys(forms: Forms, row: int) -> set[str]:
    """Give the blocks of a row; blocks that turn out too large tell nothing and are dropped."""
    names = dict.fromkeys(form[row] for form in (forms.name, *forms.translated))
    where = forms.municipality[row]
    keys = {f"name {forms.name[row]}", f"name {where} {forms.name[row]}"}
    for name in names:
        found = sorted({w for w in name.split() if len(w) >= _SHORTEST_WORD})[:8]
        keys |= {f"word {word}" for word in found}
        keys |= {f"words {one} {other}" for one, other in combinations(found, 2)}
        # A word with a typing error still begins alike, and is near.
        keys |= {f"start {where} {word[:4]}" for word in found if len(word) > 4}
    keys |= {f"phone {phone}" for phone in forms.phones[row]}
    for kind, text in (("address", forms.address[row]), ("website", forms.website[row])):
        if text:
            keys.add(f"{kind} {text}")
    return keys


def _weigh(
    forms: Forms, first: Ints, second: Ints, tell: Progress
) -> tuple[pd.DataFrame, npt.NDArray[np.intp]]:
    """Weigh the pairs a part at a time, which takes little memory and lets one see how far it is.

    Only what speaks for the likely ones is kept, and which they are; what comes of it is the same
    as of all at once.
    """
    parts, kept = [], []
    for start in range(0, max(len(first), 1), _PAIRS_AT_ONCE):
        tell("comparing", start / max(len(first), 1))
        some = slice(start, start + _PAIRS_AT_ONCE)
        evidence = _evidence(forms, first[some], second[some])
        likely = np.flatnonzero(evidence["score"].to_numpy() >= LEAST_SCORE)
        parts.append(evidence.iloc[likely])
        kept.append(likely + start)
    tell("comparing", 1.0)
    return pd.concat(parts, ignore_index=True), np.concatenate(kept)


def _evidence(forms: Forms, first: Ints, second: Ints) -> pd.DataFrame:
    """Weigh what speaks for and against each pair being one place."""
    name = np.maximum.reduce(
        [_similarity(form, form, first, second) for form in (forms.name, *forms.translated)]
    )
    address = _compare(forms.address, forms.address, first, second, fuzz.token_set_ratio)
    phones = list(zip(forms.phones[first], forms.phones[second], strict=True))
    same_phone = np.array([bool(set(a) & set(b)) for a, b in phones], dtype=bool)
    other_phone = np.array([bool(a and b) and not set(a) & set(b) for a, b in phones], dtype=bool)
    distance_m = distances_m(
        forms.lon[first], forms.lat[first], forms.lon[second], forms.lat[second]
    )
    tolerance_m = np.clip(
        np.nan_to_num(forms.precision_m[first], nan=_UNKNOWN_TOLERANCE_M)
        + np.nan_to_num(forms.precision_m[second], nan=_UNKNOWN_TOLERANCE_M),
        100.0,
        _LARGEST_TOLERANCE_M,
    )
    numbers = zip(forms.numbers[first], forms.numbers[second], strict=True)
    other_number = np.array([_other_number(a, b) for a, b in numbers], dtype=bool)
    other_number &= address >= _OTHER_ADDRESS
    near = distance_m <= tolerance_m
    far = distance_m > tolerance_m + _FAR_M
    same_website = _same(forms.website, first, second)
    same_town = _same(forms.municipality, first, second)
    weights = [
        (0.55, np.clip((name - 50) / 50, 0, 1)),
        (0.15, near),
        (0.10, near & (tolerance_m <= 300)),
        (0.25, same_phone),
        (0.25, (address >= _SAME_ADDRESS) & ~other_number),
        (0.15, same_website),
        (0.10, same_town),
        (-0.10, other_phone),
        (-0.10, (address >= 0) & (address < _OTHER_ADDRESS)),
        (-0.45, other_number),
        (-0.35, far),
        (-0.20, _differs(forms.municipality, first, second)),
        (-0.40, _differs(forms.country, first, second)),
        (-0.10, _differs(forms.kind, first, second)),
    ]
    score = np.clip(sum(weight * np.asarray(part, float) for weight, part in weights), 0, 1)
    return pd.DataFrame(
        {
            "score": score,
            "name": name,
            "distance_m": np.where(near, distance_m, np.nan),
            "same_phone": same_phone,
            "address": np.where((address >= _SAME_ADDRESS) & ~other_number, address, np.nan),
            "same_website": same_website,
            "same_town": same_town,
        }
    )


def _other_number(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two addresses each have a number that the other has not: two houses."""
    return bool(set(one) - set(other)) and bool(set(other) - set(one))


def _similarity(one: Strings, other: Strings, first: Ints, second: Ints) -> Floats:
    """Compare names: whole ones count more than a short one within a long one."""
    whole = _compare(one, other, first, second, fuzz.token_sort_ratio)
    part = _compare(one, other, first, second, fuzz.token_set_ratio)
    return np.maximum(whole, 0.6 * whole + 0.4 * part)


def _compare(
    one: Strings,
    other: Strings,
    first: Ints,
    second: Ints,
    scorer: object,
) -> Floats:
    """Compare texts pair by pair, 0 to 100; -1 where one of them is empty."""
    a, b = one[first], other[second]
    scores = np.asarray(
        process.cpdist(list(a), list(b), scorer=scorer, dtype=np.float32),  # type: ignore[arg-type]
        dtype=np.float64,
    )
    return np.where((a == "") | (b == ""), -1.0, scores)


def _same(texts: Strings, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
    return np.asarray((texts[first] == texts[second]) & (texts[first] != ""), dtype=bool)


def _differs(texts: Strings, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
    both = (texts[first] != "") & (texts[second] != "")
    return np.asarray((texts[first] != texts[second]) & both, dtype=bool)


def _reasons(evidence: pd.DataFrame, lang: str) -> list[str]:
    return [", ".join(_reasons_of(row, lang)) for row in evidence.itertuples()]


def _reasons_of(row: object, lang: str) -> Iterable[str]:
    values = row._asdict()  # type: ignore[attr-defined]
    yield t("ingest.reason_name", lang, score=round(values["name"]))
    if values["same_phone"]:
        yield t("ingest.reason_phone", lang)
    if not np.isnan(values["address"]):
        yield t("ingest.reason_address", lang, score=round(values["address"]))
    if not np.isnan(values["distance_m"]):
        words = distance_words(values["distance_m"], lang)
        yield t("ingest.reason_distance", lang, distance=words)
    if values["same_website"]:
        yield t("ingest.reason_website", lang)
    if values["same_town"]:
        yield t("ingest.reason_town", lang)
