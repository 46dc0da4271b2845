"""Files that nobody here made; skipped where they are not there."""

from pathlib import Path

import pytest

from atlas.base.errors import IngestError
from atlas.curation.ingest import ColumnMapping, Source, read

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no real files beside the project")
CROSSING = ("name", "name_en", "name_a", "name_b")


def crossings(header, **columns):
    names = {column: Source((header,)) for column in CROSSING}
    told = {column: Source((name,)) for column, name in columns.items()}
    return ColumnMapping(names | told, defaults={"corridor_id": "juarez-el-paso"})


def test_quoted_line_breaks_and_a_byte_order_mark():
    mapping = crossings("Border Crossing Name", lat="Lat", lon="Lon", crossing_id="Code")
    found = read(FOLDER / "tx_mx_border_crossings.csv", resource="crossings", mapping=mapping)
    assert found.rows_in == 34
    assert len(found.frame) + len(found.held) == 34
    assert len(found.frame) == 34
    assert found.frame["lon"].ne("").all()
    assert "\n" in found.table.cells.loc[5, "Address"]


def test_a_workbook_of_counts():
    file = FOLDER / "cbp_crossings_2008_2024.xlsx"
    with pytest.raises(IngestError, match="no column is known"):
        read(file, resource="crossings")
    found = read(file, resource="crossings", mapping=crossings("BrdgName"))
    assert found.rows_in == 6802
    assert len(found.frame) + len(found.held) == 6802
    assert "Buses" in found.table.cells.columns


@pytest.mark.parametrize(
    ("name", "rows"),
    [("border_districts.geojson", 3), ("mx_municipios_02_baja_california.geojson", None),
     ("mx_municipios_07_chiapas.geojson", None), ("mx_municipios_08_chihuahua.geojson", None)],
)  # fmt: skip
def test_polygons_are_no_places(name, rows):
    found = read(FOLDER / name, resource="services")
    assert rows in (None, found.rows_in)
    wrong = found.problems[found.problems["code"] == "not_a_point"]
    assert len(wrong) == found.rows_in == len(found.frame) + len(found.held)
    assert found.frame["lon"].eq("").all()
