"""Short links: page and query in a few characters, without anything kept on the server.

A link is compressed with a dictionary of what links of an atlas usually hold. The same link always
gives the same code, any server of the atlas reads it, and it works as long as the full link does.
The first character names the dictionary, so that another one can be added but none changed.
"""

import base64
import binascii
import re
import zlib
from typing import Final

MOST: Final = 2000
"""How many characters a link may have at most, so that a code cannot grow beyond all bounds."""

_VERSION: Final = "1"
_WORDS: Final = (
    b"/steward?/report?panels=/data?/cooperation?/coverage?/corridor?&at=12/&list=&show=list&with="
    b"&q=&near=&max_km=&verified_since=202&phone=yes&access=&spoken=&status=any&status=open&level="
    b"&population=families&population=women&population=minors&kind=any&kind=consulate&kind=health"
    b"&kind=shelter&service=transport&service=information&service=food&service=lodging"
    b"&service=health&service=mental_health&service=legal_aid&side=GT&side=US&side=MX"
    b"corridor=tapachula-tecun-uman&corridor=juarez-el-paso&corridor=tijuana-san-diego&lang=en"
    b"&lang=es&id="
)
_FORM = re.compile(r"/[a-z]*(?:\?[^\s\\#]*)?", re.ASCII)
_CODE = re.compile(r"[\w-]{1,2000}", re.ASCII)


def shortened(link: str) -> str:
    """Give the code of a link.

    Parameters
    ----------
    link
        Path and query, such as `/corridor?side=MX`.

    Raises
    ------
    ValueError
        When it is no such link, or a very long one.
    """
    if not _FORM.fullmatch(link) or len(link) > MOST or not link.isascii():
        message = "a short link is made of the path of a page and its query, encoded"
        raise ValueError(message)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_WORDS)
    packed = packer.compress(link.encode("ascii")) + packer.flush()
    return _VERSION + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def restored(code: str) -> str | None:
    """Give the link of a code: path and query of this server; None when it is no code."""
    if not _CODE.fullmatch(code) or code[0] != _VERSION:
        return None
    try:
        packed = base64.urlsafe_b64decode(code[1:] + "=" * (-len(code[1:]) % 4))
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_WORDS)
        link = unpacker.decompress(packed, MOST + 1).decode("ascii")
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return None
    whole = unpacker.eof and not unpacker.unused_data and len(link) <= MOST
    return link if whole and _FORM.fullmatch(link) else None
