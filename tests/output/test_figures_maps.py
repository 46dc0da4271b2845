"""The map: true shapes and scale, nothing hidden, nothing on the wrong side, nothing given away."""

import dataclasses
from functools import cache

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from pyproj import Geod
from shapely import LineString

from atlas import data
from atlas.base.i18n import LANGS, t
from atlas.base.i18n import date as date_words
from atlas.data import vocab
from atlas.data.loading import with_streets
from atlas.output.figures import (
    basemap,
    credit,
    crossing_ticks,
    encode,
    figure,
    map_key,
    marks,
    style,
    title,
    windows,
)
from atlas.output.figures.basemap import Window
from atlas.output.figures.locator import around_corridor, covers
from atlas.places.filters import Filter
from atlas.places.privacy import CELL_DEGREES
from atlas.places.status import FILLS, evidence
from atlas.places.view import make_view
from atlas.spatial import streets
from atlas.webmap.payload import payload
from tests.conftest import CORRIDOR, TOY_ADDRESS

pytestmark = pytest.mark.slow

CORRIDORS = ("tijuana-san-diego", "juarez-el-paso", "tapachula-tecun-uman")
GEOD = Geod(ellps="WGS84")
NOTHING = np.empty((0, 2))
NO_LINE = LineString()
VOCAB = vocab.load()
DEGREES = st.floats(0.01, 4)


def real(corridor, **chosen):
    return make_view(data.load(), Filter(corridor=(corridor,), **chosen))


@cache
def map_of(corridor, lang="es"):
    """The map of a corridor, laid out; shared by the tests, which only look at it."""
    drawn = figure(real(corridor, lang=lang))
    drawn.canvas.draw()
    return drawn


def maps(drawn):
    """The maps of a figure: axes with a scale bar."""
    return [axes for axes in drawn.axes if any("Scale" in type(a).__name__ for a in axes.artists)]


INK = mpl.colors.to_rgb(style.INK)


def names(axes):
    """Names on a map, without numbers, letters of parts and the arrow's N."""
    found = [text for text in axes.texts if len(text.get_text()) > 2 and text.get_visible()]
    return [text for text in found if not text.get_text().isdigit()]


@given(st.floats(-119, -88), st.floats(13, 34), DEGREES, DEGREES, st.floats(1, 8), st.floats(1, 8))
def test_fitted_window_holds_the_first_and_has_the_shape_of_the_panel(
    west, south, wide, high, width, height
):
    first = Window(west, south, west + wide, south + high)
    fitted = first.fitted(width, height)
    eps = 1e-9
    assert fitted.west <= first.west + eps
    assert fitted.east >= first.east - eps
    assert fitted.south <= first.south + eps
    assert fitted.north >= first.north - eps
    assert fitted.shape == pytest.approx(height / width, rel=0.02)


@pytest.mark.parametrize("latitude", [0.0, 14.7, 31.7, 60.0])
def test_scale_is_true_at_the_middle_latitude(latitude):
    window = Window(-100.5, latitude - 0.5, -99.5, latitude + 0.5)
    _, _, across = GEOD.inv(-100.5, latitude, -99.5, latitude)
    _, _, up = GEOD.inv(-100, latitude - 0.5, -100, latitude + 0.5)
    assert window.metres_per_degree == pytest.approx(across, rel=1e-4)
    assert window.metres_per_degree * window.stretch == pytest.approx(up, rel=1e-4)


