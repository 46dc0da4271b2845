"""The picture at the head of the corridor page: what each side has, seen from the border."""

from dataclasses import replace
from functools import lru_cache

from atlas.app import markup
from atlas.app.planner import shared, sides
from atlas.app.planner.shared import side_name
from atlas.i18n import t
from atlas.view import View


@lru_cache(maxsize=64)
def services(view: View) -> str:
    """Give the places of every service, one side to the left and one to the right, most first.

    What only one side has stands last, so that an empty half is seen together. Every number leads
    to the map of its places.
    """
    table, works = sides.compared(view), shared.works(view)
    found = table.pivot(index="service", columns="side", values="places")
    found = found[found.sum(axis="columns") > 0]
    order = found.assign(both=(found > 0).all(axis="columns"), all=found.sum(axis="columns"))
    order = order.sort_values(["both", "all"], ascending=False, kind="stable")
    countries = shared.countries(view)

    def leading(service: str, side: str) -> markup.Linked:
        n = int(found.loc[service, side])
        chosen = replace(
            view.filter,
            side=shared.both(view.filter.side, (side,)),
            service=shared.both(view.filter.service, (service,)),
            status=shared.both(view.filter.status, works),
        )
        return markup.Linked(str(n), chosen.link_query() if n else "")

    tints = view.vocab.by_name["side"]
    return markup.mirror_table(
        [(side_name(view, side), tints[side].colour) for side in countries],
        [
            (
                view.vocab.label("service", service, view.lang),
                [leading(service, side) for side in countries],
            )
            for service in order.index
        ],
        t("app.service", view.lang),
    )
