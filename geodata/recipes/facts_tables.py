"""Turn the collected actors, actions and context figures into their tables."""

import re
from collections.abc import Callable
from pathlib import Path

from facts_places import join
from facts_sources import Row, SourceBook, read

Rows = list[Row]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PERIOD = re.compile(r"_jan_(?P<end>" + "|".join(_MONTHS) + r")$")
_QUALIFIERS = {
    "_first_close": "first_close",
    "_approx": "approximate",
    "_to_date": "to_date",
    "_jan_mid_nov_or_oct": "period_unclear",
}
_INDICATORS = {
    "returns_from_mexico_all_types": "returns_from_mexico",
    "daily_crossings_rodolfo_robles_q1": "daily_crossings",
    "unhcr_relocations_cumulative_2016_may": "unhcr_relocations",
    "una_mano_amiga_people_served": "people_served",
    "migrants_outside_country_of_birth": "migrants_worldwide",
}
_SPECIAL_PERIODS = {
    "daily_crossings_rodolfo_robles_q1": {"month_start": "1", "month_end": "3"},
    "unhcr_relocations_cumulative_2016_may": {"year_start": "2016", "month_end": "5"},
}
_UNIT_WORDS = {"nearly": "approximate", "about": "approximate", "rounded": "rounded"}


def tables(folder: Path, read_facts: Callable[[Path], Rows], book: SourceBook) -> dict[str, Rows]:
    """Give the rows of every table that is not a place or a crossing, by name."""
    corridors = read("corridors.csv")
    for row in corridors:
        row["source_ids"] = join(source for _, source in book.cite("atlas corridors"))
    return {
        "corridors": corridors,
        "actors": _actors(read_facts(folder / "actors.csv"), book),
        "actions": _actions(read_facts(folder / "actions.csv"), book),
        "context_stats": _stats(read_facts(folder / "context_stats.csv"), book),
    }


def _actors(facts: Rows, book: SourceBook) -> Rows:
    roles = {row["actor_id"]: row for row in read("actor_roles.csv")}
    return [
        roles[fact["id"]]
        | {
            "name": fact["name_es"],
            "name_en": fact["name_en"],
            "acronym": fact["acronym"],
            "level": fact["level"],
            "country": "" if fact["country"] == "INT" else fact["country"].replace("-", ";"),
            "corridor_ids": fact["corridors"],
            "source_ids": _cited(fact["source"], book),
        }
        for fact in facts
    ]


def _actions(facts: Rows, book: SourceBook) -> Rows:
    reviewed = {row["action_id"]: row for row in read("action_summaries.csv")}
    rows = []
    for fact in facts:
        words = reviewed.get(fact["id"], {})
        source = " ; ".join(filter(None, (fact["source"], words.get("source"))))
        row = {
            "action_id": fact["id"],
            "name": fact["title_es"],
            "name_en": fact["title_en"],
            "corridor_ids": fact["corridor"],
            "actor_ids": fact["actors"],
            "summary": words.get("summary") or fact["summary_es"],
            "summary_en": words.get("summary_en") or fact["summary_en"],
            "source_ids": _cited(source, book),
        }
        rows.append(fact | row)
    return rows


def _stats(facts: Rows, book: SourceBook) -> Rows:
    places = {row["collected"]: row for row in read("stat_places.csv")}
    notes = read("stat_notes.csv")
    rows = []
    for fact in facts:
        place = places[fact["place"]]
        row = {name: place[name] for name in ("place", "place_en", "corridor_id")}
        row |= {"year": fact["year"], "value": fact["value"]}
        row |= _indicator(fact["indicator"]) | _unit(fact["unit"])
        if qualifier := _indicator(fact["indicator"]).get("qualifier"):
            row["qualifier"] = qualifier
        row["source_ids"] = _cited(fact["source"], book)
        for note in notes:
            if note["phrase"] in fact["source"]:
                row |= {"notes": note["notes"], "notes_en": note["notes_en"]}
        rows.append(row)
    return rows


def _indicator(collected: str) -> Row:
    """Take a collected name apart: what is measured, the months, and how firm it is."""
    if collected in _INDICATORS:
        return {"indicator": _INDICATORS[collected]} | _SPECIAL_PERIODS.get(collected, {})
    for ending, qualifier in _QUALIFIERS.items():
        if collected.endswith(ending):
            row = {"indicator": collected.removesuffix(ending), "qualifier": qualifier}
            return row | ({} if ending in ("_first_close", "_approx") else {"month_start": "1"})
    if period := _PERIOD.search(collected):
        months = {"month_start": "1", "month_end": str(_MONTHS.index(period["end"]) + 1)}
        return {"indicator": collected[: period.start()]} | months
    return {"indicator": collected}


def _unit(collected: str) -> Row:
    unit, _, word = collected.replace(" (seed quotes IOM 2021)", "").partition(", ")
    return {
        "unit": unit.replace(" ", "_"),
        "qualifier": _UNIT_WORDS.get(word.strip("'"), ""),
    }


def _cited(text: str, book: SourceBook) -> str:
    return join(source for _, source in book.cite(text))
