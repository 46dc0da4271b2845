"""What the routes of this server share: what was asked, and answers that a browser keeps."""

import hashlib
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from atlas.base.i18n import first_known

ASK_AGAIN: Final = "no-cache"
FOR_EVER: Final = "public, max-age=31536000, immutable"


def asked(request: Request) -> dict[str, list[str]]:
    """Give every parameter of a link with its values."""
    params = request.query_params
    return {name: params.getlist(name) for name in params}


def browser_lang(request: Request) -> str:
    """Give the first language that the browser asks for and we have, as the workbench does."""
    return first_known(request.headers.get("accept-language", "").split(","))


def digest(content: bytes) -> str:
    """Name content, in its address or as its entity tag."""
    return hashlib.sha256(content).hexdigest()[:16]


def fresh(
    request: Request,
    content: bytes,
    media_type: str,
    *,
    lasting: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with content, or with nothing when the browser has it already.

    Parameters
    ----------
    request
        What was asked.
    content, media_type
        The answer.
    lasting
        Whether the address names the content, so that it never changes.
    headers
        More headers.
    """
    tag = f'"{digest(content)}"'
    kept = {"ETag": tag, "Cache-Control": FOR_EVER if lasting else ASK_AGAIN, **(headers or {})}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    return Response(content, media_type=media_type, headers=kept)
