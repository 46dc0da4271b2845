"""Size, time and memory of street packs: python tests/benchmarks/streets.py EXTRACT PACKAGE ...

Each extract is followed by the data package whose corridors it holds. Every extract is packed in
a process of its own, as the command does it.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path


def measure(extract, folder):
    from atlas.curation.streets import make_pack
    from atlas.data import load
    from atlas.spatial.streets import decode, encode

    package = load(folder)
    started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    before = time.perf_counter()
    pack = make_pack(extract, package, show=lambda _doing, _share: None)
    content = encode(pack)
    took = time.perf_counter() - before
    before = time.perf_counter()
    decode(content)
    read = time.perf_counter() - before
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    km = sum(sum(one["km"].values()) for one in pack.facts["corridors"])
    streets = len(encode(pack.streets))
    print(f"{extract.name}: {km:,.0f} km of streets")
    print(f"  pack {len(content) / 1000:.1f} KB, streets with names alone {streets / 1000:.1f} KB")
    print(f"  {streets / km:.0f} bytes a km; made in {took:.2f} s, read in {read * 1000:.0f} ms")
    print(f"  most memory {most / 1024:.0f} MB, {started / 1024:.0f} before it began")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        measure(Path(sys.argv[2]), Path(sys.argv[3]))
    for pair in zip(sys.argv[1::2], sys.argv[2::2], strict=True) if sys.argv[1] != "--one" else ():
        subprocess.run([sys.executable, __file__, "--one", *pair], check=True)
