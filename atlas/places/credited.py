"""Whom to credit for a view: the makers of its data package, and of its streets."""

from collections.abc import Mapping
from typing import Any

from atlas.places.view import View
from atlas.spatial.streets.read_packs import read_packs


def credited(view: View) -> Mapping[str, Any]:
    """Give the descriptor of a view's package with its packs of streets among the resources.

    Packs come from elsewhere than the package, so its descriptor does not name their makers.

    Returns
    -------
    descriptor
        For `atlas.data.credits`.

    Raises
    ------
    PackError
        When a pack cannot be read.
    """
    facts = [pack.facts for pack in read_packs(view.streets, view.corridors["corridor_id"])]
    streets = [
        {
            "name": "streets",
            "sources": [{"title": one["attribution"]}] if one.get("attribution") else [],
            "licenses": [{"name": one["licence"]}] if one.get("licence") else [],
        }
        for one in facts
    ]
    return {**view.descriptor, "resources": [*view.descriptor.get("resources", ()), *streets]}
