"""Where points lie: in which segment, and near which site.

`SegmentIndex` answers "which polygons hold this point", `SiteIndex` "which sites are near it".
Both are exact, both are built once and asked for millions of points.
"""

from atlas.index.cache import cache_folder
from atlas.index.segment import Predicate, SegmentIndex, check_predicate
from atlas.index.site import SiteIndex

__all__ = ["Predicate", "SegmentIndex", "SiteIndex", "cache_folder", "check_predicate"]
