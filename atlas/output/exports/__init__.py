"""Views as files that other programs read: `export(view, "places.xlsx")`.

The suffix tells the format, the profile tells which table:

- `atlas` (csv, xlsx, geojson, gpkg, parquet, kml): the places as this atlas describes them.
- `hsds` (zip): Open Referral's Human Services Data Specification 3.0.
- `3w` (csv, xlsx): the operational-presence table of the HDX Humanitarian API.

Beside every file stands `<file>.provenance.json`: the link that reopens the view, the version of
the data, sources, licences, counts, and what the format could not hold. Where a format has room
for that, it is inside too.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from atlas.base.errors import ExportError
from atlas.base.files import whole_file, write_text
from atlas.output.exports import (
    export_columns,
    geo_files,
    hsds_export,
    kml,
    provenance,
    table_files,
    threew_export,
)
from atlas.output.exports.provenance import Loss, Order, Record
from atlas.places.view import View

__all__ = ["FORMATS", "PROFILES", "Exported", "Loss", "Rendered", "export", "render"]

FORMATS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "atlas": ("csv", "xlsx", "geojson", "gpkg", "parquet", "kml"),
        "hsds": ("zip",),
        "3w": ("csv", "xlsx"),
    }
)
"""The formats of every profile."""

PROFILES: Final = tuple(FORMATS)

# What of the view a format holds besides the places.
_BESIDES = {"gpkg": ("crossings", "corridors"), "kml": ("crossings",)}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file in memory.

    Attributes
    ----------
    content
        The bytes of the file.
    record
        Its provenance: plain values, ready for JSON.
    rows
        Number of rows of its main table.
    loss
        What of the view it does not hold.
    """

    content: bytes
    record: Record
    rows: int
    loss: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written.

    Attributes
    ----------
    paths
        The file and its provenance.
    rows
        Number of rows of its main table.
    loss
        What of the view it does not hold.
    """

    paths: tuple[Path, ...]
    rows: int
    loss: tuple[Loss, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, ready for JSON."""
        return {
            "paths": [str(path) for path in self.paths],
            "rows": self.rows,
            "loss": [item.to_dict() for item in self.loss],
        }


def export(
    view: View,
    path: str | Path,
    *,
    profile: str = "atlas",
    hxl: bool = False,
    labels: bool | None = None,
    date: str = "",
) -> Exported:
    """Write a view to a file, and where it comes from next to it.

    Parameters
    ----------
    view
        The view; nothing else is written.
    path
        The file; its suffix tells the format. A file that exists is replaced.
    profile
        One of `PROFILES`.
    hxl
        With the profile `3w`: put the row of HXL hashtags under the header.
    labels
        With the profile `atlas`, in csv and xlsx: put words in the view's language behind every
        column of codes. xlsx has them unless asked otherwise, csv has not.
    date
        Date of printing (ISO) for the record; without it equal views give equal bytes.

    Returns
    -------
    exported
        What was written, and what could not be.

    Raises
    ------
    ExportError
        When there is no such profile or format, or the file cannot be written.
    """
    target = Path(path)
    made = render(
        view,
        target.suffix.removeprefix(".").lower(),
        profile=profile,
        hxl=hxl,
        labels=labels,
        date=date,
    )
    beside = target.with_name(f"{target.name}.provenance.json")
    digest = hashlib.sha256(made.content).hexdigest()
    with whole_file(target) as temporary:
        temporary.write_bytes(made.content)
        write_text(
            beside, provenance.to_json({"file": target.name, "sha256": digest} | made.record)
        )
    return Exported((target, beside), made.rows, made.loss)


def render(
    view: View,
    file_format: str,
    *,
    profile: str = "atlas",
    hxl: bool = False,
    labels: bool | None = None,
    date: str = "",
) -> Rendered:
    """Give the bytes of a file without writing it; see `export`.

    Raises
    ------
    ExportError
        When there is no such profile or format.
    """
    _check(file_format, profile, hxl=hxl, labels=labels)
    order = Order(file_format, profile, hxl=hxl, labels=labels, date=date)
    cleaned, characters = export_columns.clean(view)
    return _RENDERERS[profile](cleaned, order, {"characters": characters})


def _check(file_format: str, profile: str, *, hxl: bool, labels: bool | None) -> None:
    if profile not in FORMATS:
        message = f"unknown profile {profile!r}; use one of {', '.join(PROFILES)}"
        raise ExportError(message)
    if file_format not in FORMATS[profile]:
        allowed = ", ".join(FORMATS[profile])
        message = f"unknown format {file_format!r} for the profile {profile}; use one of {allowed}"
        raise ExportError(message)
    if hxl and profile != "3w":
        message = f"the profile {profile} has no HXL hashtags; only 3w has"
        raise ExportError(message)
    if labels and (profile != "atlas" or file_format not in ("csv", "xlsx")):
        message = f"no label columns in {profile} {file_format}; only in atlas csv and xlsx"
        raise ExportError(message)


def _places(view: View, order: Order, counts: dict[str, int]) -> Rendered:
    labels = order.file_format == "xlsx" if order.labels is None else order.labels
    table = export_columns.places(view, labels=labels)
    beside = _BESIDES.get(order.file_format, ())
    codes = {"csv": ["only_places", "record"], "kml": ["shapes"], "gpkg": []}
    counts["undescribed"] = len(table.undescribed)
    if order.file_format == "xlsx":
        counts["cut"] = table_files.cut_cells(table)
    lost = [
        *_format_losses([*codes.get(order.file_format, ["only_places"]), "register"], view),
        *provenance.losses(counts, view.lang),
    ]
    cited = [table.frame, *(getattr(view, name) for name in beside)]
    record = provenance.record(view, order, lost=lost, rows=len(table.frame), cited=cited)
    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: table_files.csv(table),
        "xlsx": lambda: table_files.xlsx(table, record, view),
        "geojson": lambda: geo_files.geojson(table, record),
        "gpkg": lambda: geo_files.gpkg(table, record, view),
        "parquet": lambda: geo_files.parquet(table, record),
        "kml": lambda: kml.kml(table, record, view),
    }
    return Rendered(writers[order.file_format](), record, len(table.frame), tuple(lost))


def _threew(view: View, order: Order, counts: dict[str, int]) -> Rendered:
    table, lost_places = threew_export.presence(view, hxl=order.hxl)
    is_csv = order.file_format == "csv"
    counts |= {f"3w_{code}": number for code, number in lost_places.items()}
    lost = [
        *_format_losses(["threew", "record"] if is_csv else ["threew"], view),
        *provenance.losses(counts, view.lang),
    ]
    rows = len(table.frame)
    record = provenance.record(view, order, lost=lost, rows=rows, cited=[view.places])
    content = table_files.csv(table) if is_csv else table_files.xlsx(table, record, view)
    return Rendered(content, record, rows, tuple(lost))


def _hsds(view: View, order: Order, counts: dict[str, int]) -> Rendered:
    made, lost_places = hsds_export.tables(view)
    counts |= {f"hsds_{code}": number for code, number in lost_places.items()}
    lost = [*_format_losses(["hsds"], view), *provenance.losses(counts, view.lang)]
    rows = len(view.places)
    record = provenance.record(view, order, lost=lost, rows=rows, cited=[view.places])
    return Rendered(hsds_export.package(made, record), record, rows, tuple(lost))


def _format_losses(codes: list[str], view: View) -> list[Loss]:
    return [provenance.loss(code, view.lang) for code in codes]


_RENDERERS: Final = {"atlas": _places, "hsds": _hsds, "3w": _threew}
