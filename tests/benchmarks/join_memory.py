"""Peak memory of one engine, in a process of its own: python join_memory.py ENGINE FILES..."""

import sys
from pathlib import Path

from join_data import Files


def main(engine, *paths):
    files = Files(*map(Path, paths))
    if engine == "geopandas":
        from join_peers import geopandas_file

        geopandas_file(files)
    elif engine == "sedonadb":
        from join_peers import sedona_wkb

        sedona_wkb(files)
    elif engine != "nothing":
        from atlas.spatial import bulk

        bulk.join(
            getattr(files, engine), corridors=files.corridors, counts_by="category", cache=False
        )
    else:
        import geopandas  # noqa: F401

        from atlas.spatial import bulk
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    sys.stdout.write(str(int(peak_kb) / 1024))


if __name__ == "__main__":
    main(*sys.argv[1:])
