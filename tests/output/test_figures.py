"""Figures: every kind draws, says in words what it shows, and gives the same bytes every time."""

import dataclasses
import hashlib
import re
import subprocess
import sys
from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from atlas import data
from atlas.analysis.coverage import service_by_side, sides, supply
from atlas.base.errors import ExportError
from atlas.base.i18n import LANGS
from atlas.base.public_address import BASE_URL
from atlas.output.figures import FORMATS, KINDS, alt_text, encode, figure, save_figure, style, title
from atlas.output.figures import coverage_matrix as coverage_figure
from atlas.output.figures import flow_lines as flows_figure
from atlas.output.figures import service_bars as services_figure
from atlas.output.figures.cooperation_timeline import arrange
from atlas.places.filters import Filter
from atlas.places.scope import left_out_words
from atlas.places.view import make_view

CORRIDORS = ("tijuana-san-diego", "juarez-el-paso", "tapachula-tecun-uman")
EVERY = [*((kind, "svg") for kind in KINDS), ("overview", "png"), ("services", "pdf")]
assert set(FORMATS) == {form for _, form in EVERY}
# Every kind with every corridor; languages take turns, so that each meets every kind and corridor.
DRAWN = [
    (kind, corridor, LANGS[(i + j) % len(LANGS)])
    for i, kind in enumerate(KINDS)
    for j, corridor in enumerate([(), *((name,) for name in CORRIDORS)])
]
HOSTILE = (
    "$\\frac{1}{0}$ \\input{x} $",
    "</text><script>alert(1)</script>",
    "{{7*191}} ${7*7} #panic()",
    "nul\0 bell\x07 esc\x1b line\u2028 \ufffe",
    "漢字 العربية עברית 😀",
    "x" * 4000,
    "many words " * 400,
)


@pytest.fixture(scope="module")
def juarez():
    return make_view(data.load(), Filter(corridor=("juarez-el-paso",)))


def texts(drawn):
    return [text.get_text() for text in drawn.findobj(mpl.text.Text) if text.get_text()]


def counts(*rows):
    """A table of counts on foot: (series, crossing, year, month, value, months covered)."""
    names = ["series", "crossing_id", "year", "month", "value", "months_covered"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(
        measure="pedestrians", port_name=frame["crossing_id"].replace("", "Port"), source_ids=""
    )


def test_figure_prints_the_link_at_the_public_address(monkeypatch):
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    view = make_view(data.load(), Filter(corridor=CORRIDORS[:1], lang="en"))
    said = " ".join(texts(figure(view, "services")))
    assert f"https://atlas.example.org/?corridor={CORRIDORS[0]}&lang=en" in said


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "corridor", "lang"), DRAWN)
def test_every_kind_draws_every_corridor_and_speaks_both_languages(kind, corridor, lang):
    view = make_view(data.load(), Filter(corridor=corridor, lang=lang))
    drawn = figure(view, kind)
    words = texts(drawn)
    assert any(text.startswith(title(view, kind)) for text in words)
    assert any(view.version in text for text in words)
    assert any("CC-BY-4.0" in text for text in words)
    assert "?corridor" not in " ".join(words), "a link without a host leads nowhere on paper"
    assert drawn.alt == alt_text(view, kind)
    assert len(drawn.alt) > 40
    assert not [text for text in words if "{" in text or "figures." in text]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_left_is_a_valid_figure_that_says_so(toy, kind):
    view = make_view(toy, Filter(q="no place is called this"))
    drawn = figure(view, kind)
    said = {
        "flows": "No hay conteos",
        "cooperation": "no tiene acciones",
    }.get(kind, "Ningún lugar cumple con este filtro")
    assert any(said in text.replace("\n", " ") for text in texts(drawn))
    assert said in drawn.alt
    assert encode(drawn, "svg")


def test_figure_without_a_frame_leaves_title_and_sources_to_the_document(juarez):
    drawn = figure(juarez, "services", framed=False)
    assert not [text for text in texts(drawn) if juarez.version in text]
    assert not [text for text in texts(drawn) if title(juarez, "services") in text]


def test_unknown_kind_and_impossible_size_are_refused(juarez):
    with pytest.raises(ExportError, match="unknown figure 'pie'; use one of overview, coverage"):
        figure(juarez, "pie")
    with pytest.raises(ExportError, match="between 3 and 40"):
        figure(juarez, size=(7, 400))
    with pytest.raises(ExportError, match="unknown figure"):
        alt_text(juarez, "pie")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_figure_is_as_large_as_asked(juarez, kind):
    assert figure(juarez, kind, size=(6.0, 8.5)).get_size_inches().tolist() == [6.0, 8.5]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "form"), EVERY)
def test_equal_views_give_equal_bytes(juarez, kind, form):
    first = encode(figure(juarez, kind), form, dpi=60)
    assert encode(figure(juarez, kind), form, dpi=60) == first


