"""What finds ways along streets in the app: the search of the atlas, or OSRM if it was chosen.

A page never prepares streets that were there when the server began.
"""

import os
import sys
from typing import Final, Literal, TypeAlias

from atlas.analysis import coverage
from atlas.app import state
from atlas.spatial.streets.routes import Engine, Mode
from atlas.spatial.streets.routes.osrm_engine import installed

ENGINE: Final = "ATLAS_STREET_ENGINE"
"""Environment variable: `osrm`; the search of the atlas when empty."""

Name: TypeAlias = Literal["atlas", "osrm"]


def chosen() -> Engine | None:
    """Give what finds the ways; None is the search of the atlas.

    Raises
    ------
    OsrmError
        When it is gone.
    """
    return installed() if os.environ.get(ENGINE) == "osrm" else None


def use(name: Name) -> None:
    """Have ways found by it, once it has prepared the streets that are served, and say so.

    Raises
    ------
    OsrmError
        When it is missing, too old, or fails.
    """
    os.environ[ENGINE] = name
    engine = chosen()
    if engine is None:
        return
    for mode in Mode:
        along = coverage.along_streets(state.everything(), mode, engine=engine)
        if along is None:
            sys.stderr.write(f"{engine.name}: no corridor has streets of both sides\n")
            return
        sys.stderr.write(f"{engine.name} prepares the streets, {mode.value}\n")
        along.prepare(lambda _name, _share: None)
