"""Look for secrets in bytes, however they were written or packed.

Positions count as found in text with three decimals or more, also without the point, and as numbers
of eight or four bytes in either order, also in base64 and hexadecimal (which is WKB in text);
addresses as text in any usual encoding. Archives, databases, PDF streams, pictures, compressed
data and the columns of the map (`atlas.webmap.column_codec`) are opened.
"""

import base64
import gzip
import io
import json
import re
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from PIL import Image

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SCALED = re.compile(rb'\{"s":\s*(\d+),\s*"delta":\s*(true|false),\s*"n":\s*\[([^\]]*)\]\}')
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
_DEPTH = 4


def opened(content, depth=_DEPTH):
    """Give bytes and everything packed inside them."""
    yield content
    if not depth:
        return
    for look in (_archived, _streams, _decoded, _tables, _scaled, _pictured):
        for inner in look(content):
            yield from opened(inner, depth - 1)


def _scaled(content):
    """Give the numbers of the map's columns as they are drawn: whole, scaled, or differences."""
    for scale, delta, numbers in _SCALED.findall(content):
        whole = np.array([int(n) for n in numbers.split(b",") if n.strip() not in (b"", b"null")])
        drawn = (np.cumsum(whole) if delta == b"true" else whole) / int(scale)
        yield " ".join(f"{number:.6f}" for number in drawn).encode()


def _pictured(content):
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            for said in picture.info.values():
                yield said if isinstance(said, bytes) else str(said).encode("latin-1", "replace")


def _archived(content):
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield packed.read(name)


def _streams(content):
    if content[:5] == b"%PDF-":
        for stream in _STREAM.findall(content):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue


def _decoded(content):
    for found in _BASE64.findall(content):
        text = found.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        raw = base64.b64decode(text[: len(text) - (len(text) % 4 == 1)] + b"==")
        if raw[:2] == b"\x1f\x8b" or len(raw) < 4000:
            yield raw


def _tables(content):
    if content[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(content))
        yield str(table.schema.metadata).encode()
        for column in table.columns:
            yield from (bytes(b) for c in column.chunks for b in c.buffers() if b is not None)
            yield json.dumps(column.to_pylist(), default=str).encode()
    if content[:15] == b"SQLite format 3":
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "x.gpkg"
            file.write_bytes(content)
            database = sqlite3.connect(file)
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in names.fetchall():
                rows = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
                yield repr(rows).encode()
                yield from (cell for row in rows for cell in row if isinstance(cell, bytes))
            database.close()


def _alone(digits):
    """Give a pattern of digits with no digit or point before them, which begins plainly: quick."""
    return rf"{digits}(?<![\d.]{digits})"


def patterns(numbers, texts):
    """Give what must not be found: a pattern for each notation of each secret."""
    wanted = []
    for value in numbers:
        cut = np.trunc(value * 1000) / 1000
        for said in {f"{value:.3f}", f"{cut:.3f}"}:
            start, rest = said.lstrip("-").split(".")
            decimal = rf"{_alone(start)}[.,]{rest}".encode()
            wanted.append((f"{value} as text", re.compile(decimal)))
        digits = f"{abs(value):.6f}".replace(".", "")
        whole = rf"{_alone(digits[:-1])}\d{{1,3}}(?![\d.])".encode()
        wanted.append((f"{value} as a whole number", re.compile(whole)))
        packed = {code: struct.pack(code, value) for code in ("<d", ">d", "<f", ">f")}
        wanted += [
            (f"{value} as {code}", re.compile(re.escape(raw))) for code, raw in packed.items()
        ]
        hexed = {code: packed[code].hex() for code in ("<d", ">d")}
        wanted += [
            (f"{value} as {code} in hexadecimal", re.compile(case(raw).encode()))
            for code, raw in hexed.items()
            for case in (str.lower, str.upper)
        ]
    for text in texts:
        for encoding in _ENCODINGS:
            secret = re.escape(text.encode(encoding))
            wanted.append((f"{text!r} in {encoding}", re.compile(secret)))
        escaped = json.dumps(text)[1:-1].encode()
        wanted.append((f"{text!r} escaped", re.compile(re.escape(escaped))))
    return wanted


def leaks(parts, wanted):
    """Give the secrets that bytes hold, as what was found."""
    everything = b"\n".join({inner for part in parts for inner in opened(part)})
    return sorted({what for what, pattern in wanted if pattern.search(everything)})
