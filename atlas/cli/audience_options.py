"""Who an output of the command line is for: the public, or the organisation's own people."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.base.errors import AtlasError

if TYPE_CHECKING:
    from atlas.data import Package

_MARK = "INTERNAL"


class Who(StrEnum):
    """The audiences."""

    PUBLIC = "public"
    INTERNAL = "internal"


PUBLIC = Who.PUBLIC
Private = Annotated[
    Path | None,
    typer.Option("--private", help="A private overlay; shown only with --audience internal."),
]
Audience = Annotated[
    Who, typer.Option("--audience", help="public, or internal to include the private overlay.")
]


def audience_package(
    data: Path | None, private: Path | None, audience: str, out: Path | None
) -> "Package":
    """Load what an audience may see.

    Parameters
    ----------
    data
        Folder of the public package; the bundled one when None.
    private
        Folder of a private overlay, or none.
    audience
        `public` or `internal`.
    out
        The file that will be written, or none.

    Raises
    ------
    AtlasError
        When an internal output has no overlay, or its file name does not say that it is internal.
    DataPackageError
        When a package cannot be read.
    """
    from atlas.data import load, load_overlay

    if audience == PUBLIC:
        if private is None:
            return load(data)
        sys.stderr.write(f"public output: nothing of {private} is in it (--audience internal)\n")
        return load_overlay(data, private).for_audience(audience)
    if private is None:
        message = "--audience internal needs --private DIR: without it there is nothing internal"
        raise AtlasError(message)
    if out is not None and _MARK not in out.name:
        named = out.with_name(f"{_MARK}-{out.name}")
        message = f"--audience internal: the file name must say {_MARK}, as in {named}"
        raise AtlasError(message)
    return load_overlay(data, private)
