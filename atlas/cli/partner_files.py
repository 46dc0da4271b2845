"""The commands of those who receive files from partners: ingest, duplicates, merge."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.csv_files import csv_text
from atlas.base.i18n import CONSOLE_LANG, t
from atlas.cli import call_sheets
from atlas.cli.console import (
    Data,
    Json,
    Lang,
    OptionalOut,
    Out,
    Show,
    progress_bar,
    say,
    say_json,
    say_table,
    speaking,
)

if TYPE_CHECKING:
    from atlas.curation.ingest import ColumnMapping, Ingested
    from atlas.data import Package

_PAIRS_SHOWN = 20

File = Annotated[Path, typer.Argument(help="The file of a partner.")]
As = Annotated[
    str, typer.Option("--as", help="What its rows are: shelters, offices, services, crossings.")
]
AsCalls = Annotated[
    str,
    typer.Option(
        "--as",
        help="What its rows are: shelters, offices, services, crossings; calls of a call sheet.",
    ),
]
AsCorrections = Annotated[
    str, typer.Option("--as", help="What its rows are: shelters, offices, services, corrections.")
]
Problems = Annotated[Path | None, typer.Option(help="Write every problem to this CSV file.")]
Held = Annotated[
    Path | None, typer.Option(help="Write the rows that are held back to this CSV file.")
]
Mapping = Annotated[Path | None, typer.Option(help="A mapping file: which column says what.")]
WriteMapping = Annotated[
    Path | None,
    typer.Option(help="Propose a mapping file, to look through and give back with --mapping."),
]
Default = Annotated[
    list[str] | None,
    typer.Option(
        help="What holds for rows that do not say it, as column=value; may be given several times."
    ),
]
HeaderRow = Annotated[
    int | None, typer.Option(help="Number of the row of headers; 0 when the file has none.")
]
Sheet = Annotated[str, typer.Option(help="Name or number of the sheet, layer or file in a zip.")]
Clean = Annotated[Path, typer.Argument(help="A clean table, as atlas ingest writes it.")]


def ingest(  # noqa: PLR0913, the options of the command
    *,
    file: File,
    resource: AsCalls,
    out: OptionalOut = None,
    problems: Problems = None,
    held: Held = None,
    mapping: Mapping = None,
    write_mapping: WriteMapping = None,
    default: Default = None,
    header_row: HeaderRow = None,
    sheet: Sheet = "",
    lang: Lang = CONSOLE_LANG,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Read a partner's file to a clean table and a table of problems; exit 1 on errors."""
    from atlas.curation.merge import bring
    from atlas.data import load

    if resource == call_sheets.CALLS:
        with speaking(lang):
            _refuse_options(mapping=mapping, write_mapping=write_mapping, header_row=header_row)
            to = (out, problems, held)
            found_wrong = call_sheets.bring_calls(
                file, load(data), defaults=default or (), to=to, lang=lang, as_json=as_json
            )
        raise typer.Exit(1 if found_wrong else 0)
    with speaking(lang), _stages(lang) as show:
        package = load(data)
        if write_mapping is not None:
            from atlas.base.files import write_text
            from atlas.curation.ingest import propose_mapping

            show("reading", None)
            text = propose_mapping(
                file,
                resource=resource,
                package=package,
                sheet=sheet,
                lang=lang,
                told=_told(mapping, default, header_row, resource, package),
            )
            write_text(write_mapping, text)
            say(t("ingest.line_proposed", lang, file=write_mapping))
            return
        told = _told(mapping, default, header_row, resource, package)
        found = bring(
            file, resource=resource, package=package, mapping=told, sheet=sheet, progress=show
        )
        written = _write_ingested(found, (out, problems, held), show)
    errors = int((found.problems["severity"] == "error").sum())
    if as_json:
        say_json(_facts(found, written))
    else:
        _say_summary(found, written, lang)
    raise typer.Exit(1 if errors else 0)


