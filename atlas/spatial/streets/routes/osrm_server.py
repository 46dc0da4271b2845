"""The programs of OSRM as processes: one that runs to its end, and the server that answers tables.

Nothing is believed of an answer: it says which prepared side it is of, has the shape that was asked
for, and every position that it begins from is the one that was sent.
"""

import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np

from atlas.base.errors import AtlasError
from atlas.spatial.streets.routes.street_graph import Floats, Ints

BASE: Final = "side.osrm"
"""The files that OSRM prepares begin with this name."""

NODES: Final = "nodes.npy"
"""The file of the positions of nodes."""

_HERE: Final = "127.0.0.1"
_AT_ONCE: Final = 1000
_ENDS: Final = ("sources", "destinations")
_OFF_M: Final = 0.05
_RUN_S: Final = 3600.0
_START_S: Final = 30.0
_ANSWER_S: Final = 300.0


class OsrmError(AtlasError):
    """OSRM is missing, too old, or failed."""


def run(*command: str) -> str:
    """Run a program of OSRM to its end, and give what it says."""
    name = Path(command[0]).name
    try:
        done = subprocess.run(  # noqa: S603, no shell, and paths that the atlas made
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_RUN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OsrmError(f"{name} of OSRM cannot be run: {error}") from error
    if done.returncode:
        raise OsrmError(_failed(name, done.returncode, done.stdout))
    return done.stdout


def _failed(name: str, code: int, said: str) -> str:
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "no word")
    return f"{name} of OSRM failed ({code}): {last[:300]}"


class ServedSide(NamedTuple):
    """A side that is served.

    Attributes
    ----------
    port
        Where.
    key
        What every answer has to say.
    at
        Positions of the nodes in degrees, shape (n, 2); NaN of those from which no street leads.
    """

    port: int
    key: str
    at: Floats

    def fill(self, cost: Floats, start: Ints, end: Ints) -> None:
        """Set the least cost between nodes (m) and others (n), shape (m, n), where streets lead.

        Raises
        ------
        OsrmError
            When there is no answer, or a wrong one.
        """
        rows, columns = (np.flatnonzero(~np.isnan(self.at[some, 0])) for some in (start, end))
        for i in range(0, len(rows), _AT_ONCE):
            for j in range(0, len(columns), _AT_ONCE):
                some, others = rows[i : i + _AT_ONCE], columns[j : j + _AT_ONCE]
                cost[np.ix_(some, others)] = self._asked(start[some], end[others])

    def _asked(self, start: Ints, end: Ints) -> Floats:
        at = self.at[np.concatenate([start, end])].tolist()
        numbers = list(map(str, range(len(at))))
        places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in at)
        first, last = (";".join(some) for some in (numbers[: len(start)], numbers[len(start) :]))
        answer = _answer(
            self.port,
            f"/table/v1/street/{places}?sources={first}&destinations={last}&generate_hints=false",
        )
        if answer.get("code") != "Ok":
            message = f"OSRM refused a table: {answer.get('code')} {answer.get('message', '')}"
            raise OsrmError(message)
        try:
            found = np.array(answer["durations"], np.float64) * 10
            off = max(one["distance"] for name in _ENDS for one in answer[name])
        except (KeyError, TypeError, ValueError):
            raise OsrmError("OSRM gave a table that cannot be read") from None
        right = answer.get("data_version") == self.key and found.shape == (len(start), len(end))
        if not right or off > _OFF_M or (found < 0).any():
            raise OsrmError("OSRM gave another table than was asked for")
        return np.where(np.isnan(found), np.inf, np.round(found))


def _answer(port: int, path: str) -> dict[str, Any]:
    with closing(HTTPConnection(_HERE, port, timeout=_ANSWER_S)) as connection:
        try:
            connection.request("GET", path)
            answer = json.load(connection.getresponse(), parse_constant=_no_number)
        except (OSError, HTTPException, ValueError) as error:
            message = f"OSRM gave no table: {error or type(error).__name__}"
            raise OsrmError(message) from error
    return answer if isinstance(answer, dict) else {}


def _no_number(text: str) -> NoReturn:
    message = f"{text} is no number"
    raise ValueError(message)


@contextmanager
def served(program: str, folder: Path) -> Iterator[ServedSide]:
    """Have a prepared side served on a free port of this machine; the process ends with the block.

    Raises
    ------
    OsrmError
        When it does not start. What was prepared is removed then, and made again the next time.
    """
    with socket.socket() as free:
        free.bind((_HERE, 0))
        port = free.getsockname()[1]
    limits = ("--max-table-size", 2 * _AT_ONCE, "--mmap", "--algorithm", "MLD")
    command = [program, "--ip", _HERE, "--port", port, *limits, folder / BASE]
    with ExitStack() as ending:
        said = ending.enter_context(tempfile.TemporaryFile())
        try:
            at = np.load(folder / NODES)
            process = subprocess.Popen(  # noqa: S603, as above
                list(map(str, command)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
            ending.callback(_end, process)
            _wait(process, port, said)
        except (OSError, ValueError, OsrmError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            message = f"OSRM cannot serve what it prepared: {error}"
            raise OsrmError(message) from error
        yield ServedSide(port, folder.name, at)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, said: Any) -> None:  # noqa: ANN401, a file
    """Wait until a server answers."""
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
            raise OsrmError(_failed("osrm-routed", process.returncode, text))
        with suppress(OSError), socket.create_connection((_HERE, port), 1):
            return
        time.sleep(0.01)
    raise OsrmError(f"osrm-routed does not answer within {_START_S:g} seconds")
