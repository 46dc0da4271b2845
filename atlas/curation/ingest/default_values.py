"""What a person says for a whole file: checked before a row is read, so that it is said once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import LANGS
from atlas.curation.ingest.cell_values import read_code, read_codes, read_column
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.text_table import TEXT
from atlas.data import Package
from atlas.data.schema import FIRST_ROW, check_table, resource_named

_OF_ONE_PLACE: Final = frozenset(("lon", "lat"))
"""Columns that nothing is filled into for a whole file."""


def read_defaults(texts: Iterable[str]) -> dict[str, str]:
    """Read `column=value` as somebody types it.

    Raises
    ------
    IngestError
        When a text has another form.
    """
    found = {}
    for text in texts:
        column, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not column or not value:
            raise refused("default_form", value=text)
        found[column] = value
    return found


def checked_mapping(told: ColumnMapping, package: Package, resource: str) -> ColumnMapping:
    """Give a mapping with the codes that its values for the whole file stand for.

    `level = "ONG"` is as good as `level = "civil_society"`.

    Raises
    ------
    IngestError
        When the table has no such column, its vocabulary no such code, or the column cannot hold
        such a text; what is allowed is named.
    """
    described = resource_named(package.descriptor, resource)["schema"]["fields"]
    fields = {str(field["name"]): field for field in described}
    defaults = {}
    for column, text in told.defaults.items():
        field = fields.get(column)
        if field is None or column in _OF_ONE_PLACE:
            allowed = [name for name in fields if name not in _OF_ONE_PLACE]
            raise refused("default_column", column=column, allowed=allowed)
        defaults[column] = _read(text, field, package, resource) if text else text
    return replace(told, defaults=defaults)


def _read(text: str, field: Mapping[str, Any], package: Package, resource: str) -> str:
    name = field.get("vocabulary")
    if name is None:
        return _value(text, field, package, resource)
    read = read_codes if "list" in field else read_code
    found = read(text, name=name, vocabularies=package.vocab, told={})
    if found.code:
        allowed = [*package.vocab.codes(name)]
        raise refused("default_value", column=field["name"], value=text, allowed=allowed)
    return found.value


def _value(text: str, field: Mapping[str, Any], package: Package, resource: str) -> str:
    """Read a text as the cells of its column are read, and refuse what none can hold."""
    name = field["name"]
    cell = pd.Series([text], dtype=TEXT)
    values, problems, _ = read_column(cell, field, ColumnMapping(), package.vocab, file="")
    if values.iloc[0]:
        found = check_table(
            values.to_frame(name), resource, package.descriptor, package.vocab, file=""
        )
        problems = [found[(found["column"] == name) & (found["row"] == FIRST_ROW)]]
    wrong = next((part.iloc[0] for part in problems if len(part)), None)
    if wrong is not None:
        why = {lang: wrong[f"message_{lang}"] for lang in LANGS}
        raise refused("default_unreadable", column=name, value=text, why=why)
    return str(values.iloc[0])
