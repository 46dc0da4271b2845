"""Angles and points as people write them, read as decimal degrees.

Everything here gives None for a text that it cannot read for certain; nothing is guessed.
Latitude and longitude letters are N, S, E, W, and O for *oeste*.
"""

import re
from math import isfinite
from typing import Any, Final, NamedTuple

_SIGN = {"N": 1, "S": -1, "E": 1, "W": -1, "O": -1}
_AXIS = {"N": "lat", "S": "lat", "E": "lon", "W": "lon", "O": "lon"}

_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:[.,](\d*))?|[.,](\d+))")
_STEPS = [10.0**-decimals for decimals in range(16)]
_MARKS = re.compile(
    r"[°ºª\u02da'\u2032\u2019\u00b4`\"\u2033\u201d\u201c]"
    r"|(?<=\d)\s*(?:deg|grados|min|seg|sec)\b\.?",
    re.IGNORECASE,
)
_DMS = re.compile(r"([+-]?)(\d{1,3}(?:\.\d+)?)(?: (\d{1,2}(?:\.\d+)?))?(?: (\d{1,2}(?:\.\d+)?))?")
_WORDS = re.compile(r"\b(?:(norte|north)|(sur|south)|(este|east)|(oeste|west))\b\.?", re.IGNORECASE)
_LABEL = re.compile(r"^(?:(lat(?:itude?)?)|(?:longitude?|long?|lng))\b\s*[.:=]?\s*", re.IGNORECASE)
_LETTER = re.compile(r"^([NSEWO])(?![A-Z])|(?<![A-Z])([NSEWO])$", re.IGNORECASE)
_LATITUDE_OF = re.compile(r"\bL\.?\s?([NSEWO])(?![A-Z])", re.IGNORECASE)
"""`14° 40' LN`: latitud norte, longitud oeste."""

_NUMBERS_IN = r"(?:Z|M|ZM)?\s*\(\s*\(?\s*{}\s*\)?\s*\)"
_WKT = re.compile(
    rf"(?:SRID=4326;)?\s*(?:MULTI)?POINT\s*{_NUMBERS_IN.format('([^(),]+?)')}", re.IGNORECASE
)
_EWKT = re.compile(
    rf"SRID=(\d{{4,6}});\s*(?:MULTI)?POINT\s*"
    rf"{_NUMBERS_IN.format(r'(-?[0-9.]+(?: -?[0-9.]+){1,3})')}",
    re.IGNORECASE,
)
_PIN = re.compile(r"!3d(-?\d{1,2}\.\d+)!4d(-?\d{1,3}\.\d+)")
_QUERY = re.compile(
    r"[?&](?:q|query|ll|destination|daddr)=(?:loc:)?(-?\d{1,2}\.\d+)(?:,|%2C)\+?(-?\d{1,3}\.\d+)",
    re.I,
)
_OSM = re.compile(r"[?&]mlat=(-?\d{1,2}\.\d+)&mlon=(-?\d{1,3}\.\d+)")

AFTER_ADDRESS: Final = re.compile(r"\((-?\d{1,2}\.\d+),\s*(-?\d{1,3}\.\d+)\)\s*$")
"""A point in brackets after the lines of an address, as Socrata exports them."""

_BETWEEN = (
    r"\s*[;|/\n]\s*",
    r"\s*,\s+",
    r"\s*,\s*",
    r"[\s,;]+(?=(?i:lon|lng))",
    r"(?<=[NSEWOnsewo])\s+(?=[\dNSEWO+-])",
)
"""What may part a latitude from a longitude, the surest first."""


_CONVERTED_STEP: Final = 1e-6


class Angle(NamedTuple):
    """One angle: decimal degrees, the axis that its letter names (or none), and its last digit.

    `step` is the size of the last digit that was written, in degrees: 0.001 for 32.515.
    """

    degrees: float
    axis: str
    step: float


class Point(NamedTuple):
    """A point in one cell, decimal degrees, with its stated accuracy in metres (or none)."""

    lat: float
    lon: float
    step: float
    accuracy_m: float | None = None


def parse_angle(text: str) -> Angle | None:
    """Read one angle: `32.5149`, `32,5149`, `117°02'17.5" O`, `N 32 30.9`.

    Parameters
    ----------
    text
        The text of a cell.

    Returns
    -------
    angle
        Decimal degrees with sign, or None when the text is no angle.
    """
    if found := _PLAIN.fullmatch(text):
        decimals = len(found[1] or found[2] or "")
        return Angle(float(text.replace(",", ".")), "", _STEPS[min(decimals, 15)])
    plain = _LATITUDE_OF.sub(r"\1", _plain(text))
    if _PLAIN.fullmatch(plain):
        return parse_angle(plain)
    body, axis = _without_label(plain)
    body, marks = _MARKS.subn(" ", _WORDS.sub(_letter, body))
    body, letters = _without_letter(body.strip())
    body = " ".join(re.sub(r"(?<=\d),(?=\d)", ".", body).split())
    parts = _DMS.fullmatch(body)
    # Two bare numbers may be a number that lost its decimal point; three can only be an angle.
    if not parts or len(letters) > 1 or (parts[3] and not (parts[4] or marks or letters)):
        return None
    angle = _from_parts(parts, letters)
    if angle is None or (axis and angle.axis and axis != angle.axis):
        return None
    return angle._replace(axis=angle.axis or axis)


