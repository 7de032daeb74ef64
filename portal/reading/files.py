"""Published pages and files, exactly as the edition lists them.

What an edition does not list does not exist: no path of the request ever reaches the file system. What is
restricted is found only by the readers it names.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.access.principals import open_to_all
from portal.acknowledgements.slip import page_with_slip
from portal.bookshelf import PinnedEdition, Rights
from portal.cases.entrance import page_with_entrance
from portal.errors import PageNotFound
from portal.reading.pinning import Allowed, Pinned

router = APIRouter(include_in_schema=False)

CONTENT_TYPES: Final[Mapping[str, str]] = {
    ".bpmn": "application/xml",
    ".css": "text/css; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}

_SAVED: Final = re.compile(r"site/(?!assets/).*\.(?:bpmn|svg)")
"""Files that are saved, not shown: a picture carries a style of its own, which our policy for pages refuses."""

_FINGERPRINTED = re.compile(r"\.[0-9a-f]{8,64}\.")
_FOREVER = "private, max-age=31536000, immutable"
_ASK_EACH_TIME = "private, no-cache"


@router.get("/assets/portal/{name}", dependencies=[Depends(open_to_all)])
def own_asset(name: str) -> Response:
    """The portal's own stylesheets and scripts, there even before anything is published or anybody is signed in."""
    content = _own_assets().get(name)
    if content is None:
        raise PageNotFound
    kind = CONTENT_TYPES[PurePosixPath(name).suffix]
    return Response(content, media_type=kind, headers={"cache-control": "max-age=300"})


@cache
def _own_assets() -> Mapping[str, bytes]:
    folder = resources.files("portal.web") / "static"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@router.get("/{address:path}")
def published_file(request: Request, address: str, edition: Pinned, rights: Allowed) -> Response:
    """A page or file of the current edition."""
    found = edition.find(address, rights)
    if found is None:
        return _towards_folder(request, address, edition, rights)
    slip = page_with_slip(request, edition, found, address)
    own = page_with_entrance(request, edition, found, address, slip)
    if own is not None:
        return HTMLResponse(own, headers={"cache-control": "no-store"})
    headers = {
        "etag": f'W/"{found.sha256[:32]}"',
        "cache-control": _FOREVER if _FINGERPRINTED.search(found.path) else _ASK_EACH_TIME,
    }
    if _is_known(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=304, headers=headers)
    headers["content-type"] = CONTENT_TYPES.get(PurePosixPath(found.path).suffix, "application/octet-stream")
    if title := edition.word_title(found.path):
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(title, safe='')}"
    elif _SAVED.fullmatch(found.path):
        headers["content-disposition"] = "attachment"  # the link on the page, else the address, says the name
    return Response(edition.read(found.path), headers=headers)


def _towards_folder(request: Request, address: str, edition: PinnedEdition, rights: Rights) -> Response:
    """``/x/role/y`` leads to ``/x/role/y/`` where that is a page."""
    if not address or edition.find(f"{address}/", rights) is None:
        raise PageNotFound
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(
        f"/{quote(address)}/{query}", status_code=308, headers={"cache-control": _ASK_EACH_TIME}
    )


def _is_known(if_none_match: str, etag: str) -> bool:
    """Whether the browser has these bytes already; weak comparison, as for every conditional GET."""
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag.removeprefix("W/") in known
