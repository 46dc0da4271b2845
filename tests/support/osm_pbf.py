"""A small OpenStreetMap PBF file, made by hand: GDAL reads the format and does not write it."""

import struct
import zlib


def osm_pbf(places):
    """Write nodes, each `(lon, lat, tags)`, as the bytes of a PBF file."""
    header = _text(4, b"OsmSchema-V0.6") + _text(4, b"DenseNodes")
    strings = list(dict.fromkeys(["", *(word for _, _, tags in places for item in tags.items()
                                        for word in item)]))  # fmt: skip
    nodes = b"".join(
        _text(1, _node(number, place, strings)) for number, place in enumerate(places, start=1)
    )
    table = b"".join(_text(1, word.encode()) for word in strings)
    return _blob(b"OSMHeader", header) + _blob(b"OSMData", _text(1, table) + _text(2, nodes))


def _node(number, place, strings):
    lon, lat, tags = place
    keys, values = tags.keys(), tags.values()
    return (
        _number(1, _signed(number))
        + _text(2, b"".join(_varint(strings.index(key)) for key in keys))
        + _text(3, b"".join(_varint(strings.index(value)) for value in values))
        + _number(8, _signed(round(lat * 1e7)))
        + _number(9, _signed(round(lon * 1e7)))
    )


def _blob(kind, content):
    blob = _number(2, len(content)) + _text(3, zlib.compress(content))
    header = _text(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _text(field, data):
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _signed(value):
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value):
    parts = []
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])
