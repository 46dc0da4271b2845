"""What changed since an earlier release, as an Atom feed in each language.

Only what both releases publish is said. Of a place that is protected in either of them the feed
says that its record changed and nothing of how: the words of the earlier one may be just what had
to be taken back.
"""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from atlas import data
from atlas.base.i18n import LANGS, chain, count, date, language, t
from atlas.base.spreadsheet import printable
from atlas.base.translations import localised
from atlas.curation.diff import changes, read_release
from atlas.data.contact import contact_of
from atlas.data.place_columns import PlaceColumns, place_columns
from atlas.output.light import first_screen
from atlas.output.site import addresses
from atlas.places.view import View, make_view

CROSSINGS: Final = "crossings"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_WHOLE_ROW: Final = ("row_added", "row_removed", "layer_changed")
_SHOWN: Final = frozenset({"card", "list", "map"})


@dataclass(frozen=True)
class Changed:
    """What changed of one place or crossing.

    Attributes
    ----------
    key
        Its id.
    row
        Its row, of the earlier release when it is gone.
    gone
        Whether there is no page of it any more.
    corridor_id
        Where it lies, when it is a crossing; empty for a place.
    said
        What changed, by language.
    """

    key: str
    row: Mapping[Any, Any]
    gone: bool
    corridor_id: str
    said: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Since:
    """What changed since the release of an earlier version."""

    version: str
    changed: tuple[Changed, ...]


def changes_since(view: View, earlier: Path, folder: Path | None = None) -> Since:
    """Compare what a view publishes with an earlier release of its package.

    Parameters
    ----------
    view
        What is published now.
    earlier
        The folder of the earlier data package.
    folder
        That of the package of the view; the bundled one without it.

    Raises
    ------
    DataPackageError
        When the earlier package cannot be read.
    """
    before, after = read_release(earlier), read_release(folder)
    found = changes(before, after)
    old = make_view(data.load(earlier), view.filter, audience=view.audience)
    columns = place_columns(view.descriptor)
    places = found[found["table"].isin(data.PLACES)]
    crossings = found[(found["table"] == CROSSINGS) & ~found["field"].str.endswith("source_ids")]
    changed = [*_places(places, old, view, columns), *_crossings(crossings, old, view)]
    return Since(before.version, tuple(changed))


def _places(found: pd.DataFrame, old: View, new: View, columns: PlaceColumns) -> Iterator[Changed]:
    before, after = (_by_id(one.lifted.places, "facility_id") for one in (old, new))
    for key, rows in found.groupby("id", sort=False):
        was, now = before.get(str(key)), after.get(str(key))
        row = now or was
        kept = _said_of_a_place(rows, was, now, columns) if row else {}
        if row and any(kept.values()):
            yield Changed(str(key), row, now is None, "", kept)


def _said_of_a_place(
    rows: pd.DataFrame,
    was: Mapping[Any, Any] | None,
    now: Mapping[Any, Any] | None,
    columns: PlaceColumns,
) -> dict[str, list[str]]:
    """Say what changed, field by field where the place is open in both releases."""
    whole = rows[rows["change"].isin(_WHOLE_ROW)]
    if now is None:
        return _messages(whole[whole["change"] == "row_removed"])
    may_say = rows[~rows["change"].str.endswith("_protected")]
    public = [_is_public(field, str(now["sensitivity"]), columns) for field in may_say["field"]]
    fields = may_say[public]
    if {str(now["sensitivity"]), str(was["sensitivity"]) if was else "open"} == {"open"}:
        return _messages(pd.concat([whole, fields]))
    if len(whole) or fields.empty:
        return _messages(whole)
    return {lang: [t("site.record_changed", lang)] for lang in LANGS}


def _is_public(field: str, sensitivity: str, columns: PlaceColumns) -> bool:
    """Say whether a field is shown to the public, and not only as a number of a source."""
    if field == "point":
        return sensitivity == "open"
    column = columns.get(field)
    if column is None or column.references == "sources":
        return False
    return sensitivity in column.public_for and bool(column.show & _SHOWN)


