"""The atlas for geographic information systems: OGC API - Features, apart from any server.

`collections_of` gives what a public view holds as collections of features, `feature_collection`
one of them as GeoJSON, for a server as for files. What a request asks of a collection is read by
`feature_query`; the documents around the features are made by `service_documents`.
"""

from atlas.output.ogc.feature_tables import (
    COLLECTIONS,
    Collection,
    collections_of,
    feature_collection,
)

__all__ = ["COLLECTIONS", "Collection", "collections_of", "feature_collection"]
