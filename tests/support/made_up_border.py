"""The border of the guide to other borders, with streets on both sides that nobody ever built."""

import numpy as np

from atlas.curation.new_border import build_package, new_package
from atlas.spatial.streets import Layer, StreetPack, encode
from atlas.spatial.streets.routes import SideGraph, encode_graphs, graph_of
from tests.curation.test_new_border import CORRIDOR, add_rows, fill

SOURCE = "poligonos-de-ensayo"
GATES = {"anzalduas": (-98.318268, 26.116589), "pharr": (-98.205235, 26.066916)}
SIDES = {"MX": -0.004, "US": 0.004}
"""How far south or north of the line the street along it lies, in degrees."""


def _street(side, north):
    """A street along the border, and from its ends up to the two crossings."""
    at = np.linspace(*(np.array(one) for one in GATES.values()), 100)
    nodes = np.concatenate([at + np.array([0, north]), [np.array(one) for one in GATES.values()]])
    nodes[-2:, 1] += north / 50
    edges = [*((n, n + 1) for n in range(99)), (0, 100), (99, 101)]
    pairs = np.array(edges, dtype=np.int64)
    metres = np.hypot(*((nodes[pairs[:, 0]] - nodes[pairs[:, 1]]) * [99_900, 110_800]).T)
    kind = np.full(len(pairs), 4, dtype=np.int64)
    return SideGraph(CORRIDOR, side, nodes, pairs, metres, kind, np.full(len(pairs), 7))


def made_up_border(folder):
    """Build a package with a place and a locality on either side, and the streets between them."""
    new_package(folder, title="Frontera inventada", title_en="Made-up border")
    fill(folder)
    crossings = folder / "crossings.csv"
    table = crossings.read_text(encoding="utf-8").splitlines()
    modes = table[0].split(",").index("modes")
    rows = [line.split(",") for line in table[1:]]
    for row in rows:
        row[modes] = "pedestrian;vehicle"
    crossings.write_text("\n".join([table[0], *map(",".join, rows)]) + "\n", encoding="utf-8")
    places, towns = [], []
    for side, north in SIDES.items():
        lon, lat = GATES["anzalduas"]
        places.append(
            {"facility_id": f"casa-{side.lower()}", "name": f"Casa {side}", "kind": "shelter",
             "country": side, "admin1": "Nadie", "lon": f"{lon + 0.01:.6f}",
             "lat": f"{lat - 0.0045 + north:.6f}", "precision": "exact", "precision_m": "10",
             "position_method": "published_point", "position_source_ids": SOURCE,
             "sensitivity": "open", "services": "lodging", "status": "open",
             "status_date": "2026-10", "level": "civil_society", "source_ids": SOURCE}
        )  # fmt: skip
        towns.append(
            {"locality_id": f"pueblo-{side.lower()}", "name": f"Pueblo {side}", "country": side,
             "lon": "-98.25", "lat": f"{26.0866 + north:.4f}", "population": "1000",
             "corridor_id": CORRIDOR, "label_rank": "1", "source_ids": SOURCE}
        )  # fmt: skip
    add_rows(folder, "shelters.csv", places)
    add_rows(folder, "localities.csv", towns)
    build_package(folder)
    (folder / "streets").mkdir()
    pack = folder / "streets" / "made-up.streets"
    street = np.array([[0, 0], [5000, -2000]])
    facts = {"corridors": [{"id": CORRIDOR, "km": {"MX": 12.0, "US": 12.0}}], "source": "made-up"}
    layers = {"primary": Layer(["Nadie"], [street])}
    pack.write_bytes(encode(StreetPack((-98.32, 26.11), (2e-5, 2e-5), layers, facts)))
    graphs = [_street(side, north) for side, north in SIDES.items()]
    graph_of(pack).write_bytes(encode_graphs(graphs, {}))
