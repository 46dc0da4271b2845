"""The headline figures of a view as sentences to copy: true wherever they are pasted.

Each names its corridors, what was selected, the date of the data and the way back to them.
"""

from atlas.analysis import cooperation, coverage
from atlas.base.i18n import count, date, number, t
from atlas.output.figures import credit
from atlas.output.report import gap_sections, range_words
from atlas.output.report.blocks import plain
from atlas.output.report.brief_words import said, side_name
from atlas.places.scope import located
from atlas.places.view import View


def corridor(view: View) -> list[str]:
    """Say what is known on each side, and which services only one of them has."""
    made = date(view.made, view.lang)
    lines = []
    for corridor_id, side in coverage.sides(view.corridors, view.filter.side):
        here = view.places[view.places["corridor_id"] == corridor_id]
        row = coverage.headline(here, [], [side], today=view.made).iloc[0]
        names = {"side": side_name(view, corridor_id, side), "made": made}
        counted = {what: number(int(row[what]), view.lang) for what in ("fresh", "positioned")}
        places = count("report.places", int(row["places"]), view.lang)
        lines.append(said(view, "sentences.side", places=places, **names, **counted))
        if row["beds_known"]:
            beds = range_words.beds(row, view.lang)
            lines.append(said(view, "sentences.beds", beds=beds, **names))
    return [_cited(view, line) for line in (*lines, *gap_sections.service_gaps(view))]


def near(view: View) -> list[str]:
    """Say how many people of each side live near a place, as a range where it is one."""
    return [_cited(view, one.sentence) for one in gap_sections.near_shares(view)]


def register(view: View) -> list[str]:
    """Say how many actions of cooperation are known, and how they stand."""
    states = cooperation.standing(view.actions, view.made).value_counts()
    known = [
        t(f"sentences.stand_{code}", view.lang, n=number(int(states[code]), view.lang))
        for code in cooperation.STANDINGS
        if code in states
    ]
    total = count("sentences.actions", len(view.actions), view.lang)
    made = date(view.made, view.lang)
    line = t("sentences.register", view.lang, actions=total, made=made, states="; ".join(known))
    return [_cited(view, plain(located(view, line)))]


def _cited(view: View, line: str) -> str:
    """Give a sentence with the source that it is to be cited by."""
    source = " ".join(part for part in (credit.data_line(view), credit.link(view)) if part)
    return plain(t("sentences.cited", view.lang, sentence=line, source=source))
