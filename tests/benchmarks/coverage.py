"""Speed and memory of coverage: the bundled data, and 50,000 places for 5,000 localities.

Run it from the project: `python tests/benchmarks/coverage.py`.
"""

import resource
import time

import numpy as np
import pandas as pd

from atlas.analysis import coverage
from atlas.places.view import select

CENTRES = np.array([(-117.0, 32.53), (-106.45, 31.74), (-92.15, 14.75)])
RADIUS_DEGREES = 0.36
PLACES, LOCALITIES, CROSSINGS = 50_000, 5_000, 16


def timed(name, do, rounds=1):
    """Print the wall time and the processor time of the best round, and the peak of memory."""
    best, busy = min(_seconds(do) for _ in range(rounds))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:58} {best * 1000:9.1f} ms  (cpu {busy * 1000:8.1f})   peak {peak_mb:6.0f} MB")


def _seconds(do):
    start, work = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - start, time.process_time() - work


def bundled():
    view = select()
    places = coverage.on_the_map(coverage.working(view.places)).assign(amount=1.0)
    homes = coverage.by_locality(view.localities, view.places, view.crossings)
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    print(f"{len(view.places)} places, {len(places)} with a point; {len(homes)} localities")
    timed(
        "2SFCA, every locality and place",
        lambda: coverage.by_locality(view.localities, view.places, view.crossings),
        rounds=5,
    )
    timed(
        "gap table",
        lambda: coverage.gaps(view.places, view.crossings, points, view.localities),
        rounds=5,
    )
    timed(
        f"uncertainty, {coverage.DRAWS} draws, three corridors",
        lambda: coverage.uncertainty(homes, places, coverage.gates(view.crossings)),
    )


def scattered(rng, number):
    centre = CENTRES[rng.integers(0, 3, number)]
    far = RADIUS_DEGREES * np.sqrt(rng.random(number))
    angle = 2 * np.pi * rng.random(number)
    lon, lat = centre[:, 0] + far * np.cos(angle), centre[:, 1] + far * np.sin(angle)
    south = lat < centre[:, 1]
    return pd.DataFrame({"lon": lon, "lat": lat, "side": np.where(south, "MX", "US")})


def synthetic():
    rng = np.random.default_rng(1)
    places, homes = scattered(rng, PLACES), scattered(rng, LOCALITIES)
    amount, people = rng.integers(1, 200, PLACES), rng.integers(10, 100_000, LOCALITIES)
    centre = CENTRES[np.arange(CROSSINGS) % 3]
    through = pd.DataFrame(
        {"lon": centre[:, 0] + rng.uniform(-0.3, 0.3, CROSSINGS), "lat": centre[:, 1], "side": ""}
    )

    sites = [coverage.Sites.of(frame) for frame in (homes, places, through)]
    access = []
    timed(
        f"2SFCA, {PLACES:,} places x {LOCALITIES:,} localities",
        lambda: access.append(coverage.accessibility(*sites, amount, people)),
    )
    print(f"{(access[0] * people).sum() / amount.sum():.4%} of the supply is in reach")


if __name__ == "__main__":
    bundled()
    synthetic()
