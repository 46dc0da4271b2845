"""Turn the collected ports of entry into crossings.csv, their counts into crossing_flows.csv."""

from facts_places import join
from facts_sources import Row, SourceBook, read

NOT_SHIPPED = {"cruce-paso-del-coyote", "cruce-los-limones", "cruce-union-juarez-toquian-grande"}
"""Informal crossings: showing where people cross unseen could endanger them."""

_CROSSING = {
    "San Ysidro": "san-ysidro",
    "Otay Mesa": "otay-mesa",
    "Cross Border Xpress": "cross-border-xpress",
    "Tecate": "tecate",
    "Paso del Norte Bridge": "paso-del-norte",
    "Good Neighbor Bridge": "stanton-lerdo",
    "Bridge of the Americas": "americas-cordova",
    "Ysleta Bridge": "ysleta-zaragoza",
    "Marcelino Serna Bridge": "tornillo-guadalupe",
    "Fort Hancock-El Porvenir Bridge": "fort-hancock-el-porvenir",
    "Santa Teresa": "santa-teresa-san-jeronimo",
}
_MEASURE = {
    "Pedestrians": "pedestrians",
    "Pedestrians/Bicyclists": "pedestrians_bicyclists",
    "Passenger Vehicles": "passenger_vehicles",
    "Personal Vehicles": "personal_vehicles",
    "Personal Vehicle Passengers": "personal_vehicle_passengers",
    "Buses": "buses",
    "Bus Passengers": "bus_passengers",
    "Trucks": "trucks",
    "Commercial Trucks": "commercial_trucks",
}
_CBP_MEASURES = {"pedestrians_bicyclists", "passenger_vehicles"}


def crossings(facts: dict[str, Row], book: SourceBook) -> list[Row]:
    """Give one row a crossing: the reviewed names with the collected point and status."""
    rows = []
    for reviewed in read("crossings.csv"):
        merged = [facts[name] for name in reviewed["facts_ids"].split(";")]
        latest = max(merged, key=lambda fact: fact["status_date"])
        cited = [book.cite(f"{fact['source']} ; {fact['second_source']}") for fact in merged]
        pin = reviewed["precision"] != "municipality"
        row = {
            "lon": merged[0]["lon"] if pin else "",
            "lat": merged[0]["lat"] if pin else "",
            "status": latest["status"],
            "status_date": latest["status_date"],
            "source_ids": join(source for part in cited for _, source in part),
        }
        rows.append(reviewed | row)
    return rows


def flows(facts: list[Row], book: SourceBook) -> list[Row]:
    """Give the counts, each of one crossing or of one whole port."""
    rows = [_flow(fact, book) for fact in facts]
    return sorted(
        rows,
        key=lambda row: (
            row["port_name"],
            row["measure"],
            int(row["year"]),
            int(row["month"] or 0),
        ),
    )


def _flow(fact: Row, book: SourceBook) -> Row:
    port = fact["port"].removesuffix(" (BTS port)")
    whole_port = port != fact["port"]
    month = str(int(fact["month"])) if fact["month"] else ""
    covered = fact["months_covered"]
    if month or "sum of 12 months" in fact["source"] or "sum of the 12" in fact["source"]:
        covered = "1" if month else "12"
    row = {
        "crossing_id": "" if whole_port else _CROSSING[port],
        "series": "port" if whole_port else "crossing",
        "port_name": port,
        "port_code": fact["port_code"],
        "year": fact["year"],
        "month": month,
        "measure": _MEASURE[fact["measure"]],
        "value": fact["value"],
        "months_covered": covered,
        "source_ids": join(source for _, source in book.cite(_cited_file(fact["source"]))),
    }
    return row | {"flags": ";".join(_flags(row))}


def _cited_file(text: str) -> str:
    """Cut the words around the file that a count was read from."""
    return text.removeprefix("BTS Border Crossing Entry Data via ").replace(" sheet Data", "")


def _flags(row: Row) -> list[str]:
    flags = []
    if row["crossing_id"] == "san-ysidro":
        flags.append("includes_pedwest")
    if not row["month"] and row["months_covered"] not in ("", "12"):
        flags.append("partial_year")
    pedestrians = row["measure"] == "pedestrians" and row["year"] == "2024" and not row["month"]
    if pedestrians and row["months_covered"] == "11":
        flags.append("month_missing_in_source")
    same = row["measure"] in _CBP_MEASURES and row["year"] == "2025"
    if same and row["month"] in ("5", "6"):
        flags.append("identical_months_in_source")
    return flags
