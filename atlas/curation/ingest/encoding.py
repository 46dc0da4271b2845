"""Bytes to text: which encoding a file was written in."""

import codecs
import re
from typing import NamedTuple

from atlas.curation.ingest.refusals import refused

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 256 * 1024
_SINGLE_BYTE = ["cp1252", "cp850", "mac_roman", "latin_1"]
_EXPECTED_LETTERS = "áéíóúüñÁÉÍÓÚÜÑ¿¡ªº°«»–—‘’“”"  # noqa: RUF001, as people write them
_MULTIBYTE = re.compile(rb"[\xc3\xc2][\x80-\xbf]")


class Decoded(NamedTuple):
    """A text, the encoding it was in, and how many of its bytes did not belong to it."""

    text: str
    encoding: str
    broken: int


def decode(name: str, data: bytes) -> Decoded:
    """Decode the bytes of a text file.

    UTF-8, UTF-16 and UTF-32 are recognised by their byte order mark or by reading without an error;
    of the single-byte encodings, the one that charset-normalizer finds likeliest, and
    Windows-1252 when it cannot tell.

    Parameters
    ----------
    name
        Name of the file, for messages.
    data
        Its bytes.

    Returns
    -------
    decoded
        Bytes that cannot be read are U+FFFD in the text.

    Raises
    ------
    IngestError
        When the bytes are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _replacing(data, encoding)
    if wide := _wide_encoding(data):
        return _replacing(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            return _replacing(data, "utf-8")  # the file was cut within a letter
    if _looks_binary(data):
        raise refused("not_text", name=name)
    if _mostly_utf8(data):
        return _replacing(data, "utf-8")
    return _replacing(data, _single_byte_encoding(data))


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, text.count("\N{REPLACEMENT CHARACTER}"))


def _wide_encoding(data: bytes) -> str:
    """Tell UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > 0.6 * pairs and low < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if low > 0.6 * pairs and high < 0.1 * pairs else ""


def _looks_binary(data: bytes) -> bool:
    sample = data[:8192]
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1a" for byte in sample)
    return control > 0.02 * len(sample)


def _mostly_utf8(data: bytes) -> bool:
    """Say whether a text is UTF-8 with a few stray bytes, as when two files were glued."""
    good = len(_MULTIBYTE.findall(data))
    stray = data.decode("utf-8", errors="replace").count("\N{REPLACEMENT CHARACTER}")
    return good > 3 * stray


def _single_byte_encoding(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # Only the lines with other letters tell encodings apart.
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    best = from_bytes(telling, cp_isolation=_SINGLE_BYTE).best()
    # Latin-1 has control characters where Windows-1252 has quotes and dashes: never the better.
    if best is None or best.encoding not in ("cp850", "mac_roman"):
        return "cp1252"
    # A few letters tell little: the other one has to make more of them letters of our languages.
    likelier = _expected(telling, best.encoding) > _expected(telling, "cp1252")
    return best.encoding if likelier else "cp1252"


def _expected(data: bytes, encoding: str) -> int:
    text = data.decode(encoding, errors="replace")
    return sum(text.count(letter) for letter in _EXPECTED_LETTERS)


def decoded_again(text: str) -> str:
    """Read letters that were decoded wrongly (`DirecciÃ³n`); a text that has others stays."""
    if text.isascii():
        return text
    try:
        return _bytes_of(text).decode("utf-8")
    except UnicodeError:
        return text


def _bytes_of(text: str) -> bytes:
    # Windows-1252 has no letter for five bytes, which programs write as what they are.
    return b"".join(
        letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "cp1252") for letter in text
    )