@pytest.mark.slow
def test_bytes_depend_on_no_setting_of_the_user_and_no_hash_seed(juarez):
    with mpl.rc_context({"font.size": 30, "text.usetex": True, "svg.fonttype": "none"}):
        here = hashlib.sha256(encode(figure(juarez, "services"), "svg")).hexdigest()
    code = (
        "import hashlib, atlas; from atlas.output.figures import encode;"
        "view = atlas.select(corridor='juarez-el-paso');"
        "print(hashlib.sha256(encode(atlas.figure(view, 'services'), 'svg')).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here


def test_drawing_leaves_the_settings_of_the_user_alone(juarez):
    with mpl.rc_context({"font.size": 30}):
        figure(juarez, "services")
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.slow
def test_png_has_300_dots_per_inch_and_describes_itself(juarez, tmp_path):
    path = tmp_path / "map.png"
    save_figure(juarez, path)
    with Image.open(path) as image:
        width = figure(juarez).get_size_inches()[0]
        assert image.width == round(300 * width)
        assert round(image.info["dpi"][0]) == 300
        assert image.info["Description"] == alt_text(juarez)
    assert (tmp_path / "map.png.alt.txt").read_text(encoding="utf-8").strip() == alt_text(juarez)


@pytest.mark.slow
def test_svg_and_pdf_describe_themselves_without_a_date(juarez, tmp_path):
    save_figure(juarez, tmp_path / "bars.svg", kind="services", alt=False)
    tree = ElementTree.parse(tmp_path / "bars.svg")  # noqa: S314, a file of ours
    words = [element.text for element in tree.iter() if element.text and element.text.strip()]
    assert alt_text(juarez, "services") in words
    assert not [e for e in tree.iter() if e.tag == "{http://purl.org/dc/elements/1.1/}date"]
    save_figure(juarez, tmp_path / "bars.pdf", kind="services", alt=False)
    about = PdfReader(tmp_path / "bars.pdf").metadata
    assert about.subject == alt_text(juarez, "services")
    assert about.creation_date is None
    assert not list(tmp_path.glob("*.alt.txt"))


@pytest.mark.parametrize("name", ["map", "map.gif", "map.html"])
def test_unknown_format_is_refused(juarez, tmp_path, name):
    with pytest.raises(ExportError, match="a figure can be png, svg, pdf"):
        save_figure(juarez, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_folder_that_does_not_exist_is_one_clear_line(juarez, tmp_path):
    with pytest.raises(ExportError, match="does not exist") as raised:
        save_figure(juarez, tmp_path / "nowhere" / "map.svg", kind="services")
    assert "\n" not in str(raised.value)


def test_notebook_shows_a_figure_without_pyplot(juarez):
    picture = figure(juarez, "services")._repr_png_()
    assert Image.open(BytesIO(picture)).format == "PNG"


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "form"), EVERY)
def test_text_from_data_is_drawn_as_text(juarez, kind, form):
    def spoil(frame):
        names = [HOSTILE[i % len(HOSTILE)] for i in range(len(frame))]
        changed = {c: names for c in ("name", "name_en", "municipality") if c in frame}
        return frame.assign(**changed)

    spoiled = {
        name: spoil(getattr(juarez, name))
        for name in ("places", "crossings", "localities", "actions", "actors", "corridors")
    }
    view = dataclasses.replace(juarez, **spoiled)
    made = encode(figure(view, kind), form, dpi=50)
    if form == "svg":
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(made).iter()}  # noqa: S314
        assert "script" not in tags


def test_dollar_signs_are_no_mathematics(juarez):
    with style.drawing():
        drawn = figure(juarez, "services")
        text = drawn.text(0.5, 0.5, "$x^2$")
        assert not text.get_parse_math()


def test_names_take_one_line_and_mark_letters_that_fonts_lack():
    assert style.drawable("two\nlines\t \0and 漢") == "two lines \ufffdand \ufffd"


def test_wrapped_lines_are_no_wider_than_asked():
    text = "Centro de Recursos Integrales para Personas Migrantes " * 3 + "x" * 300
    lines = style.wrapped(text, 1.5, 9).split("\n")
    assert max(style.width_in(line, 9) for line in lines) <= 1.5
    assert style.wrapped("uno dos tres cuatro", 0.3, 9, most=2).count("\n") == 1
    assert style.wrapped("uno dos tres cuatro", 0.3, 9, most=2).endswith("…")


def test_year_without_counts_is_a_gap_in_the_line(juarez):
    flows = counts(*(("crossing", "paso-del-norte", year, np.nan, 100, np.nan)
                     for year in (2015, 2016, 2019, 2020)))  # fmt: skip
    view = dataclasses.replace(juarez, flows=flows)
    lines = [line for axes in figure(view, "flows").axes for line in axes.lines]
    joined = next(line for line in lines if len(line.get_xdata()) == 6)
    assert np.isnan(joined.get_ydata()).tolist() == [False, False, True, True, False, False]


