"""How long a published site takes to make, how large it is, and what a corridor's page weighs.

::

    python -m tests.benchmarks.publish
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from atlas import data
from atlas.base.i18n import READER_LANGS
from atlas.data.bundled import geodata_dir
from atlas.output.site import publish_site
from atlas.places.view import make_view


def main():
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        for run in ("first run", "second run"):
            start, used = time.perf_counter(), time.process_time()
            written = publish_site(make_view(data.load()), site, package=geodata_dir())
            wall, cpu = time.perf_counter() - start, time.process_time() - used
            sys.stdout.write(
                f"{run}: {wall:.1f} s, {cpu:.1f} s of one core; {written.files} files, "
                f"{written.size / 1e6:.1f} MB, {written.changed} written\n"
            )
        shared = sum(one.stat().st_size for one in (site / "assets").iterdir())
        for lang in READER_LANGS:
            for page in sorted((site / lang / "corridor").iterdir()):
                first = (page.stat().st_size + shared) / 1024
                sys.stdout.write(f"first use of {lang}/{page.stem}: {first:.0f} KB\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory: {peak:.0f} MB\n")


if __name__ == "__main__":
    main()
