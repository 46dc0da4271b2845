"""Interleaved rounds, equal results, ratios."""

import gc
import statistics
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Table:
    """Seconds of several engines for one task, and whether they gave the same."""

    title: str
    note: str = ""
    seconds: dict[str, list[float]] = field(default_factory=dict)
    agree: dict[str, bool] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def median(self, name):
        return statistics.median(self.seconds[name])

    def ratio(self, slow, fast):
        """Median over the rounds of how many times as long `slow` takes as `fast`."""
        rounds = zip(self.seconds[slow], self.seconds[fast], strict=False)
        return statistics.median(one / other for one, other in rounds)


def interleave(table, engines, rounds, check):
    """Run every engine once in each round; compare each result with the first engine's.

    The first round is a warm-up when there is more than one. `check` says whether two results
    are the same.
    """
    expected = None
    for number in range(rounds + (rounds > 1)):
        for name, run in engines.items():
            gc.collect()
            start = time.perf_counter()
            result = run()
            seconds = time.perf_counter() - start
            expected = result if expected is None else expected
            same = check(expected, result)
            table.agree[name] = table.agree.get(name, True) and same
            if number or rounds == 1:
                table.seconds.setdefault(name, []).append(seconds)
            sys.stderr.write(f"  {table.title}: {name} {seconds:.3f} s{'' if same else ' WRONG'}\n")
            sys.stderr.flush()
    return table


def markdown(table, base, points):
    """One table of the report."""
    lines = [f"### {table.title}", ""]
    if table.note:
        lines += [table.note, ""]
    lines += [
        f"| engine | median s | fastest s | M points/s | x {base} | result |",
        "|---|---|---|---|---|---|",
    ]
    for name, seconds in table.seconds.items():
        speed = points / table.median(name) / 1e6
        result = table.extra.get(name) or ("same" if table.agree[name] else "DIFFERENT")
        lines.append(
            f"| {name} | {table.median(name):.3f} | {min(seconds):.3f} | {speed:.1f} "
            f"| {table.ratio(base, name):.1f} | {result} |"
        )
    return [*lines, ""]


@dataclass(frozen=True)
class Target:
    """What was promised, and what came out."""

    what: str
    wanted: float
    measured: float
    at_most: bool = False

    @property
    def met(self):
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted

    def row(self):
        sign = "at most" if self.at_most else "at least"
        verdict = "met" if self.met else "MISSED"
        return f"| {self.what} | {sign} {self.wanted:g} | {self.measured:.2f} | {verdict} |"
