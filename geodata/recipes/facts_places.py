"""Turn the collected facilities into shelters.csv, offices.csv and services.csv."""

import re
from collections.abc import Iterable

from facts_sources import Row, SourceBook, read

from atlas.places.privacy import CELL_PRECISION_M

LAYERS = {
    "shelters": ("shelter",),
    "offices": ("agency_office", "consulate", "authority", "detention", "custody"),
    "services": ("legal_aid", "health", "service_hub"),
}
MUNICIPALITIES = {
    "Tijuana": "MX02004",
    "Tecate": "MX02003",
    "Juárez": "MX08037",
    "Tapachula": "MX07089",
    "Suchiate": "MX07087",
    "Huixtla": "MX07040",
    "Tuxtla Chico": "MX07102",
    "Unión Juárez": "MX07105",
    "San Diego County": "US06073",
    "El Paso County": "US48141",
    "Hudspeth County": "US48229",
    "Doña Ana County": "US35013",
    "Otero County": "US35035",
    "Ayutla": "GT1217",
    "Juárez or Ahumada (not stated)": "",
}
PIN_LIMIT_M = 2000
"""An approximate position that may be farther off than this is no pin: municipality only."""

_DEFAULT_M = {"exact": 25, "geocoded": 100}
_PLUS_CODE_M = 10
_CELL_M = 3000  # the given value is a rounded one, so the place may be in a neighbouring cell
_POSITION = ("lon", "lat", "precision_m", "position_method", "position_source_ids")
_TOWN_POINT = "Town reference point"
_TOWN_SOURCE = "repo:dr5hn/countries-states-cities-database:contributions/cities/GT.json"
_METHODS = {"zip_centroid": "postal_code_centroid"}


def places(facts: list[Row], located: dict[str, Row], book: SourceBook) -> dict[str, list[Row]]:
    """Give the rows of each layer, every fact row that is a place exactly once."""
    overrides: dict[str, Row] = {}
    for row in read("overrides.csv"):
        overrides.setdefault(row["facility_id"], {})[row["field"]] = row["value"]
    notes = {row["facility_id"]: row for row in read("notes.csv")}
    actors = {row["facility_id"]: row["actor_id"] for row in read("actor_links.csv")}
    layers: dict[str, list[Row]] = {name: [] for name in LAYERS}
    for fact in facts:
        for layer, kinds in LAYERS.items():
            if fact["kind"] in kinds:
                row = _place(fact, located.get(fact["id"]), overrides.get(fact["id"], {}), book)
                _name_sources_of_fields(row, book)
                row["actor_id"] = actors.get(fact["id"], "")
                row |= {key: notes[fact["id"]][key] for key in ("notes", "notes_en")}
                layers[layer].append(row)
    return layers


def _place(fact: Row, found: Row | None, override: Row, book: SourceBook) -> Row:
    cited = book.cite(override.pop("source", fact["source"]))
    cited += book.cite(override.pop("second_source", fact["second_source"]))
    if found:  # also where it is too uncertain for a pin: the notes say how uncertain
        cited += book.cite(found["source"])
    row = {
        "facility_id": fact["id"],
        "name": fact["name"],
        "name_en": fact["name_en"],
        "kind": fact["kind"],
        "operator": fact["operator"],
        "level": fact["operator_level"],
        "country": fact["country"],
        "admin1": fact["state"],
        "municipality_code": MUNICIPALITIES[fact["municipality_or_county"]],
        "address": fact["address"],
        "sensitivity": fact["sensitivity"],
        "services": fact["services"],
        "populations": fact["populations"],
        "capacity": fact["capacity"],
        "capacity_unit": "beds" if fact["capacity"] else "",
        "capacity_date": fact["capacity_date"],
        "status": fact["status"],
        "status_date": fact["status_date"],
        "phone": _phone(fact["phone"], fact["country"]),
        "website": fact["website"],
    }
    row |= _position(fact, found, cited, override, book)
    row |= {key: value for key, value in override.items() if key != "position_source"}
    row["source_ids"] = join(
        [source for _, source in cited] + row["position_source_ids"].split(";")
    )
    row["capacity_source_ids"] = join(s for label, s in cited if label == "capacity")
    row["status_source_ids"] = join(s for label, s in cited if label == "status")
    return _protected(row)


