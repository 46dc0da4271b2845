"""Merge rows that a person has judged to be the same place; keep who said what.

Nothing is merged that the review does not say. The row that was there first keeps its identifier;
where the two disagree, a rule decides what the merged row says, and the ledger of claims keeps
both, with their sources.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from atlas.curation.ingest.duplicates import DECISIONS
from atlas.curation.ingest.ingest_problems import join, problem
from atlas.curation.ingest.refusals import refused

CLAIM_COLUMNS: Final = ("facility_id", "field", "value", "source_ids", "date", "used")
"""Columns of the ledger: what a source says of a field of a place; `used` is `yes` or empty."""

_LISTS: Final = (
    "services", "populations", "source_ids", "capacity_source_ids", "status_source_ids",
)  # fmt: skip
_POSITION: Final = (
    "lon", "lat", "precision", "precision_m", "position_method", "position_source_ids",
)  # fmt: skip
_DATED: Final = {
    "status": ("status", "status_date", "status_source_ids"),
    "capacity": ("capacity", "capacity_unit", "capacity_date", "capacity_source_ids"),
}
"""Columns that belong together, by the one that they are about; the newer date tells."""

_STRICTNESS: Final = {"open": 0, "generalised": 1}
_KEY = "facility_id"

Row = dict[str, str]


@dataclass(frozen=True, eq=False)
class Merged:
    """Two tables after a review.

    Attributes
    ----------
    there
        The rows that were there, those that something was merged into changed.
    new
        The new rows that are places of their own.
    held
        The new rows of pairs that nobody has decided on.
    claims
        The ledger: `CLAIM_COLUMNS`, for every field on which merged rows differ.
    problems
        Decisions that cannot be followed, and what was merged into what.
    """

    there: pd.DataFrame
    new: pd.DataFrame
    held: pd.DataFrame
    claims: pd.DataFrame
    problems: pd.DataFrame


def merge_rows(there: pd.DataFrame, new: pd.DataFrame, review: pd.DataFrame) -> Merged:
    """Follow a review.

    Parameters
    ----------
    there
        Rows that are there already, as text.
    new
        New rows, as text, with the same columns or some of them.
    review
        What `find_duplicates` gave, with `decision` filled in: `merge`, `keep_both`, `skip` (the
        new row is left out, whatever it was to be merged with), or empty: a new row of which
        nobody has decided whether it is another one is held out. Rows that are merged with one
        row are merged with each other.

    Returns
    -------
    merged
        Every new row is in `new`, in `held`, merged into a row of `there` or of `new`, or named
        among the problems as left out.

    Raises
    ------
    IngestError
        When the review lacks its columns.
    """
    lacking = {"decision", "id_a", "id_b"} - set(review.columns)
    if lacking:
        raise refused("review_lacks", columns=", ".join(sorted(lacking)))
    rows = {row[_KEY]: row for row in [*_records(there), *_records(new)]}
    first = list(rows)
    decisions, undecided, problems = _decisions(review, rows)
    skipped = _skipped(decisions, set(new[_KEY]))
    own = set(new[_KEY]) - set(skipped)
    held = {row for pair in undecided for row in pair if row in own}
    decisions = [found for found in decisions if not held & set(found[:2])]
    groups = _groups([(a, b) for a, b, decision in decisions if decision == "merge"], first)
    claims: list[Row] = []
    gone: set[str] = {*skipped, *held}
    for group in groups:
        base, *others = [row for row in group if row not in gone] or group[:1]
        for other in others:
            kept = rows[base]
            claims += _claims(kept, rows[other])
            rows[base] = _merge(kept, rows[other])
            gone.add(other)
            problems.append(problem("merged", file="review", value=other, into=base))
            protection = rows[base].get("sensitivity", "")
            if protection != kept.get("sensitivity", ""):
                stricter = problem("merged_protected", file="review", value=protection, into=base)
                problems.append(stricter)
    for row in skipped:
        problems.append(problem("left_out", file="review", value=row))
    return Merged(
        there=_frame(there, rows, gone),
        new=_frame(new, rows, gone),
        held=new[new[_KEY].isin(held)],
        claims=_ledger(claims, rows),
        problems=join(problems),
    )


def _records(frame: pd.DataFrame) -> list[Row]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def _frame(frame: pd.DataFrame, rows: Mapping[str, Row], gone: set[str]) -> pd.DataFrame:
    kept = [rows[row] for row in frame[_KEY] if row not in gone]
    return pd.DataFrame(kept, columns=frame.columns, dtype="str")


def _decisions(
    review: pd.DataFrame, rows: Mapping[str, Row]
) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]], list[pd.DataFrame]]:
    found: list[tuple[str, str, str]] = []
    problems: list[pd.DataFrame] = []
    undecided: list[tuple[str, str]] = []
    columns = (review[name].tolist() for name in ("id_a", "id_b", "decision"))
    for number, (a, b, said) in enumerate(zip(*columns, strict=True), start=2):
        decision = said.strip().lower().replace(" ", "_")
        if decision and decision not in DECISIONS:
            problems.append(problem("review_decision", file="review", row=number, value=said))
            undecided.append((a, b))
        elif unknown := [row for row in (a, b) if row not in rows]:
            problems.append(problem("review_unknown", file="review", row=number, value=unknown[0]))
        elif decision:
            found.append((a, b, decision))
        else:
            undecided.append((a, b))
    open_pairs = len(undecided) - sum(len(part) for part in problems if _is_decision(part))
    if open_pairs:
        problems.append(problem("review_undecided", file="review", n=open_pairs))
    return found, undecided, problems


def _is_decision(part: pd.DataFrame) -> bool:
    return bool((part["code"] == "review_decision").all())


def _skipped(decisions: Sequence[tuple[str, str, str]], new: set[str]) -> list[str]:
    skipped = [b if b in new else a for a, b, decision in decisions if decision == "skip"]
    return [row for row in dict.fromkeys(skipped) if row in new]


def _groups(pairs: Iterable[tuple[str, str]], order: Sequence[str]) -> list[list[str]]:
    """Put together what is merged with each other, the row that was there first in front."""
    place = {row: number for number, row in enumerate(order)}
    leader = {row: row for pair in pairs for row in pair}

    def find(row: str) -> str:
        while leader[row] != row:
            row = leader[row]
        return row

    for a, b in pairs:
        low, high = sorted((find(a), find(b)), key=place.__getitem__)
        leader[high] = low
    groups: dict[str, list[str]] = {}
    for row in sorted(leader, key=place.__getitem__):
        groups.setdefault(find(row), []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _merge(base: Row, other: Row) -> Row:
    merged = {column: base[column] or other.get(column, "") for column in base}
    for column in _LISTS:
        if column in base:
            merged[column] = _union(base[column], other.get(column, ""))
    for about, columns in _DATED.items():
        if about in base and _is_newer(base, other, about):
            merged |= {column: other.get(column, "") for column in columns if column in base}
    if "lon" in base:
        source = other if not base["lon"] and other.get("lon") else base
        merged |= {column: source.get(column, "") for column in _POSITION if column in base}
    if "sensitivity" in base:
        merged["sensitivity"] = max(
            (base["sensitivity"], other.get("sensitivity", "")), key=_strictness
        )
    return merged


def _strictness(sensitivity: str) -> int:
    return _STRICTNESS.get(sensitivity, len(_STRICTNESS))


def _union(one: str, other: str) -> str:
    parts = [part.strip() for text in (one, other) for part in text.split(";") if part.strip()]
    return ";".join(dict.fromkeys(parts))


def _is_newer(base: Row, other: Row, about: str) -> bool:
    """Say whether the other row knows better: it has a later date, or the only value."""
    said, date = other.get(about, ""), f"{about}_date"
    if not said or (about == "status" and said == "unknown"):
        return False
    if not base[about] or (about == "status" and base[about] == "unknown"):
        return True
    return other.get(date, "") > base.get(date, "")


def _claims(base: Row, other: Row) -> list[Row]:
    """Write down every field on which two rows differ, once for each of them."""
    found = []
    for field in _claimed_fields(base):
        values = [_said(row, field) for row in (base, other)]
        if values[0] != values[1] and values[1]:
            found += [
                {
                    _KEY: base[_KEY],
                    "field": field,
                    "value": value,
                    "source_ids": _sources_of(row, field),
                    "date": row.get(f"{field}_date", ""),
                }
                for row, value in zip((base, other), values, strict=True)
                if value
            ]
    return found


def _claimed_fields(row: Row) -> list[str]:
    grouped = {*_POSITION, *(c for columns in _DATED.values() for c in columns)}
    plain = [c for c in row if c not in grouped and c != _KEY and not c.endswith("source_ids")]
    return [*plain, *_DATED, *(["position"] if "lon" in row else [])]


def _said(row: Row, field: str) -> str:
    if field != "position":
        return row.get(field, "")
    if not row.get("lon"):
        return ""
    return f"{row['lat']}, {row['lon']} ({row.get('precision_m', '')} m)"


def _sources_of(row: Row, field: str) -> str:
    return row.get(f"{field}_source_ids", "") or row.get("source_ids", "")


def _ledger(claims: Sequence[Row], rows: Mapping[str, Row]) -> pd.DataFrame:
    """Make the ledger; a claim is used when the merged row says the same."""
    ledger = pd.DataFrame(claims, columns=list(CLAIM_COLUMNS[:-1]), dtype="str").drop_duplicates()
    ids, fields, values = (ledger[name].tolist() for name in (_KEY, "field", "value"))
    used = [
        _is_used(_said(rows[row], field), value)
        for row, field, value in zip(ids, fields, values, strict=True)
    ]
    return ledger.assign(used=pd.Series(used, index=ledger.index, dtype="str")).reset_index(
        drop=True
    )


def _is_used(said: str, value: str) -> str:
    parts = {part.strip() for part in said.split(";")}
    same = said == value or {part.strip() for part in value.split(";")} <= parts
    return "yes" if same else ""