@pytest.mark.parametrize("corridor", CORRIDORS)
def test_kilometre_is_equally_long_across_and_up_on_paper(corridor):
    drawn = map_of(corridor)
    for axes in maps(drawn):
        (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
        box = axes.get_window_extent()
        middle = (south + north) / 2
        _, _, across = GEOD.inv(west, middle, east, middle)
        _, _, up = GEOD.inv(west, south, west, north)
        assert box.width / across == pytest.approx(box.height / up, rel=0.01)


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=12),
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=3),
)
def test_symbols_are_moved_apart_and_not_far(points, fixed):
    points = np.array(points, dtype=float).reshape(-1, 2)
    fixed = np.array(fixed, dtype=float).reshape(-1, 2)
    moved = marks.apart(points, 10.0, fixed, NO_LINE)
    assert moved.shape == points.shape
    assert np.isfinite(moved).all()
    assert np.hypot(*(moved - points).T).max(initial=0) <= 27
    assert np.array_equal(marks.apart(points, 10.0, fixed, NO_LINE), moved)


def test_symbols_at_one_spot_all_become_visible():
    moved = marks.apart(np.zeros((7, 2)), 10.0, NOTHING, NO_LINE)
    gaps = np.hypot(*np.moveaxis(moved[:, None] - moved[None], 2, 0))
    assert gaps[np.triu_indices(7, 1)].min() > 9


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=2, max_size=15))
def test_symbols_are_not_pushed_across_the_border(points):
    points = np.array(points)
    points = points[np.abs(points[:, 0] - 3) > 0.5]
    border = LineString([(3, -100), (3, 100)])
    moved = marks.apart(points, 10.0, NOTHING, border)
    assert ((moved[:, 0] > 3) == (points[:, 0] > 3)).all()


def test_a_crowd_at_the_border_would_cross_it_if_it_could():
    crowd = np.zeros((7, 2))
    assert marks.apart(crowd, 10.0, NOTHING, NO_LINE)[:, 0].max() > 3
    assert marks.apart(crowd, 10.0, NOTHING, LineString([(3, -100), (3, 100)]))[:, 0].max() < 3


@pytest.mark.parametrize("corridor", CORRIDORS)
def test_every_place_with_a_point_is_on_the_map_with_a_number_or_listed(corridor):
    view = real(corridor)
    drawn = map_of(corridor)
    mapped = marks.mapped(view)
    assert len(mapped) > 10
    first = windows.first(view, corridor, mapped)
    inside = mapped[first.holds(mapped["lon"], mapped["lat"])]
    assert set(inside["facility_id"]) <= set(drawn.numbers)
    assert set(drawn.numbers) <= set(mapped["facility_id"])
    assert sorted(drawn.numbers.values()) == list(range(1, len(drawn.numbers) + 1))
    written = [t.get_text() for axes in maps(drawn) for t in axes.texts if t.get_text().isdigit()]
    assert sorted(map(int, written)) == list(range(1, len(drawn.numbers) + 1))
    listed = " ".join(text.get_text() for text in drawn.texts)
    for name in style.names(mapped, view.lang):
        assert name.split()[0] in listed


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("corridor", CORRIDORS)
def test_names_do_not_hide_each_other_and_stay_on_the_map(corridor, lang):
    drawn = map_of(corridor, lang)
    for axes in maps(drawn):
        edge = axes.get_window_extent()
        boxes = [(text.get_text(), text.get_window_extent()) for text in names(axes)]
        for i, (name, box) in enumerate(boxes):
            assert box.x0 > edge.x0 - 2, name
            assert box.x1 < edge.x1 + 2, name
            for other, box_of_other in boxes[i + 1 :]:
                wide = min(box.x1, box_of_other.x1) - max(box.x0, box_of_other.x0)
                high = min(box.y1, box_of_other.y1) - max(box.y0, box_of_other.y0)
                shared = max(wide, 0) * max(high, 0)
                smaller = min(box.width * box.height, box_of_other.width * box_of_other.height)
                assert shared < 0.15 * smaller, (name, other)
    letters_hide_no_number(maps(drawn)[0])


def letters_hide_no_number(main):
    """The letters of parts stand clear of numbers and names, and numbers lie on their frames."""
    letters = [text for text in main.texts if text.get_bbox_patch() and text.get_text() != "N"]
    assert letters
    for letter in letters:
        box = letter.get_bbox_patch().get_window_extent()
        for text in main.texts:
            if text is not letter and text.get_text():
                assert not box.overlaps(text.get_window_extent()), (letter, text)
    (frame, *_) = [patch for patch in main.patches if patch.get_edgecolor()[:3] == INK]
    assert all(text.zorder > frame.zorder for text in main.texts)


