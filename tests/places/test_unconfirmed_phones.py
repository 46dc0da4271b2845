"""A number that only a claim gives is offered as what it is, until somebody has called it."""

from dataclasses import replace

import pandas as pd
import pytest

from atlas.curation.calls import call_lines
from atlas.output.light import Frame, light_page
from atlas.places.unconfirmed_phones import unconfirmed_phones
from atlas.places.view import make_view
from tests.webmap.test_claims import COLUMNS, said

NUMBERS = "+52 664 111 1111; +52 664 222 2222"


@pytest.fixture
def told(toy):
    """Two numbers of 2018 for a place without any, one more for a place that has its own."""
    places = toy.places.copy()
    places.loc[places["facility_id"] == "casa-norte", "phone"] = "+1 619 555 0100"
    rows = [
        said("casa-sur", "phone", NUMBERS, "2018-08-04"),
        said("casa-norte", "phone", "+1 619 555 0199", "2018"),
        said("oficina-sur", "phone", "+52 664 333 3333"),
        said("defensa-sur", "email", "a@example.org"),
    ]
    return replace(toy, places=places, claims=pd.DataFrame(rows, columns=COLUMNS, dtype="str"))


def called(package, place, day):
    """Cite a call to a place as one of its sources."""
    source = package.sources.iloc[:1].assign(source_id="call-1", kind="call", date=day)
    places = package.places.copy()
    places.loc[places["facility_id"] == place, "source_ids"] = "toy-list;call-1"
    return replace(package, places=places, sources=pd.concat([package.sources, source]))


def test_only_places_without_a_number_of_their_own_have_an_unconfirmed_one(told):
    assert unconfirmed_phones(make_view(told)) == {
        "casa-sur": "+52 664 111 1111 [2018-08-04]; +52 664 222 2222 [2018-08-04]",
        "oficina-sur": "+52 664 333 3333",
    }


@pytest.mark.parametrize(("day", "offered"), [("2018-01-02", True), ("2026-11-28", False)])
def test_a_number_is_no_longer_offered_after_a_call_that_did_not_confirm_it(told, day, offered):
    found = unconfirmed_phones(make_view(called(told, "casa-sur", day)))
    assert ("casa-sur" in found) is offered
    assert "oficina-sur" in found


def test_a_list_does_not_say_that_no_number_is_known_where_one_is(told):
    page = light_page(make_view(told), Frame("/lite", "/lite"))
    lines = {line.split("<")[0]: line for line in page.split('data-place="')[1:]}
    line = lines['casa-sur">Casa Sur']
    assert "sin teléfono conocido" not in line
    assert "Número sin confirmar:" in line
    assert 'href="tel:+526641111111"' in line
    assert "4 ago 2018" in line
    assert "sin teléfono conocido" in lines['defensa-sur">Defensa Sur']
    assert "555 0199" not in lines['casa-norte">Casa Norte']


def test_they_are_the_first_to_be_called_and_the_line_says_what_they_are(told):
    lines = call_lines(make_view(told)).set_index("facility_id")
    assert set(lines.index[:2]) == {"casa-sur", "oficina-sur"}
    line = lines.loc["casa-sur"]
    assert (line["number"], line["other_numbers"]) == ("+52 664 111 1111", "+52 664 222 2222")
    assert line["known"].startswith("número de 4 ago 2018 sin confirmar · ")
    assert lines.loc["oficina-sur", "known"].startswith("número sin confirmar · ")
