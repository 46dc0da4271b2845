"""The tables of the data page say what the data package holds."""

import pytest

from atlas.app.data_page import inventory
from atlas.base.i18n import LANGS
from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.scope import scope
from atlas.places.view import make_view


@pytest.fixture(params=LANGS)
def view(request):
    return make_view(load(), Filter(lang=request.param))


def counted(view, column):
    return inventory.labelled(view, column, inventory.by_corridor(view, column))


@pytest.mark.parametrize("column", ["kind", "side", "status", "precision", "sensitivity"])
def test_every_place_is_counted_once(view, column):
    counts = counted(view, column)
    total = counts.iloc[:, -1]
    assert int(total.sum()) == len(view.places)
    assert (counts.iloc[:, :-1].sum(axis=1) == total).all()
    assert counts.to_numpy().any(axis=0).all()
    assert counts.to_numpy().any(axis=1).all()


def test_counts_of_the_toy_corridor(toy):
    view = make_view(toy, Filter(lang="en"))
    counts = counted(view, "precision")
    assert list(counts.columns) == ["Corridor", "Outside the corridors", "Total"]
    assert counts.loc["Municipality only"].tolist() == [2, 0, 2]
    assert counts.loc["Generalised"].tolist() == [1, 0, 1]
    sides = counted(view, "side")
    assert sides.loc["Not on record"].tolist() == [0, 1, 1], "a place outside has no side"


def test_ages_are_newest_first_and_undated_last(toy):
    ages = inventory.age_of_evidence(make_view(toy, Filter(lang="en")))
    years = ages.iloc[:, 0].tolist()
    assert years == ["2025", "2024", "2023", "2022", "2019", "No date"]
    assert ages.iloc[:, 1].tolist() == [3, 1, 1, 1, 1, 3]
    assert ages.iloc[:, 2].sum() == pytest.approx(100)


def test_evidence_names_the_middle_date(toy):
    view = make_view(toy, Filter(lang="en"))
    text = inventory.evidence_in_words(view)
    stated = view.places[(view.places["status_date"] != "") & (view.places["status"] != "unknown")]
    said = f"{scope(view)}: places with a dated source that says whether they are open: "
    assert text.startswith(f"{said}{len(stated)} of 10.")
    middle = stated["status_date"].str[:4].sort_values().iloc[(len(stated) - 1) // 2]
    assert f"{middle} or before" in text


def test_sources_are_searched_in_both_languages_without_accents(view):
    everything = inventory.sources(view)
    assert len(everything) == len(view.sources)
    found = inventory.sources(view, "pagina que no existe zzzz")
    assert found == []
    some = inventory.sources(view, "TIJUANA")
    assert 0 < len(some) < len(everything)
    assert {title for title, _, _ in some} <= {title for title, _, _ in everything}


def test_most_cited_source_is_first(view):
    cited = view.places["source_ids"].str.split(";").explode().value_counts()
    known = view.sources.set_index("source_id")
    first = known.loc[cited.index[0]]
    title = (first["title_en"] if view.lang == "en" else "") or first["title"]
    assert inventory.sources(view)[0][0] == title


def test_every_file_and_column_is_described(view):
    files = inventory.resources(view)
    assert (files != "").to_numpy()[:, :3].all(), "title, content and licence"
    for resource in view.descriptor["resources"]:
        described = inventory.columns(resource, view.lang)
        schema = resource["schema"]
        names = [field["name"] for field in (*schema["fields"], *schema.get("derived", ()))]
        assert described.iloc[:, 0].tolist() == names


def test_unknowns_are_counted(toy):
    view = make_view(toy, Filter(lang="en"))
    lines = inventory.unknowns(view).values()
    for said in (
        "2 places are known, or published, by municipality only.",
        "3 places have no date for their status.",
        "5 shelters have no capacity on their cards.",
        "1 place of help has no known services.",
    ):
        assert f"{scope(view)}: {said}" in lines


def test_detention_lacks_no_services():
    view = make_view(load(), Filter(lang="en").lifted())
    rows = view.places[inventory.lacking(view)["no_services"]]
    assert set(rows["role"]) == {"support"}
    assert (view.places["role"] == "enforcement").any()