@pytest.mark.parametrize("corridor", CORRIDORS)
def test_crowded_parts_do_not_overlap_and_share_no_point(corridor):
    view = real(corridor)
    mapped = marks.mapped(view)
    points = mapped[["lon", "lat"]].to_numpy(float)
    main = windows.first(view, corridor, mapped)
    parts = windows.crowded(points, main, 5.0)
    assert parts
    assert not np.logical_and.reduce([part.inside for part in parts]).any() or len(parts) == 1
    for part in parts:
        inside = points[part.inside]
        assert part.window.holds(inside[:, 0], inside[:, 1]).all()


def test_few_places_far_apart_need_no_larger_part():
    points = np.array([[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]])
    assert windows.crowded(points, Window(0, 0, 1, 1), 5.0) == []
    assert windows.crowded(np.empty((0, 2)), Window(0, 0, 1, 1), 5.0) == []


def test_first_view_follows_the_package_or_the_places(toy):
    view = make_view(toy)
    mapped = marks.mapped(view)
    window = windows.first(view, "toy-west", mapped)
    inside = window.holds(mapped["lon"], mapped["lat"])
    assert inside.mean() > 0.8
    none = windows.first(view, "toy-west", mapped.iloc[:0])
    assert none == windows.whole(view, "toy-west")
    zoom = {"zoom_west": -100.2, "zoom_south": 29.8, "zoom_east": -99.8, "zoom_north": 30.2}
    given_view = dataclasses.replace(view, corridors=view.corridors.assign(**zoom))
    assert windows.first(given_view, "toy-west", mapped).box() == (-100.2, 29.8, -99.8, 30.2)


def test_kinds_differ_by_shape_and_not_by_colour_alone():
    view = real("juarez-el-paso")
    looks = [marks.look(view, kind) for kind in view.vocab.codes("kind")]
    barred = [mark for mark, _ in looks if style.is_barred(mark)]
    enforcement = [one for one in view.vocab.terms("kind").values() if one.role == "enforcement"]
    assert len(barred) == len(enforcement) > 1, "what nobody goes to has one sign"
    free = [(mark, colour) for mark, colour in looks if not style.is_barred(mark)]
    assert len({mark for mark, _ in free}) == len({colour for _, colour in free}) == len(free)
    assert len(free) + len(barred) == len(looks)


def test_sides_and_border_differ_in_grey():
    view = real("juarez-el-paso")

    def grey(colour):
        return np.dot(mpl.colors.to_rgb(colour), [0.299, 0.587, 0.114])

    tints = [grey(view.vocab.term("side", side).colour) for side in ("MX", "US")]
    assert min(tints) > 0.8
    assert grey(style.INK) < 0.2


def test_border_is_the_strongest_line():
    drawn = map_of("juarez-el-paso")
    main = maps(drawn)[0]
    widest = max(
        main.lines, key=lambda line: line.get_linewidth() * (line.get_color() == style.INK)
    )
    assert widest.get_linewidth() == basemap.BORDER_PT
    assert len(widest.get_xdata()) > 20


