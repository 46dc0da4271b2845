"""Places and crossings whose position contradicts what their row says."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas import data
from atlas.base import i18n
from atlas.base.errors import AtlasError
from atlas.data import Package
from atlas.data.bundled import geodata_dir
from atlas.data.schema import FIRST_ROW, PROBLEM_COLUMNS, PROBLEM_TYPES, no_problems
from atlas.places.join.locating import locate
from atlas.places.join.municipal_seats import beside_another
from atlas.places.join.package_geography import geography
from atlas.spatial.geodesy import distance_words, distances_m, is_position

SEVERITY: Final = {
    "country_mismatch": "error",
    "country_doubtful": "warning",
    "municipality_country": "error",
    "municipality_corridor": "error",
    "municipality_doubtful": "warning",
    "city_centre": "warning",
    "outside_corridor": "warning",
    "not_located": "warning",
    "crossing_off_border": "error",
}

FALLBACK_RADIUS_M: Final = 50.0
"""So near to a known city-centre point, a point is that city-centre point."""

CROSSING_LIMIT_M: Final = 1000.0
"""The buildings of a port of entry stand within this distance of the line they serve."""

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[Any]


def position_problems(located: pd.DataFrame, package: Package, *, file: str = "") -> pd.DataFrame:
    """Name the places whose position contradicts their row.

    - `country_mismatch`: the point is on another side than the country of the row.
    - `country_doubtful`: the same, so near the border that the side is in doubt. Not where the
      point is generalised, which explains it.
    - `municipality_country`: the municipality is in another country than the row says.
    - `municipality_corridor`: the municipality is in another corridor than the point.
    - `municipality_doubtful`: the point is near the centre of another municipality.
    - `city_centre`: the point is one of the `fallback_points` of the package: the centre of a
      city, which geocoders give when they do not find the address.
    - `outside_corridor`: the point is in no corridor.
    - `not_located`: neither a point nor a municipality tells the corridor.

    Parameters
    ----------
    located
        Places as `locate` gives them, with `country`, and `layer` when no file is given.
    package
        The package that they were located with.
    file
        The file that the rows come from, in its order. Without one it is the table of the
        package that each row belongs to, by `layer`.

    Returns
    -------
    problems
        Columns file, row (as a spreadsheet counts, the header being 1), column, code, value,
        severity, and `message_<lang>` for every language; sorted by file and row.
    """
    rows = _rows_of(located, file)
    found = [
        check(located, package, rows)
        for check in (_countries, _municipalities, _beside, _city_centres, _outside, _nowhere)
    ]
    problems = pd.concat(found, ignore_index=True)
    return problems.sort_values(["file", "row"], kind="stable", ignore_index=True)


def crossing_problems(package: Package) -> pd.DataFrame:
    """Name the crossings that are not at the border of their corridor.

    A crossing may be off by `CROSSING_LIMIT_M` and the precision of its point.

    Returns
    -------
    problems
        As in `position_problems`, with the code `crossing_off_border`.
    """
    crossings = package.crossings
    lon, lat, precision_m = crossings[["lon", "lat", "precision_m"]].to_numpy(np.float64).T
    corridor_id = crossings["corridor_id"].to_numpy(object)
    border_m = geography(package).border_m(corridor_id, lon, lat)
    far = border_m > CROSSING_LIMIT_M + np.nan_to_num(precision_m)
    return _problems(
        "crossing_off_border",
        far,
        _rows_of(crossings, "crossings.csv"),
        ("lon", _points(crossings)),
        {"corridor": corridor_id, "distance": border_m},
    )


def check_package(
    path: Path | str | None = None,
    *,
    corrections: Path | str | pd.DataFrame | None = None,
    changes: data.Tables | None = None,
) -> pd.DataFrame:
    """Give every problem of a data package: its tables, then its positions.

    Parameters
    ----------
    path
        Folder of the package; the bundled one when not given.
    corrections
        A file of corrections to apply after those of the package, before anything is checked;
        or its rows.
    changes
        Tables as text, by resource, that are checked in the place of those of the package.

    Returns
    -------
    problems
        As in `position_problems`. Positions are checked only where the tables can be loaded.

    Raises
    ------
    DataPackageError
        When there is no data package there, or the corrections cannot be read.
    """
    problems = data.check_tables(path, corrections=corrections, changes=changes)
    try:
        package = _loaded(path, corrections, changes)
        located = locate(package.places, package)
        found = [position_problems(located, package), crossing_problems(package)]
    except AtlasError:
        if not len(problems):
            raise
        return problems
    return pd.concat([problems, *found], ignore_index=True)


def _loaded(
    path: Path | str | None,
    corrections: Path | str | pd.DataFrame | None,
    changes: data.Tables | None,
) -> Package:
    if changes is None and not isinstance(corrections, pd.DataFrame):
        return data.load(path, corrections=corrections)
    folder = Path(path) if path is not None else geodata_dir()
    extra = Path(corrections) if isinstance(corrections, str) else corrections
    return data.load_changed(folder, changes=changes or {}, corrections=extra)


def _countries(located: pd.DataFrame, package: Package, rows: pd.DataFrame) -> pd.DataFrame:
    stated, side = located["country"].to_numpy(object), _side_of_point(located, package)
    wrong = (side != "") & (stated != "") & (stated != side)
    certain = located["side_certain"].to_numpy(bool)
    on_purpose = (located["precision"] == "generalised").to_numpy()
    distance = np.abs(located["border_m"].to_numpy(np.float64))
    words = {"country": stated, "side": side, "distance": distance}
    sure = _problems("country_mismatch", wrong & certain, rows, ("country", stated), words)
    doubtful = wrong & ~certain & ~on_purpose
    return pd.concat(
        [sure, _problems("country_doubtful", doubtful, rows, ("country", stated), words)]
    )


def _side_of_point(located: pd.DataFrame, package: Package) -> Values:
    """Give the country that each point lies in, whatever decided its side; empty without one."""
    countries = package.corridors.drop_duplicates("corridor_id").set_index("corridor_id")
    of_each = countries.reindex(located["corridor_id"])
    border_m = located["border_m"].to_numpy(np.float64)
    return np.select(
        [border_m > 0, border_m < 0],
        [of_each["country_a"].to_numpy(object), of_each["country_b"].to_numpy(object)],
        "",
    )


def _municipalities(located: pd.DataFrame, package: Package, rows: pd.DataFrame) -> pd.DataFrame:
    codes = located["municipality_code"].to_numpy(object)
    table = package.municipalities.drop_duplicates("municipality_code")
    of_each = table.set_index("municipality_code").reindex(codes).fillna("")
    found = []
    for code, column in (
        ("municipality_country", "country"),
        ("municipality_corridor", "corridor_id"),
    ):
        own, said = (frame[column].to_numpy(object) for frame in (of_each, located))
        wrong = (own != "") & (said != "") & (own != said)
        words = {"code": codes, "own": own, "said": said}
        found.append(_problems(code, wrong, rows, ("municipality_code", codes), words))
    return pd.concat(found)


def _beside(located: pd.DataFrame, package: Package, rows: pd.DataFrame) -> pd.DataFrame:
    found = beside_another(located, package)
    codes = located["municipality_code"].to_numpy(object)
    words = {
        "near": found.near,
        "near_away": found.near_m,
        "own": found.own,
        "own_away": found.own_m,
    }
    cell = ("municipality_code", codes)
    return _problems("municipality_doubtful", found.near != "", rows, cell, words)


def _city_centres(located: pd.DataFrame, package: Package, rows: pd.DataFrame) -> pd.DataFrame:
    city = np.full(len(located), "", dtype=object)
    for point in package.descriptor.get("fallback_points", []):
        away = distances_m(located["lon"], located["lat"], point["lon"], point["lat"])
        city[away <= FALLBACK_RADIUS_M] = point["name"]
    return _problems("city_centre", city != "", rows, ("lon", _points(located)), {"city": city})


def _outside(located: pd.DataFrame, _package: Package, rows: pd.DataFrame) -> pd.DataFrame:
    outside_m = located["outside_km"].to_numpy(np.float64) * 1000
    return _problems(
        "outside_corridor",
        np.isfinite(outside_m),
        rows,
        ("lon", _points(located)),
        {"distance": outside_m},
    )


def _nowhere(located: pd.DataFrame, _package: Package, rows: pd.DataFrame) -> pd.DataFrame:
    no_point = ~is_position(located["lon"], located["lat"])
    nowhere = no_point & (located["corridor_id"] == "").to_numpy()
    codes = located["municipality_code"].to_numpy(object)
    return _problems("not_located", nowhere, rows, ("municipality_code", codes), {})


def _problems(
    code: str,
    wrong: Flags,
    rows: pd.DataFrame,
    cell: tuple[str, Values | Callable[[int], str]],
    words: Mapping[str, Values],
) -> pd.DataFrame:
    """Make one problem row for each wrong row.

    Parameters
    ----------
    code
        One of `SEVERITY`; its message is `joins.<code>`.
    wrong
        The rows.
    rows
        File and row number of every row.
    cell
        The column, and what it says in every row, or what gives that of one row.
    words
        What fills the message, for every row. Numbers are distances in metres.
    """
    column, value = cell
    at = np.flatnonzero(wrong)
    if not len(at):
        return no_problems()
    problems = rows.iloc[at].reset_index(drop=True)
    values = [value(int(row)) for row in at] if callable(value) else value[at]
    problems = problems.assign(column=column, code=code, value=values)
    for lang in i18n.LANGS:
        filled = [_words(of[at], lang) for of in words.values()]
        said = i18n.messages(lang)[f"joins.{code}"]
        problems[f"message_{lang}"] = [
            said.format(**dict(zip(words, row, strict=True)))
            for row in (zip(*filled, strict=True) if filled else [()] * len(at))
        ]
    problems["severity"] = SEVERITY[code]
    return problems[list(PROBLEM_COLUMNS)].astype(PROBLEM_TYPES)


def _words(values: Values, lang: str) -> list[object]:
    """Give what is said of each row; numbers are distances in metres."""
    if values.dtype.kind == "f":
        return [distance_words(metres, lang) for metres in values.tolist()]
    return list(values)


def _rows_of(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Give the file and the row in it of every row of a frame."""
    if file:
        return pd.DataFrame({"file": file, "row": _counted(np.arange(len(frame)))})
    number = frame.groupby("layer").cumcount().to_numpy()
    return pd.DataFrame({"file": frame["layer"].to_numpy(object) + ".csv", "row": _counted(number)})


def _counted(number: npt.NDArray[np.integer[Any]]) -> pd.Series:
    """Count rows as a spreadsheet does."""
    return pd.Series(number + FIRST_ROW, dtype="int64")


def _points(frame: pd.DataFrame) -> Callable[[int], str]:
    lon, lat = (frame[name].to_numpy(np.float64) for name in ("lon", "lat"))
    return lambda row: f"{lon[row]:.5f}, {lat[row]:.5f}"
