"""The published site: a whole atlas as static files that any host, or a folder on disk, serves.

Links are relative and name files, so that a page works from `file://` and under any path. Equal
views give equal bytes; a second run writes only what changed.
"""

from atlas.output.site.change_feed import changes_since
from atlas.output.site.publishing import publish_site
from atlas.output.site.site_folder import Written

__all__ = ["Written", "changes_since", "publish_site"]