@pytest.mark.parametrize(
    ("status", "date", "face", "edge", "struck"),
    [
        ("open", "2026-03", "#0072b2", style.PAPER, False),
        ("open", "2019", style.blend("#0072b2", style.PAPER, 0.45), "#0072b2", False),
        ("open", "", style.blend("#0072b2", style.PAPER, 0.45), "#0072b2", False),
        ("unknown", "2026-03", style.PAPER, "#0072b2", False),
        ("planned", "2026-03", style.PAPER, "#0072b2", False),
        ("closed", "2026-03", style.PAPER, "#0072b2", True),
    ],
)
def test_a_symbol_is_as_full_as_its_status_is_known(status, date, face, edge, struck):
    drawn = mpl.figure.Figure().add_subplot()
    marks.paint(drawn, (0, 0), ("o", "#0072b2"), 10, evidence=evidence(status, date, "2026-11-22"))
    symbol, *strokes = drawn.lines
    assert mpl.colors.same_color(symbol.get_markerfacecolor(), face)
    assert mpl.colors.same_color(symbol.get_markeredgecolor(), edge)
    assert len(strokes) == struck
    assert all(stroke.get_markersize() > symbol.get_markersize() for stroke in strokes)


def key_of(view):
    """The lines of a key: what they mean, and how full their symbol is."""
    rows = map_key.sign_rows(view, marks.mapped(view))
    return {row.text: row.mark[1] for row in rows if row.mark}


@pytest.mark.parametrize("lang", LANGS)
def test_the_key_explains_every_fill_on_the_map_and_no_other(lang):
    shown = key_of(real("juarez-el-paso", lang=lang, kind=("any",), status=("any",)))
    on = date_words("2026-11-22", lang)
    said = {one: t(f"map.legend_{one}", lang, date=on) for one in FILLS if one != "planned"}
    assert {text: one for one, text in said.items()}.items() <= shown.items()
    assert said["closed"] not in key_of(real("juarez-el-paso", lang=lang))
    assert said["closed"] in key_of(real("juarez-el-paso", lang=lang, status=("closed",)))


def test_detention_is_on_the_map_only_when_asked_for_and_then_in_its_title():
    barred = [one.label("es") for one in VOCAB.terms("kind").values() if one.role == "enforcement"]
    plain, asked = map_of("juarez-el-paso"), figure(real("juarez-el-paso", kind=("any",)))

    def said(drawn):
        return " ".join(" ".join(text.get_text().split()) for text in drawn.findobj(Text))

    assert not [label for label in barred if label in said(plain)]
    assert "No se muestran: 10 lugares de detención o custodia, 11 lugares cerrados." in said(plain)
    assert title(real("juarez-el-paso"), "overview") in said(plain)
    assert all(f"{label}: " in said(asked) for label in barred)
    assert "Lugares, con los de detención o custodia" in said(asked)
    assert "No se muestran: 12 lugares cerrados." in said(asked), "one of them was of detention"


def test_locator_is_drawn_where_outlines_of_countries_reach():
    assert covers(Window(-107, 31, -105, 32))
    assert not covers(Window(20, 40, 22, 42))
    around = around_corridor(Window(-107, 31, -105, 32), 0.5)
    assert around.holds(-106, 31.5)
    assert around.shape == pytest.approx(0.5, rel=0.05)


def spots(drawn):
    """Every coordinate that a figure draws."""
    lines = [line.get_xydata() for axes in drawn.axes for line in axes.lines]
    made = np.vstack([np.asarray(line, dtype=float) for line in lines])
    return made[~np.isnan(made).any(axis=1)]  # between two lines of one stroke the pen is lifted


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_no_true_position_or_address_of_a_protected_place_is_drawn(toy, form):
    drawn = figure(make_view(toy))
    drawn_spots = spots(drawn)
    for lon, lat in ((-100.0123, 29.9434), (-100.0321, 29.9123)):
        assert np.hypot(*(drawn_spots - [lon, lat]).T).min() > 1e-4
    assert np.hypot(*(drawn_spots - [-100.03, 29.91]).T).min() < 0.02
    said = " ".join(text.get_text() for text in drawn.findobj(Text)) + drawn.alt
    assert TOY_ADDRESS not in said
    made = encode(drawn, form)
    assert b"29.9434" not in made
    assert b"29.9123" not in made


def test_internal_figure_says_so(toy):
    said = [t.get_text() for t in figure(make_view(toy, audience="internal")).findobj(Text)]
    assert any("Uso interno" in text for text in said)


