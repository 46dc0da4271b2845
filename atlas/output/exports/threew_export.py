"""Who does what where: the operational-presence table of the HDX Humanitarian API.

One row for each organisation, sector and municipality, as HDX HAPI aggregates it. The columns
that only HDX can fill (`has_hrp`, `in_gho`, `dataset_hdx_id`, `resource_hdx_id`) are left out.
The code lists are in `crosswalk.toml`.
"""

import calendar
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import t
from atlas.output.exports.export_columns import SEPARATOR, Column, Table, typed
from atlas.places.view import View

PRESENT: Final = ("open", "unknown")
"""Statuses that count as presence; a closed or planned place is none."""

_TAGS: Final = {
    "location_code": "#country+code+v_iso3",
    "location_name": "#country+name",
    "provider_admin1_name": "#adm1+name+provider",
    "provider_admin2_name": "#adm2+name+provider",
    "admin1_code": "#adm1+code+v_pcode",
    "admin1_name": "#adm1+name",
    "admin2_code": "#adm2+code+v_pcode",
    "admin2_name": "#adm2+name",
    "admin_level": "#geo+admin_level",
    "org_acronym": "#org+acronym",
    "org_name": "#org+name",
    "org_type_code": "#org+type+code",
    "org_type_description": "#org+type+name",
    "sector_code": "#sector+code",
    "sector_name": "#sector+name",
    "reference_period_start": "#date+start",
    "reference_period_end": "#date+end",
}
_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-\d\d)?)?")
_PERIOD = ("reference_period_start", "reference_period_end")


def presence(view: View, *, hxl: bool = False) -> tuple[Table, dict[str, int]]:
    """Give the operational presence that a view shows.

    Parameters
    ----------
    view
        The view.
    hxl
        Give every column its HXL hashtag.

    Returns
    -------
    table
        One row for each organisation, sector and municipality.
    lost
        Numbers of places, by what could not be said of them.
    """
    places = view.places[view.places["status"].isin(PRESENT)]
    made, lost = _one_row_a_sector(places, view)
    lost["not_present"] = len(view.places) - len(places)
    keys = [name for name in _TAGS if name not in _PERIOD]
    grouped = made.groupby(keys, sort=True, as_index=False).agg(
        reference_period_start=("start", "min"), reference_period_end=("end", "max")
    )
    lost["period"] = int(grouped["reference_period_start"].isna().sum())
    columns = [
        Column(
            name,
            "integer" if name == "admin_level" else "string",
            name,
            t(f"exports.threew_{name}", view.lang),
            hxl=tag if hxl else "",
        )
        for name, tag in _TAGS.items()
    ]
    return Table(typed(grouped.reindex(columns=list(_TAGS)), columns), tuple(columns)), lost


@cache
def crosswalk() -> dict[str, dict[str, Any]]:
    """Read the code lists."""
    return tomllib.loads(Path(__file__).with_name("crosswalk.toml").read_text(encoding="utf-8"))


def _one_row_a_sector(places: pd.DataFrame, view: View) -> tuple[pd.DataFrame, dict[str, int]]:
    lists = crosswalk()
    named = places["operator"].where(places["operator"] != "", places["name"])
    actor = places["actor_id"] if "actor_id" in places else pd.Series("", index=places.index)
    registered = _look_up(actor, view.actors, "name")
    code = places["municipality_code"]
    country = places["country"]
    level = places["level"].map(lists["level"]).fillna("443")
    sectors = places["services"].map(_sectors)
    rows = pd.DataFrame(
        {
            "location_code": country.map(lambda code: _country(code)[0]),
            "location_name": country.map(lambda code: _country(code)[1]),
            "provider_admin1_name": places["admin1"],
            "provider_admin2_name": places["municipality"],
            "admin1_code": _admin1(places, view.municipalities),
            "admin1_name": _look_up(code, view.municipalities, "admin1"),
            "admin2_code": code,
            "admin2_name": _look_up(code, view.municipalities, "name"),
            "admin_level": code.map(lambda text: 2 if text else 1),
            "org_acronym": _look_up(actor, view.actors, "acronym"),
            "org_name": registered.where(registered != "", named),
            "org_type_code": level,
            "org_type_description": level.map(lists["organisation_types"]),
            "sector_code": sectors,
            "start": places["status_date"].map(_first_day),
            "end": places["status_date"].map(_last_day),
        }
    ).explode("sector_code")
    rows = rows[rows["sector_code"].notna()]
    rows["sector_name"] = rows["sector_code"].map(lists["sectors"])
    # Grouping drops rows with missing keys, so in the keys missing is empty text.
    keys = rows.columns.difference(["start", "end"])
    rows[keys] = rows[keys].fillna("")
    lost = {
        "sector": int((sectors.map(len) == 0).sum()),
        "operator": int((places["operator"] == "").sum()),
        "country": int((country.map(lambda code: _country(code)[0]) == "").sum()),
    }
    return rows, lost


@cache
def _country(code: str) -> tuple[str, str]:
    """Give the three letters and the name of a country; nothing where the code is of none."""
    import pycountry

    named = crosswalk()["country_names"].get(code)
    found = pycountry.countries.get(alpha_2=code)
    return (found.alpha_3, named or found.name) if found else ("", "")


def _admin1(places: pd.DataFrame, municipalities: pd.DataFrame) -> list[str]:
    """Give the code of the state: a p-code where it is known, else what the package states.

    The p-code of a municipality begins with that of its state.
    """
    lengths = crosswalk()["admin1_pcode"]
    stated = _look_up(places["municipality_code"], municipalities, "admin1_code")
    rows = zip(places["country"], places["municipality_code"], stated, strict=True)
    return [
        code[: lengths[country]] if country in lengths else own * bool(_country(country)[0])
        for country, code, own in rows
    ]


def _look_up(ids: pd.Series, table: pd.DataFrame, column: str) -> pd.Series:
    """Give the text that a table holds for each id (its first column), empty without one."""
    known = dict(zip(table.iloc[:, 0], table[column], strict=True))
    return ids.map(lambda item: known.get(item, "")).astype("str")


def _sectors(services: str) -> list[str]:
    to = crosswalk()["service"]
    return list(dict.fromkeys(to[code] for code in services.split(SEPARATOR) if code in to))


def _first_day(date: str) -> str | None:
    return date + "-01-01"[len(date) - 4 :] if _DATE.fullmatch(date) else None


def _last_day(date: str) -> str | None:
    if not _DATE.fullmatch(date) or len(date) == 10:
        return _first_day(date)
    year, month = int(date[:4]), int(date[5:7] or 12)
    return f"{date[:4]}-{month:02}-{calendar.monthrange(year, month)[1]:02}"
