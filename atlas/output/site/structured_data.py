"""A place as structured data of schema.org, for search engines and other readers.

It says what the page says and nothing finer; what is not known is left out.
"""

from collections.abc import Mapping
from typing import Any, Final

from atlas.base.dated_phones import phones_in
from atlas.base.translations import localised
from atlas.places.roles import ENFORCEMENT
from atlas.places.view import View

_CLOSE_M: Final = 150.0
"""A point that may be off by more is not stated as one."""


def organization(view: View, row: Mapping[Any, Any], address: str = "") -> dict[str, Any]:
    """Give a place as an organisation with its location.

    Parameters
    ----------
    view
        The view, in the language of the texts.
    row
        The place as published.
    address
        The public address of its page; none where there is no public address.
    """
    said = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "identifier": row["facility_id"],
        "url": address,
        "name": localised(row, "name", view.lang),
        "sameAs": _web(row.get("website")),
        "telephone": [one.number for one in phones_in(str(row.get("phone") or ""))],
        "email": [one.strip() for one in str(row.get("email") or "").split(";") if one.strip()],
        "location": _location(row),
        "makesOffer": _offers(view, row),
    }
    return {name: value for name, value in said.items() if value}


def _location(row: Mapping[Any, Any]) -> dict[str, Any]:
    address = {
        "streetAddress": row.get("address"),
        "addressLocality": row["municipality"],
        "addressRegion": row.get("admin1"),
        "addressCountry": row.get("country"),
    }
    given = {name: str(value) for name, value in address.items() if value}
    place: dict[str, Any] = {"@type": "Place"}
    if given:
        place["address"] = {"@type": "PostalAddress", **given}
    if row["sensitivity"] == "open" and row["precision_m"] <= _CLOSE_M and row["lon"] == row["lon"]:
        point = {"latitude": round(row["lat"], 5), "longitude": round(row["lon"], 5)}
        place["geo"] = {"@type": "GeoCoordinates", **point}
    return place if len(place) > 1 else {}


def _offers(view: View, row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """Give the services; a place of detention offers none, and a closed one none any more."""
    if row["role"] == ENFORCEMENT or row["status"] == "closed":
        return []
    terms = view.vocab.terms("service")
    return [
        {
            "@type": "Offer",
            "itemOffered": {"@type": "Service", "name": terms[code].label(view.lang)},
        }
        for code in str(row["services"]).split(";")
        if code in terms
    ]


def _web(address: object) -> str:
    text = str(address or "")
    return text if text.lower().startswith(("https://", "http://")) else ""
