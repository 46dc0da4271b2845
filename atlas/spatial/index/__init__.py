"""Where points lie: in which segment, and near which site.

`SegmentIndex` answers "which polygons hold this point", `SiteIndex` "which sites are near it".
Both are exact, both are built once and asked for millions of points.
"""

from atlas.spatial.index.segment_index import Predicate, SegmentIndex, check_predicate
from atlas.spatial.index.site_index import SiteIndex
from atlas.spatial.index.table_cache import cache_folder

__all__ = ["Predicate", "SegmentIndex", "SiteIndex", "cache_folder", "check_predicate"]