def _name_sources_of_fields(row: Row, book: SourceBook) -> None:
    """Say which source tells capacity and status, where nothing said so but it is plain.

    It is plain when the row has a single source, or when a source has the very date of the value.
    """
    cited = row["source_ids"].split(";")
    for field in ("capacity", "status"):
        told, day = row[f"{field}_source_ids"], row[f"{field}_date"]
        if row[field] and row[field] != "unknown" and not told:
            dated = [source for source in cited if day and book.date(source) == day]
            row[f"{field}_source_ids"] = join(cited if len(cited) == 1 else dated)


def _position(
    fact: Row, found: Row | None, cited: list[tuple[str, str]], override: Row, book: SourceBook
) -> Row:
    """Give the point with its precision, how it was found and who published it."""
    quality = fact["coord_quality"]
    point = {"lon": fact["lon"], "lat": fact["lat"]}
    sources = [s for label, s in cited if label.startswith("coordinate")] or [cited[0][1]]
    if found:
        sources = [source for _, source in book.cite(found["source"])]
        if float(found["uncertainty_m"]) <= PIN_LIMIT_M:
            point = {"lon": found["lon"], "lat": found["lat"]}
            quality = "approximate"
    if _TOWN_POINT in fact["notes"]:
        sources = [book.add(_TOWN_SOURCE)]
    if key := override.get("position_source"):
        sources = [source for _, source in book.cite(key)]
    if not point["lon"]:
        return dict.fromkeys(_POSITION, "") | {"precision": "municipality"}
    if quality == "generalised":
        point = {key: _cell_centre(float(value)) for key, value in point.items()}
    if found:
        metres, method = found["uncertainty_m"], found["method"]
    else:
        metres, method = _metres_and_method(fact, quality)
    return point | {
        "precision": quality,
        "precision_m": str(metres),
        "position_method": _METHODS.get(method, method),
        "position_source_ids": join(sources),
    }


def _metres_and_method(fact: Row, quality: str) -> tuple[int | str, str]:
    if quality == "generalised":
        return _CELL_M, "cell_centre"
    if "Coordinate is a Plus Code" in fact["notes"]:
        return _PLUS_CODE_M, "plus_code"
    if _TOWN_POINT in fact["notes"]:
        return 1500, "town_point"
    if quality == "geocoded":
        return _DEFAULT_M[quality], "geocoded_address"
    return _DEFAULT_M.get(quality, ""), "published_point"


def _cell_centre(degrees: float) -> str:
    cell = round(degrees * 50, 9) // 1
    return f"{(cell + 0.5) / 50:.2f}"


def _phone(phone: str, country: str) -> str:
    """Write a United States number with its country code, as the other ones are."""
    digits = re.sub(r"\D", "", phone)
    if country != "US" or len(digits) != 10:
        return phone
    return f"+1 {digits[:3]} {digits[3:6]} {digits[6:]}"


def _protected(row: Row) -> Row:
    """Take away what a protected place must not show; unknown counts as withheld."""
    if row["sensitivity"] not in ("open", "generalised"):
        nothing = dict.fromkeys((*_POSITION, "address"), "")
        return row | {"sensitivity": "withheld", "precision": "municipality"} | nothing
    if row["sensitivity"] == "generalised":
        row = row | {"address": ""}
        if row["lon"] and row["precision"] != "generalised":
            centre = {key: _cell_centre(float(row[key])) for key in ("lon", "lat")}
            row |= centre | {"precision": "generalised", "position_method": "cell_centre"}
            row["precision_m"] = str(max(int(CELL_PRECISION_M), int(row["precision_m"]) + 1500))
    return row


def join(ids: Iterable[str]) -> str:
    """Write ids as a list column does, each once."""
    return ";".join(dict.fromkeys(name for name in ids if name))
