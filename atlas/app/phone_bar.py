"""The bar at the foot of a phone: the places that one goes to, within reach of a thumb."""

import os
from functools import cache
from pathlib import Path

import streamlit as st

from atlas.app import state
from atlas.base.i18n import t
from atlas.data.bundled import pages_dir

_EXPLORE = "explore"


def show(page: str, lang: str) -> None:
    """Show the bar; on the page of the map its own bar stands there and leads on by this one."""
    explore, corridor = _addresses()
    on_the_map = page in ("", _EXPLORE)
    with st.container(key=f"places-{'map' if on_the_map else 'page'}", horizontal=True, gap=None):
        st.page_link(explore, label=t("map.dock_map", lang), icon=":material/map:")
        for name, label, icon in (("list", "list", "list"), ("mine", "tab_mine", "bookmark")):
            st.page_link(
                explore,
                label=t(f"map.{label}", lang),
                icon=f":material/{icon}:",
                query_params={"sheet": name},
            )
        st.page_link(corridor, label=t("map.dock_corridor", lang), icon=":material/compare_arrows:")


@cache
def _addresses() -> tuple[str, ...]:
    here = Path(state.__file__).parent
    names = (_EXPLORE, "corridor")
    return tuple(os.path.relpath(pages_dir() / f"{name}.py", here) for name in names)
