"""Areas within some minutes along streets as GeoJSON; each says what it is of and rests on."""

import json
from pathlib import Path
from typing import Any, Final

import shapely

from atlas.analysis.coverage import AlongStreets, TravelAreas
from atlas.base.errors import ExportError
from atlas.base.files import whole_file
from atlas.places.scope import scope
from atlas.places.view import View
from atlas.spatial.streets.routes import WALK_OFF_M

ATTRIBUTION: Final = "© OpenStreetMap contributors"
LICENCE: Final = "ODbL-1.0"


def area_features(
    view: View, measure: AlongStreets, areas: TravelAreas, counted: str = ""
) -> dict[str, Any]:
    """Give areas as a GeoJSON feature collection.

    Parameters
    ----------
    view
        Its filter and the date of its data are said.
    measure
        What the areas were made with: how somebody goes, and the waits.
    areas
        What `atlas.analysis.coverage.travel_areas` gives.
    counted
        What places are meant, where that is not just the filter of the view.
    """
    gates = measure.gates
    known = gates[gates["on_streets"]]
    waits = zip(known["crossing_id"], known["wait_minutes"].tolist(), strict=True)
    said = {
        "of": areas.of,
        "way": "to" if areas.towards else "from",
        "mode": measure.mode.value,
        "walk_off_m": WALK_OFF_M,
        "places": areas.drawn,
        "places_without_area": areas.left_out,
        "assumed_wait_minutes": dict(waits),
        "counted": counted or scope(view),
        "data_date": view.made,
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
    }
    rows = areas.shapes.to_dict("records")
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(shapely.orient_polygons(row["geometry"]))),
            "properties": {"minutes": row["minutes"], "bound": row["bound"], **said},
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def area_bytes(view: View, measure: AlongStreets, areas: TravelAreas, counted: str = "") -> bytes:
    """Give areas as the bytes of a GeoJSON file; see `area_features`."""
    made = area_features(view, measure, areas, counted)
    return (json.dumps(made, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_areas(view: View, path: Path, measure: AlongStreets, areas: TravelAreas) -> None:
    """Write areas as GeoJSON.

    Raises
    ------
    ExportError
        When the name does not end in .geojson, or the file cannot be written.
    """
    if path.suffix.lower() != ".geojson":
        suffix = path.suffix or "without a suffix"
        message = f"{path.name}: areas are written as .geojson, not {suffix!r}"
        raise ExportError(message)
    with whole_file(path) as unfinished:
        unfinished.write_bytes(area_bytes(view, measure, areas))
