"""The places of a package as an audience may see them: located, sent through the gate, in order."""

from functools import lru_cache

import pandas as pd

from atlas.base.i18n import LANGS
from atlas.base.text_search import fold
from atlas.data import Package
from atlas.data.place_columns import place_columns, shown_in
from atlas.places.join import locate
from atlas.places.privacy import publish, publish_claims
from atlas.places.roles import SUPPORT, kind_roles
from atlas.places.searched_text import OTHER_NAMES, other_names, searched_text


@lru_cache(maxsize=4)
def located_places(package: Package) -> pd.DataFrame:
    """Give every place with its corridor, side and nearest crossing, at its true position.

    For analysis that publishes counts only; nothing of this frame may be shown as it is.
    """
    return described(locate(package.places, package), package)


def described(places: pd.DataFrame, package: Package) -> pd.DataFrame:
    """Add what the package knows of places: the name of the municipality, the role of the kind."""
    names = package.municipalities.set_index("municipality_code")["name"]
    return places.assign(
        municipality=places["municipality_code"].map(names).fillna(""),
        role=places["kind"].map(kind_roles(package.vocab)).fillna(SUPPORT),
    )


@lru_cache(maxsize=4)
def published_places(package: Package, audience: str = "public") -> pd.DataFrame:
    """Give every place as an audience may see it, in reading order, with what is searched."""
    package = package.for_audience(audience)
    columns = place_columns(package.descriptor)
    places = publish(
        located_places(package), audience, crossings=package.crossings, columns=columns
    )
    order = {corridor: i for i, corridor in enumerate(package.corridors["corridor_id"])}
    kinds = {kind: i for i, kind in enumerate(package.vocab.codes("kind"))}
    claims = publish_claims(package.claims, places, audience, columns)
    places = places.assign(other_names=other_names(places, package.actors, claims))
    places = places.assign(search_text=_searched(places, package, LANGS))
    keys = pd.DataFrame(
        {
            "corridor": places["corridor_id"].map(order).fillna(len(order)),
            "side": places["side"],
            "kind": places["kind"].map(kinds),
            "name": places["name"].map(fold),
        }
    )
    return places.loc[keys.sort_values(keys.columns.tolist()).index].reset_index(drop=True)


def searched_places(package: Package, audience: str, langs: tuple[str, ...]) -> pd.DataFrame:
    """Give the published places with what a reader of some languages searches."""
    return (
        published_places(package, audience)
        if langs == LANGS
        else _searched_in(package, audience, langs)
    )


@lru_cache(maxsize=8)
def _searched_in(package: Package, audience: str, langs: tuple[str, ...]) -> pd.DataFrame:
    places = published_places(package, audience)
    return places.assign(search_text=_searched(places, package.for_audience(audience), langs))


def _searched(places: pd.DataFrame, package: Package, langs: tuple[str, ...]) -> pd.Series:
    searched = [*shown_in(place_columns(package.descriptor), "search"), OTHER_NAMES]
    return searched_text(places, searched, package.vocab, langs)


@lru_cache(maxsize=4)
def published_claims(package: Package, audience: str) -> pd.DataFrame:
    """Give what sources say of the places that an audience sees, as it may see that."""
    columns = place_columns(package.descriptor)
    return publish_claims(package.claims, published_places(package, audience), audience, columns)


@lru_cache(maxsize=4)
def hidden_ids(package: Package) -> frozenset[str]:
    """Give the ids of the places that only a private overlay has."""
    public_ids = frozenset(package.for_audience("public").places["facility_id"])
    return frozenset(package.places["facility_id"]) - public_ids
