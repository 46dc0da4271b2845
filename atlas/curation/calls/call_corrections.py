"""What calls found out as corrections, each with the call as its source."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

import pandas as pd

from atlas.base.dated_phones import Phone, phone_cell, phones_in
from atlas.base.i18n import LANGS, date, t
from atlas.base.translations import localised, text_column
from atlas.curation.calls.call_answers import CallAnswer, capacity_unit
from atlas.curation.calls.call_lines import unanswered
from atlas.curation.calls.sheet_columns import choice
from atlas.curation.ingest import refused
from atlas.curation.merge.noted_corrections import CORRECTIONS, Record, lines_of, records
from atlas.data import Package
from atlas.data.schema import columns_of, resource_named

CALL: Final = "call"
"""The kind of source that a call is, in the vocabulary `source_kind`."""

_SOURCES: Final = "sources"
_KINDS: Final = "source_kind"
_STATUS: Final = {"open": "open", "moved": "open", "closed": "closed"}
_NO_POINT: Final = {
    "lon": "", "lat": "", "precision": "municipality", "precision_m": "", "position_method": "",
    "position_source_ids": "",
}  # fmt: skip
"""What is left of a position that a place has moved away from."""


class Corrected(NamedTuple):
    """Lines of `corrections.csv`, and of `sources.csv` for the calls that they cite."""

    lines: pd.DataFrame
    sources: pd.DataFrame


def corrections_of(package: Package, answers: list[CallAnswer]) -> Corrected:
    """Give the corrections that calls amount to.

    Open, closed and moved confirm the status on the day of the call; who moved has the address
    that was said, or none, and no point. A number that was wrong is taken out; one that was
    answered bears the day of the call. A call that nobody answers only adds its day to
    `no_answer`, which any answer empties. A number that only a claim gave is the place's from then
    on.

    Parameters
    ----------
    package
        The package that they correct.
    answers
        Judged answers, one a place.

    Returns
    -------
    corrected
        Only what is other than it was, and only what may be named in public of the place.

    Raises
    ------
    IngestError
        When the vocabulary of the package does not have the kind of source `call`.
    """
    if CALL not in package.vocab.codes(_KINDS):
        raise refused("no_call_kind", kind=CALL)
    known = records(package)
    lines: list[dict[str, str]] = []
    sources: list[dict[str, str]] = []
    for answer in answers:
        record = known[answer.facility_id]
        source = _source(answer, record, package)
        made = _lines(answer, record, source["source_id"], package)
        lines += made
        sources += [source] if made else []
    return Corrected(lines_of(package, CORRECTIONS, lines), lines_of(package, _SOURCES, sources))


def _lines(
    answer: CallAnswer, record: Record, source_id: str, package: Package
) -> list[dict[str, str]]:
    allowed = {str(field["name"]) for field in record.fields}
    columns = columns_of(resource_named(package.descriptor, CORRECTIONS))
    claims = package.claims
    said = claims[(claims["facility_id"] == record.record_id) & (claims["field"] == "phone")]
    claimed = {phone.number for cell in said["value"] for phone in phones_in(cell)}
    reasons = {
        column: _reason(answer, lang)
        for lang in LANGS
        if (column := text_column("reason", lang)) in columns
    }
    return [
        {
            "resource": record.resource,
            "id": record.record_id,
            "field": field,
            "old": record.texts[field],
            "new": new,
            "source_ids": source_id,
            "date": answer.date,
            **reasons,
        }
        for field, new in _changes(answer, record, source_id, claimed).items()
        if field in allowed and record.texts[field] != new
    ]


def _changes(
    answer: CallAnswer, record: Record, source_id: str, claimed: Collection[str]
) -> dict[str, str]:
    """Give what the call makes of each column."""
    texts = record.texts
    if answer.answer == "no_answer":
        days = sorted({*unanswered(texts.get("no_answer", "")), answer.date})
        return {"no_answer": ";".join(days)} if "no_answer" in texts else {}
    changed = {
        "phone": _phones(answer, texts["phone"], claimed),
        "source_ids": _added(texts["source_ids"], source_id),
    }
    if "no_answer" in texts:
        changed["no_answer"] = ""
    if status := _STATUS.get(answer.answer):
        changed |= {
            "status": status, "status_date": answer.date, "status_source_ids": source_id
        }  # fmt: skip
    if answer.answer == "moved":
        changed |= {**_NO_POINT, "address": answer.new_address}
    if answer.new_hours:
        changed["hours"] = answer.new_hours
    if answer.capacity:
        changed |= {
            "capacity": answer.capacity,
            "capacity_unit": capacity_unit(record),
            "capacity_date": answer.date,
            "capacity_source_ids": source_id,
        }
    return changed


def _phones(answer: CallAnswer, cell: str, claimed: Collection[str]) -> str:
    """Give the telephone numbers after a call: the called one is gone, or bears its day.

    One that only a claim had is the place's once somebody answers there.
    """
    there = phones_in(cell)
    if answer.answer == "wrong_number":
        there = [phone for phone in there if phone.number != answer.number]
    elif answer.answer in ("open", "moved"):
        there = [
            Phone(phone.number, answer.date) if phone.number == answer.number else phone
            for phone in there
        ]
        if answer.number in claimed and answer.number not in {one.number for one in there}:
            there.insert(0, Phone(answer.number, answer.date))
    new = [Phone(phone.number, answer.date) for phone in phones_in(answer.new_phone)]
    digits = {_digits(phone) for phone in new}
    kept = [*new, *(phone for phone in there if _digits(phone) not in digits)]
    return phone_cell(kept)


def _digits(phone: Phone) -> str:
    return "".join(filter(str.isdigit, phone.number))


def _added(ids: str, source_id: str) -> str:
    return ";".join(dict.fromkeys([*filter(None, ids.split(";")), source_id]))


def _source(answer: CallAnswer, record: Record, package: Package) -> dict[str, str]:
    """Give the line of `sources.csv` of a call; who maintains the package publishes it."""
    descriptor = package.descriptor
    makers = [*descriptor.get("contributors", ()), {"title": descriptor.get("title", "")}]
    licences = [*descriptor.get("licenses", ()), {"name": "unknown"}]
    titles = {text_column("title", lang): _title(answer, record.texts, lang) for lang in LANGS}
    notes = {text_column("notes", lang): _reason(answer, lang) for lang in LANGS}
    known = {
        "source_id": f"{CALL}-{record.record_id}-{answer.date}",
        "publisher": str(makers[0].get("title", "")),
        "kind": CALL,
        "date": answer.date,
        "licence": str(licences[0].get("name", "unknown")),
        **titles,
        **notes,
    }
    return {name: known.get(name, "") for name in columns_of(resource_named(descriptor, _SOURCES))}


def _title(answer: CallAnswer, texts: Mapping[str, str], lang: str) -> str:
    how = CALL if answer.number or not texts.get("email") else "mail"
    name = localised(texts, "name", lang)
    return t(f"calls.source_{how}", lang, date=date(answer.date, lang), name=name)


def _reason(answer: CallAnswer, lang: str) -> str:
    said = choice("answer", answer.answer, lang)
    role = choice("answered_by", answer.answered_by, lang) if answer.answered_by else ""
    day = date(answer.date, lang)
    key = "reason_role" if role else "reason"
    return t(f"calls.{key}", lang, date=day, answer=said.lower(), role=role.lower())
