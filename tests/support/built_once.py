"""Write a brief in several formats and build it once: to draw its figures takes seconds."""

from functools import lru_cache

import pytest

from atlas.output import report
from atlas.places.view import make_view

_build = report.build


class _Key:
    """A package and what is chosen of it, for a cache: a package is equal to itself alone."""

    def __init__(self, package, chosen):
        self.package, self.chosen = package, chosen

    def __eq__(self, other):
        return self.package is other.package and self.chosen == other.chosen

    def __hash__(self):
        return hash((id(self.package), self.chosen))


@lru_cache(maxsize=8)
def _built(key, annex):
    return _build(make_view(key.package, key.chosen), annex=annex)


def save_report(package, chosen, path, *, annex=False):
    """Write the brief of a view as `report.save_report` does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            report, "build", lambda _, *, annex, paper: _built(_Key(package, chosen), annex)
        )
        report.save_report(make_view(package, chosen), path, annex=annex)
