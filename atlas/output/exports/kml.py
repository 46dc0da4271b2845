"""KML files, for Google Earth and for map applications on telephones.

Names and values are plain text. A description is read as HTML by most programs, so its text is
escaped once more.
"""

import html
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree import ElementTree

import pandas as pd

from atlas.base.i18n import t
from atlas.base.spreadsheet import printable
from atlas.base.translations import localised
from atlas.output.exports.export_columns import COORDINATE_DECIMALS, Table, plain, records, words
from atlas.output.exports.provenance import Record, about
from atlas.places.view import View

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_FALLBACK_COLOUR = "#5b5ea6"
_POSITION = ("lon", "lat")
_TYPES: Final = {"string": "string", "integer": "int", "number": "double", "boolean": "bool"}

Row = dict[str, Any]


def kml(table: Table, made: Record, view: View) -> bytes:
    """Write places and crossings as KML 2.2, one folder a kind.

    Parameters
    ----------
    table
        The places, without label columns.
    made
        Their provenance; it becomes the description of the document.
    view
        The view, for the crossings and the kinds.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}kml")
    document = _add(root, "Document")
    _add(document, "name", made["title"])
    _add(
        document,
        "description",
        _as_html([": ".join(row) for row in about(made, view)] + _cited(made)),
    )
    for kind, term in view.vocab.terms("kind").items():
        icon = _add(_add(document, "Style", id=f"kind-{kind}"), "IconStyle")
        _add(icon, "color", _kml_colour(term.colour or _FALLBACK_COLOUR))
    _schema(document, "places", table)
    labels = {name: words(view, name) for name in ("kind", "status", "precision")}
    for kind, rows in _by_kind(table.frame, labels["kind"]):
        folder = _folder(document, labels["kind"].get(kind, kind))
        for row in records(rows):
            mark = _placemark(folder, f"place-{row['facility_id']}", row, kind, view)
            _add(mark, "description", _as_html(_lines(row, labels, view.lang)))
            _values(mark, "places", table, row)
    crossings = plain(view.crossings)
    _schema(document, "crossings", crossings)
    if len(crossings.frame):
        folder = _folder(document, t("exports.layer_crossings", view.lang))
        for row in records(crossings.frame):
            mark = _placemark(folder, f"crossing-{row['crossing_id']}", row, "crossing", view)
            _values(mark, "crossings", crossings, row)
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _by_kind(frame: pd.DataFrame, kinds: Mapping[str, str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the places of every kind, in the order of the vocabulary, then of unknown kinds."""
    for kind in dict.fromkeys([*kinds, *frame["kind"]]):
        rows = frame[frame["kind"] == kind]
        if len(rows):
            yield kind, rows


def _schema(document: ElementTree.Element, name: str, table: Table) -> None:
    """Declare the fields of a table: type and title."""
    schema = _add(document, "Schema", name=name, id=name)
    for column in table.columns:
        if column.name not in _POSITION:
            declared = _add(schema, "SimpleField", type=_TYPES[column.type], name=column.name)
            _add(declared, "displayName", column.title)


def _lines(row: Row, labels: Mapping[str, Mapping[str, str]], lang: str) -> list[str]:
    """Say about a place what a map application on a telephone shows."""
    status = labels["status"].get(row["status"], row["status"])
    precision = labels["precision"].get(row["precision"], row["precision"])
    lines = [
        f"{status} {row['status_date']}".strip(),
        row["address"],
        row["phone"],
        t("exports.precision_of", lang, label=precision),
    ]
    return [line for line in lines if line]


def _placemark(
    folder: ElementTree.Element, key: str, row: Row, kind: str, view: View
) -> ElementTree.Element:
    """Add a placemark with its name, style and point."""
    mark = _add(folder, "Placemark", id=key)
    _add(mark, "name", localised(row, "name", view.lang))
    if kind in view.vocab.terms("kind"):
        _add(mark, "styleUrl", f"#kind-{kind}")
    if not (pd.isna(row["lon"]) or pd.isna(row["lat"])):
        position = f"{row['lon']:.{COORDINATE_DECIMALS}f},{row['lat']:.{COORDINATE_DECIMALS}f}"
        _add(_add(mark, "Point"), "coordinates", position)
    return mark


def _values(mark: ElementTree.Element, schema: str, table: Table, row: Row) -> None:
    data = _add(_add(mark, "ExtendedData"), "SchemaData", schemaUrl=f"#{schema}")
    for column in table.columns:
        value = row[column.name]
        if column.name not in _POSITION and value != "" and not pd.isna(value):
            text = str(int(value)) if column.type == "boolean" else str(value)
            _add(data, "SimpleData", text, name=column.name)


def _folder(document: ElementTree.Element, name: str) -> ElementTree.Element:
    folder = _add(document, "Folder")
    _add(folder, "name", name)
    return folder


def _add(
    parent: ElementTree.Element, tag: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    clean = {name: printable(value) for name, value in attributes.items()}
    element = ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}", clean)
    if text:
        element.text = printable(text)
    return element


def _as_html(lines: list[str]) -> str:
    return "<br>".join(html.escape(line) for line in lines)


def _cited(made: Record) -> list[str]:
    cited = [source["citation"] for source in made["sources"]]
    return [f"{t('exports.sheet_sources', made['language'])}:", *cited] if cited else []


def _kml_colour(colour: str) -> str:
    """Turn #rrggbb into the aabbggrr of KML."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"ff{blue}{green}{red}"