# Main roads, railways and rivers


def ground_lines(axes):
    looks = [(one["color"], one["linewidth"]) for one in basemap.GROUND.values()]
    return [line for line in axes.lines if (line.get_color(), line.get_linewidth()) in looks]


def parts(strokes):
    """Count the lines that strokes consist of."""
    return sum(1 + np.isnan(one.get_xydata()[:, 0]).sum() for one in strokes)


def test_the_whole_corridor_shows_main_roads_and_a_close_map_shows_none():
    axes = maps(map_of("tijuana-san-diego"))
    wide = {round(max(np.ptp(one.get_xlim()), 0), 3): parts(ground_lines(one)) for one in axes}
    assert wide[max(wide)] > 100
    assert wide[min(wide)] == 0


def test_main_roads_are_thinner_than_the_border_and_under_it():
    axes = max(maps(map_of("juarez-el-paso")), key=lambda one: np.ptp(one.get_xlim()))
    border = [line for line in axes.lines if line.get_color() == style.INK]
    roads = ground_lines(axes)
    assert roads
    assert max(one.get_zorder() for one in roads) < min(one.get_zorder() for one in border)
    assert max(one.get_linewidth() for one in roads) < min(one.get_linewidth() for one in border)


def test_the_credit_names_who_made_the_roads_and_rivers():
    words = " ".join(text.get_text() for text in map_of("juarez-el-paso").findobj(Text))
    assert "OpenStreetMap" in words
    assert "Natural Earth" in words


def test_a_tick_stands_straight_across_the_border():
    line = LineString([(0, 0), (10, 10)])
    ends = crossing_ticks.across([line], (6, 4), half=2, around=1)
    assert ends == pytest.approx(np.array([[5, 5], [5, 5]]) + np.array([[1, -1], [-1, 1]]) * 2**0.5)
    upright = crossing_ticks.across([], (6, 4), half=2, around=1)
    assert upright.tolist() == [[6, 2], [6, 6]]


def test_crossings_are_ticks_and_cells_of_protected_places_are_not_drawn():
    view = real("tijuana-san-diego")
    assert (view.places["precision"] == "generalised").any()
    drawn = map_of("tijuana-san-diego")
    main = drawn.axes[0]
    ticks = [line for line in main.lines if line.get_zorder() == 4.4]
    (west, east), (south, north) = main.get_xlim(), main.get_ylim()
    inside = view.crossings["lon"].between(west, east) & view.crossings["lat"].between(south, north)
    closed = int((view.crossings["status"][inside] == "closed").sum())
    assert len(ticks) == 2 * int(inside.sum()) + closed
    cells = [
        patch
        for axes in drawn.axes
        for patch in axes.patches
        if isinstance(patch, Rectangle) and patch.get_width() == pytest.approx(CELL_DEGREES)
    ]
    assert not cells


def test_who_made_the_streets_is_said_wherever_they_are_drawn(toy, tmp_path):
    file = tmp_path / "some.streets"
    facts = {
        "corridors": [{"id": CORRIDOR, "km": {"MX": 1.0}}],
        "attribution": "© Somebody",
        "licence": "ODbL-1.0",
    }
    layers = {"primary": streets.Layer(["Calle"], [np.array([[0, 0], [500, 0]])])}
    file.write_bytes(
        streets.encode(streets.StreetPack((-100.0, 29.99), (2e-5, 2e-5), layers, facts))
    )
    view = make_view(with_streets(toy, [file]), Filter(lang="en"))
    assert credit.basemap_line(view) == "Base map: © Somebody."
    assert "ODbL-1.0" in credit.data_line(view)
    made = payload(view)
    assert "© Somebody" in made["attribution"].split(" · ")
    assert [one["title"] for one in made["licences"]] == ["ODbL-1.0"]
    without = make_view(toy, Filter(lang="en"))
    assert credit.basemap_line(without) == ""
    assert "ODbL" not in credit.data_line(without)
