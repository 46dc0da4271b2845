"""Read outside files, and clean tables that were brought before."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import LANGS, t
from atlas.base.spreadsheet import restore
from atlas.curation import ingest
from atlas.curation.ingest import Ingested, Progress, Upload, silent
from atlas.data import PLACES, Package
from atlas.data.place_columns import place_columns
from atlas.data.schema import FIRST_ROW, resource_named
from atlas.places.join import locate, position_problems

_SAID_ALREADY: Final = ("city_centre", "outside_corridor")
_REVIEW_COLUMNS: Final = ("decision", "id_a", "id_b")


def bring(
    file: str | Path | Upload,
    *,
    resource: str,
    package: Package,
    **options: Any,  # noqa: ANN401, those of atlas.curation.ingest.read
) -> Ingested:
    """Read an outside file and judge its positions by the geography of a package.

    Parameters
    ----------
    file, resource, package, options
        As `atlas.curation.ingest.read` takes them.

    Returns
    -------
    ingested
        As `atlas.curation.ingest.read` gives it; places whose position contradicts their country or
        municipality are held back too.

    Raises
    ------
    IngestError
        When the file cannot be read at all.
    """
    found = ingest.read(file, resource=resource, package=package, **options)
    return judge_positions(found, package, options.get("progress"))


def judge_positions(
    found: Ingested, package: Package, progress: Progress | None = None
) -> Ingested:
    """Hold back the places whose position contradicts their country or municipality."""
    tell = progress or silent
    tell("positions", 0.0)
    judged = _judged(found, package, tell) if found.resource in PLACES else found
    tell("positions", 1.0)
    return judged


def _judged(found: Ingested, package: Package, tell: Progress) -> Ingested:
    if not len(found.frame):
        return found
    located = locate(typed(found.frame, package), package)
    tell("positions", 0.6)
    problems = position_problems(located, package, file=found.table.file)
    problems = problems[~problems["code"].isin(_SAID_ALREADY)]
    # Positions are counted by the frame; problems tell the row of the file.
    rows = found.frame.index.to_numpy()[problems["row"].to_numpy() - FIRST_ROW]
    problems = problems.assign(row=pd.Series(rows, index=problems.index, dtype="int64"))
    wrong = found.frame.index.isin(problems.loc[problems["severity"] == "error", "row"])
    together = pd.concat([found.problems, problems])
    return replace(
        found,
        frame=found.frame[~wrong],
        held=pd.concat([found.held, found.frame[wrong]]).sort_index(),
        problems=together.sort_values("row", kind="stable", ignore_index=True),
    )


def typed(frame: pd.DataFrame, package: Package) -> pd.DataFrame:
    """Give rows of text the types that places of a package have, numbered from 0."""
    numbers = {
        name: pd.to_numeric(frame[name].where(frame[name] != "")).astype("float64")
        for name, column in place_columns(package.descriptor).items()
        if column.is_number and name in frame.columns
    }
    return frame.assign(**numbers).reset_index(drop=True)


def sources_beside(rows: Path) -> Path:
    """Give the file with the sources of a clean table."""
    return rows.with_name(f"{rows.stem}.sources.csv")


def read_brought(rows: Path, resource: str, package: Package) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a clean table that was brought before, with its sources.

    Parameters
    ----------
    rows
        The CSV file; its sources are in `<name>.sources.csv` next to it.
    resource
        What its rows are.
    package
        The package that they are to join.

    Returns
    -------
    frame, sources
        Rows as text, and the sources that the package does not have.

    Raises
    ------
    IngestError
        When a file is missing, or a row is not clean.
    """
    described = resource_named(package.descriptor, resource)
    frame = _read_csv(rows)
    _require(rows, frame, [field["name"] for field in described["schema"]["fields"]])
    beside, known = sources_beside(rows), package.sources
    sources = known.iloc[:0]
    if beside.is_file():
        sources = _read_csv(beside)
        _require(beside, sources, list(known.columns))
    sources = sources[~sources["source_id"].isin(known["source_id"])]
    _require_clean(rows, frame, resource, package, sources)
    return frame, sources


def _require_clean(
    file: Path, frame: pd.DataFrame, resource: str, package: Package, sources: pd.DataFrame
) -> None:
    numbered = frame.set_axis(pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(frame), name="row"))
    judged = ingest.settle(numbered, resource, package, file=file.name, sources=sources)
    if len(judged.problems):
        first = judged.problems.iloc[0]
        raise ingest.refused("not_clean", name=file, n=len(judged.problems), **whereabouts(first))


def whereabouts(problem: pd.Series) -> dict[str, Any]:
    """Give where a problem is and what it says, as words of a refusal."""
    key = "refused.cell" if problem["column"] else "refused.row"
    at = {"row": problem["row"], "column": problem["column"]}
    return {
        "where": {lang: t(key, lang, **at) for lang in LANGS},
        "why": {lang: problem[f"message_{lang}"] for lang in LANGS},
    }


def read_review(file: Path) -> pd.DataFrame:
    """Read a review of duplicates that a person has filled in.

    Raises
    ------
    IngestError
        When the file cannot be read or lacks its columns.
    """
    review = _read_csv(file)
    lacking = [name for name in _REVIEW_COLUMNS if name not in review.columns]
    if lacking:
        raise ingest.refused("review_file_lacks", name=file, columns=", ".join(lacking))
    return review


def _read_csv(file: Path) -> pd.DataFrame:
    try:
        table = ingest.read_table(file)
    except OSError as error:
        raise ingest.cannot_open(file, error) from error
    restored = {name: [restore(text) for text in table[name]] for name in table.columns}
    return pd.DataFrame(restored, dtype="str")


def _require(file: Path, frame: pd.DataFrame, columns: list[str]) -> None:
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise ingest.refused("not_a_clean_table", name=file, columns=", ".join(lacking[:6]))
