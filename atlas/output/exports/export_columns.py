"""Which columns are exported, of which type, and what they mean.

The schema of the places describes their columns, also those that the atlas adds (see
`atlas.data.place_columns`). A column that nobody has described is not exported: it may come from a
private package and nobody has said that it may be published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import t
from atlas.base.spreadsheet import printable
from atlas.base.translations import names_by_key
from atlas.data.place_columns import place_columns
from atlas.places.view import View

COORDINATE_DECIMALS: Final = 6
"""Decimals of a degree in every format: about 0.1 m."""

SEPARATOR: Final = ";"
"""Between the codes of a list, in every format."""

_COORDINATES: Final = ("lon", "lat")
_CLEANED: Final = ("places", "crossings", "corridors", "municipalities", "actors", "sources")
_DTYPES: Final[dict[str, Any]] = {
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "string": "str",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One exported column.

    Attributes
    ----------
    name
        Its name in every format and language.
    type
        `string`, `integer`, `number` or `boolean`.
    title, description
        What it is, in the language of the view.
    codes
        The vocabulary of its codes, empty when it holds none.
    references
        The resource whose ids it holds, empty when it holds none.
    decimals
        How many decimals are written; None leaves numbers as they are.
    hxl
        Its HXL hashtag, empty when it has none.
    """

    name: str
    type: str
    title: str
    description: str
    codes: str = ""
    references: str = ""
    decimals: int | None = None
    hxl: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A table ready to be written.

    Attributes
    ----------
    frame
        Text is `str` with missing text empty, integers are `Int64`, numbers `float64`, truth
        values `boolean`; one column each of `columns`, in that order.
    columns
        What the columns mean.
    undescribed
        Columns of the view that are left out because nobody described them.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    undescribed: tuple[str, ...] = ()


def places(view: View, *, labels: bool) -> Table:
    """Give the places of a view as a table.

    Parameters
    ----------
    view
        The view.
    labels
        Put a column with words in the view's language, `<name>_label`, behind every column of
        codes.
    """
    described = _described(view)
    known = [described[name] for name in view.places.columns if name in described]
    undescribed = tuple(str(name) for name in view.places.columns if name not in described)
    table = Table(typed(view.places, known), tuple(known), undescribed)
    return _with_labels(table, view) if labels else table


def clean(view: View) -> tuple[View, int]:
    """Replace the characters that not every format can hold; also give the number of cells.

    What is exported is made of the cleaned view, so that all formats hold the same.
    """
    cleaned: dict[str, Any] = {}
    cells = 0
    for name in _CLEANED:
        frame = getattr(view, name)
        columns: dict[str, pd.Series] = {}
        for column in frame.select_dtypes(["object", "str"]):
            texts = frame[column].to_numpy(object)
            made = [_printable(text) for text in texts]
            changed = sum(one != text for one, text in zip(made, texts, strict=True))
            if changed:
                cells += changed
                columns[column] = pd.Series(made, index=frame.index, dtype="str")
        if columns:
            cleaned[name] = frame.assign(**columns)
    return (replace(view, **cleaned) if cleaned else view), cells


def _printable(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


def typed(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Give the named columns in their types, missing text as empty text."""
    made: dict[str, pd.Series] = {}
    for column in columns:
        values = frame[column.name]
        if column.type == "string":
            values = values.fillna("")
        elif column.decimals is not None:
            values = values.astype("float64").round(column.decimals)
        made[column.name] = values.astype(_DTYPES[column.type])
    return pd.DataFrame(made, index=frame.index).reset_index(drop=True)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame, by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def plain(frame: pd.DataFrame) -> Table:
    """Give a frame as it is as a table, its types read from its columns."""
    kinds = {"f": "number", "i": "integer", "b": "boolean"}
    columns = tuple(
        Column(
            str(name),
            kinds.get(dtype.kind, "string"),
            str(name),
            "",
            decimals=COORDINATE_DECIMALS if name in _COORDINATES else None,
        )
        for name, dtype in frame.dtypes.items()
    )
    return Table(typed(frame, columns), columns)


def _described(view: View) -> dict[str, Column]:
    """Give every column that somebody described, by name."""
    return {
        name: Column(
            name=name,
            type=column.type,
            title=column.title(view.lang),
            description=column.description(view.lang),
            codes=column.vocabulary,
            references=column.references,
            decimals=column.decimals,
        )
        for name, column in place_columns(view.descriptor).items()
    }


def _with_labels(table: Table, view: View) -> Table:
    frame: dict[str, pd.Series] = {}
    columns: list[Column] = []
    for column in table.columns:
        frame[column.name] = table.frame[column.name]
        columns.append(column)
        words = _words(column, view)
        if words:
            name = f"{column.name}_label"
            title = t("exports.label", view.lang, title=column.title)
            described = t("exports.label_is", view.lang, name=column.name)
            columns.append(Column(name, "string", title, described))
            frame[name] = labels_of(table.frame[column.name], words)
    return Table(pd.DataFrame(frame), tuple(columns), table.undescribed)


def _words(column: Column, view: View) -> dict[str, str]:
    """Give the words for the codes of a column; nothing when it holds no codes."""
    if column.references == "corridors":
        return names(view.corridors, "corridor_id", view.lang)
    if column.references == "crossings":
        return names(view.crossings, "crossing_id", view.lang)
    if column.codes in view.vocab.by_name:
        return words(view, column.codes)
    return {}


def words(view: View, vocabulary: str) -> dict[str, str]:
    """Give the label of every code of a vocabulary, in the language of the view."""
    return {
        code: printable(term.label(view.lang))
        for code, term in view.vocab.terms(vocabulary).items()
    }


def names(table: pd.DataFrame, key: str, lang: str) -> dict[str, str]:
    """Give the name of every row of a table by its id, in a language or what it falls back on."""
    return {one: printable(name) for one, name in names_by_key(table, key, lang).items()}


def labels_of(codes: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    """Give the words for the codes of each cell; a code without words stays a code."""
    return codes.map(
        lambda cell: "; ".join(labels.get(code, code) for code in cell.split(SEPARATOR))
    ).astype("str")
