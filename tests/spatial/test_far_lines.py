"""The zoom of paper."""

import math

import pytest

from atlas.spatial.far_lines import paper_zoom


@pytest.mark.parametrize("latitude", [0, 14.9, 32.5])
@pytest.mark.parametrize("zoom", [8, 10.5, 13])
def test_a_pixel_of_the_web_map_is_three_quarters_of_a_point(latitude, zoom):
    cosine = math.cos(math.radians(latitude))
    metres_per_px = 156_543.03392804097 * cosine / 2**zoom
    assert paper_zoom(metres_per_px / 0.75, 1 / cosine) == pytest.approx(zoom)
