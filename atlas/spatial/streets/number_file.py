"""Files of whole numbers behind a head of JSON: what street packs and street graphs have in common.

Each number is written zigzag, seven bits a byte. Encoding and decoding are done for all numbers at
once. See docs/streets.md.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from atlas.base.errors import AtlasError

_LEVEL: Final = 9

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]


class PackError(AtlasError):
    """A file that is no street pack or graph, or a broken one."""


def write_numbers(magic: bytes, head: Mapping[str, Any], values: Numbers) -> bytes:
    """Write a file; the same content always gives the same bytes.

    Parameters
    ----------
    magic
        What the file begins with, and ends its first line.
    head
        What is said before the numbers.
    values
        The numbers, shape (n,).
    """
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(magic + text.encode("utf-8") + b"\n" + _varints(values), _LEVEL, mtime=0)


def read_numbers(data: bytes, magic: bytes, most: int) -> tuple[dict[str, Any], Numbers]:
    """Read the head and the numbers of a file, of which at most `most` bytes are unpacked.

    Raises
    ------
    ValueError, OSError, EOFError, zlib.error
        When it is no such file, or a broken one; see `refused`.
    """
    with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
        text = packed.read(most)
    if not text.startswith(magic):
        raise ValueError
    end = text.index(b"\n", len(magic))
    head: dict[str, Any] = json.loads(text[len(magic) : end])
    return head, _numbers(np.frombuffer(text, dtype=np.uint8, offset=end + 1))


@contextmanager
def refused(name: str, what: str) -> Iterator[None]:
    """Turn whatever a broken file leads to into one line, `what` being what it should be.

    Raises
    ------
    PackError
        When what is done within fails.
    """
    try:
        yield
    except (ValueError, KeyError, TypeError, IndexError, EOFError, OSError, zlib.error) as error:
        message = f"{name} is no {what}, or a broken one; make it again with: atlas streets"
        raise PackError(message) from error


def _varints(values: Numbers) -> bytes:
    """Write whole numbers, zigzag, seven bits a byte."""
    rest = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    size = np.ones(len(rest), dtype=np.int64)
    for bits in range(7, 64, 7):
        size += rest >= np.uint64(1 << bits)
    ends = np.cumsum(size)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for i in range(int(size.max(initial=0))):
        more = size > i
        part = (rest[more] >> np.uint64(7 * i)).astype(np.uint8) & 0x7F
        last = size[more] == i + 1
        out[ends[more] - size[more] + i] = np.where(last, part, part | 0x80)
    return out.tobytes()


def _numbers(data: Bytes) -> Numbers:
    """Read all numbers at once: each ends with a byte below 128."""
    ends = np.flatnonzero(data < 0x80)
    if len(data) and (not len(ends) or ends[-1] != len(data) - 1):
        raise ValueError
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)[: len(ends)]
    size = ends - starts + 1
    if size.max(initial=0) > 9:
        raise ValueError
    whole = np.zeros(len(ends), dtype=np.uint64)
    for i in range(int(size.max(initial=0))):
        more = size > i
        part = (data[starts[more] + i] & 0x7F).astype(np.uint64)
        whole[more] |= part << np.uint64(7 * i)
    half = (whole >> np.uint64(1)).astype(np.int64)
    return half ^ -(whole & np.uint64(1)).astype(np.int64)
