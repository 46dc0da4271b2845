"""A site put together: every page in every language, and the map files; then written at once."""

from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import pandas as pd

from atlas.base.i18n import DEFAULT_LANG, LANGS, READER_LANGS, whole_lang
from atlas.base.public_address import checked
from atlas.base.text_search import fold
from atlas.data import load
from atlas.output.light import light_list
from atlas.output.light.light_page import read_part
from atlas.output.site import (
    addresses,
    brief_files,
    change_feed,
    data_files,
    embed_files,
    install_files,
    missing_pages,
    search_files,
    site_pages,
)
from atlas.output.site.addresses import Town
from atlas.output.site.change_feed import Since
from atlas.output.site.place_facts import place_page
from atlas.output.site.site_folder import Written, check_folder, write_site
from atlas.output.site.sitemap import for_machines
from atlas.places.roles import ENFORCEMENT
from atlas.places.view import View
from atlas.webmap import capsule, site_search

Show = Callable[[str, float | None], None]
"""Takes what is being done and the share of it that is done."""


def publish_site(  # noqa: PLR0913, the options of the command
    view: View,
    folder: str | Path,
    show: Show = lambda _doing, _share: None,
    *,
    base_url: str = "",
    since: Since | None = None,
    briefs: bool = True,
    package: Path | None = None,
) -> Written:
    """Write a view as a site of static files.

    Parameters
    ----------
    view
        What to publish, of any language: the site has all of them. The pages of places that its
        filter leaves out by default are there too; lists leave them out.
    folder
        A new folder, an empty one, or that of an earlier run.
    show
        Takes how far it is.
    base_url
        The public address of the site. With it pages name their own address and that of their
        other languages, and there are a sitemap and a robots.txt; without it there is no
        absolute link.
    since
        What changed since an earlier release, for the feed (`changes_since`).
    briefs
        Whether each corridor has its brief and its figures, which take half of the time.
    package
        The folder that the view was loaded from; a second process then makes the briefs.

    Returns
    -------
    written
        How many files there are, and how many of them changed.

    Raises
    ------
    ExportError
        When the folder holds what no earlier run wrote, or cannot be written to.
    """
    folder = Path(folder)
    base = checked(base_url, "--base-url") if base_url else ""
    check_folder(folder)
    made: dict[str, bytes] = {}
    langs = dict.fromkeys((*LANGS, *READER_LANGS))  # those first that others fall back on
    views = {lang: view.refiltered(lang=lang) for lang in langs}
    folder_of_package = package if package and _is_public_view_of(view, package) else None
    with brief_files.all_briefs(views if briefs else {}, folder_of_package) as drawn:
        for name, content, share in _files(views, base, briefs=briefs):
            made[name] = content
            show("pages", share)
        for contents, share in drawn:
            made |= contents
            show("briefs", share)
    made |= _small_files(views, base, since)
    made |= for_machines(made, base)
    made[addresses.WORKER] = install_files.worker(made, tuple(views))
    return write_site(folder, made, lambda share: show("writing", share))


def _files(
    views: Mapping[str, View], base: str, *, briefs: bool
) -> Iterator[tuple[str, bytes, float]]:
    """Give the pages and tables of a site one after the other, and the share that is done."""
    shared = dict(data_files.tables(views[DEFAULT_LANG].lifted))
    for name, content in shared.items():
        yield name, content, 0.0
    tables: dict[str, dict[str, bytes]] = {}
    for done, one in enumerate(views.values()):
        for name, text, share in _pages(one, base, briefs=briefs):
            yield name, text.encode(), (done + share) / len(views)
        if one.lang in LANGS:  # a language for readers has no words for the columns of tables
            tables[one.lang] = dict(data_files.tables_in_words(one.lifted))
            for name, content in tables[one.lang].items():
                yield name, content, (done + 1) / len(views)
        in_words = tables[whole_lang(one.lang)]
        sizes = {name: len(content) for name, content in {**in_words, **shared}.items()}
        page = site_pages.data_page(one, sizes, base)
        yield addresses.data(one.lang), page.encode(), (done + 1) / len(views)


def _is_public_view_of(view: View, package: Path) -> bool:
    """Say whether the folder alone gives the view: no overlay, no streets from elsewhere."""
    return view.audience == "public" and view.streets == load(package).streets


