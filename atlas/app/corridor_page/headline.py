"""The corridor page: one corridor as one object with two sides."""

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.app import markup, page_link, page_parts, page_sections, rows_behind, widgets
from atlas.app.corridor_page import mirror
from atlas.app.markdown_text import plain
from atlas.app.page_parts import UNKNOWN, side_name
from atlas.base.i18n import count, date, number, t
from atlas.base.translations import localised_column
from atlas.output.report import range_words
from atlas.places import scope
from atlas.places.kept_with_view import kept_with_view
from atlas.places.roles import AUTHORITY, ENFORCEMENT, kind_roles
from atlas.places.view import View


def headline(view: View, along: coverage.Measure) -> None:
    """Show the first figures, the two sides next to each other; every number opens its places."""
    lang = view.lang
    st.html(
        markup.section(
            markup.status(page_parts.leading(view, len(view.places), found(view))),
            markup.beside(mirror.services(view), _headline(view)),
            markup.note(t("corridor.headline_note", lang, day=date(view.made, lang))),
        )
    )
    with widgets.container():
        rows_behind.show(view, page_link.value("pick"), along)


def found(view: View) -> str:
    """Say how many places of the corridor the filter keeps."""
    n, total = len(view.places), len(page_parts.whole(view).places)
    counts = {"n": number(n, view.lang), "total": number(total, view.lang)}
    return scope.scoped(view, t("corridor.found", view.lang, **counts))


def context(view: View) -> None:
    """Show the figures about the corridor and its countries, each with its source."""
    lang = view.lang
    st.html(
        markup.introduction(
            t("corridor.context", lang), "context", t("corridor.context_text", lang)
        )
    )
    with page_sections.folded(t("corridor.context_table", lang), "context"):
        page_parts.table(
            _context(page_parts.whole(view)),
            t("corridor.context_file", lang),
            lang,
            alt=t("corridor.context", lang),
            height=360,
        )


def governance(view: View) -> None:
    """Show which levels run places on each side, and which are missing."""
    lang = view.lang
    st.html(
        markup.section(
            markup.heading(t("corridor.governance", lang), "governance"),
            markup.prose(t("corridor.governance_text", lang)),
            markup.prose("\n".join(f"- {line}" for line in level_words(view))),
        )
    )
    with page_sections.folded(t("corridor.governance_table", lang), "governance"):
        st.html(_governance(view))


def unknowns(view: View, along: coverage.Measure) -> None:
    """Say what this page does not know."""
    lang, straight = view.lang, along is coverage.STRAIGHT
    lines = [
        *rows_behind.unknowns(view, "corridor"),
        markup.Linked(t("corridor.unknown_absence", lang), ""),
        markup.Linked(
            t("corridor.unknown_distance" if straight else "coverage.unknown_streets", lang), ""
        ),
    ]
    st.html(
        markup.section(
            markup.heading(t("corridor.unknown", lang), "unknown"),
            markup.lines(lines),
        )
    )
    show_left_out(view, _left_out(view, along), page_link.here(view, "corridor"), "corridor")


def show_left_out(
    view: View, out: tuple[int, str], here: str, page: str, *, where: str = ""
) -> None:
    """Show which places no distance takes into account, with the way to them; see `left_out`."""
    n, table = out
    if not n:
        return
    said = left_out_words(view, n, where)
    st.html(markup.lines([markup.opening(said, here, rows_behind.LEFT_OUT, page)]))
    with page_sections.folded(t("coverage.left_out_table", view.lang), "left-out"):
        st.html(table)


def left_out_words(view: View, n: int, where: str = "") -> str:
    """Say how many places no distance takes into account.

    What it is true of is the scope of the view, unless `where` says more.
    """
    counted = count("coverage.left_out", n, view.lang)
    return t("scope.sentence", view.lang, scope=where or scope.scope(view), sentence=counted)


def left_out(view: View, places: pd.DataFrame) -> tuple[int, str]:
    """Give how many of some places no distance takes into account, and the table of them."""
    out = coverage.left_out(places)
    lang = view.lang
    rows = pd.DataFrame(
        {
            t("coverage.municipality", lang): out["municipality"].replace("", UNKNOWN),
            t("app.side", lang): [side_name(view, one) for one in out["side"]],
            t("coverage.places", lang): [
                coverage.few(n, protected)
                for n, protected in zip(out["places"], out["protected"], strict=True)
            ],
        }
    )
    return int(out["places"].sum()), markup.text_table(rows)


@kept_with_view
def _left_out(view: View, along: coverage.Measure) -> tuple[int, str]:
    return left_out(view, along.sited(coverage.sought(view)))


