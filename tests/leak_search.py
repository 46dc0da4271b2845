"""Look for secrets in bytes, however they were written or packed.

Positions count as found in text with three decimals or more, and as numbers of eight or four bytes
in either order, also in base64; addresses as text in any usual encoding. Archives, databases,
PDF streams and compressed data are opened.
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

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
_DEPTH = 4


def opened(content, depth=_DEPTH):
    """Give bytes and everything packed inside them."""
    yield content
    if not depth:
        return
    for inner in (*_archived(content), *_streams(content), *_decoded(content), *_tables(content)):
        yield from opened(inner, depth - 1)


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


def patterns(numbers, texts):
    """Give what must not be found: a pattern for each notation of each secret."""
    wanted = []
    for value in numbers:
        cut = np.trunc(value * 1000) / 1000
        for said in {f"{value:.3f}", f"{cut:.3f}"}:
            decimal = said.lstrip("-").replace(".", "[.,]")
            wanted.append((f"{value} as text", re.compile(rb"(?<![\d.])" + decimal.encode())))
        packed = {code: re.escape(struct.pack(code, value)) for code in ("<d", ">d", "<f", ">f")}
        wanted += [(f"{value} as {code}", re.compile(raw)) for code, raw in packed.items()]
    for text in texts:
        for encoding in _ENCODINGS:
            secret = re.escape(text.encode(encoding))
            wanted.append((f"{text!r} in {encoding}", re.compile(secret)))
        escaped = json.dumps(text)[1:-1].encode()
        wanted.append((f"{text!r} escaped", re.compile(re.escape(escaped))))
    return wanted


def leaks(parts, wanted):
    """Give the secrets that bytes hold, as what was found."""
    everything = b"\n".join(inner for part in parts for inner in opened(part))
    return sorted({what for what, pattern in wanted if pattern.search(everything)})
