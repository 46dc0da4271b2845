"""Kill the commands that write, at random moments: outputs are whole, and nothing is left behind.

::

    python -m tests.benchmarks.kills [--times 200] [--only export]

Each run is a process of its own that has the atlas loaded already, so that the moments fall into
the work. What a killed run leaves may be the old file or the new one, and hidden files that the
next run removes. Needs a system that can fork.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.support.writers import (
    COMMANDS,
    KEPT,
    MORE,
    REFUSED,
    begin,
    empty,
    prepare,
    whole_run,
    written,
)


def trial(folder, name, times, moments):
    """Kill a command again and again; give the halves, the leftovers, and the runs hit."""
    command = (COMMANDS | MORE)[name]
    empty(folder)
    before, _ = written(folder)
    start = time.perf_counter()
    whole_run(command)
    seconds = time.perf_counter() - start
    after, _ = written(folder)
    halves, hit = set(), 0
    empty(folder)
    for n in range(times):
        process = begin(command)
        time.sleep(moments.uniform(0, seconds))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        hit += os.WIFSIGNALED(status)
        found, _ = written(folder)
        # The list of a site grows before its files do: it may name what is not there yet.
        halves |= {
            path
            for path, content in found.items()
            if content not in (before.get(path), after.get(path))
            and not path.endswith("atlas-site.json")
        }
        # Every other run goes on where the killed one was.
        for made in REFUSED + KEPT if n % 2 else REFUSED:
            shutil.rmtree(folder / "out" / made, ignore_errors=True)
    whole_run(command)
    found, hidden = written(folder)
    return halves, hidden, hit, found == after


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--only", choices=[*COMMANDS, *MORE])
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    moments = random.Random(given.seed)
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        os.chdir(folder)
        prepare(folder)
        for one in [given.only] if given.only else COMMANDS:
            halves, hidden, hit, same = trial(folder, one, given.times, moments)
            failed |= bool(halves or hidden or not same)
            sys.stdout.write(
                f"{one}: killed {hit} of {given.times} times; {len(halves)} files half "
                f"{' '.join(sorted(halves)[:3])}; afterwards {'the same' if same else 'OTHER'} "
                f"files as without, {len(hidden)} hidden files left {' '.join(hidden[:3])}\n"
            )
            sys.stdout.flush()
        os.chdir("/")
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
