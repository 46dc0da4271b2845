"""The places of a package as an audience may see them: located, sent through the gate, in order."""

from functools import lru_cache

import pandas as pd

from atlas.base.text_search import fold, text_of_places
from atlas.data import Package
from atlas.data.place_columns import place_columns, shown_in
from atlas.places.join import locate
from atlas.places.privacy import publish, publish_claims
from atlas.places.roles import SUPPORT


@lru_cache(maxsize=4)
def located_places(package: Package) -> pd.DataFrame:
    """Give every place with its corridor, side and nearest crossing, at its true position.

    For analysis that publishes counts only; nothing of this frame may be shown as it is.
    """
    return described(locate(package.places, package), package)


def described(places: pd.DataFrame, package: Package) -> pd.DataFrame:
    """Add what the package knows of places: the name of the municipality, the role of the kind."""
    names = package.municipalities.set_index("municipality_code")["name"]
    roles = {code: term.role for code, term in package.vocab.terms("kind").items()}
    return places.assign(
        municipality=places["municipality_code"].map(names).fillna(""),
        role=places["kind"].map(roles).fillna("").replace("", SUPPORT),
    )


@lru_cache(maxsize=4)
def published_places(package: Package, audience: str = "public") -> pd.DataFrame:
    """Give every place as an audience may see it, in reading order, with its search text."""
    package = package.for_audience(audience)
    columns = place_columns(package.descriptor)
    places = publish(
        located_places(package), audience, crossings=package.crossings, columns=columns
    )
    order = {corridor: i for i, corridor in enumerate(package.corridors["corridor_id"])}
    kinds = {kind: i for i, kind in enumerate(package.vocab.codes("kind"))}
    places = places.assign(search_text=_search_text(places, package))
    keys = pd.DataFrame(
        {
            "corridor": places["corridor_id"].map(order).fillna(len(order)),
            "side": places["side"],
            "kind": places["kind"].map(kinds),
            "name": places["name"].map(fold),
        }
    )
    return places.loc[keys.sort_values(keys.columns.tolist()).index].reset_index(drop=True)


@lru_cache(maxsize=4)
def published_claims(package: Package, audience: str) -> pd.DataFrame:
    """Give what sources say of the places that an audience sees, as it may see that."""
    columns = place_columns(package.descriptor)
    return publish_claims(package.claims, published_places(package, audience), audience, columns)


def _search_text(places: pd.DataFrame, package: Package) -> pd.Series:
    """Give what a search looks through: texts, and the words that codes stand for."""
    searched = shown_in(place_columns(package.descriptor), "search")
    known = [column for column in searched if column.name in places]
    words = {
        column.name: {
            code: " ".join(term.labels.values())
            for code, term in package.vocab.terms(column.vocabulary).items()
        }
        for column in known
        if column.vocabulary
    }
    texts = [column.name for column in known if not column.vocabulary]
    return text_of_places(places, texts, words)