def test_incomplete_year_is_an_open_point_that_no_line_reaches(juarez):
    flows = counts(
        ("crossing", "paso-del-norte", 2019, np.nan, 100, 12),
        ("crossing", "paso-del-norte", 2020, np.nan, 70, 9),
    )
    yearly = flows_figure.yearly(flows)
    assert yearly["complete"].tolist() == [True, False]
    view = dataclasses.replace(juarez, flows=flows)
    axes = next(axes for axes in figure(view, "flows").axes if axes.lines)
    line, _, part = axes.lines
    assert not part.get_clip_on(), "a low count would be cut in half by the axis"
    assert np.isnan(line.get_ydata()[1])
    assert part.get_xdata().tolist() == [2020]
    assert mpl.colors.to_hex(part.get_markerfacecolor()) == style.PAPER


def test_months_add_up_to_a_year_only_where_no_yearly_count_is_given():
    flows = counts(
        ("crossing", "a", 2020, np.nan, 500, 12),
        *(("crossing", "a", 2020, month, 1, 1) for month in range(1, 13)),
        *(("crossing", "a", 2021, month, 10, 1) for month in range(1, 13)),
        *(("crossing", "a", 2022, month, 10, 1) for month in range(1, 4)),
    )
    yearly = flows_figure.yearly(flows).set_index("year")
    assert yearly["value"].to_dict() == {2020: 500, 2021: 120, 2022: 30}
    assert yearly["complete"].to_dict() == {2020: True, 2021: True, 2022: False}


def test_port_totals_and_crossings_never_share_a_panel(juarez):
    series = flows_figure.yearly(juarez.flows)
    panels = [panel for _, group in flows_figure._panels(juarez, series) for _, panel in group]
    assert {len(panel["series"].unique()) for panel in panels} == {1}
    assert {len(panel["measure"].unique()) for panel in panels} == {1}
    assert {panel["series"].iloc[0] for panel in panels} == {"crossing", "port"}


def test_crossing_with_nothing_but_zeros_is_named_below(juarez):
    notes = [text for text in texts(figure(juarez, "flows")) if "Cero en todos los años" in text]
    assert "Stanton" in notes[0]


def test_bars_and_matrix_count_help_at_work_whatever_is_shown(juarez):
    of = sides(juarez.corridors)
    expected = service_by_side(supply(juarez.places), of, juarez.vocab.codes("service"))
    lifted = juarez.lifted
    assert len(lifted.places) > len(juarez.places)
    assert coverage_figure.matrix(lifted).equals(expected)
    assert services_figure.counts(lifted)[1].equals(services_figure.counts(juarez)[1])
    assert coverage_figure.matrix(juarez).equals(expected)
    totals, confirmed = services_figure.counts(juarez)
    assert totals.equals(expected.loc[totals.index])
    assert (confirmed <= totals).all(axis=None)
    closed = juarez.places.assign(status="closed")
    assert services_figure.counts(dataclasses.replace(juarez, places=closed))[0].empty


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["overview", "coverage", "services"])
def test_figure_says_in_one_line_what_it_leaves_out(juarez, kind):
    line = left_out_words(juarez)
    assert re.fullmatch(
        r"No se muestran: \d+ lugares de detención o custodia, \d+ lugares cerrados\.", line
    )
    said = " ".join(" ".join(text.split()) for text in texts(figure(juarez, kind)))
    assert line in said
    said = " ".join(" ".join(text.split()) for text in texts(figure(juarez.lifted, kind)))
    assert "No se muestran" not in said


def test_alternative_text_of_the_matrix_names_what_is_missing(juarez):
    expected = coverage_figure.matrix(juarez)["juarez-el-paso"]
    missing = expected.index[(expected["US"] == 0) & (expected["MX"] > 0)]
    assert len(missing)
    for code in missing:
        assert juarez.vocab.label("service", code, "es") in alt_text(juarez, "coverage")


def test_a_filter_by_side_does_not_turn_the_other_side_into_a_gap():
    view = make_view(data.load(), Filter(corridor=("juarez-el-paso",), side=("MX",)))
    assert list(coverage_figure.matrix(view).columns) == [("juarez-el-paso", "MX")]
    assert figure(view, "coverage").alt
    assert figure(view, "services").alt


def test_timeline_is_in_order_and_keeps_actions_without_a_year(juarez):
    timeline = arrange(juarez)
    assert len(timeline.rows) == len(juarez.actions)
    dated = timeline.rows["start"].dropna()
    assert dated.is_monotonic_increasing
    assert timeline.rows["start"].isna().tolist() == sorted(timeline.rows["start"].isna())
    assert timeline.levels
    undated = [t for t in texts(figure(juarez, "cooperation")) if t == "sin fuente con fecha"]
    assert len(undated) == timeline.rows["start"].isna().sum()
