"""Who is behind a data package, and how to write to them.

The descriptor says it: `contributors` by name, and in `contact` up to four ways, each a text:
`email`, `whatsapp`, `signal`, and `danger` for somebody whom a record endangers. Whoever runs a
server or writes a file may name others, in an environment variable or with `--contact`; they then
take the place of all ways of the package. None is ever assumed.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from atlas.base.errors import AtlasError, DataPackageError
from atlas.base.translations import by_language
from atlas.data.schema import Fault

CONTACT: Final = "ATLAS_CONTACT"
"""Environment variable: ways to write, as `email=a@example.org; whatsapp=+52 664 123 4567`."""

DANGER: Final = "danger"
_WAYS: Final = ("email", "whatsapp", "signal")
_NAMES: Final = (*_WAYS, DANGER)
_SHOWN = 80

_EMAIL = re.compile(r"[A-Za-z0-9][\w.%+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_SPACING = re.compile(r"[ ().-]")
_SIGNAL_LINK = re.compile(r"https://signal\.me/#eu/[\w-]{10,120}", re.ASCII)
_BETWEEN = re.compile(r"\s*;\s*")
ALLOWED: Final = (
    "email=name@example.org, whatsapp=+52 664 123 4567, signal=+52 664 123 4567 (or the "
    "https://signal.me/#eu/ link of a user name), danger=name@example.org (or whatsapp:, signal: "
    "or tel: and a number)"
)
"""What a message says may be given."""


@dataclass(frozen=True)
class Way:
    """One way to write to somebody.

    Attributes
    ----------
    channel
        `email`, `whatsapp`, `signal` or `tel`.
    text
        As people read it.
    href
        The address that opens it: `mailto:`, `tel:`, or https at wa.me or signal.me.
    """

    channel: str
    text: str
    href: str


@dataclass(frozen=True)
class Contact:
    """Who is behind the data.

    Attributes
    ----------
    makers
        The contributors, each by its name in every language.
    ways
        How to write to them; none where nobody has said so.
    danger
        How to say that a record endangers somebody.
    """

    makers: tuple[dict[str, str], ...] = ()
    ways: tuple[Way, ...] = ()
    danger: Way | None = None

    def __bool__(self) -> bool:
        """Say whether there is any way to write."""
        return bool(self.ways or self.danger)


def contact_of(descriptor: Mapping[str, Any]) -> Contact:
    """Give who is behind a package; the environment variable comes before its own contact.

    Raises
    ------
    AtlasError
        When the environment variable holds something else than ways to write.
    DataPackageError
        When the contact of the descriptor does.
    """
    given = os.environ.get(CONTACT, "").strip()
    if given:
        ways = checked([given], CONTACT)
    else:
        for fault in contact_faults(descriptor):
            message = f"datapackage.json: {fault.column} {fault.value!r} cannot be used: {ALLOWED}"
            raise DataPackageError(message)
        ways = dict(descriptor.get("contact", {}))
    read = {name: _read(name, str(text)) for name, text in ways.items() if text}
    return Contact(
        makers=tuple(by_language(one, "title") for one in _contributors(descriptor)),
        ways=tuple(way for name in _WAYS if (way := read.get(name))),
        danger=read.get(DANGER),
    )


def checked(given: Sequence[str], name: str) -> dict[str, str]:
    """Take ways to write apart.

    Parameters
    ----------
    given
        Texts such as `email=a@example.org`; several in one are separated by semicolons.
    name
        Where they were given, for the message.

    Returns
    -------
    ways
        The texts by `email`, `whatsapp`, `signal` and `danger`.

    Raises
    ------
    AtlasError
        When one of them is something else.
    """
    ways: dict[str, str] = {}
    for part in filter(None, (one for text in given for one in _BETWEEN.split(text.strip()))):
        way, equals, text = (piece.strip() for piece in part.partition("="))
        if not equals or way not in _NAMES or way in ways or _read(way, text) is None:
            message = f"{name}: {part[:_SHOWN]!r} is no contact; use each once: {ALLOWED}"
            raise AtlasError(message)
        ways[way] = text
    return ways


def use(given: Sequence[str], name: str) -> None:
    """Let ways to write take the place of those of every package; see `checked`."""
    if given:
        os.environ[CONTACT] = _written(checked(given, name))


def _written(ways: Mapping[str, str]) -> str:
    """Write ways to write as the environment variable has them."""
    return "; ".join(f"{name}={text}" for name, text in ways.items())


def contact_faults(descriptor: Mapping[str, Any]) -> Iterator[Fault]:
    """Give what is wrong with the contact of a descriptor."""
    given = descriptor.get("contact", {})
    allowed = {"allowed": ALLOWED}
    if not isinstance(given, Mapping):
        yield Fault(1, "contact", "contact", str(given)[:_SHOWN], allowed)
        return
    for name, text in given.items():
        if name not in _NAMES or (text and _read(name, str(text)) is None):
            yield Fault(1, f"contact.{name}", "contact", str(text)[:_SHOWN], allowed)


def _contributors(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = descriptor.get("contributors", [])
    return [one for one in given if isinstance(one, Mapping) and one.get("title")]


def _read(name: str, text: str) -> Way | None:
    """Read one way to write; None when it is not of its form."""
    if name == DANGER:
        channel, colon, rest = text.partition(":")
        if colon and channel in ("whatsapp", "signal", "tel"):
            return _read(channel, rest.strip())
        return _read("email", text)
    if name == "email":
        return Way(name, text, f"mailto:{text}") if _EMAIL.fullmatch(text) else None
    if name == "signal" and _SIGNAL_LINK.fullmatch(text):
        return Way(name, text, text)
    digits = _SPACING.sub("", text)
    if not _PHONE.fullmatch(digits):
        return None
    hrefs = {
        "whatsapp": f"https://wa.me/{digits[1:]}",
        "signal": f"https://signal.me/#p/{digits}",
        "tel": f"tel:{digits}",
    }
    return Way(name, text, hrefs[name])
