"""The corridor brief, as blocks: what it says, before any format."""

import re
from typing import Final

import pandas as pd

from atlas.coverage import kind_by_side, sides, working
from atlas.figures import AtlasFigure, credit, figure
from atlas.i18n import count, date, number, t
from atlas.report import directory, gaps, movement
from atlas.report.blocks import (
    Block,
    Brief,
    Bullets,
    Card,
    Cards,
    Column,
    Heading,
    Paragraph,
    Picture,
    Reference,
    References,
    Section,
    Table,
    plain,
)
from atlas.report.words import about_lines, label, names, side_name
from atlas.view import View

_WEB: Final = re.compile(r"https?://[!-~]+")
_SIZES: Final = {
    "overview": (7.0, 6.7),
    "services": (7.0, 3.55),
    "flows": (7.0, 4.0),
    "cooperation": None,
}
"""Width and height of figures, inches: what pages of A4 and Letter have room for."""


def build(view: View) -> Brief:
    """Say what a view shows, in the language of the view.

    Parameters
    ----------
    view
        One corridor, several, or any filter; with no place left it says so.

    Returns
    -------
    brief
        Plain text, tables and figures, ready for every format.
    """
    pictures = _pictures(view)
    blocks: list[Block] = [_cards(view)] if len(view.corridors) else []
    if view.places.empty:
        blocks.append(Paragraph(t("report.empty", view.lang)))
    blocks += [
        *_picture(view, pictures, "overview"),
        *_comparison(view),
        *_services(view, pictures),
        *_unknowns(view),
        *_movement(view, pictures),
        *_cooperation(view, pictures),
        *_directory(view, pictures),
        *_references(view),
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
        made=str(view.descriptor.get("created", ""))[:10],
        pictures=pictures,
    )


def title(view: View) -> str:
    """Give the title of the brief of a view."""
    if view.filter.corridor:
        return plain(" · ".join(names(view.corridors, view.lang)))
    return plain(credit.titled(view.descriptor, view.lang))


def _pictures(view: View) -> dict[str, AtlasFigure]:
    """Draw the figures that have anything to show."""
    wanted = {
        "overview": len(view.corridors) > 0,
        "services": working(view.places)["services"].ne("").any(),
        "flows": len(view.flows) > 0,
        "cooperation": len(view.actions) > 0,
    }
    return {
        kind: figure(view, kind, size=_SIZES[kind], framed=False)
        for kind, is_wanted in wanted.items()
        if is_wanted
    }


def _picture(view: View, pictures: dict[str, AtlasFigure], kind: str) -> list[Block]:
    if kind not in pictures:
        return []
    caption = t(f"report.caption_{kind}", view.lang)
    return [Picture(kind, plain(caption), plain(pictures[kind].alt))]


def _cards(view: View) -> Cards:
    """Give the headline numbers of every side."""
    return Cards(tuple(_card(view, *pair) for pair in sides(view.corridors, view.filter.side)))


def _card(view: View, corridor_id: str, side: str) -> Card:
    here = (view.places["corridor_id"] == corridor_id) & (view.places["side"] == side)
    places = working(view.places[here])
    shelters = places[places["kind"] == "shelter"]
    beds = shelters[shelters["capacity"].notna() & (shelters["capacity_unit"] == "beds")]
    offered = {code for codes in places["services"] for code in codes.split(";") if code}
    confirmed = places[(places["status"] == "open") & (places["status_date"] != "")]
    numbers = [
        (len(places), "report.card_places"),
        (len(confirmed), "report.card_confirmed"),
        (len(shelters), "report.card_shelters"),
        (int(beds["capacity"].sum()), "report.card_beds"),
        (len(offered), "report.card_services"),
    ]
    terms = view.vocab.terms("side")
    return Card(
        title=side_name(view, corridor_id, side),
        colour=(terms[side].colour if side in terms else "") or "#f0efec",
        numbers=tuple(
            (number(value, view.lang), t(key, view.lang, stated=number(len(beds), view.lang)))
            for value, key in numbers
        ),
    )


