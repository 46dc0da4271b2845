"""Names of a pack by the first letters of their words: what is asked for, and no more."""

import numpy as np

from atlas.spatial.streets import Layer, StreetPack, decode
from atlas.spatial.streets.street_names import COMMON_NAMES, NamedPack

ROAD = np.array([[40, 10], [0, 0], [20, 90], [30, 30]])


def named(**names):
    layers = {
        one: Layer(list(some), [ROAD if one != "suburb" else ROAD[:1]] * len(some))
        for one, some in names.items()
    }
    return NamedPack(StreetPack((-117.1, 32.4), (1e-5, 1e-5), layers, {"source": "a.osm.pbf"}))


def found(pack, key):
    part = pack.part(key)
    return {name: layer.names for name, layer in decode(part).layers.items()} if part else {}


def test_a_name_is_found_by_each_of_its_words_whatever_its_accents():
    pack = named(primary=["Avenida Revolución", ""], suburb=["Zona Río"], school=["Revolución"])
    assert found(pack, "rev") == {"primary": ["Avenida Revolución"]}
    assert found(pack, "ave") == {"primary": ["Avenida Revolución"]}
    assert found(pack, "rio") == {"suburb": ["Zona Río"]}
    assert found(pack, "re") == {}, "a key is three letters, or a whole word"
    assert pack.part("") is None
    assert pack.part("xyz") is None


def test_of_a_street_its_box_and_a_point_on_it_are_given():
    (line,) = decode(named(minor=["Calle 2"]).part("2")).layers["minor"].lines
    assert line.tolist() == [[0, 0], [40, 90], [10, 45]]
    (point,) = decode(named(suburb=["Centro"]).part("cen")).layers["suburb"].lines
    assert point.tolist() == [[40, 10]]


def test_a_common_word_is_no_key_of_names_that_have_others():
    streets = [f"Calle {n:03}" for n in range(COMMON_NAMES)]
    assert len(found(named(minor=streets), "cal")["minor"]) == COMMON_NAMES
    more = named(minor=[*streets, "Calle 999", "Calle"])
    assert found(more, "cal") == {"minor": ["Calle"]}
    assert found(more, "999") == {"minor": ["Calle 999"]}
