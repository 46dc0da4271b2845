"""The tables of a published site in every format, where they come from, and a data package.

A table whose text does not depend on the language lies there once, the others in each language.
Closed places and those of detention are in the tables: their status and role say what they are.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from atlas.data.credits import licences
from atlas.output.exports import export_columns, provenance, render, table_files
from atlas.output.exports.export_columns import Table
from atlas.places.view import View

FOLDER: Final = "data"
_ONCE: Final = (
    ("atlas", "csv", "places"),
    ("atlas", "geojson", "places"),
    ("atlas", "gpkg", "places"),
    ("atlas", "parquet", "places"),
    ("hsds", "zip", "places-hsds"),
    ("3w", "csv", "places-3w"),
)
_IN_EACH: Final = (
    ("atlas", "xlsx", "places"),
    ("atlas", "kml", "places"),
    ("3w", "xlsx", "places-3w"),
)
_TABLES: Final = ("crossings", "sources")


def tables(view: View) -> Iterator[tuple[str, bytes]]:
    """Give the tables that are the same in every language, and the data package of them."""
    yield from _exported(view, _ONCE, FOLDER)
    cleaned, _ = export_columns.clean(view)
    kept = {"places": export_columns.places(cleaned, labels=False)}
    kept |= {name: export_columns.plain(getattr(cleaned, name)) for name in _TABLES}
    for name in _TABLES:
        yield f"{FOLDER}/{name}.csv", table_files.csv(kept[name])
    yield f"{FOLDER}/datapackage.json", _json(_descriptor(view, kept))


def tables_in_words(view: View) -> Iterator[tuple[str, bytes]]:
    """Give the tables with words, in the language of a view."""
    yield from _exported(view, _IN_EACH, f"{view.lang}/{FOLDER}")


def _exported(
    view: View, wanted: tuple[tuple[str, str, str], ...], folder: str
) -> Iterator[tuple[str, bytes]]:
    """Give tables, and the provenance of them all, in which each source is named once."""
    files: list[provenance.Record] = []
    sources: dict[str, provenance.Record] = {}
    for profile, form, name in wanted:
        made = render(view, form, profile=profile)
        digest = hashlib.sha256(made.content).hexdigest()
        about: provenance.Record = {"file": f"{name}.{form}", "sha256": digest}
        record = about | made.record
        sources |= {one["source_id"]: one for one in record.pop("sources")}
        files.append(record)
        yield f"{folder}/{name}.{form}", made.content
    both = {"files": files, "sources": [sources[name] for name in sorted(sources)]}
    yield f"{folder}/provenance.json", _json(both)


def _descriptor(view: View, kept: Mapping[str, Table]) -> dict[str, Any]:
    """Describe the tables as a tabular data package."""
    given = view.descriptor
    return {
        "profile": "tabular-data-package",
        "name": given["name"],
        "title": provenance.title(view),
        "version": view.version,
        "created": given.get("created", ""),
        "licenses": [_known(one) for one in licences(given)],
        "resources": [_resource(name, table) for name, table in kept.items()],
    }


def _resource(name: str, table: Table) -> dict[str, Any]:
    fields = [
        _known(
            {
                "name": column.name,
                "type": column.type,
                "title": column.title,
                "description": column.description,
            }
        )
        for column in table.columns
    ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": len(table.frame),
        "schema": {"fields": fields},
    }


def _known(said: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in said.items() if text}


def _json(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
