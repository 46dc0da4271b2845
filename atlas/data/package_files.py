"""Read the files of a data package: descriptor, tables as text, geometry."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from atlas.base.csv_files import read_csv
from atlas.base.errors import DataPackageError, one_line
from atlas.base.i18n import CONSOLE_MESSAGE
from atlas.data.schema import Fault, problem_table

if TYPE_CHECKING:
    import geopandas as gpd

DESCRIPTOR: Final = "datapackage.json"


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Read `datapackage.json`, with the schemas that it refers to put in their places.

    Raises
    ------
    DataPackageError
        When there is none, or it does not describe any resource.
    """
    descriptor = _read_json(folder, DESCRIPTOR)
    if not isinstance(descriptor, dict) or not descriptor.get("resources"):
        message = f"{folder / DESCRIPTOR} describes no resources"
        raise DataPackageError(message)
    for resource in descriptor["resources"]:
        if isinstance(resource.get("schema"), str):
            resource["schema_file"] = resource["schema"]
            resource["schema"] = _read_json(folder, resource["schema"])
    return descriptor


def read_text(folder: Path, resource: Mapping[str, Any]) -> pd.DataFrame:
    """Read one resource as text, every column `str`, missing text empty.

    Of a GeoJSON resource these are the properties of its features.

    Raises
    ------
    DataPackageError
        When the file is missing or broken; the message names the row.
    """
    if resource["format"] == "geojson":
        features = _read_json(folder, resource["path"])["features"]
        frame = pd.DataFrame([feature["properties"] for feature in features])
        return frame.fillna("").astype("str")
    return read_csv(_file(folder, resource["path"]))


def read_geometry(folder: Path, resource: Mapping[str, Any]) -> "gpd.GeoDataFrame":
    """Read one GeoJSON resource.

    Raises
    ------
    DataPackageError
        When the file is missing or broken, or its features lack a property.
    """
    import geopandas as gpd

    file = _file(folder, resource["path"])
    try:
        frame = gpd.read_file(file, engine="pyogrio")
    except (ValueError, RuntimeError) as error:
        message = f"{resource['path']} cannot be read: {one_line(error)}"
        raise DataPackageError(message) from error
    for column in resource["schema"]["fields"]:
        if column["name"] not in frame.columns:
            raise cell_error(Fault(1, column["name"], "missing_column"), resource["path"])
    return frame


def cell_error(fault: Fault, file: str) -> DataPackageError:
    """Make the error that names file, row and column of a fault."""
    said = problem_table([fault], file=file)[CONSOLE_MESSAGE].iloc[0]
    return DataPackageError(f"{file} row {fault.row}, column {fault.column}: {said}")


def _read_json(folder: Path, name: str) -> Any:  # noqa: ANN401, JSON holds anything
    try:
        return json.loads(_file(folder, name).read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{name} is not valid JSON: {one_line(error)}"
        raise DataPackageError(message) from error


def _file(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        message = f"the data package {folder} lacks the file {name}"
        raise DataPackageError(message)
    return folder / name
