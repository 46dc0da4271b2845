"""3W tables: who does what where, one row an organisation, a sector and an area.

An organisation in an area becomes one place without a point, with its sectors as services; the
rows that say the same of another sector are joined to the first and reported.
"""

from dataclasses import replace

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.header_lookup import tag_form
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.protection import speaks_of_protection
from atlas.curation.ingest.text_table import TEXT, Table

_FORMS = {
    "name": ("org name", "name org", "organisation", "organization"),
    "acronym": ("org acronym", "acronym org"),
    "level": ("org type description", "name org type", "org type", "org type name",
              "org type code"),
    "services": ("sector name", "name sector", "sector", "sector code", "code sector"),
    "country": ("location code", "country code", "code country", "location name", "country name"),
    "admin1": ("admin1 name", "adm1 name", "provider admin1 name"),
    "municipality_code": ("admin2 code", "adm2 code", "code adm2", "admin2 name", "adm2 name",
                          "provider admin2 name"),
    "status_date": ("reference period end", "date updated", "date end"),
}  # fmt: skip
_NEEDED = ("services", "municipality_code")


def presence_table(table: Table) -> Table:
    """Give a 3W table as places, or the table as it is when it is none."""
    headers = _find(table)
    has_name = "name" in headers or "acronym" in headers
    if not has_name or not headers.keys() >= set(_NEEDED) or _has_more(table, headers):
        return table
    others = table.cells.columns.difference([*headers.values()], sort=False)
    protection = {one: one for one in others if speaks_of_protection(one, table.cells[one])}
    if protection.keys() & headers.keys():  # one name for two columns
        return table
    columns = headers | protection
    cells = pd.DataFrame(
        {column: table.cells[header] for column, header in columns.items()}, dtype=TEXT
    )
    if "acronym" in cells.columns:
        acronym = cells.pop("acronym")
        cells["name"] = (
            cells["name"].where(cells["name"] != "", acronym) if "name" in cells else acronym
        )
    merged = {"services", "status_date"} if _sortable(cells) else {"services"}
    keys = [column for column in cells.columns if column not in merged]
    group = cells.groupby(keys, sort=False).ngroup()
    first = ~group.duplicated()
    joined = cells[first].copy()
    sectors = cells["services"].groupby(group).agg(lambda texts: ";".join(dict.fromkeys(texts)))
    joined["services"] = sectors.to_numpy()
    if "status_date" in cells.columns:
        # Being present in a period is being open at its end.
        if "status_date" in merged:
            joined["status_date"] = cells["status_date"].groupby(group).max().to_numpy()
        joined["status"] = ["open" if date else "" for date in joined["status_date"]]
    joined["operator"] = joined["name"]
    problems = [*table.problems, problem("preset", file=table.file, preset="3W")]
    repeated = cells.index[~first]
    if len(repeated):
        target = dict(zip(group[first], cells.index[first], strict=True))
        into = [f"{target[number]}" for number in group[~first]]
        problems.append(problem("row_joined", file=table.file, row=repeated, value=into))
    return replace(table, cells=joined, problems=problems, kind="3w")


def _sortable(cells: pd.DataFrame) -> bool:
    dates = cells.get("status_date")
    return dates is not None and bool(dates.str.fullmatch(r"|\d{4}(-\d\d){0,2}(?:[T ].*)?").all())


def _find(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    by_form: dict[str, str] = {}
    for header in table.cells.columns:
        by_form.setdefault(fold(header), header)
        if header in table.tags:
            by_form[fold(tag_form(table.tags[header]))] = header
    for column, forms in _FORMS.items():
        match = next((by_form[form] for form in forms if form in by_form), None)
        if match is not None and table.filled(match):
            found[column] = match
    return found


def _has_more(table: Table, headers: dict[str, str]) -> bool:
    """Say whether the table has a name or a position of its own for every row."""
    own = {"name", "nombre", "latitude", "latitud", "lat", "geo lat", "facility name", "loc name"}
    others = [header for header in table.cells.columns if header not in headers.values()]
    forms = {fold(header) for header in others}
    forms |= {fold(tag_form(table.tags[header])) for header in others if header in table.tags}
    return bool(own & forms)
