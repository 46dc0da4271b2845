"""The picture at the head of the corridor page: what each side has, seen from the border."""

from atlas.app import markup, page_parts
from atlas.app.corridor_page import side_comparison
from atlas.app.page_parts import side_name
from atlas.base.i18n import t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View


@kept_with_view
def services(view: View) -> str:
    """Give the places of every service, one side to the left and one to the right, most first.

    What only one side has stands last, so that an empty half is seen together. Every number leads
    to the map of its places.
    """
    table, works, of = (
        side_comparison.compared(view),
        page_parts.works(view),
        page_parts.countries(view),
    )
    counts: dict[str, dict[str, int]] = {}
    for service, side, n in table[["service", "side", "places"]].itertuples(index=False):
        counts.setdefault(service, {})[side] = n
    found = [service for service, ns in counts.items() if any(ns.values())]
    found.sort(key=lambda one: (0 in counts[one].values(), -sum(counts[one].values())))

    def cell(service: str, side: str) -> tuple[int, markup.Linked]:
        n = counts[service][side]
        return n, page_parts.leading(view, n, side=(side,), service=(service,), status=works)

    tints = view.vocab.by_name["side"]
    return markup.mirror_table(
        [(side_name(view, side), tints[side].colour) for side in of],
        [
            (
                view.vocab.label("service", service, view.lang),
                [cell(service, side) for side in of],
            )
            for service in found
        ],
        t("app.service", view.lang),
    )
