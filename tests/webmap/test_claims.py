"""What the sources say of a place: through the gate, compact, and only where there is something."""

from dataclasses import replace

import pandas as pd
import pytest

from atlas.base.i18n import LANGS
from atlas.data import load
from atlas.data.place_columns import bundled_columns
from atlas.places.privacy import publish_claims
from atlas.places.view import make_view
from atlas.webmap import payload

COLUMNS = ["facility_id", "field", "value", "source_ids", "date", "used"]
WHERE = {"position": "29.9434, -100.0123 (10 m)", "address": "Calle Secreta 7", "notes": "Azul"}


def said(place, field, value, date="", used=""):
    return (place, field, value, "toy-list", date, used)


@pytest.fixture(scope="module")
def told(toy):
    rows = [
        said("casa-sur", "status", "open", "2023", "yes"),
        said("casa-sur", "status", "closed", "2025-04"),
        said("casa-sur", "services", "lodging;food"),
        said("casa-sur", "name", "{{7*191}}</script>", used="yes"),
        *(said(place, field, value) for place in ("casa-secreta", "casa-velada")
          for field, value in WHERE.items()),
        said("casa-secreta", "unheard_of", "Calle Secreta 7"),
        said("casa-secreta", "phone", "664 1"),
        said("nobody", "name", "Nadie"),
    ]  # fmt: skip
    return replace(toy, claims=pd.DataFrame(rows, columns=COLUMNS, dtype="str"))


def test_nothing_is_quoted_that_tells_where_a_protected_place_is(told):
    view = make_view(told)
    assert view.claims.query("facility_id == 'casa-secreta'")["field"].tolist() == ["phone"]
    assert view.claims.query("facility_id == 'casa-velada'").empty
    text = str(payload(view))
    for secret in ("29.9434", "Calle Secreta", "Azul"):
        assert secret not in text
    assert "Calle Secreta 7" in str(make_view(told, audience="internal").claims.to_numpy())


@pytest.mark.parametrize("sensitivity", ["withheld", "generalised", "", "nonsense"])
def test_what_is_not_known_to_be_open_is_protected(sensitivity):
    places = pd.DataFrame({"facility_id": ["a"], "sensitivity": [sensitivity]})
    fields = ["position", "anything", *bundled_columns()]
    claims = pd.DataFrame([said("a", field, "x") for field in fields], columns=COLUMNS)
    quoted = set(publish_claims(claims, places, "public")["field"])
    assert {"name", "phone", "website", "status", "services"} <= quoted
    assert quoted.isdisjoint(
        ["position", "anything", "address", "notes", "notes_en", "lon", "lat", "precision_m"]
    )
    assert len(publish_claims(claims, places.assign(sensitivity="open"), "public")) == len(fields)


def test_claims_are_of_the_places_that_are_shown(told):
    view = make_view(told)
    found = payload(view)["claims"]
    row = view.places.index[view.places["facility_id"] == "casa-sur"].item()
    words = {
        code: {lang: view.vocab.label("status", code, lang) for lang in LANGS}
        for code in ("open", "closed")
    }
    assert found["rows"][str(row)][:2] == [
        ["status", words["open"], "2023", 1, [0]],
        ["status", words["closed"], "2025-04", 0, [0]],
    ]
    assert "Nadie" not in str(found)


@pytest.mark.slow
def test_codes_are_said_in_both_languages():
    package = load()
    row = said("casa-del-migrante-tijuana", "services", "lodging;food")
    source = package.sources["source_id"].iloc[0]
    claims = pd.DataFrame([row], columns=COLUMNS, dtype="str").assign(source_ids=source)
    found = payload(make_view(replace(package, claims=claims)))["claims"]
    ((_, value, *_),) = next(iter(found["rows"].values()))
    terms = package.vocab.terms("service")
    assert value["es"] == ", ".join(terms[code].label("es") for code in ("lodging", "food"))
    assert found["fields"]["services"]["en"] == "Services"


def test_nothing_is_carried_where_sources_agree():
    package = load()
    view = make_view(replace(package, claims=package.claims.iloc[:0]))
    assert view.claims.empty
    assert "claims" not in payload(view)
    assert "claims" in payload(make_view(package))
