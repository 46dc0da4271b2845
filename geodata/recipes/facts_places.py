"""Turn the collected facilities into shelters.csv, offices.csv and services.csv."""

import re

from facts_sources import SourceBook, read

COLUMNS = (
    "facility_id name name_en kind operator level actor_id country admin1 municipality_code address"
    " lon lat precision precision_m position_method sensitivity services populations capacity"
    " capacity_unit capacity_date status status_date phone website source_ids position_source_ids"
    " capacity_source_ids status_source_ids notes notes_en"
).split()
LAYERS = {
    "shelters": ("shelter",),
    "offices": ("agency_office", "consulate"),
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
_METHODS = {"zip_centroid": "postal_code_centroid"}


def places(facts: list[dict[str, str]], located: dict[str, dict[str, str]], book: SourceBook):
    """Give the rows of each layer, every fact row that is a place exactly once."""
    overrides: dict[str, dict[str, str]] = {}
    for row in read("overrides.csv"):
        overrides.setdefault(row["facility_id"], {})[row["field"]] = row["value"]
    notes = {row["facility_id"]: row for row in read("notes.csv")}
    actors = {row["facility_id"]: row["actor_id"] for row in read("actor_links.csv")}
    layers: dict[str, list[dict[str, str]]] = {name: [] for name in LAYERS}
    for fact in facts:
        for layer, kinds in LAYERS.items():
            if fact["kind"] in kinds:
                row = _place(fact, located.get(fact["id"]), overrides.get(fact["id"], {}), book)
                row["actor_id"] = actors.get(fact["id"], "")
                row |= {key: notes[fact["id"]][key] for key in ("notes", "notes_en")}
                layers[layer].append(row)
    return layers


def _place(fact, found, override, book: SourceBook) -> dict[str, str]:
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
    row |= {key: value for key, value in override.items() if key in COLUMNS}
    row["source_ids"] = join(
        [source for _, source in cited] + row["position_source_ids"].split(";")
    )
    row["capacity_source_ids"] = join(s for label, s in cited if label == "capacity")
    row["status_source_ids"] = join(s for label, s in cited if label == "status")
    return dict.fromkeys(COLUMNS, "") | _protected(row)


def _position(fact, found, cited, override, book: SourceBook) -> dict[str, str]:
    """Give the point with its precision, how it was found and who published it."""
    quality = fact["coord_quality"]
    point = {"lon": fact["lon"], "lat": fact["lat"]}
    sources = [s for label, s in cited if label.startswith("coordinate")] or [cited[0][1]]
    if found:
        sources = [source for _, source in book.cite(found["source"])]
        if float(found["uncertainty_m"]) <= PIN_LIMIT_M:
            point = {"lon": found["lon"], "lat": found["lat"]}
            quality = "approximate"
    if key := override.get("position_source"):
        sources = [source for _, source in book.cite(key)]
    if not point["lon"]:
        return {"lon": "", "lat": "", "precision": "municipality", "precision_m": "",
                "position_method": "", "position_source_ids": ""}
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


def _metres_and_method(fact, quality: str) -> tuple[int | str, str]:
    if quality == "generalised":
        return _CELL_M, "cell_centre"
    if "Coordinate is a Plus Code" in fact["notes"]:
        return _PLUS_CODE_M, "plus_code"
    if "Town reference point" in fact["notes"]:
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


def _protected(row: dict[str, str]) -> dict[str, str]:
    """Take away what a protected place must not show; unknown counts as withheld."""
    if row["sensitivity"] not in ("open", "generalised"):
        nothing = dict.fromkeys(
            ("lon", "lat", "precision_m", "address", "position_method", "position_source_ids"), ""
        )
        return row | {"sensitivity": "withheld", "precision": "municipality"} | nothing
    if row["sensitivity"] == "generalised":
        row = row | {"address": ""}
        if row["lon"] and row["precision"] != "generalised":
            centre = {key: _cell_centre(float(row[key])) for key in ("lon", "lat")}
            row |= centre | {"precision": "generalised", "position_method": "cell_centre"}
            row["precision_m"] = str(max(1600, int(row["precision_m"]) + 1500))
    return row


def join(ids) -> str:
    return ";".join(dict.fromkeys(name for name in ids if name))
