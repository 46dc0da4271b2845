"""What a place is to somebody on the move: help, an authority, or enforcement.

Each kind of place has a role, in `vocab/kind.csv`. Detention, custody and checkpoints are no
services: nothing counts them as help, and no output shows them unless somebody asks for them.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.data.vocab import Vocabularies

SUPPORT: Final = "support"
AUTHORITY: Final = "authority"
ENFORCEMENT: Final = "enforcement"

OF_AUTHORITIES: Final = frozenset({"asylum_registration", "documentation"})
"""The services for which one has to go to an authority; for no other is one counted."""


def kind_roles(vocab: Vocabularies) -> dict[str, str]:
    """Give the role of every kind of place; a package older than roles has places of help only."""
    return {code: term.role or SUPPORT for code, term in vocab.terms("kind").items()}


def helping(places: pd.DataFrame, services: Collection[str] | None = None) -> npt.NDArray[np.bool_]:
    """Say which places count as supply by their role.

    Parameters
    ----------
    places
        The columns `role` and `services`.
    services
        The services that are looked for; any help at all when empty. None where it is not known
        what is looked for: then an authority counts that gives a service of authorities.

    Returns
    -------
    counted
        Places of help, and authorities where a service of theirs is looked for.
    """
    role = places["role"].to_numpy(object)
    if services is None:
        given = [not OF_AUTHORITIES.isdisjoint(text.split(";")) for text in places["services"]]
        asked = np.array(given, np.bool_)
    else:
        asked = np.full(len(places), not OF_AUTHORITIES.isdisjoint(services))
    return np.asarray((role == SUPPORT) | ((role == AUTHORITY) & asked), np.bool_)


def counted_services(places: pd.DataFrame) -> pd.Series:
    """Give the services of each place that count: of an authority its own, of enforcement none."""
    role = places["role"].to_numpy(object)
    if (role == SUPPORT).all():
        return places["services"]
    kept = [
        text
        if role == SUPPORT
        else ";".join(one for one in text.split(";") if role == AUTHORITY and one in OF_AUTHORITIES)
        for role, text in zip(role, places["services"], strict=True)
    ]
    return pd.Series(kept, index=places.index, dtype="str")
