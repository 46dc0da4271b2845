"""A view: one small value that every renderer takes, and takes nothing else.

`make_view` takes the places as they were published (`atlas.places.published`), filters them, and
freezes the result together with the language, the sources and the data version. The app, the
self-contained map, the figures, the tables and the command line all show a `View`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache, partial
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.base.errors import FilterError
from atlas.base.i18n import LANGS, missing, t
from atlas.base.translations import by_language, text_column
from atlas.data import Package, load
from atlas.data.place_columns import facet_columns
from atlas.data.vocab import Vocabularies
from atlas.places import filtering, filters
from atlas.places.filters import Choices, Filter
from atlas.places.published import published_claims, published_places


@dataclass(frozen=True, eq=False)
class View:
    """What a filter shows, published for an audience.

    Attributes
    ----------
    filter
        The filter that made it.
    audience
        `public` or `internal`.
    places
        One row a place: the facility columns, those of `atlas.places.join.locate`,
        `municipality` (its name), and `near_km` when the filter names a point.
    crossings, corridors, segments, border, land, localities, municipalities
        The geography of the corridors that the filter keeps (of all, when it names none).
    flows, context, actors, actions
        Counts, figures and the cooperation register of those corridors.
    claims
        What sources say of the places of this view where they differ.
    sources
        The sources that the rows of this view cite.
    vocab
        Labels, colours and shapes of every code.
    choices
        The codes that the filter's fields may take.
    everyone
        Every published place with its search text, before filtering: what `facets` counts.
    total
        Number of places before filtering.
    version
        Version of the data package.
    descriptor
        Title, licences and contributors of the data package.
    remade
        Makes the view of another filter, of the same data for the same audience.
    kept
        `places` as the filter kept them. A view whose places somebody replaced or cut down holds
        these alone: nothing is added to them.
    """

    filter: Filter
    audience: str
    places: pd.DataFrame
    crossings: pd.DataFrame
    corridors: pd.DataFrame
    segments: gpd.GeoDataFrame
    border: gpd.GeoDataFrame
    land: gpd.GeoDataFrame
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
    remade: Callable[[Filter], "View"]
    kept: pd.DataFrame

    @property
    def lang(self) -> str:
        """Language of the view, one of `atlas.base.i18n.LANGS`."""
        return self.filter.lang

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """Of every facet and code, the places it would give with the other filters kept."""
        return filtering.facet_counts(
            self.everyone, self.filter, self.choices, crossings=self.crossings
        )

    @property
    def made(self) -> str:
        """Date of the data, ISO with month and day: what ages are counted from."""
        return str(self.descriptor.get("created", ""))[:10] or "2026-01-01"

    @cached_property
    def lifted(self) -> "View":
        """The same view with what its filter leaves out by default."""
        return self.remade(self.filter.lifted()) if self.places is self.kept else self

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
    }
    codes = {
        facet: fewer[facet]
        if facet in fewer
        else package.vocab.codes(facet_columns()[facet].vocabulary)
        for facet in filters.FACETS
    }
    return {**codes, "near": tuple(package.crossings["crossing_id"])}


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
    everyone = filtering.measured(
        published_places(package, audience), chosen, crossings=package.crossings
    )
    allowed = choices(package)
    places = _with_also(
        filtering.apply(everyone, chosen, crossings=package.crossings), everyone, also
    )
    kept = places.drop(columns="search_text").reset_index(drop=True)
    related = _related(package, chosen.corridor)
    claims = published_claims(package, audience)
    claims = claims[claims["facility_id"].isin(places["facility_id"])].reset_index(drop=True)
    return View(
        filter=chosen,
        audience=audience,
        places=kept,
        **related,
        claims=claims,
        sources=_cited(package, [places, claims], _cited_by_related(package, chosen.corridor)),
        vocab=package.vocab,
        choices=allowed,
        everyone=everyone,
        total=len(everyone),
        version=package.version,
        descriptor=_described(package, audience),
        remade=partial(_remade, package, audience, tuple(also)),
        kept=kept,
    )


@lru_cache(maxsize=16)
def _remade(package: Package, audience: str, also: tuple[str, ...], chosen: Filter) -> View:
    """Make the view of another filter; several parts of an output ask for the same ones."""
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
        name: [str(value)] if isinstance(value, str | float | int) else list(value)
        for name, value in params.items()
    }
    return make_view(package, filters.strict(given, choices(package)))


@lru_cache(maxsize=16)
def _related(package: Package, corridor_ids: tuple[str, ...]) -> dict[str, Any]:
    """Give the tables about the chosen corridors; all of them when none is chosen."""
    tables = {
        "crossings": package.crossings,
        "corridors": package.corridors,
        "segments": package.segments,
        "border": package.border,
        "land": package.land,
        "localities": package.localities,
        "municipalities": package.municipalities,
        "flows": package.crossing_flows,
        "context": package.context_stats,
        "actors": package.actors,
        "actions": package.actions,
    }
    if not corridor_ids:
        return tables
    kept = {name: _of_corridors(table, corridor_ids) for name, table in tables.items()}
    return {**kept, "flows": _of_crossings(package.crossing_flows, kept["crossings"])}


def _of_crossings(flows: pd.DataFrame, crossings: pd.DataFrame) -> pd.DataFrame:
    """Keep the counts at the crossings, and the totals of the ports that they belong to."""
    keep = flows["crossing_id"].isin(crossings["crossing_id"])
    totals = (flows["crossing_id"] == "") & flows["port_code"].isin(crossings["port_code"])
    return flows[keep | totals].reset_index(drop=True)


def _of_corridors(table: pd.DataFrame, corridor_ids: tuple[str, ...]) -> pd.DataFrame:
    """Keep the rows of the corridors, and those that belong to no single corridor."""
    column = next((c for c in ("corridor_id", "corridor_ids") if c in table), None)
    if column is None:
        return table
    wanted = {*corridor_ids, ""}
    keep = table[column].map(lambda ids: not wanted.isdisjoint(ids.split(";")))
    return table[keep.astype(bool)].reset_index(drop=True)


def _cited(package: Package, tables: list[pd.DataFrame], more: frozenset[str]) -> pd.DataFrame:
    """Give the sources that tables cite, and some more."""
    cited = more.union(*map(_cited_by, tables))
    return package.sources[package.sources["source_id"].isin(cited)].reset_index(drop=True)


@lru_cache(maxsize=16)
def _cited_by_related(package: Package, corridor_ids: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_cited_by, _related(package, corridor_ids).values()))


def _cited_by(table: pd.DataFrame) -> set[str]:
    columns = table.columns[table.columns.str.endswith("source_ids")]
    return {source for column in columns for ids in table[column] for source in ids.split(";")}


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
            lang: len(missing(lang)) + len(package.vocab.missing(lang)) for lang in LANGS
        },
    }