def parse_point(text: str) -> Point | None:
    """Read a point in one cell, latitude first unless its letters say otherwise.

    `32.5149, -117.0382`, `32,5149; -117,0382`, `lat lon altitude accuracy` as survey tools
    write it, degrees with letters, `geo:` addresses, `POINT (lon lat)`, and the addresses of web
    maps that name the pin (never the centre of the window, which is not the place).
    """
    plain = _plain(text)
    if wkt := _WKT.fullmatch(plain):
        parts = [parse_angle(part) for part in wkt[1].split()]
        return _pair(parts[1], parts[0]) if len(parts) >= 2 else None
    if other := _EWKT.fullmatch(plain):
        return _converted(other[1], *map(float, other[2].split()[:2]))
    if "://" in plain:
        return _from_address(plain)
    if found := AFTER_ADDRESS.search(plain):
        return _pair(parse_angle(found[1]), parse_angle(found[2]))
    if plain.startswith(("{", "00", "01")):
        return _from_geometry(plain)
    plain = plain.removeprefix("geo:").partition("?")[0].strip("()[]{} ")
    return _from_survey(plain) or _from_pair(plain)


def _plain(text: str) -> str:
    return text.strip().replace("\u2212", "-").replace("\u2013", "-").replace("\u00a0", " ")


def _without_label(text: str) -> tuple[str, str]:
    found = _LABEL.match(text)
    if not found:
        return text, ""
    return text[found.end() :], "lat" if found[1] else "lon"


def _without_letter(text: str) -> tuple[str, str]:
    letters = "".join(found[1] or found[2] for found in _LETTER.finditer(text))
    return _LETTER.sub(" ", text), letters.upper()


def _letter(found: re.Match[str]) -> str:
    return "NSEW"[next(i for i, group in enumerate(found.groups()) if group)]


def _step(number: str) -> float:
    decimals = re.split("[.,]", number)[1:]
    return float(10.0 ** -len(decimals[0])) if decimals else 1.0


def _from_parts(found: re.Match[str], letter: str) -> Angle | None:
    sign, *parts = found.groups()
    values = [float(part) for part in parts if part is not None]
    whole_but_last = all(value == int(value) for value in values[:-1])
    if not whole_but_last or any(value >= 60 for value in values[1:]) or (sign and letter):
        return None
    degrees = sum(value / 60**power for power, value in enumerate(values))
    last = next(part for part in reversed(parts) if part is not None)
    step = _step(last) / 60 ** (len(values) - 1)
    direction = _SIGN.get(letter, -1 if sign == "-" else 1)
    return Angle(direction * degrees, _AXIS.get(letter, ""), step)


def _pair(first: Angle | None, second: Angle | None) -> Point | None:
    if first is None or second is None:
        return None
    if first.axis == "lon" or second.axis == "lat":
        first, second = second, first
    if first.axis == "lon" or second.axis == "lat":
        return None
    return Point(first.degrees, second.degrees, max(first.step, second.step))


def _from_address(address: str) -> Point | None:
    for pattern in (_PIN, _OSM, _QUERY):
        if found := pattern.search(address):
            return _pair(parse_angle(found[1]), parse_angle(found[2]))
    return None


def _from_geometry(text: str) -> Point | None:
    """Read a point of GeoJSON, or one in the hexadecimal form that PostGIS shows."""
    import shapely
    from shapely.errors import ShapelyError

    try:
        shape: Any = shapely.from_geojson(text) if text[0] == "{" else shapely.from_wkb(text)
    except (ShapelyError, ValueError, TypeError):
        return None
    if shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
        srid, shape = shapely.get_srid(shape), shape.geoms[0]
    else:
        srid = shapely.get_srid(shape)
    if shape.geom_type != "Point" or shape.is_empty:
        return None
    if srid not in (0, 4326):
        return _converted(str(srid), shape.x, shape.y)
    return _pair(_angle_of(shape.y), _angle_of(shape.x))


def _converted(srid: str, x: float, y: float) -> Point | None:
    """Convert a point of another reference system, or None when there is no such system."""
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        system = Transformer.from_crs(f"EPSG:{srid}", "EPSG:4326", always_xy=True)
        lon, lat = system.transform(x, y)
    except ProjError:
        return None
    if not (isfinite(lon) and isfinite(lat)):
        return None
    return Point(round(lat, 7), round(lon, 7), _CONVERTED_STEP)


def _angle_of(degrees: float) -> Angle:
    text = repr(round(degrees, 9))
    return Angle(degrees, "", _step(text) if "e" not in text else 1e-9)


def _from_survey(text: str) -> Point | None:
    parts = text.split()
    if len(parts) not in (3, 4) or not all(
        re.fullmatch(r"-?\d+(?:\.\d+)?", part) for part in parts
    ):
        return None
    if "." not in parts[0] or "." not in parts[1]:
        return None  # 32 30 53.6 is one angle, not a point
    point = _pair(parse_angle(parts[0]), parse_angle(parts[1]))
    accuracy_m = float(parts[3]) if len(parts) == 4 else 0.0
    return point._replace(accuracy_m=accuracy_m) if point and accuracy_m > 0 else point


def _from_pair(text: str) -> Point | None:
    for pattern in _BETWEEN:
        parts = re.split(pattern, text)
        if len(parts) == 2 and (point := _pair(parse_angle(parts[0]), parse_angle(parts[1]))):
            return point
    parts = text.split()
    return _pair(parse_angle(parts[0]), parse_angle(parts[1])) if len(parts) == 2 else None
