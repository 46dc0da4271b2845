"""A view: one small value that every renderer takes, and takes nothing else.

`make_view` takes the places as they were published (`atlas.places.published`), filters them, and
freezes the result together with the language, the sources and the data version. The app, the
self-contained map, the figures, the tables and the command line all show a `View`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from atlas.base.errors import FilterError
from atlas.base.i18n import READER_LANGS, carried_langs, missing, t
from atlas.base.translations import by_language, text_column
from atlas.data import Package, load
from atlas.data.place_columns import facet_columns
from atlas.data.schema import data_date
from atlas.data.vocab import Vocabularies
from atlas.places import filtering, filters
from atlas.places.filters import Choices, Filter
from atlas.places.published import published_claims, published_places, searched_places
from atlas.places.related_tables import cited_sources, related_tables
from atlas.places.searched_text import OTHER_NAMES, known_words, spoken_codes

MOST_VIEWS: Final = 64
"""How many views are kept: a page needs about five, those of its corridor, language and so on."""


@dataclass(frozen=True, eq=False)
class View:
    """What a filter shows, published for an audience.

    Attributes
    ----------
    filter, audience
        The filter that made it; `public` or `internal`.
    places
        One row a place: the facility columns, those of `atlas.places.join.locate`,
        `municipality` (its name), and `near_km` when the filter names a point.
    crossings, corridors, segments, border, land, ground, localities, municipalities
        The geography of the corridors that the filter keeps (of all, when it names none).
    flows, context, actors, actions
        Counts, figures and the cooperation register of those corridors.
    claims, sources
        What sources say of these places where they differ; the sources that the rows cite.
    vocab, choices
        Labels, colours and shapes of every code; the codes that the filter's fields may take.
    everyone
        Every published place with its search text, before filtering: what `facets` counts.
    total
        Number of places before filtering.
    version, descriptor
        Of the data package: its version; its title, licences and contributors.
    streets
        Files of streets (`atlas.spatial.streets`).
    remade
        Makes the view of another filter, of the same data for the same audience.
    kept
        `places` as the filter kept them; to places that somebody replaced nothing is added.
    known
        Words for codes, in which a search seeks no typing error.
    """

    filter: Filter
    audience: str
    places: pd.DataFrame
    crossings: pd.DataFrame
    corridors: pd.DataFrame
    segments: gpd.GeoDataFrame
    border: gpd.GeoDataFrame
    land: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    localities: pd.DataFrame
    municipalities: pd.DataFrame
    flows: pd.DataFrame
    context: pd.DataFrame
    actors: pd.DataFrame
    actions: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    vocab: Vocabularies
    choices: Choices
    everyone: pd.DataFrame
    total: int
    version: str
    descriptor: Mapping[str, Any]
    streets: tuple[Path, ...]
    remade: Callable[[Filter], "View"]
    kept: pd.DataFrame
    known: frozenset[str] = frozenset()

    @property
    def lang(self) -> str:
        """Language of the view, one of `atlas.base.i18n.READER_LANGS`."""
        return self.filter.lang

    def refiltered(self, **fields: Any) -> "View":  # noqa: ANN401, those of a filter
        """Give the view of the same filter with some of its fields changed, such as `lang`."""
        return self.remade(replace(self.filter, **fields))

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """Of every facet and code, the places it would give with the other filters kept."""
        return filtering.facet_counts(
            self.everyone, self.filter, self.choices, crossings=self.crossings, known=self.known
        )

    @property
    def made(self) -> str:
        """Date of the data, ISO with month and day: what ages are counted from."""
        return data_date(self.descriptor)

    @cached_property
    def lifted(self) -> "View":
        """The same view with what its filter leaves out by default."""
        chosen = self.filter.lifted() if self.places is self.kept else self.filter
        return self if chosen == self.filter else self.remade(chosen)

    @cached_property
    def left_out(self) -> Mapping[str, int]:
        """Count the places that the filter leaves out by default alone, by facet.

        A place that is left out twice, as closed and as one of detention, counts as detention.
        """
        places = self.lifted.places
        hidden = places[~places["facility_id"].isin(self.places["facility_id"])]
        counts = dict.fromkeys(filters.LEFT_OUT, 0)
        for facet, (column, code) in filters.LEFT_OUT.items():
            if not getattr(self.filter, facet):
                named = hidden[column] == code
                counts[facet] = int(named.sum())
                hidden = hidden[~named]
        return counts

    def __repr__(self) -> str:
        """Say what the view holds in one line."""
        query = self.filter.to_query() or "everything"
        return f"<View {query}: {len(self.places)} of {self.total} places, data {self.version}>"


@lru_cache(maxsize=4)
def choices(package: Package) -> Mapping[str, tuple[str, ...]]:
    """Give the codes that the fields of a filter may take with this package."""
    corridors = package.corridors
    kinds = set(package.places["kind"])  # the vocabulary also names crossings, which are no places
    fewer = {
        "corridor": tuple(corridors["corridor_id"]),
        "side": tuple(dict.fromkeys([*corridors["country_a"], *corridors["country_b"]])),
        "kind": tuple(kind for kind in package.vocab.codes("kind") if kind in kinds),
        "spoken": spoken_codes(package),
    }
    codes = {
        facet: fewer[facet]
        if facet in fewer
        else _codes(package, facet_columns()[facet].vocabulary)
        for facet in filters.FACETS
    }
    return {**codes, "near": tuple(package.crossings["crossing_id"])}


def _codes(package: Package, vocabulary: str) -> tuple[str, ...]:
    """Give the codes of a vocabulary; a package older than it has none."""
    known = package.vocab
    return known.codes(vocabulary) if vocabulary in known.by_name else ()


def make_view(
    package: Package,
    chosen: Filter | None = None,
    *,
    audience: str = "public",
    also: Collection[str] = (),
) -> View:
    """Make the view of a filter.

    Parameters
    ----------
    package
        A loaded data package.
    chosen
        The filter; everything without one.
    audience
        `public`, or `internal` for the signed-in users of an organisation's own server. The public
        sees nothing of a private overlay.
    also
        Ids of places to keep besides: a map may start with a list that the filter does not keep.

    Returns
    -------
    view
        Filtered and published; holds no true position of a protected place.

    Raises
    ------
    FilterError
        When `near` names neither a crossing nor a point.
    AtlasError
        When there is no such audience.
    """
    chosen = chosen or Filter()
    package = package.for_audience(audience)
    langs = carried_langs(chosen.lang)
    everyone = filtering.measured(
        searched_places(package, audience, langs), chosen, crossings=package.crossings
    )
    allowed, words = choices(package), known_words(package, langs)
    found = filtering.apply(everyone, chosen, crossings=package.crossings, known=words)
    places = _with_also(found, everyone, also)
    kept = places.drop(columns=["search_text", OTHER_NAMES.name]).reset_index(drop=True)
    related = related_tables(package, chosen.corridor)
    claims = published_claims(package, audience)
    claims = claims[claims["facility_id"].isin(places["facility_id"])].reset_index(drop=True)
    return View(
        filter=chosen,
        audience=audience,
        places=kept,
        **related,
        claims=claims,
        sources=cited_sources(package, [places, claims], chosen.corridor),
        vocab=package.vocab,
        choices=allowed,
        everyone=everyone,
        total=len(everyone),
        version=package.version,
        descriptor=_described(package, audience),
        streets=package.streets,
        remade=partial(cached_view, package, audience, tuple(also)),
        kept=kept,
        known=words,
    )


@lru_cache(maxsize=MOST_VIEWS)
def cached_view(package: Package, audience: str, also: tuple[str, ...], chosen: Filter) -> View:
    """Make a view, or give the one made before. It is shared: do not write into it."""
    return make_view(package, chosen, audience=audience, also=also)


def _with_also(places: pd.DataFrame, everyone: pd.DataFrame, also: Collection[str]) -> pd.DataFrame:
    """Add places by their ids, all in reading order; `near_km` stays unknown for them."""
    if not also:
        return places
    rows = everyone[everyone.index.isin(places.index) | everyone["facility_id"].isin(list(also))]
    return rows.assign(near_km=places["near_km"]) if "near_km" in places else rows


def _described(package: Package, audience: str) -> Mapping[str, Any]:
    """Give the descriptor; what is not for the public says so wherever its title stands."""
    if audience == "public":
        return package.descriptor
    titles = {
        text_column("title", lang): t("disclose.internal", lang, title=title)
        for lang, title in by_language(package.descriptor, "title").items()
    }
    return {**package.descriptor, **titles}


def select(package: Package | None = None, /, **params: str | float | Sequence[str]) -> View:
    """Make a view from the names and values of a link, for scripts and notebooks.

    Parameters
    ----------
    package
        A loaded data package; the bundled one when left out.
    **params
        Fields of `atlas.places.filters.Filter`; a single code or several.

    Returns
    -------
    view
        The public view.

    Raises
    ------
    FilterError
        When a name is no field, or a value is not allowed.

    Examples
    --------
    >>> view = select(corridor="tijuana-san-diego", service=["legal_aid", "health"], lang="en")
    """
    package = package or load()
    unknown = params.keys() - {item.name for item in fields(Filter)}
    if unknown:
        message = f"no filter field {min(unknown)!r}; fields: {', '.join(Filter.__slots__)}"
        raise FilterError(message)
    given = {
        name: [filters.text_of(value)] if isinstance(value, str | float | int) else list(value)
        for name, value in params.items()
    }
    return make_view(package, filters.strict(given, choices(package)))


def describe(package: Package) -> dict[str, Any]:
    """Count what a package holds, as the public sees it.

    Returns
    -------
    facts
        Title, version and path, the number of places, and counts of places by corridor, side,
        kind, precision and sensitivity, and how many words of each language come from another.
    """
    places = published_places(package)
    columns = ["corridor_id", "side", "kind", "precision", "sensitivity", "status"]
    return {
        "title": package.descriptor.get("title"),
        "version": package.version,
        "places": len(places),
        "crossings": len(package.crossings),
        "sources": len(package.sources),
        **{f"by {column}": places[column].value_counts().to_dict() for column in columns},
        "words that fall back": {
            lang: len(missing(lang)) + len(package.vocab.missing(lang)) for lang in READER_LANGS
        },
    }