def _small_files(views: Mapping[str, View], base: str, since: Since | None) -> dict[str, bytes]:
    """Give what is around the pages: style, scripts, search, feeds, and what hosts ask for."""
    style = _style()
    made = {
        addresses.START: site_pages.start_page(views, base).encode(),
        addresses.STYLE: style.encode(),
        addresses.SCRIPT: install_files.own_file("site.js"),
        addresses.SEARCH: site_search().encode(),
        addresses.EMBED: embed_files.embed_script(views),
    }
    made |= install_files.icons()
    made |= missing_pages.missing_pages(views, style, base)
    for lang, view in views.items():
        index = search_files.search_index(view, _towns(view), _needs(view))
        made[addresses.search_index(lang)] = index
        made[addresses.offline(lang)] = missing_pages.offline_page(view, base).encode()
        made[addresses.feed(lang)] = change_feed.feed(view, since, base)
        made[addresses.manifest(lang)] = install_files.manifest(view)
        for one in ("", *view.corridors["corridor_id"]) if base else ():
            name = addresses.oembed(lang, one or addresses.WHOLE)
            made[name] = embed_files.oembed(view, one, base)
    return made


def _pages(view: View, base: str, *, briefs: bool) -> Iterator[tuple[str, str, float]]:
    """Give the pages of one language."""
    lang, corridors = view.lang, list(view.corridors["corridor_id"])
    yield addresses.home(lang), site_pages.first_page(view, base), 0.0
    yield addresses.map_file(lang), capsule(view.lifted), 0.1
    for done, corridor_id in enumerate(corridors, start=1):
        one = view.refiltered(corridor=(corridor_id,))
        page = capsule(one.lifted)
        share = 0.1 + 0.4 * done / len(corridors)
        yield addresses.map_file(lang, corridor_id), page, share
        brief = brief_files.links(view, corridor_id) if briefs else None
        text = site_pages.corridor_page(view, corridor_id, len(page.encode()), brief, base)
        yield addresses.corridor(lang, corridor_id), text, share
    yield from _indexes(view, base)
    yield from _places(view, base)


def _indexes(view: View, base: str) -> Iterator[tuple[str, str, float]]:
    needs, towns = _needs(view), _towns(view)
    yield addresses.need(view.lang), site_pages.needs_page(view, needs, base), 0.5
    yield addresses.town(view.lang), site_pages.towns_page(view, towns, base), 0.5
    for service, rows in needs.items():
        name = addresses.need(view.lang, service)
        yield name, site_pages.need_page(view, service, rows, base), 0.55
    for town, rows in towns.items():
        name = addresses.town(view.lang, town.file)
        yield name, site_pages.town_page(view, town, rows, base), 0.6


def _places(view: View, base: str) -> Iterator[tuple[str, str, float]]:
    everything = view.lifted
    towns = {
        facility_id: town
        for town, rows in _towns(view).items()
        for facility_id in rows["facility_id"]
    }
    rows = everything.places.to_dict("records")
    for done, (row, entry) in enumerate(zip(rows, light_list.entries(everything), strict=True)):
        name = addresses.place(view.lang, entry.facility_id)
        said = place_page(everything, row, entry)
        text = site_pages.place_page_of(everything, row, said, towns, base)
        yield name, text, 0.6 + 0.4 * done / len(rows)


def _needs(view: View) -> dict[str, pd.DataFrame]:
    """Give the places that offer each service, in the order of the vocabulary."""
    help_there = view.places[view.places["role"] != ENFORCEMENT]
    offered = help_there["services"].str.split(";")
    asked = view.filter.service or view.vocab.codes("service")
    found = {code: help_there[[code in codes for codes in offered]] for code in asked}
    return {code: rows for code, rows in found.items() if len(rows)}


def _towns(view: View) -> dict[Town, pd.DataFrame]:
    """Give the places of each municipality, by country and name."""
    named = view.places[view.places["municipality"] != ""]
    towns: dict[Town, pd.DataFrame] = {}
    taken: set[str] = set()
    for (country, name), rows in named.groupby(["country", "municipality"], sort=True):
        file = addresses.file_name(fold(f"{country} {name}").replace(" ", "-"))
        if file in taken:  # names may differ in accents alone
            file = addresses.file_name(f"{country}-{name}")
        taken.add(file)
        towns[Town(str(name), str(country), file)] = rows
    return towns


def _style() -> str:
    own = files("atlas.output.site") / "templates" / "site.css"
    return read_part("light.css") + own.read_text(encoding="utf-8")
