"""The corridor brief, as blocks: what it says, before any format."""

import re
from itertools import zip_longest
from typing import Any, Final, TypeAlias

import pandas as pd

from atlas.analysis.coverage import headline, kind_by_side, sides, supply, working
from atlas.base.i18n import count, date, number, t
from atlas.base.text_search import fold
from atlas.base.translations import localised
from atlas.output.figures import credit, figure_words
from atlas.output.report import brief_pictures, flow_tables, gap_sections, place_table, range_words
from atlas.output.report.blocks import (
    Block,
    Brief,
    Bullets,
    Card,
    Cards,
    Column,
    Group,
    Heading,
    Item,
    Listing,
    Paragraph,
    Ranges,
    Reference,
    References,
    Section,
    Table,
    plain,
)
from atlas.output.report.brief_pictures import Pictures
from atlas.output.report.brief_words import about_lines, label, names, said, side_name
from atlas.places.status import evidence_of
from atlas.places.view import View

_WEB: Final = re.compile(r"https?://[!-~]+")
_FEW_SIDES: Final = 2
_PUBLISHER_COLUMNS: Final = 5
_Number: TypeAlias = tuple[float, str, dict[str, str]]
"""A headline number, the key of what it counts, and the words in that."""


def build(view: View, *, annex: bool = False, paper: str = "a4") -> Brief:
    """Say what a view shows, in the language of the view.

    Parameters
    ----------
    view
        One corridor, several, or any filter; with no place left it says so.
    annex
        Add the timeline of cooperation, the whole table of places and every source.
    paper
        One of `PAPERS`.

    Returns
    -------
    brief
        Plain text, tables and figures, ready for every format.
    """
    pictures = brief_pictures.drawn(view, annex=annex)
    blocks: list[Block] = brief_pictures.picture(view, pictures, "cover")
    blocks += [_cards(view)] if len(view.corridors) else []
    if view.places.empty:
        blocks.append(Paragraph(t("report.empty", view.lang)))
    blocks += [
        *brief_pictures.picture(view, pictures, "overview"),
        *_comparison(view),
        *_services(view, pictures),
        *_coverage(view),
        *_unknowns(view),
        *_movement(view, pictures),
        *_cooperation(view),
        *_directory(view, pictures),
        *_publishers(view),
        *(_annex(view, pictures) if annex else []),
    ]
    return Brief(
        lang=view.lang,
        title=title(view),
        subtitle=t("report.subtitle", view.lang),
        author=plain(credit.titled(view.descriptor, view.lang)),
        about=about_lines(view),
        blocks=tuple(blocks),
        keywords=tuple(names(view.corridors, view.lang)),
        footer=plain(credit.data_line(view)),
        made=view.made,
        link=view.filter.web_link(),
        pictures=pictures,
        paper=paper,
    )


def title(view: View) -> str:
    """Give the title of the brief of a view."""
    where = " · ".join(names(view.corridors, view.lang)) if view.filter.corridor else ""
    atlas = credit.titled(view.descriptor, view.lang)
    return plain(figure_words.headed(view, figure_words.asked_for(view), where or atlas))


def _cards(view: View) -> Cards:
    """Give the headline numbers of every side."""
    return Cards(tuple(_card(view, *pair) for pair in sides(view.corridors, view.filter.side)))


def _card(view: View, corridor_id: str, side: str) -> Card:
    here = view.places[view.places["corridor_id"] == corridor_id]
    shelters = here[here["kind"] == "shelter"]
    row = headline(shelters, [], [side], today=view.made).iloc[0]
    places = supply(here[here["side"] == side], ())
    offered = {code for codes in places["services"] for code in codes.split(";") if code}
    numbers: list[_Number] = [
        (len(places), "report.card_places", {}),
        (int((evidence_of(places, view.made) == "open").sum()), "report.card_confirmed", {}),
        (int(row["places"]), "report.card_shelters", {}),
        *_beds(view, row),
        (len(offered), "report.card_services", {}),
    ]
    terms = view.vocab.terms("side")
    return Card(
        title=side_name(view, corridor_id, side),
        colour=(terms[side].colour if side in terms else "") or "#f0efec",
        numbers=tuple(
            (number(value, view.lang), t(key, view.lang, **words)) for value, key, words in numbers
        ),
    )


def _beds(view: View, row: pd.Series) -> list[_Number]:
    """Give the sleeping places by new sources, and by older ones; nothing where none are known."""
    recent, all_of_them = int(row["beds_recent_known"]), int(row["beds_known"])
    found: list[_Number] = []
    if recent:
        places = count("report.shelters", recent, view.lang)
        found.append((float(row["beds"]), "report.card_beds", {"places": places}))
    if older := all_of_them - recent:
        words = {
            "places": count("report.shelters", older, view.lang),
            "dates": range_words.bed_dates(row, view.lang),
        }
        found.append((float(row["beds_older"]), "report.card_beds_older", words))
    return found


def _comparison(view: View) -> list[Block]:
    """Compare the sides by kind of place and by who runs it."""
    if view.places.empty:
        return []
    of = sides(view.corridors, view.filter.side)
    places = working(view.places)
    compared = {
        t(f"report.compared_{name}", view.lang): _compared(view, places, of, name)
        for name in ("kind", "level")
    }
    counts = [Column(side_name(view, *pair), 1.0, numeric=True) for pair in of]
    if len(of) > _FEW_SIDES:
        columns = [Column(t("report.compared", view.lang), 1.6), *counts]
        sections = tuple(Section(title, rows) for title, rows in compared.items())
    else:  # side by side, as the page has room for it
        columns = [one for title in compared for one in (Column(title, 1.8), *counts)]
        blank = ("",) * (1 + len(of))
        pairs = zip_longest(*compared.values(), fillvalue=blank)
        sections = (Section("", tuple((*left, *right) for left, right in pairs)),)
    table = Table(
        said(view, "report.comparison_caption", made=date(view.made, view.lang)),
        tuple(columns),
        sections,
    )
    return [Heading(t("report.comparison", view.lang)), table]


