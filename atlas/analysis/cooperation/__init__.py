"""Who cooperates with whom, under which instrument, since when, and what is missing.

Pure functions on the register: `actors` (who, at which level, in which countries) and `actions`
(agreements, groups, networks, programmes, with their parties). Two actors are tied when they are
parties of the same action. The register holds what sources state; that it holds no tie does not
mean that there is none.
"""

from atlas.analysis.cooperation.knowledge import knowledge_of_actions, knowledge_of_services
from atlas.analysis.cooperation.matrices import (
    actor_by_dimension,
    actor_by_level,
    level_pairs,
    sector_by_corridor,
)
from atlas.analysis.cooperation.register import CHOICES, Chosen, choose, parties
from atlas.analysis.cooperation.standing import (
    IN_FORCE,
    RECENT_MONTHS,
    STANDINGS,
    at_work_in,
    in_words,
    known_years,
    standing,
)
from atlas.analysis.cooperation.ties import (
    INDICATORS,
    SHARES,
    TABLES,
    behind_indicator,
    indicators,
    seats,
    ties,
    ties_on_the_map,
)
from atlas.analysis.cooperation.tracing import TRACES, behind

__all__ = [
    "CHOICES",
    "INDICATORS",
    "IN_FORCE",
    "RECENT_MONTHS",
    "SHARES",
    "STANDINGS",
    "TABLES",
    "TRACES",
    "Chosen",
    "actor_by_dimension",
    "actor_by_level",
    "at_work_in",
    "behind",
    "behind_indicator",
    "choose",
    "in_words",
    "indicators",
    "knowledge_of_actions",
    "knowledge_of_services",
    "known_years",
    "level_pairs",
    "parties",
    "seats",
    "sector_by_corridor",
    "standing",
    "ties",
    "ties_on_the_map",
]