@kept_with_view
def _headline(view: View) -> str:
    lang, sides = view.lang, page_parts.countries(view)
    roles = kind_roles(view.vocab)
    # A kind that the filter does not ask for is not "0": it has no row.
    kinds = page_parts.both(
        view.filter.kind, tuple(one for one in view.choices["kind"] if roles[one] != ENFORCEMENT)
    )
    of_help = tuple(one for one in kinds if roles[one] != AUTHORITY)
    closed_too = view.remade(view.filter.lifted("status")).places
    figures = coverage.headline(closed_too, kinds, sides, today=view.made)
    works = page_parts.works(view)

    def counted(name: str, **of: Any) -> list[markup.Linked]:  # noqa: ANN401, codes by facet
        return [
            page_parts.leading(view, n, side=(side,), **of) for side, n in figures[name].items()
        ]

    rows: dict[str, list[Any]] = {
        t("corridor.places", lang): counted("places", kind=of_help, status=works)
    }
    for kind in kinds:
        label = view.vocab.label("kind", kind, lang)
        rows[label] = counted(kind, kind=(kind,), status=works)
    rows[t("corridor.closed", lang)] = counted("closed", kind=kinds, status=coverage.NOT_WORKING)
    for name in coverage.HEADLINES:
        rows[t(f"corridor.{name}", lang)] = [
            _opening(view, f"{name}.{side}", row) for side, row in figures.iterrows()
        ]
    cells = [[label, *values] for label, values in rows.items()]
    heads = [t("corridor.figure", lang), *(side_name(view, side) for side in sides)]
    return markup.text_table(pd.DataFrame(cells, columns=heads))


def _opening(view: View, picked: str, row: pd.Series) -> markup.Linked:
    """Give a figure that opens its places on this page: no filter can say which they are."""
    lang, name = view.lang, picked.split(".", maxsplit=1)[0]
    n = row["beds_known" if name == "beds" else name]
    said = range_words.beds(row, lang) if name == "beds" else _of(n, row["places"], lang)
    return rows_behind.counted(view, picked, n, "corridor", said)


@kept_with_view
def _context(view: View) -> pd.DataFrame:
    lang = view.lang
    rows = view.context.sort_values(["indicator", "year"], ascending=[True, False])
    return pd.DataFrame(
        {
            t("corridor.indicator", lang): [
                view.vocab.label("indicator", one, lang) for one in rows["indicator"]
            ],
            t("corridor.where", lang): localised_column(rows, "place", lang),
            t("corridor.period", lang): [_period(row, lang) for row in rows.itertuples()],
            t("corridor.value", lang): rows["value"],
            t("corridor.unit", lang): [view.vocab.label("unit", one, lang) for one in rows["unit"]],
            t("corridor.qualifier", lang): [
                page_parts.codes(view, "qualifier", one) for one in rows["qualifier"]
            ],
            t("coverage.source", lang): [
                page_parts.first_link(view, ids) for ids in rows["source_ids"]
            ],
        }
    )


@kept_with_view
def _levels(view: View) -> dict[str, dict[str, int]]:
    """Count the working places of every side by the level of who runs them."""
    rows = coverage.working(view.places)
    found = Counter(zip(rows["level"], rows["side"], strict=True))
    levels = view.vocab.codes("level")
    return {
        side: {level: found[level, side] for level in levels} for side in page_parts.countries(view)
    }


def _named(view: View, levels: list[str]) -> str:
    return "; ".join(plain(view.vocab.label("level", one, view.lang)) for one in levels)


@kept_with_view
def level_words(view: View) -> tuple[str, ...]:
    """Say which levels run places on one side only, in Markdown, each line with its scope."""
    lang, sides, counts = view.lang, page_parts.countries(view), _levels(view)
    everywhere = _levels(page_parts.whole(view))
    lines = []
    for side, other in (sides, sides[::-1]):
        missing = [one for one, n in counts[other].items() if n and not counts[side][one]]
        outside = [one for one in missing if everywhere[side][one]]
        names = {"side": plain(side_name(view, side)), "other": plain(side_name(view, other))}
        if missing:
            said = t("corridor.missing_levels", lang, levels=_named(view, missing), **names)
            lines.append(page_parts.scoped(view, said))
        if outside:
            names |= {"where": plain(page_parts.corridor_name(view))}
            said = t("corridor.missing_levels_outside", lang, levels=_named(view, outside), **names)
            lines[-1] += f" {said}"
    return tuple(lines)


@kept_with_view
def _governance(view: View) -> str:
    """Give the table of levels and sides."""
    lang, sides, counts = view.lang, page_parts.countries(view), _levels(view)
    levels = view.vocab.codes("level")
    works = page_parts.works(view)
    linked = pd.DataFrame(
        {
            side_name(view, side): [
                page_parts.leading(view, n, side=(side,), level=(level,), status=works)
                for level, n in counts[side].items()
            ]
            for side in sides
        }
    )
    linked[t("data.total", lang)] = [
        page_parts.leading(
            view, sum(counts[side][one] for side in sides), side=sides, level=(one,), status=works
        )
        for one in levels
    ]
    linked.index = pd.Index(
        [view.vocab.label("level", one, lang) for one in levels], name=t("app.level", lang)
    )
    return markup.count_table(linked, lang)


def _of(part: int, whole: int, lang: str) -> str:
    share = f" ({100 * part / whole:.0f} %)" if whole else ""
    return f"{number(part, lang)}{share}"


def _period(row: "pd.core.frame.NamedTuple", lang: str) -> str:  # type: ignore[name-defined]
    """Give the months or years that a figure covers."""
    year = (
        f"{int(row.year_start)}{UNKNOWN}{int(row.year)}"
        if row.year_start == row.year_start
        else str(int(row.year))
    )
    months = t("dates.months", lang).split()
    if row.month_start != row.month_start:
        return year
    first = months[int(row.month_start) - 1][:3]
    last = months[int(row.month_end) - 1][:3] if row.month_end == row.month_end else "?"
    return f"{first}{UNKNOWN}{last} {year}"
