"""A text of a row in a language, or in the first one that it falls back on."""

import pandas as pd

from atlas.base.i18n import LANGS
from atlas.base.translations import (
    by_language,
    localised,
    localised_column,
    names_by_key,
    other_language,
)

ROWS = pd.DataFrame({"id": ["a", "b"], "name": ["Casa", "Puente"], "name_en": ["House", ""]})


def test_a_text_that_a_language_lacks_falls_back():
    assert localised({"title": "Lista"}, "title", "en") == "Lista"
    assert localised({"title_en": "List"}, "title", "es") == "List"
    assert localised({"title": "Lista", "title_en": "List"}, "title", "en") == "List"
    assert localised({}, "title", "en", "none") == "none"
    assert by_language({"title": "Lista"}, "title", langs=LANGS) == {"es": "Lista", "en": "Lista"}


def test_every_row_falls_back_by_itself():
    assert list(localised_column(ROWS, "name", "en")) == ["House", "Puente"]
    assert list(localised_column(ROWS, "name", "es")) == ["Casa", "Puente"]
    assert list(localised_column(ROWS[["name"]], "name", "en")) == ["Casa", "Puente"]
    assert names_by_key(ROWS, "id", "en") == {"a": "House", "b": "Puente"}


def test_a_text_says_its_language_where_it_is_not_the_one_wanted():
    place = {"notes": "Nota", "notes_en": "", "address": "Calle 7"}
    assert [other_language(place, "notes", lang) for lang in ("es", "en", "ht")] == ["", "es", "es"]
    assert other_language(place | {"notes_en": "Note"}, "notes", "en") == ""
    assert other_language(place, "address", "en") == "", "nothing says which language it is in"
