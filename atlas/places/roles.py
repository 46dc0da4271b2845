"""What a place is to somebody on the move: help, an authority, or enforcement.

Each kind of place has a role, in `vocab/kind.csv`. Detention, custody and checkpoints are no
services: nothing counts them as help, and no output shows them unless somebody asks for them.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

SUPPORT: Final = "support"
AUTHORITY: Final = "authority"
ENFORCEMENT: Final = "enforcement"

OF_AUTHORITIES: Final = ("asylum_registration", "documentation")
"""The services for which one has to go to an authority; for no other is one counted."""


def helping(places: pd.DataFrame, services: Collection[str] = ()) -> npt.NDArray[np.bool_]:
    """Say which places count as supply by their role.

    Parameters
    ----------
    places
        The column `role`.
    services
        The services that are looked for; any kind of help without one.

    Returns
    -------
    counted
        Places of help, and authorities where a service of theirs is looked for.
    """
    counted = places["role"].to_numpy(object) == SUPPORT
    if not set(services).isdisjoint(OF_AUTHORITIES):
        counted |= places["role"].to_numpy(object) == AUTHORITY
    return np.asarray(counted, np.bool_)
