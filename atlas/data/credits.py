"""Who made the data and under which licences: the package's own and those of its resources."""

from collections.abc import Iterator, Mapping
from typing import Any


def licences(descriptor: Mapping[str, Any]) -> list[dict[str, str]]:
    """Give each licence once, those of the package first.

    Parameters
    ----------
    descriptor
        The descriptor of a data package.

    Returns
    -------
    licences
        `name`, `title` (the name where there is none) and `path` (may be empty) of each.
    """
    found: dict[str, dict[str, str]] = {}
    for one in _each(descriptor, "licenses"):
        name = str(one["name"])
        title, path = str(one.get("title", name)), str(one.get("path", ""))
        found.setdefault(name, {"name": name, "title": title, "path": path})
    return list(found.values())


def makers(descriptor: Mapping[str, Any]) -> list[str]:
    """Give the names of those who made the geometry and other data, each once.

    Tables of the package that are named as its sources are no makers.
    """
    files = {str(resource.get("path", "")) for resource in descriptor.get("resources", [])}
    named = (one for one in _each(descriptor, "sources") if one.get("path") not in files)
    return list(dict.fromkeys(str(one["title"]) for one in named))


def _each(descriptor: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    for part in (descriptor, *descriptor.get("resources", [])):
        yield from part.get(key, [])