def _compared(
    view: View, places: pd.DataFrame, of: list[tuple[str, str]], name: str
) -> tuple[tuple[str, ...], ...]:
    """Count the places by the codes of a column: all, and those that a dated source calls open."""
    codes = view.vocab.codes(name)
    coded = places.assign(kind=places[name])
    confirmed = coded[evidence_of(coded, view.made) == "open"]
    known, sure = kind_by_side(coded, of, codes), kind_by_side(confirmed, of, codes)
    return tuple(
        (
            label(view, name, code),
            *(
                t(
                    "report.known_and_sure",
                    view.lang,
                    known=number(known[pair][code], view.lang),
                    sure=number(sure[pair][code], view.lang),
                )
                for pair in of
            ),
        )
        for code in codes
        if known.loc[code].any()
    )


def _services(view: View, pictures: Pictures) -> list[Block]:
    missing = gap_sections.service_gaps(view)
    drawn = brief_pictures.picture(view, pictures, "services")
    if not drawn and not missing:
        return []
    blocks: list[Block] = [Heading(t("report.services", view.lang)), *drawn]
    if missing:
        blocks += [Bullets(missing), Paragraph(t("report.gap_note", view.lang), quiet=True)]
    return blocks


def _coverage(view: View) -> list[Block]:
    """Say how many people live near a place of their side."""
    if view.places.empty:
        return []
    shares = gap_sections.near_shares(view)
    return [Heading(t("report.coverage", view.lang)), Ranges(shares)] if shares else []


def _movement(view: View, pictures: Pictures) -> list[Block]:
    if view.crossings.empty:
        return []
    heading = Heading(t("report.crossings", view.lang))
    return [
        heading,
        flow_tables.crossings_table(view),
        *brief_pictures.picture(view, pictures, "flows"),
    ]


def _cooperation(view: View) -> list[Block]:
    if view.actions.empty:
        return []
    return [Heading(t("report.cooperation", view.lang)), flow_tables.register_table(view)]


def _directory(view: View, pictures: Pictures) -> list[Block]:
    """List the places in short, and say where the whole table is."""
    if view.places.empty:
        return []
    numbers = brief_pictures.numbers(pictures)
    note = t("report.directory_note", view.lang) if numbers else ""
    whole = t("report.directory_whole", view.lang, n=number(len(view.places), view.lang))
    return [
        Heading(t("report.directory", view.lang)),
        Paragraph(" ".join(part for part in (note, whole) if part), quiet=True),
        place_table.listing(view, numbers),
    ]


def _annex(view: View, pictures: Pictures) -> list[Block]:
    """Give what is too long for a brief: the timeline, the whole table, every source."""
    places = (
        [] if view.places.empty else [place_table.table(view, brief_pictures.numbers(pictures))]
    )
    blocks = [*brief_pictures.picture(view, pictures, "cooperation"), *places, *_references(view)]
    return [Heading(t("report.annex", view.lang)), *blocks] if blocks else []


def _unknowns(view: View) -> list[Block]:
    points = gap_sections.unknowns(view)
    return [Heading(t("report.unknown_title", view.lang)), Bullets(points)] if points else []


def citation_line(source: pd.Series, lang: str) -> str:
    """Give a source as a short line: title, publisher, date in words."""
    day = date(source["date"], lang, short=True)
    parts = [localised(source.to_dict(), "title", lang), source["publisher"], day]
    return ". ".join(plain(part).rstrip(".") for part in dict.fromkeys(parts) if part) + "."


def _web(url: str) -> str:
    """Give an address of the web; anything else is no link."""
    return url if _WEB.fullmatch(url) else ""


def _publishers(view: View) -> list[Block]:
    """List who published the sources, with their number and years."""
    cited = view.sources
    if cited.empty:
        return []
    named = cited["publisher"].where(cited["publisher"] != "", cited["title"])
    items = [
        Item(str(place), plain(str(name)), _years(rows))
        for place, (name, rows) in enumerate(sorted(cited.groupby(named), key=_by_name), start=1)
    ]
    said = count("report.references_count", len(cited), view.lang)
    return [
        Heading(t("report.references", view.lang)),
        Paragraph(f"{said} {t('report.references_whole', view.lang)}", quiet=True),
        Listing((Group("", tuple(items)),), columns=_PUBLISHER_COLUMNS),
    ]


def _by_name(group: tuple[Any, pd.DataFrame]) -> str:
    return fold(str(group[0]))


def _years(sources: pd.DataFrame) -> str:
    """Say how many documents there are, when more than one, and from which years."""
    years = sorted({date[:4] for date in sources["date"] if date})
    number_of = f"({len(sources)})" if len(sources) > 1 else ""
    span = "\N{EN DASH}".join(dict.fromkeys([years[0], years[-1]])) if years else ""
    return " ".join(part for part in (number_of, span) if part)


def _references(view: View) -> list[Block]:
    cited = view.sources.sort_values(["publisher", "title"], kind="stable").astype("str")
    items = tuple(
        Reference(citation_line(row, view.lang), _web(row["url"])) for _, row in cited.iterrows()
    )
    return [Heading(t("report.references", view.lang), level=2), References(items)] if items else []