def _comparison(view: View) -> list[Block]:
    """Compare the sides by kind of place and by who runs it."""
    if view.places.empty:
        return []
    of = sides(view.corridors, view.filter.side)
    places = working(view.places)
    columns = [Column(t("report.compared", view.lang), 1.6)]
    columns += [Column(side_name(view, *pair), 1.0, numeric=True) for pair in of]
    sections = tuple(
        Section(t(f"report.compared_{name}", view.lang), _compared(view, places, of, name))
        for name in ("kind", "level")
    )
    table = Table(t("report.comparison_caption", view.lang), tuple(columns), sections)
    return [Heading(t("report.comparison", view.lang)), table]


def _compared(
    view: View, places: pd.DataFrame, of: list[tuple[str, str]], name: str
) -> tuple[tuple[str, ...], ...]:
    """Count the places by the codes of a column: all, and those that a dated source calls open."""
    codes = view.vocab.codes(name)
    coded = places.assign(kind=places[name])
    confirmed = coded[(coded["status"] == "open") & (coded["status_date"] != "")]
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


def _services(view: View, pictures: dict[str, AtlasFigure]) -> list[Block]:
    missing = gaps.service_gaps(view)
    drawn = _picture(view, pictures, "services")
    if not drawn and not missing:
        return []
    blocks: list[Block] = [Heading(t("report.services", view.lang)), *drawn]
    if missing:
        blocks += [Bullets(missing), Paragraph(t("report.gap_note", view.lang), quiet=True)]
    return blocks


def _movement(view: View, pictures: dict[str, AtlasFigure]) -> list[Block]:
    if view.crossings.empty:
        return []
    heading = Heading(t("report.crossings", view.lang))
    return [heading, movement.crossings_table(view), *_picture(view, pictures, "flows")]


def _cooperation(view: View, pictures: dict[str, AtlasFigure]) -> list[Block]:
    if view.actions.empty:
        return []
    said = count("report.register_count", len(view.actions), view.lang)
    return [
        Heading(t("report.cooperation", view.lang)),
        Paragraph(said),
        movement.register_table(view),
        *_picture(view, pictures, "cooperation"),
    ]


def _directory(view: View, pictures: dict[str, AtlasFigure]) -> list[Block]:
    if view.places.empty:
        return []
    numbers = pictures["overview"].numbers if "overview" in pictures else {}
    note = t("report.directory_note", view.lang) if numbers else ""
    return [
        Heading(t("report.directory", view.lang)),
        *([Paragraph(note)] if note else []),
        directory.table(view, numbers),
    ]


def _unknowns(view: View) -> list[Block]:
    points = gaps.unknowns(view)
    return [Heading(t("report.unknown_title", view.lang)), Bullets(points)] if points else []


def _citation(source: pd.Series, lang: str) -> str:
    """Give a source as a short line: title, publisher, date in words."""
    name = source["title_en"] if lang == "en" and source["title_en"] else source["title"]
    parts = [name, source["publisher"], date(source["date"], lang, short=True)]
    return ". ".join(plain(part).rstrip(".") for part in dict.fromkeys(parts) if part) + "."


def _web(url: str) -> str:
    """Give an address of the web; anything else is no link."""
    return url if _WEB.fullmatch(url) else ""


def _references(view: View) -> list[Block]:
    cited = view.sources.sort_values(["publisher", "title"], kind="stable").astype("str")
    items = tuple(
        Reference(_citation(row, view.lang), _web(row["url"])) for _, row in cited.iterrows()
    )
    if not items:
        return []
    said = count("report.references_count", len(items), view.lang)
    return [
        Heading(t("report.references", view.lang)),
        Paragraph(said, quiet=True),
        References(items),
    ]
