"""What is there on each side of a corridor, what is missing, and how far away it is.

Pure functions on frames, made for published places: whatever is measured here is measured from
the positions that the reader may see. Distances are geodesic, or along streets where there are
any; who goes to a place in the other country goes through a crossing that works.
"""

from atlas.analysis.coverage.along_streets import (
    ALONG,
    AlongStreets,
)
from atlas.analysis.coverage.area_access import CELL_DEGREES, by_cell, by_locality, in_cell
from atlas.analysis.coverage.asymmetry import (
    HEADLINES,
    asymmetry,
    behind_headline,
    headline,
    one_sided,
)
from atlas.analysis.coverage.catchments import BANDS_2SFCA, E2SFCA, Bands, accessibility
from atlas.analysis.coverage.counterparts import counterparts
from atlas.analysis.coverage.counts import (
    NOT_WORKING,
    kind_by_side,
    service_by_side,
    sides,
    working,
)
from atlas.analysis.coverage.crossing_distances import crossing_distances
from atlas.analysis.coverage.gaps import COUNT_KM, gaps, in_corridor, starting_points
from atlas.analysis.coverage.measures import STRAIGHT, Measure
from atlas.analysis.coverage.municipal_areas import unplaced
from atlas.analysis.coverage.ranges import (
    NEAR_KM,
    Unplaced,
    depends,
    least_crossing_km,
    near_shares,
    nearer,
    unplaced_near,
)
from atlas.analysis.coverage.supply import (
    amounts,
    few,
    left_out,
    measurable,
    on_the_map,
    sleeping_places,
    sought,
    supply,
)
from atlas.analysis.coverage.travel import Reach, Sites, gates, reach, travel_km
from atlas.analysis.coverage.travel_areas import (
    ALL_PLACES,
    AREA_MINUTES,
    MOST_AREA_MINUTES,
    TravelAreas,
    origins_of,
    travel_areas,
)
from atlas.analysis.coverage.uncertainty import DRAWS, uncertainty
from atlas.analysis.coverage.view_streets import along_streets, engine_of, one_sided_streets
from atlas.analysis.coverage.whatif import ADDED, Change, Refused, apply_changes, read_changes
from atlas.analysis.coverage.whatif_effects import EFFECTS, LEAST_ACCESS, Effect, Measured, effects

__all__ = [
    "ADDED",
    "ALL_PLACES",
    "ALONG",
    "AREA_MINUTES",
    "BANDS_2SFCA",
    "CELL_DEGREES",
    "COUNT_KM",
    "DRAWS",
    "E2SFCA",
    "EFFECTS",
    "HEADLINES",
    "LEAST_ACCESS",
    "MOST_AREA_MINUTES",
    "NEAR_KM",
    "NOT_WORKING",
    "STRAIGHT",
    "AlongStreets",
    "Bands",
    "Change",
    "Effect",
    "Measure",
    "Measured",
    "Reach",
    "Refused",
    "Sites",
    "TravelAreas",
    "Unplaced",
    "accessibility",
    "along_streets",
    "amounts",
    "apply_changes",
    "asymmetry",
    "behind_headline",
    "by_cell",
    "by_locality",
    "counterparts",
    "crossing_distances",
    "depends",
    "effects",
    "engine_of",
    "few",
    "gaps",
    "gates",
    "headline",
    "in_cell",
    "in_corridor",
    "kind_by_side",
    "least_crossing_km",
    "left_out",
    "measurable",
    "near_shares",
    "nearer",
    "on_the_map",
    "one_sided",
    "one_sided_streets",
    "origins_of",
    "reach",
    "read_changes",
    "service_by_side",
    "sides",
    "sleeping_places",
    "sought",
    "starting_points",
    "supply",
    "travel_areas",
    "travel_km",
    "uncertainty",
    "unplaced",
    "unplaced_near",
    "working",
]
