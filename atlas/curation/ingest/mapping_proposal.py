"""Propose a mapping file for a person to look through, correct and keep."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from atlas.base.i18n import CONSOLE_MESSAGE, DEFAULT_LANG, t
from atlas.base.text_search import fold
from atlas.curation.ingest.column_suggestions import likely_columns
from atlas.curation.ingest.default_values import checked_mapping
from atlas.curation.ingest.file_reading import columns_of, recognised
from atlas.curation.ingest.limits import Limits
from atlas.curation.ingest.mapping import ADDRESS_PARTS, POSITION, ColumnMapping
from atlas.curation.ingest.mapping_file import SOURCE_KEYS, write_toml
from atlas.curation.ingest.opening import Upload, choices_for, open_table
from atlas.curation.ingest.progress import silent
from atlas.curation.ingest.rows import make_rows
from atlas.curation.ingest.text_table import Table
from atlas.data import Package, load
from atlas.data.schema import resource_named

_MADE: Final = frozenset({"source_ids", "position_source_ids", "precision", "precision_m"})
"""Columns that are filled in for every row whatever the file says."""

_UNKNOWN: Final = (
    "unknown_code",
    "protection_unknown",
    "not_a_municipality",
    "like_a_municipality",
)
_VALUES_SHOWN = 60
_LONGEST_VALUE = 80


def propose_mapping(  # noqa: PLR0913, options of one call, named by whoever gives them
    file: str | Path | Upload,
    *,
    resource: str,
    package: Package | None = None,
    sheet: str = "",
    limits: Limits | None = None,
    lang: str = DEFAULT_LANG,
    told: ColumnMapping | None = None,
) -> str:
    """Look at a file and write down how its columns would be read.

    Parameters
    ----------
    file
        The file: its path, or an `Upload` that is not on disk.
    resource
        What its rows are.
    package
        The package that they are to join; the bundled one when not given.
    sheet
        Name or number of the sheet, layer or archive member.
    limits
        The largest file that is read.
    lang
        Language of the explanations.
    told
        What is known of the file already; it goes into the proposal.

    Returns
    -------
    text
        A mapping file. Its comments name the columns that are not used, the required ones that
        the file lacks, and what its positions look like; values without a known code stand in it
        with an empty code to fill in.

    Raises
    ------
    IngestError
        When the file cannot be read at all.
    """
    package = package or load()
    targets = columns_of(package, resource)
    told = checked_mapping(told, package, resource) if told else None
    choices = choices_for(package, targets, told, sheet, limits or Limits())
    table, _ = open_table(file, choices)
    found, problems = recognised(table, told, package, targets)
    problems += make_rows(table, found, resource, package, silent).problems
    codes = {code for part in problems for code in part["code"].unique()}
    unknown = _unknown_values(found, problems, package, resource)
    mapping = replace(
        found,
        sheet=sheet or found.sheet,
        values=unknown | dict(found.values),
        order="lon,lat" if _in_most("coordinates_swapped", problems, table) else found.order,
        west_positive=_in_most("longitude_sign", problems, table),
    )
    comments = {
        "": [t("ingest.toml_top", lang, file=table.file, resource=resource)],
        "columns": _about_columns(table, found, package, targets, lang),
        "position": _about_position(codes, mapping, lang),
        "defaults": _about_defaults(found, package, resource, lang),
        "source": [t("ingest.toml_source", lang), *(f'{key} = ""' for key in SOURCE_KEYS)],
    }
    return write_toml(mapping, comments | _about_values(unknown, problems, lang))


def _in_most(code: str, problems: Sequence[pd.DataFrame], table: Table) -> bool:
    rows = sum(int((part["code"] == code).sum()) for part in problems)
    return 2 * rows > len(table.cells)


def _about_columns(
    table: Table, mapping: ColumnMapping, package: Package, targets: Sequence[str], lang: str
) -> list[str]:
    unused = [
        str(header)
        for header in table.cells.columns
        if header not in mapping.headers() and table.filled(header)
    ]
    likely = likely_columns(unused, package.vocab, [*targets, *POSITION, *ADDRESS_PARTS])
    free = {header: target for header, target in likely.items() if target not in mapping.columns}
    lines = [t("ingest.toml_columns", lang)]
    if unused:
        shown = ", ".join(f"“{header}”" for header in unused)
        lines.append(t("ingest.toml_unused", lang, headers=shown))
    lines += [t("ingest.toml_likely", lang, header=h, target=target) for h, target in free.items()]
    others = [name for name in targets if name not in mapping.columns]
    return [*lines, t("ingest.toml_targets", lang, targets=", ".join(others))]


def _about_position(codes: set[str], mapping: ColumnMapping, lang: str) -> list[str]:
    lines = []
    if {"coordinates_projected", "crs_missing"} & codes:
        lines += [t("ingest.toml_crs", lang), 'crs = "EPSG:32613"']
    if mapping.order == "lon,lat":
        lines.append(t("ingest.toml_order", lang))
    if mapping.west_positive:
        lines.append(t("ingest.toml_west", lang))
    return lines


def _about_defaults(
    mapping: ColumnMapping, package: Package, resource: str, lang: str
) -> list[str]:
    fields = resource_named(package.descriptor, resource)["schema"]["fields"]
    lacking = [
        field
        for field in fields
        if field.get("constraints", {}).get("required")
        and field["name"] not in mapping.columns
        and field["name"] not in _MADE
        and field is not fields[0]
    ]
    lines = [t("ingest.toml_defaults", lang)]
    for field in lacking:
        allowed = ""
        if "vocabulary" in field:
            allowed = " | ".join(package.vocab.codes(field["vocabulary"]))
        lines += [f'{field["name"]} = ""' + (f"  # {allowed}" if allowed else "")]
    if "precision" not in mapping.columns and "precision_m" not in mapping.columns:
        lines += [t("ingest.toml_precision", lang), 'precision = ""', 'precision_m = ""']
    return lines


def _unknown_values(
    mapping: ColumnMapping, problems: Sequence[pd.DataFrame], package: Package, resource: str
) -> dict[str, Mapping[str, str]]:
    """Give the texts without a known code, by column, for a person to say what they are."""
    fields = resource_named(package.descriptor, resource)["schema"]["fields"]
    unknown: dict[str, Mapping[str, str]] = {}
    for field in fields:
        source = mapping.columns.get(field["name"])
        if source is None or ("vocabulary" not in field and field["name"] != "municipality_code"):
            continue
        column = " + ".join(source.headers)
        texts = {
            str(value)
            for part in problems
            if part["code"].iloc[0] in _UNKNOWN
            for values in part.loc[part["column"] == column, "value"]
            for value in values.split("; ")
            if len(value) <= _LONGEST_VALUE
        }
        if texts:
            unknown[field["name"]] = dict.fromkeys(sorted(texts, key=fold)[:_VALUES_SHOWN], "")
    return unknown


def _about_values(
    unknown: Mapping[str, Mapping[str, str]], problems: Sequence[pd.DataFrame], lang: str
) -> dict[str, list[str]]:
    lines = {}
    for column in unknown:
        said = [
            part[f"message_{lang}"].iloc[0]
            for part in problems
            if part["code"].iloc[0] in _UNKNOWN
            and f"[values.{column}]" in part[CONSOLE_MESSAGE].iloc[0]
        ]
        lines[f"values.{column}"] = [t("ingest.toml_values", lang), *said[:3]]
    return lines
