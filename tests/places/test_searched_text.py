"""A search finds places by what is public of them, and by nothing else."""

from dataclasses import replace

import pytest

from atlas.base.text_search import matches
from atlas.data import load
from atlas.places.published import published_places
from atlas.places.searched_text import known_words


def found(package, query):
    places = published_places(package)
    kept = matches(query, places["search_text"].tolist(), known_words(package))
    return places["facility_id"][kept].tolist()


@pytest.fixture(scope="module")
def secret():
    """The bundled package, with what nobody may publish of a withheld and a generalised place."""
    package = load()
    places = package.places.copy()
    for sensitivity in ("withheld", "generalised"):
        row = places.index[places["sensitivity"] == sensitivity][0]
        places.loc[row, ["address", "hours_note", "intake", "notes"]] = "Zzyzxgate 8712345"
    return replace(package, places=places)


def test_what_is_hidden_of_a_protected_place_finds_nothing(secret):
    assert found(secret, "Zzyzxgate") == []
    assert found(secret, "8712345") == []
    opened = secret.places.assign(sensitivity="open")
    assert len(found(replace(secret, places=opened), "Zzyzxgate")) == 2


def test_names_that_sources_give_find_the_place():
    package = load()
    open_place, withheld = (
        package.places["facility_id"][package.places["sensitivity"] == protection].iloc[0]
        for protection in ("open", "withheld")
    )
    claim = package.claims.iloc[:1]
    claims = [
        claim.assign(facility_id=open_place, field="name", value="Casa Qwertina"),
        claim.assign(facility_id=withheld, field="address", value="Calle Qwertina 5"),
    ]
    said = replace(package, claims=type(claim)([row.iloc[0] for row in claims]))
    assert found(said, "qwertina") == [open_place]


def test_an_organisation_finds_its_places():
    package = load()
    msf = package.places["facility_id"][package.places["actor_id"] == "msf"]
    assert len(msf) > 0
    for query in ("doctors without borders", "Médicos sin Fronteras", "MSF"):
        assert set(msf) <= set(found(package, query))
