"""One feed from its address to files that a person reviews and merges."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

import pandas as pd

from atlas.base.csv_files import csv_text
from atlas.base.errors import IngestError
from atlas.base.files import write_text
from atlas.curation.diff import CHANGE_COLUMNS
from atlas.curation.feeds.answer_pages import fetch
from atlas.curation.feeds.bounded_download import Answer, Session, secret_of
from atlas.curation.feeds.feed_comparison import compare, counts
from atlas.curation.feeds.feed_settings import Feed
from atlas.curation.feeds.kept_answers import (
    Kept,
    folder_name,
    last_kept,
    locked,
    new_folder,
    note_last,
)
from atlas.curation.ingest import (
    PLAIN_CELL,
    Ingested,
    Upload,
    cannot_open,
    find_duplicates,
    refused,
)
from atlas.curation.merge import bring, places_of, sources_beside
from atlas.data import Package

_MB: Final = 1024 * 1024
_SUFFIXES: Final = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".geojson", ".kml", ".kmz",
                    ".gml", ".zip", ".gpkg", ".parquet", ".osm")  # fmt: skip
_SUFFIX_OF_KIND: Final = {"csv": ".csv", "google_sheet": ".csv"}

Stage = Callable[[str], None]
"""Takes what is being done: fetching, reading, comparing, writing."""


@dataclass(frozen=True, eq=False)
class Refreshed:
    """What came of one feed.

    Attributes
    ----------
    feed
        The feed.
    day
        The day of the answer; of the last one where nothing changed.
    folder
        Where the answer and the files for the review are; None where nothing changed.
    rows, clean, held
        Numbers of rows.
    first
        Whether there was no answer to compare with.
    changed
        What changed since the last answer: `atlas.curation.diff.CHANGE_COLUMNS`.
    today, last
        The day of the run, and that of the answer before it; empty without one.
    """

    feed: Feed
    day: str
    folder: Path | None = None
    rows: int = 0
    clean: int = 0
    held: int = 0
    first: bool = False
    changed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CHANGE_COLUMNS))
    today: str = ""
    last: str = ""

    @property
    def clock_is_back(self) -> bool:
        """Say whether the clock lies before the last answer: it is wrong now, or was then."""
        return self.today < self.last

    @property
    def counts(self) -> dict[str, int]:
        """Give the number of places that changed, by what became of them."""
        return counts(self.changed)

    @property
    def table(self) -> Path | None:
        """Give the clean table, which `atlas merge` takes."""
        return self.folder and self.folder / f"{self.feed.name}.csv"

    @property
    def review(self) -> Path | None:
        """Give the table of duplicates, in which a person decides."""
        return self.folder and self.folder / "review.csv"


def refresh(
    feed: Feed,
    package: Package,
    folder: Path,
    *,
    now: datetime,
    environ: Mapping[str, str],
    stage: Stage = lambda _stage: None,
) -> Refreshed:
    """Fetch a feed, keep its answer, say what changed, and prepare the merge.

    An answer that cannot be read is not kept, and the last one stays the last. The package is not
    changed.

    Parameters
    ----------
    feed, package
        The feed, and the package that names it.
    folder
        Where answers are kept; `prepare_folder` made it.
    now
        The time of the run, in UTC.
    environ
        Where secrets are looked up.
    stage
        Told what is being done.

    Returns
    -------
    refreshed
        What changed, and where the files are.

    Raises
    ------
    IngestError
        In one line: why the feed could not be fetched or read.
    ExportError
        When a file cannot be written.
    """
    secret = secret_of(feed, environ)
    with locked(feed, folder) as own:
        last = last_kept(own)
        same_reading = last is not None and last.fingerprint == feed.fingerprint
        stage("fetching")
        answer, suffix = _fetched(feed, package, secret, last if same_reading else None)
        data = answer.data
        if last is not None and same_reading:
            same = Refreshed(feed, last.day, today=now.date().isoformat(), last=last.day)
            if data is None:
                return same
            if hashlib.sha256(data).hexdigest() == last.sha256:
                note_last(own, _noted(last.file, last.day, data, answer, feed), feed.limit("keep"))
                return same
        return _prepared(feed, package, own, last, (answer, suffix, now, stage))


def _prepared(
    feed: Feed,
    package: Package,
    own: Path,
    last: Kept | None,
    arrived: tuple[Answer, str, datetime, Stage],
) -> Refreshed:
    """Read an answer, compare it, and write all that came of it in one step."""
    answer, suffix, now, stage = arrived
    data, day = answer.data or b"", now.date().isoformat()
    stage("reading")
    found = _read(feed, package, Upload(f"{feed.name}-{day}{suffix}", data), day)
    before = _read_last(feed, package, last)
    stage("comparing")
    rows = found.frame.iloc[:0] if before is None else before
    changed = compare(rows, found, package)
    review = find_duplicates(found.frame, places_of(package))
    stage("writing")
    name = folder_name(now, data)
    with new_folder(own, name) as made:
        (made / f"answer{suffix}").write_bytes(data)
        _write(made, feed, found, {"changes": changed, "review": review})
    file = own / name / f"answer{suffix}"
    note_last(own, _noted(file, day, data, answer, feed), feed.limit("keep"))
    return Refreshed(
        feed=feed,
        day=day,
        folder=own / name,
        rows=found.rows_in,
        clean=len(found.frame),
        held=len(found.held),
        first=before is None,
        changed=changed,
        today=day,
        last=last.day if last else "",
    )


def _noted(file: Path, day: str, data: bytes, answer: Answer, feed: Feed) -> Kept:
    digest = hashlib.sha256(data).hexdigest()
    return Kept(file, day, digest, answer.etag, answer.last_modified, feed.fingerprint)


def _fetched(feed: Feed, package: Package, secret: str, last: Kept | None) -> tuple[Answer, str]:
    """Give the answer of a feed, and the suffix of its file."""
    if feed.kind == "folder":
        return _newest(feed, package)
    answer = fetch(Session(feed, secret), last.conditions() if last else {})
    start = (answer.data or b"").lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return answer, ".json"
    suffix = PurePosixPath(urlsplit(feed.address).path).suffix.lower()
    usual = _SUFFIX_OF_KIND.get(feed.kind, ".csv")
    return answer, suffix if suffix in _SUFFIXES else usual


def _newest(feed: Feed, package: Package) -> tuple[Answer, str]:
    """Read the file of a folder whose name is the last: names begin with their date."""
    folder = package.path / feed.address
    try:
        files = sorted(one for one in folder.iterdir() if one.suffix.lower() in _SUFFIXES)
        if not files:
            raise refused("feed_empty_folder", name=feed.name, folder=folder)
        if files[-1].stat().st_size > feed.limit("megabytes") * _MB:
            raise refused("feed_too_large", name=feed.name, limit=feed.limit("megabytes"))
        return Answer(files[-1].read_bytes()), files[-1].suffix.lower()
    except OSError as error:
        raise cannot_open(folder, error) from error


def _read(feed: Feed, package: Package, upload: Upload, day: str) -> Ingested:
    source = {"title": feed.name, "date": day, **feed.mapping.source}
    mapping = replace(feed.mapping, source=source)
    return bring(upload, resource=feed.resource, package=package, mapping=mapping)


def _read_last(feed: Feed, package: Package, last: Kept | None) -> pd.DataFrame | None:
    """Read the last answer again, with the mapping of today: what differs is the answer."""
    if last is None:
        return None
    upload = Upload(f"{feed.name}-{last.day}{last.file.suffix}", last.file.read_bytes())
    try:
        return _read(feed, package, upload, last.day).frame
    except IngestError:
        return None


def _write(folder: Path, feed: Feed, found: Ingested, others: Mapping[str, pd.DataFrame]) -> None:
    """Write the clean table with its sources, what is wrong, and what is to be decided."""
    table = folder / f"{feed.name}.csv"
    tables = {
        table: found.frame,
        sources_beside(table): found.sources,
        folder / "problems.csv": found.problems,
        folder / "held.csv": found.held.reset_index(),
        **{folder / f"{name}.csv": other for name, other in others.items()},
    }
    for file, rows in tables.items():
        write_text(file, csv_text(rows, plain=PLAIN_CELL))
