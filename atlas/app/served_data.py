"""The data that are served: what was read last, where the files no longer fit each other.

Whoever replaces a data package does it file by file, while readers look at it.
"""

import logging
from collections.abc import Callable, Hashable

from atlas.base.errors import AtlasError
from atlas.data import Package

_LOG = logging.getLogger(__name__)
_READ: dict[Hashable, Package] = {}
_SAID: dict[Hashable, str] = {}


def last_good(read: Callable[[], Package], name: Hashable) -> Package:
    """Read data, or give what was read last under the same name.

    Parameters
    ----------
    read
        Reads the data, cheap where the files are unchanged.
    name
        What is read, such as the folders.

    Returns
    -------
    package
        What `read` gives; when it fails, what it gave before. The log names each fault once.

    Raises
    ------
    AtlasError
        When it fails and never gave anything.
    """
    try:
        found = read()
    except AtlasError as error:
        if name not in _READ:
            raise
        if _SAID.get(name) != str(error):
            _SAID[name] = str(error)
            _LOG.error("the data read before are served, the new ones cannot be: %s", error)
        return _READ[name]
    _READ[name] = found
    _SAID.pop(name, None)
    return found


def fault() -> str:
    """Say why data that were read before are served; nothing where they are the files."""
    return next(iter(_SAID.values()), "")