def _crossings(found: pd.DataFrame, old: View, new: View) -> Iterator[Changed]:
    before, after = (_by_id(one.crossings, "crossing_id") for one in (old, new))
    for key, rows in found.groupby("id", sort=False):
        row = after.get(str(key)) or before.get(str(key))
        if row:
            gone, corridor_id = str(key) not in after, str(row["corridor_id"])
            yield Changed(str(key), row, gone, corridor_id, _messages(rows))


def _by_id(rows: pd.DataFrame, key: str) -> dict[str, dict[Any, Any]]:
    return {str(row[key]): row for row in rows.to_dict("records")}


def _messages(rows: pd.DataFrame) -> dict[str, list[str]]:
    return {lang: [str(said) for said in rows[f"message_{lang}"]] for lang in LANGS}


def feed(view: View, since: Since | None, base: str = "") -> bytes:
    """Give the feed in the language of a view.

    Parameters
    ----------
    view
        What is published.
    since
        What changed; without it the feed names the release alone.
    base
        The public address of the site; links are relative without one.
    """
    lang, page = view.lang, addresses.feed(view.lang)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": language(lang).tag})
    title = f"{localised(view.descriptor, 'title', lang)}: {t('site.changes', lang)}"
    _described(root, view, title, page)
    makers = [one[lang] for one in contact_of(view.descriptor).makers]
    for name in makers or [title]:
        _add(_add(root, "author"), "name", name)
    if base:
        _add(root, "link", rel="self", type="application/atom+xml", href=f"{base}/{page}")
    _add(
        root,
        "link",
        rel="alternate",
        type="text/html",
        href=_link(view, addresses.home(lang), base),
    )
    _entry(root, view, _release(view), addresses.home(lang), _said_of_release(view, since), base)
    for one in since.changed if since else ():
        _entry(root, view, (one.key, _name(one, lang)), _page(one, lang), _said(one, lang), base)
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _release(view: View) -> tuple[str, str]:
    made = date(view.made, view.lang)
    return "release", t("site.release", view.lang, version=view.version, date=made)


def _said_of_release(view: View, since: Since | None) -> list[str]:
    said = [first_screen.state_line(view)]
    if since:
        said.append(count("site.changed", len(since.changed), view.lang, version=since.version))
    return said


def _name(one: Changed, lang: str) -> str:
    return localised(one.row, "name", lang)


def _said(one: Changed, lang: str) -> Sequence[str]:
    """Give what changed in a language, or what it falls back on."""
    return next((one.said[known] for known in chain(lang) if known in one.said), ())


def _page(one: Changed, lang: str) -> str:
    if one.corridor_id:
        return addresses.corridor(lang, one.corridor_id)
    return addresses.home(lang) if one.gone else addresses.place(lang, one.key)


def _entry(
    root: ET.Element, view: View, named: tuple[str, str], page: str, said: Sequence[str], base: str
) -> None:
    entry = _add(root, "entry")
    _described(entry, view, named[1], named[0])
    _add(entry, "link", rel="alternate", type="text/html", href=_link(view, page, base))
    listed = _add(_add(_add(entry, "content", type="xhtml"), "div", xmlns=_XHTML), "ul")
    for one in said:
        _add(listed, "li", one)


def _described(element: ET.Element, view: View, title: str, key: str) -> None:
    """Add what every feed and entry has; the id is the same whenever the release is published."""
    named = f"{view.descriptor['name']} {view.version} {view.lang} {key}"
    _add(element, "id", uuid.uuid5(uuid.NAMESPACE_URL, named).urn)
    _add(element, "title", title)
    _add(element, "updated", f"{view.made}T00:00:00Z")


def _link(view: View, target: str, base: str) -> str:
    relative = addresses.link(addresses.feed(view.lang), target)
    return f"{base}/{addresses.quoted(target)}" if base else relative


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = printable(text) or None
    return child
