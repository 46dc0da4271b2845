"""OSRM as an engine: its tables give exactly what the search of the atlas gives."""

import numpy as np
import pytest
import shapely

from atlas.spatial.streets.routes import osrm_engine
from atlas.spatial.streets.routes.osrm_server import OsrmError
from tests.spatial.test_node_tables import HOW, compare

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def osrm(tmp_path_factory):
    """OSRM as it is installed, with a folder of its own."""
    try:
        found = osrm_engine.installed()
    except OsrmError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("osrm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(osrm_engine, "cache_folder", lambda: folder)
        yield found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("how", HOW)
def test_it_gives_what_the_search_gives(osrm, how, seed):
    compare(osrm, how, seed)


def test_no_street_passes_where_a_node_of_others_is():
    # All nodes are at one of two positions, so that every street lies upon all others.
    rng = np.random.default_rng(5)
    at = np.repeat([[0.0, 0.0], [0.001, 0.0005]], 15, axis=0)
    edges = rng.integers(0, len(at) - 1, (60, 2))
    edges = edges[edges[:, 0] != edges[:, 1]]
    flags = np.ones(len(edges), bool)
    streets = osrm_engine._Streets(at, edges, flags * 1.0, flags, flags)
    apart = osrm_engine._apart(streets)
    assert np.isnan(apart[len(at) - 1]).all(), "no street leads there"
    for node in np.unique(edges):
        foreign = edges[(edges != node).all(axis=1)]
        lines = shapely.linestrings(apart[foreign])
        assert shapely.distance(shapely.Point(apart[node]), lines).min() > 2e-6
        assert np.abs(apart[node] - apart[np.setdiff1d(edges, node)]).max(axis=1).min() > 2e-6