def duplicates(
    *,
    file: Clean,
    resource: As,
    out: Out,
    lang: Lang = CONSOLE_LANG,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Find rows that may be the same place, and write a table in which to decide on them."""
    from atlas.base.files import write_text
    from atlas.curation.ingest import DECISIONS, find_duplicates
    from atlas.curation.merge import places_of, read_brought
    from atlas.data import load

    with speaking(lang), _stages(lang) as show:
        show("reading", None)
        package = load(data)
        rows, _ = read_brought(file, resource, package)
        review = find_duplicates(rows, places_of(package), progress=show)
    write_text(out, csv_text(review))
    if as_json:
        say_json({"pairs": len(review), "review": str(out)})
        return
    say_table(review[["score", f"reasons_{lang}", "name_a", "name_b"]].head(_PAIRS_SHOWN))
    decisions = ", ".join(DECISIONS)
    say(t("ingest.line_pairs", lang, file=out, n=len(review), decisions=decisions))


def merge(  # noqa: PLR0913, the options of the command
    *,
    file: Clean,
    resource: AsCorrections,
    review: Annotated[
        Path | None, typer.Option(help="The decisions on places, as atlas duplicates wrote them.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the new data package.")],
    private: Annotated[
        Path | None,
        typer.Option(help="Write what the package does not show of protected places to this CSV."),
    ] = None,
    lang: Lang = CONSOLE_LANG,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Merge a clean table into a copy of the data package, by the decisions of a person."""
    from atlas.base.files import write_text
    from atlas.curation.merge import merge_into, read_brought, read_review
    from atlas.data import load

    if resource == call_sheets.CORRECTIONS:
        with speaking(lang):
            call_sheets.merge_corrections(file, load(data), out=out, lang=lang, as_json=as_json)
        return
    if review is None:
        message = "Missing option '--review': only corrections are merged without one."
        raise typer.BadParameter(message)
    with speaking(lang), _stages(lang) as show:
        show("reading", None)
        package = load(data)
        rows, sources = read_brought(file, resource, package)
        decisions = read_review(review)
        show("merging", None)
        made = merge_into(package, rows, sources, resource=resource, review=decisions, out=out)
    if private is not None:
        write_text(private, csv_text(made.protected, marked=False))
    problems = made.merged.problems
    into = int((problems["code"] == "merged").sum())
    facts = {
        "package": str(out),
        "rows": len(rows),
        "new": len(made.merged.new),
        "merged": into,
        "held_out": len(made.merged.held),
        "left_out": int((problems["code"] == "left_out").sum()),
        "claims": len(made.merged.claims),
        "protected": len(made.protected),
        "protected_claims": len(made.protected_claims),
        "errors": int((problems["severity"] == "error").sum()),
    }
    if as_json:
        say_json({**facts, "problems": problems.to_dict("records")})
    else:
        for message in problems[f"message_{lang}"]:
            say(message)
        say(t("ingest.line_merged", lang, **facts))
        key = "line_package_open" if facts["held_out"] else "line_package"
        say(t(f"ingest.{key}", lang, package=out))
    raise typer.Exit(1 if facts["errors"] else 0)


def _refuse_options(**given: object) -> None:
    """Refuse what says how to read a table of places, where none is read."""
    for name, value in given.items():
        if value is not None:
            message = f"--{name.replace('_', '-')} is for tables of places, not for call sheets"
            raise typer.BadParameter(message)


def _told(
    mapping: Path | None,
    defaults: list[str] | None,
    header_row: int | None,
    resource: str,
    package: "Package",
) -> "ColumnMapping":
    """Give what a mapping file and the options say; what an option says comes first."""
    from dataclasses import replace

    from atlas.curation.ingest import ColumnMapping, columns_of, read_defaults, read_mapping

    told = ColumnMapping()
    if mapping is not None:
        told = read_mapping(mapping, columns_of(package, resource))
    said = {**told.defaults, **read_defaults(defaults or ())}
    row = told.header_row if header_row is None else header_row
    return replace(told, defaults=said, header_row=row)


@contextmanager
def _stages(lang: str) -> Iterator[Show]:
    """Show how far a command is, each stage in words."""
    with progress_bar() as show:
        yield lambda stage, share: show(t(f"ingest.stage_{stage}", lang), share)


def _write_ingested(
    found: "Ingested", to: tuple[Path | None, Path | None, Path | None], show: Show
) -> dict[str, str]:
    """Write the tables that were asked for: the clean one, with its sources, problems, held."""
    from atlas.base.files import write_text
    from atlas.curation.ingest import PLAIN_CELL
    from atlas.curation.merge import sources_beside

    out, problems, held = to
    written: dict[str, str] = {}
    show("writing", 0.0)
    if out is not None:
        beside = sources_beside(out)
        # Text is marked where a spreadsheet would run it, and read back as it was; numbers, and
        # the links and codes that are nothing else, are as they are.
        write_text(out, csv_text(found.frame, plain=PLAIN_CELL))
        write_text(beside, csv_text(found.sources, plain=PLAIN_CELL))
        written |= {"clean": str(out), "sources": str(beside)}
        show("writing", 0.4)
    if problems is not None:
        write_text(problems, csv_text(found.problems, plain=PLAIN_CELL))
        written["problems"] = str(problems)
        show("writing", 0.8)
    if held is not None:
        write_text(held, csv_text(found.held.reset_index(), plain=PLAIN_CELL))
        written["held"] = str(held)
    show("writing", 1.0)
    return written


def _facts(found: "Ingested", written: dict[str, str]) -> dict[str, object]:
    return {
        "file": found.table.file,
        "format": found.table.kind,
        "rows_in": found.rows_in,
        "clean": len(found.frame),
        "held": len(found.held),
        "columns": {name: list(source.headers) for name, source in found.mapping.columns.items()},
        "written": written,
        "problems": found.problems.to_dict("records"),
    }


def _say_summary(found: "Ingested", written: dict[str, str], lang: str) -> None:
    """Say each kind of problem once, with its first row, and what came out."""
    said = found.problems.assign(message=found.problems[f"message_{lang}"])
    rank = said["severity"].map({"error": 0, "warning": 1, "notice": 2})
    ordered = said.assign(rank=rank).sort_values(["rank", "row"], kind="stable")
    groups = ordered.groupby(["severity", "code", "column"], sort=False)
    for (severity, _code, column), rows in groups:
        first = rows.iloc[0]
        where = t("refused.row", lang, row=first["row"]) if first["row"] else found.table.file
        more = f" {t('ingest.line_more', lang, n=len(rows) - 1)}" if len(rows) > 1 else ""
        at = f"{where}, {column}" if column else where
        say(f"{t(f'ingest.line_{severity}', lang)}: {at}: {first['message']}{more}")
    for name, path in written.items():
        say(f"{t(f'ingest.line_{name}', lang)}: {path}")
    counts = {"rows": found.rows_in, "clean": len(found.frame), "held": len(found.held)}
    say(t("ingest.line_became", lang, **counts))


COMMANDS = {"ingest": ingest, "duplicates": duplicates, "merge": merge}
