"""What is done to each piece of the points: join, count, add columns."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from atlas.spatial.bulk.point_files import Unit
from atlas.spatial.bulk.positions import (
    Floats,
    Place,
    point_geometries,
    read_positions,
    readable_wkb,
)
from atlas.spatial.index import Predicate, SegmentIndex, SiteIndex

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sites:
    """Sites to look for, and the columns that they add."""

    index: SiteIndex
    ids: pa.Array
    id_column: str
    km_column: str


@dataclass(slots=True)
class Tally:
    """What was counted so far.

    Attributes
    ----------
    points
        All points.
    without_position
        Points whose position is missing or cannot be read.
    matched
        Points in at least one corridor.
    ruled_out
        Points of row groups whose statistics put them far from every corridor; not read.
    counts
        Points for each corridor number and value of the group.
    bounds
        West, south, east and north of the points that were written.
    """

    points: int = 0
    without_position: int = 0
    matched: int = 0
    ruled_out: int = 0
    counts: Counter[tuple[int, object]] = field(default_factory=Counter)
    bounds: tuple[float, float, float, float] = (np.inf, np.inf, -np.inf, -np.inf)

    def add(self, other: "Tally") -> None:
        """Count what was counted elsewhere."""
        self.points += other.points
        self.without_position += other.without_position
        self.matched += other.matched
        self.ruled_out += other.ruled_out
        self.counts.update(other.counts)
        low = np.minimum(self.bounds[:2], other.bounds[:2])
        high = np.maximum(self.bounds[2:], other.bounds[2:])
        self.bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


@dataclass(frozen=True, slots=True)
class Work:
    """The join of any piece of one source; may be sent to other processes.

    Attributes
    ----------
    segments
        The index of the corridors.
    corridors
        The columns that a corridor adds, one row for each polygon.
    place
        Where the position of a point is.
    columns
        The columns to read.
    predicate
        See `SegmentIndex.locate`.
    group
        The column whose values are counted apart.
    sites
        The sites of which the nearest is added.
    schema
        The columns of the output; None when only counts are wanted.
    geometry
        The geometry column to add from a pair of columns; empty when the points have one.
    """

    segments: SegmentIndex
    corridors: pa.Table
    place: Place
    columns: list[str]
    predicate: Predicate
    group: str | None
    sites: Sites | None
    schema: pa.Schema | None = None
    geometry: str = ""

    @property
    def written_place(self) -> Place:
        """Where the position is in the output."""
        return Place("wkb", (self.geometry,)) if self.geometry else self.place

    def tables(self, unit: Unit, tally: Tally) -> Iterator[pa.Table]:
        """Join a unit, block by block; count into the tally."""
        if self.schema is None and unit.bounds and not self.segments.meets(*unit.bounds):
            tally.add(Tally(unit.rows, unit.missing, ruled_out=unit.rows))
            return
        coded = [self.group] if self.group and self.schema is None else []
        for batch in unit.batches(self.columns, coded):
            lon, lat = read_positions(batch, self.place)
            known = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
            point, polygon = self.segments.locate(lon, lat, predicate=self.predicate)
            tally.points += len(lon)
            tally.without_position += len(lon) - int(np.count_nonzero(known))
            tally.matched += len(point) - int(np.count_nonzero(point[1:] == point[:-1]))
            self._count(batch, point, polygon, tally.counts)
            if self.schema is not None:
                _widen(tally, lon[known], lat[known])
                yield self._joined(batch, (lon, lat, known), point, polygon)

    def _count(
        self, batch: pa.RecordBatch, point: Ints, polygon: Ints, counts: Counter[tuple[int, object]]
    ) -> None:
        polygons = self.corridors.num_rows
        if self.group is None:
            tally = np.bincount(polygon, minlength=polygons)
            counts.update({(int(at), None): int(tally[at]) for at in np.flatnonzero(tally)})
            return
        column = batch.column(self.group)
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        values = [*coded.dictionary.to_pylist(), None]
        codes = coded.indices.take(pa.array(point)).fill_null(len(values) - 1).to_numpy()
        tally = np.bincount(codes.astype(np.int64) * polygons + polygon)
        for at in np.flatnonzero(tally).tolist():
            value, number = divmod(at, polygons)
            counts[number, values[value]] += int(tally[at])

    def _joined(
        self,
        batch: pa.RecordBatch,
        position: tuple[Floats, Floats, npt.NDArray[np.bool_]],
        point: Ints,
        polygon: Ints,
    ) -> pa.Table:
        """Add the columns: one row for each point and corridor, or for a point without one."""
        lon, lat, known = position
        table = pa.Table.from_batches([batch])
        if self.geometry:
            points = point_geometries(lon, lat, known)
            if self.geometry in self.columns:
                table = table.drop_columns(self.geometry)
            table = table.append_column(self.geometry, points)
        elif self.place.kind == "wkb" and not known.all():
            name = self.place.columns[0]
            at = table.column_names.index(name)
            table = table.set_column(at, name, readable_wkb(batch.column(name), known))
        if self.sites:
            site, metres = self.sites.index.nearest(lon, lat)
            none = site < 0
            near = self.sites.ids.take(pa.array(site, mask=none))
            table = table.append_column(self.sites.id_column, near)
            table = table.append_column(
                self.sites.km_column, pa.array(metres / 1000, mask=none, type=pa.float64())
            )
        corridor = np.full(len(lon), -1, np.int64)
        corridor[point] = polygon
        alone = np.flatnonzero(corridor < 0)
        if len(point) + len(alone) > len(lon):
            both = np.concatenate([point, alone])
            order = np.argsort(both, kind="stable")
            corridor = np.concatenate([polygon, np.full(len(alone), -1)])[order]
            table = table.take(both[order])
        added = self.corridors.take(pa.array(corridor, mask=corridor < 0))
        for name in self.corridors.column_names:
            table = table.append_column(name, added.column(name))
        schema: pa.Schema = self.schema
        return table.select(schema.names).cast(schema)


def _widen(tally: Tally, lon: Floats, lat: Floats) -> None:
    if len(lon):
        bounds = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
        tally.add(Tally(bounds=bounds))
