"""The command for translators: the words of a language out as a table, and back, checked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.cli.console import Data, say

if TYPE_CHECKING:
    from atlas.curation.translating import Folders, Word

Code = Annotated[str, typer.Argument(help="Code of the language: ht, pt, fr, or a new one.")]
Filled = Annotated[
    Path | None, typer.Argument(help="The table with its texts filled in, to take back.")
]
TableOut = Annotated[Path | None, typer.Option("--out", "-o", help="Write the table here, .csv.")]
Try = Annotated[bool, typer.Option("--try", help="Only check the table; write nothing.")]


def translate(
    lang: Code,
    filled: Filled = None,
    out: TableOut = None,
    try_only: Try = False,
    data: Data = None,
) -> None:
    """Give a translator the words of readers as a table, or take a table back, checked."""
    from atlas.base.errors import AtlasError
    from atlas.base.i18n import LOCALE
    from atlas.curation.translating import Folders, words_for
    from atlas.data.bundled import geodata_dir

    if (filled is None) == (out is None):
        message = "give either the table that was filled in, or -o and the table to write"
        raise AtlasError(message)
    folders = Folders(LOCALE, data or geodata_dir())
    words = words_for(lang, folders.geodata)
    if out is not None:
        _give(words, out)
    elif filled is not None:
        texts = _checked(words, filled)
        if not try_only:
            _keep(lang, texts, folders)


def _give(words: "list[Word]", out: Path) -> None:
    from atlas.base.csv_files import csv_bytes
    from atlas.base.files import form_of, whole_file
    from atlas.curation.translating import table_of

    form_of(out, ("csv",), "a table for a translator")
    with whole_file(out) as temporary:
        temporary.write_bytes(csv_bytes(table_of(words)))
    lacking = sum(not (one.present or one.may_lack) for one in words)
    say(f"{out}: {len(words)} texts, {lacking} without a translation")


def _checked(words: "list[Word]", filled: Path) -> dict[str, str]:
    """Give the texts of a table, and say what does not fit; exit 1 when there are errors."""
    from atlas.base.csv_files import read_csv
    from atlas.base.spreadsheet import restore
    from atlas.curation.translating import check_words

    table = read_csv(filled).map(restore)
    texts, found = check_words(words, table)
    for one in found:
        say(str(one))
    errors = sum(one.error for one in found)
    say(f"{len(texts)} of {len(words)} texts, {errors} errors, {len(found) - errors} warnings")
    if errors:
        raise typer.Exit(1)
    return texts


def _keep(lang: str, texts: dict[str, str], folders: "Folders") -> None:
    from atlas.curation.translating import write_words

    written = write_words(lang, texts, folders)
    for file in written:
        say(f"written: {file}")
    if not written:
        say("nothing has changed")


COMMANDS = {"translate": translate}
