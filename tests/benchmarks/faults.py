"""What a machine does to the atlas: a full disk, a clock that jumps, files that are replaced.

::

    python -m tests.benchmarks.faults disk [--only export]
    python -m tests.benchmarks.faults clock
    python -m tests.benchmarks.faults replaced [--times 18]

`disk`: every command that writes, once more over what it wrote before, with room for a part of it:
on a small disk of its own where this may be mounted, else with a limit for the size of a file. The
old file or the new one has to stand there whole, nothing hidden beside it, and one line has to say
why. `clock`: the server and refreshes while the clock jumps by years, both ways; it needs the
package time-machine. `replaced`: a data package is replaced in several ways while readers read;
each answer has to be of one version.
"""

import argparse
import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.served_faults import clock, replaced
from tests.support.writers import (
    COMMANDS,
    KEPT,
    MORE,
    REFUSED,
    empty,
    prepare,
    whole_run,
    written,
)

SHARES = (0.0, 0.25, 0.5, 0.75, 0.95)
"""How much of what a command writes there is room for."""

DISK_MB = 400


@contextlib.contextmanager
def small_disk(folder):
    """Mount a disk in memory; say whether that may be done."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=False)


@contextlib.contextmanager
def room_on(folder, size):
    """Leave so much room on a disk, with a file that fills the rest."""
    filler = folder / "filler"
    state = os.statvfs(folder)
    free = state.f_bavail * state.f_frsize
    with filler.open("wb") as full:
        os.posix_fallocate(full.fileno(), 0, max(1, free - int(size)))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def short_files(size):
    """Let no file of this process and its children grow beyond a size."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(1, int(size)), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def fill(folder, name, *, mounted):
    """Run a command again and again with too little room; give what is wrong."""
    command, wrong, refused = (COMMANDS | MORE)[name], [], 0
    empty(folder)
    (folder / "out" / "tmp").mkdir()
    before, _ = written(folder)
    code, said = whole_run(command)
    if code not in (0, 1):
        return [f"ends with {code}: {said}"], 0
    after, _ = written(folder)
    sizes = [size for path, (_, size) in after.items() if after[path] != before.get(path)]
    for share in SHARES:
        for made in REFUSED + KEPT:
            shutil.rmtree(folder / "out" / made, ignore_errors=True)
        room = share * (sum(sizes) if mounted else max(sizes))
        stage = room_on(folder / "out", room) if mounted else short_files(room)
        with stage:
            code, said = whole_run(command, "said.txt" if mounted else os.devnull)
            found, hidden = written(folder)
        found.pop("filler", None)
        refused += code == 2
        half = [path for path in found if found[path] not in (before.get(path), after.get(path))]
        lost = [path for path in before if path not in found]
        wrong += [f"{share:.0%}: {path} is half" for path in half]
        wrong += [f"{share:.0%}: {path} is lost" for path in lost]
        wrong += [f"{share:.0%}: {path} is left" for path in hidden]
        # Where all that is new fits into the room there is nothing to refuse.
        if code not in (0, 1, 2) or "Traceback" in said:
            wrong.append(f"{share:.0%}: ends with {code}: {said[-600:]}")
        if code == 2 and mounted and len(said.splitlines()) != 1:
            wrong.append(f"{share:.0%}: says {said!r}")
    return wrong, refused


def disk(given):
    """Fill the disk under every command that writes."""
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        os.chdir(folder)
        (folder / "out").mkdir()
        with small_disk(folder / "out") as mounted:
            prepare(folder)
            os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "out" / "tmp")
            print("a disk of its own" if mounted else "a limit for the size of a file", flush=True)
            for one in [given.only] if given.only else [*COMMANDS, *MORE]:
                wrong, refused = fill(folder, one, mounted=mounted)
                failed |= bool(wrong)
                print(f"{one}: refused {refused} of {len(SHARES)}; {'; '.join(wrong) or 'whole'}")
                sys.stdout.flush()
            os.chdir("/")
    return failed


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = {"disk": disk, "clock": clock, "replaced": replaced}
    parser.add_argument("what", choices=kinds)
    parser.add_argument("--only", choices=[*COMMANDS, *MORE])
    parser.add_argument("--times", type=int, default=18)
    given = parser.parse_args()
    sys.exit(kinds[given.what](given))


if __name__ == "__main__":
    main()
