"""The command line: every command under its name, and what becomes of a failure.

A module a group of commands; each reads what is wanted, calls one function, and shows or writes
the result. Heavy libraries are imported inside the commands, so that help comes at once.
"""

import io
import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from atlas.base.errors import AtlasError
from atlas.cli import (
    bulk_join,
    call_sheets,
    data_package,
    feed_refresh,
    package_info,
    partner_files,
    publishing_site,
    street_files,
    translating,
    two_sides,
    view_files,
)
from atlas.cli.console import say

_INTERRUPTED = 130
_DEBUG = "ATLAS_DEBUG"

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
_GROUPS = (
    view_files,
    two_sides,
    package_info,
    data_package,
    partner_files,
    call_sheets,
    feed_refresh,
    bulk_join,
    publishing_site,
    street_files,
    translating,
)
for _group in _GROUPS:
    for _name, _command in _group.COMMANDS.items():
        app.command(_name)(_command)


@app.callback(invoke_without_command=True)
def _alone(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Say the version.")] = False,
) -> None:
    """Who helps people on the move, where, and on which side of the border."""
    if version:
        from atlas import __version__
        from atlas.data import read_descriptor
        from atlas.data.bundled import geodata_dir

        data = read_descriptor(geodata_dir())["version"]
        say(f"Border Corridor Atlas {__version__}, data {data}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        say(context.get_help())


def run() -> None:
    """Run the command line; any failure is one line on stderr and exit code 2.

    What the console cannot show, as the one of Windows many letters, is written as an escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(prog_name="atlas", standalone_mode=False)
    except TyperException as error:
        _fail(error.format_message())
    except AtlasError as error:
        _fail(str(error))
    except Exception as error:
        if os.environ.get(_DEBUG):
            raise
        _fail(f"unexpected {type(error).__name__}: {error}; set {_DEBUG}=1 to see where")
    if code == _INTERRUPTED:
        _fail("interrupted; nothing was written", code)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int = 2) -> None:
    one_line = " ".join(message.split())
    sys.stderr.write(f"atlas: {one_line}\n")
    sys.exit(code)
