"""Which column a header that is not known may stand for: told to a person, never used as it is."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from atlas.base.text_search import fold
from atlas.curation.ingest.header_forms import forms
from atlas.data.vocab import COLUMNS, Vocabularies

_LIKE_ENOUGH = 82.0


def likely_columns(
    headers: Iterable[str], vocabularies: Vocabularies, targets: Sequence[str]
) -> dict[str, str]:
    """Give a column that each header resembles, for a person to confirm; never used as it is.

    A header resembles a column by all of its words: one that is alike in a word only
    (`disponibilidad` and `sensibilidad`) is no likeness, and none is given.
    """
    names = {fold(target): target for target in targets}
    names |= {
        synonym: code
        for synonym, code in vocabularies.synonyms.get(COLUMNS, {}).items()
        if code in targets
    }
    likely = {}
    for header in headers:
        plain = next(iter(forms(header)), "")
        best = process.extractOne(plain, list(names), scorer=fuzz.token_sort_ratio)
        if best and best[1] >= _LIKE_ENOUGH and _begins_alike(plain, best[0]):
            likely[header] = names[best[0]]
    return likely


def _begins_alike(one: str, other: str) -> bool:
    return (
        all(any(a[:3] == b[:3] for b in other.split()) for a in one.split() if len(a) > 3)
        and abs(len(one.split()) - len(other.split())) <= 1
    )
