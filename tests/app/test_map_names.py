"""Names on the planner's maps: as many as fit, none on another."""

from itertools import combinations

import numpy as np
import pytest
import shapely

from atlas.app import map_names
from atlas.app.map_names import Paper
from atlas.base.i18n import LANGS
from atlas.data import load
from atlas.places.view import select

WIDE = Paper(1000, 600, 500, 9000, towns=20)
NARROW = Paper(340, 600, 0, 500, towns=5)
CORRIDORS = list(load().corridors["corridor_id"])


def boxes(names, window, paper):
    x, y = map_names.on_paper(names["lon"], names["lat"], window, paper)
    rows = zip(names.itertuples(), x, y, strict=True)
    return [
        map_names.box(px + row.dx, py + row.dy, row.align, row.name, row.size)
        for row, px, py in rows
    ]


@pytest.mark.parametrize("paper", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("corridor", CORRIDORS)
def test_names_lie_on_the_paper_and_none_on_another(corridor, lang, paper):
    view = select(corridor=corridor, lang=lang)
    window = tuple(view.segments.total_bounds)
    names = map_names.placed(view, window, paper)
    found = boxes(names, window, paper)
    ends = np.array(window).reshape(2, 2).T
    (left, right), (bottom, top) = map_names.on_paper(*ends, window, paper)
    for name in found:
        assert left <= name[0] < name[2] <= right
        assert top <= name[1] < name[3] <= bottom
    for one, other in combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    assert set(names["least"]) == {paper.least_px}
    assert set(names["most"]) == {paper.most_px}


@pytest.mark.parametrize("corridor", CORRIDORS)
def test_crossings_and_the_largest_towns_are_named(corridor):
    view = select(corridor=corridor)
    names = map_names.placed(view, tuple(view.segments.total_bounds), WIDE)
    bold = names[names["weight"] == "bold"]["name"]
    assert len(bold)
    assert set(bold) <= set(view.crossings["name"])
    towns = view.localities.sort_values("population", ascending=False)
    plain = set(names[names["weight"] == "normal"]["name"])
    assert towns["name"].iloc[0] in plain
    assert 5 <= len(plain) <= WIDE.towns


@pytest.mark.parametrize("corridor", CORRIDORS)
def test_only_crossings_and_the_largest_towns_are_named_across_the_border(corridor):
    view = select(corridor=corridor)
    window = tuple(view.segments.total_bounds)
    names = map_names.placed(view, window, WIDE)

    def on_paper(points):
        return np.column_stack(map_names.on_paper(*points.T, window, WIDE))

    line = shapely.transform(view.border.geometry.union_all(), on_paper)
    crossed = shapely.intersects(line, [shapely.box(*one) for one in boxes(names, window, WIDE)])
    towns = view.localities.sort_values("population", ascending=False)
    largest = towns.drop_duplicates("country")["name"]
    assert set(names["name"][crossed]) <= {*view.crossings["name"], *largest}
    assert crossed.sum() <= 2
