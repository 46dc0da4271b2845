"""Who reads: anybody, or somebody of the organisation who has signed in.

A private overlay is served only where Streamlit's OpenID Connect sign-in is configured and the
settings name who belongs to the organisation: signing in alone proves an e-mail address, not that
its owner may know where people are sheltered.

    # .streamlit/secrets.toml
    [auth]
    redirect_uri = "https://atlas.example.org/oauth2callback"
    cookie_secret = "..."          # at least 32 random characters
    client_id = "..."
    client_secret = "..."
    server_metadata_url = "https://login.example.org/.well-known/openid-configuration"

    [atlas]
    internal_readers = ["@example.org", "ana@example.net"]
    # only for a provider of your own organisation that does not say that addresses are verified:
    # trust_unverified_addresses = true
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.runtime.scriptrunner import get_script_run_ctx

from atlas.app.callbacks import unbroken
from atlas.base.errors import AtlasError
from atlas.base.i18n import t

PRIVATE: Final = "ATLAS_PRIVATE"
"""Environment variable: folder of the private overlay; none when empty."""

_NEEDED: Final = (
    "redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"
)  # fmt: skip
_LEAST_SECRET = 32
_VERIFIED = (True, "true")
_WHERE = ".streamlit/secrets.toml"


def overlay() -> Path | None:
    """Give the folder of the private overlay, when one is served."""
    folder = os.environ.get(PRIVATE)
    return Path(folder) if folder else None


def require_sign_in() -> None:
    """Make sure that readers can sign in and that it is said who may see the overlay.

    Raises
    ------
    AtlasError
        When something is missing; the message says what.
    """
    lacking = missing_settings(_section("auth"), _section("atlas"))
    if not lacking:
        return
    message = (
        f"--private is not served: {lacking}. Whoever may see the overlay has to sign in; "
        "docs/private-data.md shows the settings"
    )
    raise AtlasError(message)


def missing_settings(auth: Mapping[str, Any], atlas: Mapping[str, Any]) -> str:
    """Say what the settings lack for serving a private overlay, or nothing.

    Parameters
    ----------
    auth, atlas
        The sections of that name of `secrets.toml`.
    """
    if not auth:
        return f"{_WHERE} has no section [auth], so nobody can sign in"
    for name in _NEEDED:
        if not auth.get(name):
            return f"{name} is missing in [auth] of {_WHERE}"
    if len(str(auth["cookie_secret"])) < _LEAST_SECRET:
        return f"cookie_secret in [auth] of {_WHERE} has fewer than {_LEAST_SECRET} characters"
    readers = atlas.get("internal_readers")
    if not _are_readers(readers):
        return f"internal_readers in [atlas] of {_WHERE} must list addresses or @domains"
    if not _can_sign_in():
        return "Authlib is not installed: pip install Authlib"
    return ""


def _are_readers(readers: object) -> bool:
    if not isinstance(readers, Sequence) or isinstance(readers, str) or not readers:
        return False
    return all(isinstance(one, str) and "@" in one for one in readers)


def _can_sign_in() -> bool:
    from importlib.util import find_spec

    return find_spec("authlib") is not None


def is_internal() -> bool:
    """Say whether this reader may see the overlay; never outside the run of a page."""
    if overlay() is None or get_script_run_ctx(suppress_warning=True) is None:
        return False
    settings = _section("atlas")
    trusting = settings.get("trust_unverified_addresses") is True
    return may_see(st.user.to_dict(), settings.get("internal_readers", ()), trusting=trusting)


def may_see(user: Mapping[str, Any], readers: Sequence[str], *, trusting: bool = False) -> bool:
    """Say whether a person belongs to the organisation.

    Parameters
    ----------
    user
        What the provider says of the person; `is_logged_in` comes from Streamlit.
    readers
        Whole addresses, or `@` and a domain. Case does not count.
    trusting
        Whether an address counts that the provider does not call verified.

    Returns
    -------
    allowed
        False without a sign-in and without a verified address.
    """
    email = str(user.get("email") or "").strip().casefold()
    if user.get("is_logged_in") is not True or email.count("@") != 1:
        return False
    if not (trusting or user.get("email_verified") in _VERIFIED):
        return False
    known = {reader.strip().casefold() for reader in readers}
    return email in known or email[email.index("@") :] in known


def file_name(name: str) -> str:
    """Name a file; what a reader takes from an internal page says so."""
    return f"INTERNAL-{name}" if is_internal() else name


def sign_in(lang: str) -> None:
    """Offer signing in and out, where a private overlay is served."""
    if overlay() is None:
        return
    with st.container(key="readers", horizontal=True, vertical_alignment="center", gap="small"):
        if st.user.to_dict().get("is_logged_in") is not True:
            st.button(
                t("app.sign_in", lang), key="sign-in", on_click=unbroken(st.login), type="tertiary"
            )
            return
        said = "app.internal" if is_internal() else "app.not_internal"
        st.caption(t(said, lang))
        st.button(
            t("app.sign_out", lang), key="sign-out", on_click=unbroken(st.logout), type="tertiary"
        )


def _section(name: str) -> Mapping[str, Any]:
    try:
        section = st.secrets.get(name, {})
    except StreamlitSecretNotFoundError:
        return {}
    return section if isinstance(section, Mapping) else {}
