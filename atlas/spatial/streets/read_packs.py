"""Street packs from their files."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from atlas.spatial.streets.number_file import PackError
from atlas.spatial.streets.pack_file import decode
from atlas.spatial.streets.street_pack import StreetPack


def read_packs(files: tuple[Path, ...], corridors: Collection[str]) -> list[StreetPack]:
    """Read the packs that hold streets of some corridors.

    Raises
    ------
    PackError
        When a file is missing or no street pack.
    """
    packs = [read_pack(file) for file in files]
    return [pack for pack in packs if not set(corridors).isdisjoint(held(pack))]


def read_pack(file: Path) -> StreetPack:
    """Read a pack, or give it as it was read while the file is unchanged.

    Raises
    ------
    PackError
        When the file is missing or no street pack.
    """
    return _read(file, _changed(file))


def held(pack: StreetPack) -> list[str]:
    """Give the corridors of which a pack holds streets."""
    return [str(one["id"]) for one in pack.facts["corridors"]]


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as error:
        message = f"{file}: no such file"
        raise PackError(message) from error


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> StreetPack:
    pack = decode(file.read_bytes(), file.name)
    if not isinstance(pack.facts.get("corridors"), list):
        message = f"{file.name} names no corridor; make it again with: atlas streets"
        raise PackError(message)
    return pack
