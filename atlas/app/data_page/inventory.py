"""What is in a data package, as tables that a page can show. Pure functions on frames.

Every table has labels in the asked language and counts as whole numbers; texts are not escaped.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import count, date, number, t
from atlas.base.text_search import fold, matches
from atlas.base.translations import every_text_column, localised, names_by_key
from atlas.data.schema import PROTECTIONS
from atlas.places.roles import SUPPORT
from atlas.places.scope import scoped
from atlas.places.view import View

TOTAL: Final = "all"
"""Stands for all corridors together."""

LACKS: Final = ("no_point", "not_open", "no_date", "no_capacity", "no_services", "no_phone")
"""What may not be known of a place."""

_SEARCHED = [*every_text_column("title"), "publisher", "url", "repository"]


def by_corridor(view: View, column: str) -> pd.DataFrame:
    """Count places by a column and corridor.

    Parameters
    ----------
    view
        A view that keeps everything.
    column
        A column of codes with a vocabulary of the same name, such as `kind` or `precision`.

    Returns
    -------
    counts
        One row a code that occurs, in the order of the vocabulary, and one for places without a
        code; one column a corridor, one for places outside all, and the total under `TOTAL`.
        Empty rows and columns are left out.
    """
    codes = [*view.vocab.codes(column), ""]
    counts = pd.crosstab(view.places[column], view.places["corridor_id"])
    corridors = [*view.corridors["corridor_id"], ""]
    counts = counts.reindex(index=codes, columns=corridors, fill_value=0)
    counts = counts.loc[counts.any(axis=1), counts.any(axis=0)]
    return counts.assign(**{TOTAL: counts.sum(axis=1)})


def labelled(view: View, column: str, counts: pd.DataFrame) -> pd.DataFrame:
    """Give a table like that of `by_corridor` its words in the place of codes and ids."""
    words = [code_label(view, column, code) for code in counts.index]
    index = pd.Index(words, name=t(f"data.{column}", view.lang))
    names = [corridor_name(view, one) for one in counts.columns]
    return counts.set_axis(index, axis=0).set_axis(names, axis=1)


def age_of_evidence(view: View) -> pd.DataFrame:
    """Count places by the year in which a source last stated their status.

    Returns
    -------
    ages
        The year (newest first, places without a date last), the number of places, and their
        percentage of all, under headings in the view's language.
    """
    lang, years = view.lang, view.places["status_date"].str[:4]
    counts = years.value_counts().sort_index(ascending=False)
    return pd.DataFrame(
        {
            t("data.year", lang): [year or t("data.undated", lang) for year in counts.index],
            t("data.places", lang): counts.to_numpy(),
            t("data.share", lang): 100 * counts.to_numpy() / max(len(years), 1),
        }
    )


def evidence_in_words(view: View) -> str:
    """Say how old the evidence is: how many places have a date, and the middle one's year."""
    # A source that names a place does not say by that whether it is open.
    stated = view.places.loc[view.places["status"] != "unknown", "status_date"].str[:4]
    dated = stated[stated != ""].sort_values()
    if dated.empty:
        return scoped(view, t("data.no_dates", view.lang))
    middle = dated.iloc[(len(dated) - 1) // 2]
    counts = {"dated": len(dated), "total": len(view.places)}
    said = {name: number(n, view.lang) for name, n in counts.items()}
    return scoped(view, t("data.evidence", view.lang, middle=middle, **said))


def sources(view: View, query: str = "") -> list[tuple[str, str, str]]:
    """List the sources that the view cites, those that hold every word of a search.

    Returns
    -------
    listed
        Title, address (may be empty) and the rest in words; those that most places cite first.
    """
    lang, listed = view.lang, view.sources
    if query:
        texts = listed[_SEARCHED].agg(" ".join, axis=1).map(fold)
        listed = listed[matches(query, texts.tolist())]
    cited = view.places["source_ids"].str.split(";").explode().value_counts()
    rows = sorted(
        listed.to_dict("records"),
        key=lambda row: (-int(cited.get(row["source_id"], 0)), fold(str(row["title"]))),
    )
    return [
        (localised(row, "title", lang), str(row["url"]), _about(row, cited, lang)) for row in rows
    ]


def resources(view: View) -> pd.DataFrame:
    """List the files of the package: title, file, what it holds, licence and origin."""
    lang = view.lang
    rows = [
        {
            t("data.table", lang): localised(resource, "title", lang),
            t("data.holds", lang): localised(resource, "description", lang),
            t("data.licence", lang): _titles(resource.get("licenses", [])),
            t("data.origin", lang): _titles(resource.get("sources", [])),
            t("data.file", lang): resource["path"],
        }
        for resource in view.descriptor["resources"]
        if not is_vocabulary(resource)
    ]
    return pd.DataFrame(rows)


def columns(resource: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """Describe the columns of one file of the package, and those that the atlas adds to it."""
    schema = resource["schema"]
    rows = [
        {
            t("data.column", lang): field["name"],
            t("data.title", lang): localised(field, "title", lang),
            t("data.meaning", lang): localised(field, "description", lang),
            t("data.type", lang): field["type"],
            t("data.vocabulary", lang): field.get("vocabulary", ""),
            t("data.public_for", lang): _protections(field, lang),
        }
        for field in (*schema["fields"], *schema.get("derived", ()))
    ]
    return pd.DataFrame(rows)


def _protections(field: Mapping[str, Any], lang: str) -> str:
    """Say for which protected places a column is published; nothing where that is not declared."""
    if "public_for" not in field:
        return ""
    kinds = [one for one in PROTECTIONS[1:] if one in field["public_for"]]
    said = [t(f"data.public_{one}", lang) for one in kinds]
    return ", ".join(said) or t("data.public_open", lang)


def terms(view: View, vocabulary: str) -> pd.DataFrame:
    """List the codes of a vocabulary with their labels and what they mean."""
    lang = view.lang
    rows = [
        {
            t("data.code", lang): term.code,
            t("data.label", lang): term.label(lang),
            t("data.meaning", lang): term.definition(lang),
        }
        for term in view.vocab.terms(vocabulary).values()
    ]
    return pd.DataFrame(rows)


def unknowns(view: View) -> dict[str, str]:
    """Say what is not known of the places, each with its number, by the names of `lacking`."""
    counts = {name: int(rows.sum()) for name, rows in lacking(view).items()}
    return {
        name: scoped(view, count(f"data.{name}", n, view.lang)) for name, n in counts.items() if n
    }


def lacking(view: View) -> dict[str, "pd.Series[bool]"]:
    """Mark the places of which something is not known, by what it is."""
    places = view.places
    marked = [
        places["lon"].isna(),
        places["status"] == "unknown",
        places["status_date"] == "",
        (places["kind"] == "shelter") & places["capacity"].isna(),
        (places["services"] == "") & (places["role"] == SUPPORT),
        places["phone"] == "",
    ]
    return dict(zip(LACKS, marked, strict=True))


def is_vocabulary(resource: Mapping[str, Any]) -> bool:
    """Say whether a file of the package holds a vocabulary."""
    return str(resource["path"]).startswith("vocab/")


def _about(source: Mapping[Any, Any], cited: "pd.Series[int]", lang: str) -> str:
    licence = source["licence"].replace("unknown", t("data.licence_unknown", lang))
    parts = [
        source["publisher"],
        source["path"],
        source["date"] and date(source["date"], lang),
        t("data.source_licence", lang, licence=licence),
    ]
    if n := int(cited.get(source["source_id"], 0)):
        parts.append(count("data.cited_by", n, lang))
    return " · ".join(part for part in parts if part)


def _titles(items: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(str(item.get("title") or item.get("name", "")) for item in items)


def code_label(view: View, column: str, code: str) -> str:
    """Give the name of a code, or say that there is none."""
    return view.vocab.label(column, code, view.lang) if code else t("data.none", view.lang)


def corridor_name(view: View, corridor: str) -> str:
    """Give the name of a corridor, of what lies outside all, or of the total."""
    if corridor in ("", TOTAL):
        return t("data.outside" if not corridor else "data.total", view.lang)
    return names_by_key(view.corridors, "corridor_id", view.lang)[corridor]
