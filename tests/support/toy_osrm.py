"""Programs that a test has instead of those of OSRM."""

import os
import sys
from pathlib import Path

PROGRAMS = ("osrm-extract", "osrm-partition", "osrm-customize", "osrm-routed")


def write_programs(folder):
    """Write programs that speak as OSRM does; TOY_OSRM in the environment says what goes wrong."""
    text = Path(__file__).with_name("toy_osrm_programs.py").read_text(encoding="utf-8")
    folder.mkdir(parents=True)
    for name in PROGRAMS:
        file = folder / name
        file.write_text(f"#!{sys.executable} -IS\n{text}", encoding="utf-8")
        file.chmod(0o755)
    return folder


def server_runs(folder):
    """Say whether the server that was started last still runs."""
    try:
        os.kill(int((folder / "pid").read_text(encoding="utf-8")), 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return True
