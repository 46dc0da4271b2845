"""Begin a data package: descriptor, empty tables, vocabularies, and how to fill them."""

import json
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from atlas.base.csv_files import csv_text
from atlas.base.errors import DataPackageError, ExportError
from atlas.base.files import clear_hidden, hidden_folder
from atlas.base.translations import every_text_column
from atlas.curation.new_border.new_vocabularies import SIDES, new_sides, without_bundled
from atlas.data import DESCRIPTOR
from atlas.data.bundled import geodata_dir
from atlas.data.schema import columns_of

_TEMPLATE: Final = Path(__file__).with_name("template")
_AS_TEXT: Final[dict[str, Any]] = {"dtype": "str", "keep_default_na": False}
_FOLDERS: Final = ("schemas", "vocab")
_CODES: Final = "^[A-Z]{2}[A-Za-z0-9-]+$"
"""Municipality codes of any country: its code, then its own."""


def new_package(
    folder: Path | str, *, title: str = "", countries: Sequence[str] = (), **titles: str
) -> list[Path]:
    """Write an empty data package, described and documented.

    Parameters
    ----------
    folder
        A folder that is empty or does not exist yet.
    title
        What the package is called in its own language; the name of the folder without it.
    countries
        Codes (ISO 3166-1, two letters) of the countries on the two sides; those of the bundled
        package without any.
    **titles
        Its name in other languages: `title_<lang>`.

    Returns
    -------
    files
        What was written.

    Raises
    ------
    DataPackageError
        When the folder holds something already, or a code is of no country.
    ExportError
        When it cannot be written.
    """
    if unknown := set(titles) - set(every_text_column("title")):
        message = f"new_package has no option {min(unknown)!r}"
        raise TypeError(message)
    folder = Path(folder).resolve()
    clear_hidden(_beside(folder))
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        message = f"{folder} is not empty; name a new folder"
        raise DataPackageError(message)
    sides = new_sides(countries) if countries else None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with hidden_folder(_beside(folder)) as draft:
            new = draft / "new"
            _write(new, _descriptor(folder.name, {"title": title, **titles}), sides)
            if folder.is_dir():  # it stays the same one: somebody may stand in it, or it is a disk
                for one in sorted(new.iterdir(), key=lambda one: one.name == DESCRIPTOR):
                    one.rename(folder / one.name)
            else:
                new.rename(folder)
    except OSError as error:
        message = f"cannot write {folder}: {error.strerror or error}"
        raise ExportError(message) from error
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _beside(folder: Path) -> Path:
    """Give a path on the same disk, beside which a draft may be written."""
    return folder / DESCRIPTOR if folder.is_dir() else folder


def _write(folder: Path, descriptor: dict[str, Any], sides: pd.DataFrame | None) -> None:
    bundled = geodata_dir()
    for name in _FOLDERS:
        shutil.copytree(bundled / name, folder / name, copy_function=shutil.copyfile)
    if sides is not None:
        for file in sorted((folder / "vocab").glob("*.csv")):
            rows = sides if file.name == SIDES else without_bundled(pd.read_csv(file, **_AS_TEXT))
            file.write_text(csv_text(rows, marked=False), encoding="utf-8")
    for resource in descriptor["resources"]:
        if resource["format"] == "csv" and not (folder / resource["path"]).exists():
            header = csv_text(pd.DataFrame(columns=_columns(resource, bundled)))
            (folder / resource["path"]).write_text(header, encoding="utf-8")
    for file in _TEMPLATE.iterdir():
        shutil.copyfile(file, folder / file.name)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8")


def _columns(resource: dict[str, Any], bundled: Path) -> list[str]:
    schema = resource["schema"]
    if isinstance(schema, str):
        schema = json.loads((bundled / schema).read_text(encoding="utf-8"))
    return columns_of({"schema": schema})


def _descriptor(name: str, titles: dict[str, str]) -> dict[str, Any]:
    """Give the descriptor of the bundled package without what is true of that one only."""
    descriptor = json.loads((geodata_dir() / DESCRIPTOR).read_text(encoding="utf-8"))
    today = datetime.now(UTC)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "atlas"
    # Nothing is known yet of another border's water and roads; a package does without.
    unknown = ("waters", "ground")
    resources = [_fresh(one) for one in descriptor["resources"] if one["name"] not in unknown]
    return {
        "$schema": descriptor["$schema"],
        "name": slug,
        "id": slug,
        **{one: titles.get(one) or titles["title"] or name for one in every_text_column("title")},
        **dict.fromkeys(every_text_column("description"), ""),
        "version": f"{today.year}.{today.month}.0",
        "created": f"{today:%Y-%m-%dT00:00:00Z}",
        "licenses": [],
        "sources": [{"title": "sources.csv", "path": "sources.csv"}],
        "contributors": [],
        "resources": resources,
    }


def _fresh(resource: dict[str, Any]) -> dict[str, Any]:
    kept = {
        key: value
        for key, value in resource.items()
        if key not in ("licenses", "sources", "source_ids")
    }
    if resource["name"] == "municipalities":
        for field in kept["schema"]["fields"]:
            if field["name"] == "municipality_code":
                field["constraints"]["pattern"] = _CODES
    return kept
