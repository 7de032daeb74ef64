"""The session's cookie: ``__Host-`` and Secure over https; a plain name on this machine's own http."""

import urllib.parse

from fastapi import Request
from starlette.responses import Response

_SECURE = "__Host-dutybook"
_PLAIN = "dutybook-session"


def is_https(request: Request) -> bool:
    """Whether the browser came over https, directly or by way of the listed proxy."""
    return request.url.scheme == "https"


def token_of(request: Request) -> str | None:
    """The session's token, if the browser sent one."""
    return request.cookies.get(_name(request)) or None


def hand_out(response: Response, request: Request, token: str) -> None:
    """Gives the browser its session; it ends with the browser, or earlier with the session."""
    response.set_cookie(
        _name(request), token, path="/", secure=is_https(request), httponly=True, samesite="lax"
    )


def hand_out_pass(response: Response, request: Request, note: str) -> None:
    """Gives the browser its reading pass."""
    response.set_cookie(
        _pass_name(request), note, path="/", secure=is_https(request), httponly=True, samesite="lax"
    )


def pass_in(request: Request) -> str:
    """The reading pass the browser sent; empty if it sent none."""
    return request.cookies.get(_pass_name(request), "")


def take_back(response: Response, request: Request) -> None:
    """Tells the browser to forget its session and its pass."""
    for name in (_name(request), _pass_name(request)):
        response.delete_cookie(name, path="/", secure=is_https(request), httponly=True, samesite="lax")


def address_of(request: Request) -> str:
    """From where somebody comes, as far as the connection or the listed proxy says."""
    return request.client.host if request.client else ""


def safe_target(wish: str) -> str:
    """Where to go after signing in: an address of ours, never another site's."""
    parts = urllib.parse.urlsplit(wish)
    is_ours = wish.startswith("/") and not wish.startswith("//") and not parts.scheme and not parts.netloc
    return wish if is_ours and "\\" not in wish and wish.isprintable() else "/"


def _pass_name(request: Request) -> str:
    return f"{_name(request)}-reading"


def _name(request: Request) -> str:
    return _SECURE if is_https(request) else _PLAIN
