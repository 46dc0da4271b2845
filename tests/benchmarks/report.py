"""Time the figures and the briefs of every corridor.

    python tests/benchmarks/report.py [--rounds 3]

Prints the median seconds on the clock and of processor time for each kind of figure as PNG at 300
dots per inch, and for each format of the brief; checks that every round gave the same bytes. The
aims: a figure under 3 s, a brief under 10 s, on a machine with nothing else to do.
"""

import argparse
import hashlib
import statistics
import tempfile
import time
from pathlib import Path

import atlas
from atlas.figures import KINDS, save_figure
from atlas.report import FORMATS, save_report


def measure(write, rounds):
    """Give the median seconds on the clock and of the processor, and the digests of the file."""
    clock, processor, digests = [], [], set()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            start, busy = time.perf_counter(), time.process_time()
            path = write(Path(folder))
            clock.append(time.perf_counter() - start)
            processor.append(time.process_time() - busy)
            digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    return statistics.median(clock), statistics.median(processor), digests


def jobs(view):
    """Give a name and a function that writes a file into a folder, for everything to time."""

    def drawn(kind):
        def write(folder):
            save_figure(view, folder / "figure.png", kind=kind)
            return folder / "figure.png"

        return write

    def written(form):
        def write(folder):
            save_report(view, folder / f"brief.{form}")
            return folder / f"brief.{form}"

        return write

    yield from ((f"figure {kind}", drawn(kind)) for kind in KINDS)
    yield from ((f"brief {form}", written(form)) for form in FORMATS)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    corridors = list(atlas.load().corridors["corridor_id"])
    print(f"{'':34}{'clock s':>9}{'cpu s':>8}  same bytes")
    for chosen in [[name] for name in corridors] + [[]]:
        view = atlas.select(corridor=chosen)
        with tempfile.TemporaryDirectory() as folder:  # fonts and libraries are read once
            save_figure(view, Path(folder) / "warm.png", alt=False)
        for name, write in jobs(view):
            clock, processor, digests = measure(write, rounds)
            where = "".join(chosen) or "all"
            same = "yes" if len(digests) == 1 else "NO"
            print(f"{where:21} {name:18}{clock:9.2f}{processor:8.2f}  {same}", flush=True)


if __name__ == "__main__":
    main()
