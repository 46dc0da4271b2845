"""Where an exported file comes from, as one record: in the file if possible, and as a sidecar.

The record is the same for the same view: it holds the version of the data and no clock time. A
date of printing is in it only when the caller gives one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atlas.base.i18n import count, number, t
from atlas.base.translations import localised
from atlas.data import credits
from atlas.output.exports.export_columns import SEPARATOR, records, words
from atlas.places.scope import left_out_words, scoped
from atlas.places.view import View

Record = dict[str, Any]
"""What a provenance file holds; plain JSON values only."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made of a view; see `atlas.output.exports.export`."""

    file_format: str
    profile: str
    hxl: bool = False
    labels: bool | None = None
    date: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing of the view that the written file does not hold.

    Attributes
    ----------
    code
        Its name, the same in every language.
    message
        What it is, in the language of the view.
    count
        How many rows or cells it concerns; None when it is about the format as a whole.
    """

    code: str
    message: str
    count: int | None = None

    def to_dict(self) -> Record:
        """Give it as plain values."""
        return {"code": self.code, "count": self.count, "message": self.message}


def loss(code: str, lang: str, **values: object) -> Loss:
    """Name something that a format cannot hold at all."""
    return Loss(code, t(f"exports.loss_{code}", lang, **values))


def losses(counts: Mapping[str, int], lang: str) -> tuple[Loss, ...]:
    """Name what got lost from rows or cells, by code; what concerns none of them is left out."""
    return tuple(
        Loss(code, count(f"exports.loss_{code}", number, lang), number)
        for code, number in counts.items()
        if number
    )


def record(
    view: View,
    order: Order,
    *,
    lost: Sequence[Loss],
    rows: int,
    cited: Sequence[pd.DataFrame],
) -> Record:
    """Tell where the rows of a file come from.

    Parameters
    ----------
    view
        The view that is exported.
    order
        How it is exported.
    lost
        What the file does not hold.
    rows
        Number of rows of its main table.
    cited
        The frames that the file holds; the record names the sources that their rows cite.
    """
    descriptor = view.descriptor
    made: Record = {
        "title": title(view),
        "statement": statement(view),
        "language": view.lang,
        "format": order.file_format,
        "profile": order.profile,
        "link": view.filter.shown_link(),
        "filter": view.filter.to_params(),
        "data_version": view.version,
        "data_date": str(descriptor.get("created", ""))[:10],
        "date": order.date,
        "audience": view.audience,
        "licences": credits.licences(descriptor),
        "places": len(view.places),
        "places_before_filter": view.total,
        "places_left_out_by_default": dict(view.left_out),
        "rows": rows,
        "places_by_precision": _counts(view.places["precision"]),
        "places_by_sensitivity": _counts(view.places["sensitivity"]),
        "not_held": [item.to_dict() for item in lost],
        "sources": _sources(view, cited),
    }
    if not order.date:
        del made["date"]
    return made


def to_json(made: Record) -> str:
    """Write a record as JSON text."""
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def about(made: Record, view: View) -> list[list[str]]:
    """Give a record as rows of a name in words and a value, for people to read."""
    rows = [
        ("statement", made["statement"]),
        ("link", made["link"]),
        ("data_version", f"{made['data_version']} ({made['data_date']})"),
        ("date", made.get("date", "")),
        ("audience", t(f"exports.audience_{made['audience']}", view.lang)),
        ("profile", made["profile"]),
        *(("licence", f"{item['title']}. {item['path']}") for item in made["licences"]),
        ("by_precision", _in_words(made["places_by_precision"], words(view, "precision"))),
        ("by_sensitivity", _in_words(made["places_by_sensitivity"], words(view, "sensitivity"))),
        *(("not_held", item["message"]) for item in made["not_held"]),
    ]
    return [[t(f"exports.about_{name}", view.lang), text] for name, text in rows if text]


def title(view: View) -> str:
    """Give the title of the data package in the language of the view."""
    return localised(view.descriptor, "title", view.lang)


def statement(view: View) -> str:
    """Say in one sentence what the file holds, and so when it holds nothing."""
    shown = len(view.places)
    counts = {"n": number(shown, view.lang), "total": number(view.total, view.lang)}
    said = [
        scoped(view, t(f"exports.{'shown' if shown else 'nothing'}", view.lang, **counts)),
        left_out_words(view),
        t("exports.internal", view.lang) if shown and view.audience != "public" else "",
    ]
    return " ".join(filter(None, said))


def citation(source: Mapping[str, Any], lang: str) -> str:
    """Give a source in one line, as completely as it is known.

    Parameters
    ----------
    source
        A row of `View.sources`.
    lang
        A language of the atlas.
    """
    title = localised(source, "title", lang)
    commit = f"@{source['commit'][:7]}" if source["commit"] else ""
    repository = f"{source['repository']}{commit}" if source["repository"] else ""
    licence = source["licence"] if source["licence"] != "unknown" else ""
    place = " ".join(part for part in (repository, source["path"]) if part)
    parts = [title, source["publisher"], source["date"], licence, place]
    text = ". ".join(part.rstrip(".") for part in dict.fromkeys(parts) if part)
    # The address comes last and without a full stop, which would become a part of it.
    return f"{text}. {source['url']}" if source["url"] else f"{text}."


def cited_sources(view: View, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Give the sources that the rows of some frames cite."""
    ids: set[str] = set()
    for frame in frames:
        for column in frame.columns[frame.columns.str.endswith("source_ids")]:
            ids.update(frame[column].str.split(SEPARATOR).explode())
    return view.sources[view.sources["source_id"].isin(ids)]


def _sources(view: View, frames: Sequence[pd.DataFrame]) -> list[dict[str, str]]:
    """Give the cited sources with what is known of each, and its citation."""
    return [
        {key: text for key, text in row.items() if text} | {"citation": citation(row, view.lang)}
        for row in records(cited_sources(view, frames).astype("str"))
    ]


def _in_words(counts: Mapping[str, int], labels: Mapping[str, str]) -> str:
    return "; ".join(f"{labels.get(code, code)}: {number}" for code, number in counts.items())


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(key): int(number) for key, number in values.value_counts().sort_index().items()}
