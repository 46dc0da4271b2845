"""A data package for another border: begin one, and derive its geometry.

`new_package` writes an empty package with its documentation. `build_package` makes its segments,
border and land from polygons that people bring, named in its `build.toml`, and the crossings in
its tables; and says which municipality each place lies in.
"""

from atlas.curation.new_border.derived_geometry import Built, build_package
from atlas.curation.new_border.new_package import new_package

__all__ = ["Built", "build_package", "new_package"]
