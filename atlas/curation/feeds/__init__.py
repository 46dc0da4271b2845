"""Feeds: addresses that a data package names, fetched, kept, compared and made ready to merge.

`read_feeds` reads `feeds.toml`; `refresh` fetches one feed and prepares what a person reviews.
Nothing of a package is changed here.
"""

from atlas.curation.feeds.feed_comparison import COUNTED
from atlas.curation.feeds.feed_settings import FEEDS_FILE, KINDS, Feed, read_feeds
from atlas.curation.feeds.kept_answers import KEPT, prepare_folder
from atlas.curation.feeds.refreshing import Refreshed, refresh

__all__ = [
    "COUNTED",
    "FEEDS_FILE",
    "KEPT",
    "KINDS",
    "Feed",
    "Refreshed",
    "prepare_folder",
    "read_feeds",
    "refresh",
]
