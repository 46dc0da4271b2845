"""Start `atlas serve` as a reader would, for tests and benchmarks."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

COMMAND = [
    sys.executable,
    "-c",
    "from atlas.__main__ import main; main()",
    "serve",
    "--port",
    "0",
]
ADDRESS = re.compile(r"http://[\w.:\[\]]+")


@dataclass
class Server:
    """A running server: its address, and its process."""

    url: str
    process: subprocess.Popen


@contextmanager
def serve(*options, stderr=subprocess.STDOUT, **environment):
    """Run the server on a free port until the block ends; fail when it says no address."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        line = process.stdout.readline()
        found = ADDRESS.search(line)
        if not found:
            message = f"the server did not start: {line}{process.stdout.read()}"
            raise RuntimeError(message)
        yield Server(found[0], process)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()
