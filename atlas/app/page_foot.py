"""The foot of every page: who is behind the atlas, how to write to them, which data these are."""

from html import escape

import streamlit as st

from atlas.app import state
from atlas.base.i18n import t
from atlas.data.contact import Contact, Way, contact_of
from atlas.output.figures import credit


def show(lang: str) -> None:
    """Show the foot of a page."""
    contact = _contact()
    names = ", ".join(one[lang] for one in contact.makers)
    made = escape(t("map.behind_by", lang, names=names)) if names else ""
    parts = (made, write_line(lang), danger_line(lang), escape(credit.data_line(state.view())))
    said = "".join(f"<p>{part}</p>" for part in parts if part)
    st.html(f"<footer class='atlas-who'>{said}</footer>")


def write_line(lang: str) -> str:
    """Say as HTML how to write to those who keep the atlas; nothing when nobody has said so."""
    ways = _contact().ways
    if not ways:
        return ""
    said = " · ".join(_linked(way, lang) for way in ways)
    return f"{escape(t('map.behind_write', lang))} {said}"


def danger_line(lang: str) -> str:
    """Say as HTML whom to tell that a record endangers somebody; nothing when nobody is named."""
    way = _contact().danger
    return f"{escape(t('map.behind_danger', lang))} {_linked(way, lang)}" if way else ""


def in_danger(lang: str) -> str:
    """Say as HTML how to tell that a record endangers somebody, or whom to ask instead."""
    said = danger_line(lang) or write_line(lang) or escape(t("data.danger_no_contact", lang))
    return f"<p class='atlas-write'>{said}</p>"


def _contact() -> Contact:
    return contact_of(state.package().descriptor)


def _linked(way: Way, lang: str) -> str:
    label = escape(t(f"map.way_{way.channel}", lang))
    href, text = escape(way.href), escape(way.text)
    return (
        f"{label} <a href='{href}' target='_blank' rel='noopener noreferrer' dir='auto'>{text}</a>"
    )
