"""Refusals: every error becomes a page in the reader's language, or JSON for programs."""

import http
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from portal.bookshelf import Bookshelf, PinnedEdition
from portal.errors import (
    InvalidParameter,
    MethodNotAllowed,
    NoEdition,
    PageNotFound,
    PortalError,
    RequestRefused,
    RequestTooLarge,
)
from portal.web.languages import Language, alternate_of, language_of_address, language_of_tag, preferred
from portal.web.rendering import render, show
from portal.web.shell import PortalPage
from portal.web.texts import Texts, texts

_FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics", "/edition.json")
_FOR_PEOPLE = "/api/docs"
SIGN_IN_NEEDED = "sign-in-needed"

_REASONS = {
    "missing": "missing",
    "string_too_long": "too-long",
    "literal_error": "not-one-of",
    "enum": "not-one-of",
    "int_parsing": "not-a-number",
    "less_than_equal": "too-large",
    "greater_than_equal": "too-small",
}


def refuse(request: Request, error: PortalError) -> Response:
    """The answer to a request that cannot be granted."""
    path = request.scope["path"]
    if _is_for_programs(path):
        answer = _as_json(request, error)
    elif error.code == SIGN_IN_NEEDED and _opens_a_page(request):
        answer = _towards_sign_in(request)
    else:
        answer = _as_page(request, error)
    answer.headers.update(error.headers)
    answer.headers["cache-control"] = "no-store"
    answer.headers.add_vary_header("Accept-Language")
    return answer


def install(app: FastAPI) -> None:
    """Turns every kind of error that FastAPI knows into a refusal."""
    app.add_exception_handler(PortalError, _on_portal_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_parameters)


def pinned(request: Request) -> PinnedEdition | None:
    """The edition this request began with; the current one if it got no further."""
    edition = request.scope.get("state", {}).get("edition")
    if isinstance(edition, PinnedEdition):
        return edition
    bookshelf: Bookshelf = request.app.state.bookshelf
    try:
        return bookshelf.current()
    except PortalError:
        return None


def _on_portal_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, PortalError)  # noqa: S101  registered for this class
    return refuse(request, error)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this class
    if error.status_code == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return refuse(request, RequestTooLarge(limit=request.app.state.settings.largest_upload_mb))
    known: Mapping[int, type[PortalError]] = {404: PageNotFound, 405: MethodNotAllowed}
    refusal = known.get(error.status_code)
    return refuse(request, refusal() if refusal else RequestRefused(error.status_code))


def _on_invalid_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this class
    return refuse(request, _invalid_parameter(error.errors()[0]))


def _invalid_parameter(problem: Mapping[str, Any]) -> InvalidParameter:
    names = [part for part in problem["loc"][1:] if isinstance(part, str)]
    facts = problem.get("ctx", {})
    limit = facts.get("max_length") or facts.get("le") or facts.get("ge") or ""
    return InvalidParameter(
        parameter=names[0] if names else "",
        reason=_REASONS.get(problem["type"], "other"),
        limit=str(limit),
        expected=str(facts.get("expected", "")),
    )


def _opens_a_page(request: Request) -> bool:
    """Whether somebody is going to a page, rather than a page to one of its files."""
    destination = request.headers.get("sec-fetch-dest")
    accepts = request.headers.get("accept", "text/html")
    is_page = destination in ("document", None) and ("text/html" in accepts or accepts == "*/*")
    return is_page and request.method == "GET"


def _towards_sign_in(request: Request) -> Response:
    """To the sign-in page in the reader's language, and back again afterwards."""
    query = f"?{request.url.query}" if request.url.query else ""
    wish = urlencode({"next": request.scope["path"] + query})
    prefix = "/en" if _language(request) == "en" else ""
    return RedirectResponse(f"{prefix}/sign-in/?{wish}", status_code=303)


def _is_for_programs(path: str) -> bool:
    return path in _FOR_PROGRAMS or (path.startswith("/api/") and path.rstrip("/") != _FOR_PEOPLE)


def _language(request: Request) -> Language:
    said = language_of_address(request.scope["path"].lstrip("/"))
    asked = (
        language_of_tag(request.query_params.get("lang", "")) if _is_for_programs(request.url.path) else None
    )
    return said or asked or preferred(request.headers.get("accept-language", ""))


def sentence(error: PortalError, wording: Texts, *, at_the_server: bool = False) -> str:
    """What a refusal says, in one or two sentences; files and programs of the server only where commands are run."""
    if error.is_of_the_server and not at_the_server:
        return wording.say("error.of-the-server.text")
    if isinstance(error, InvalidParameter):
        return wording.say(f"parameter.{error.values['reason']}", **error.values)
    return wording.say(f"error.{error.code}.text", **error.values)


def _as_json(request: Request, error: PortalError) -> Response:
    message = sentence(error, texts(_language(request)))
    return JSONResponse({"error": {"code": error.code, "message": message}}, status_code=error.status)


def _as_page(request: Request, error: PortalError) -> Response:
    language = _language(request)
    wording = texts(language)
    address = request.scope["path"].lstrip("/")
    edition = pinned(request)
    title = wording.say(f"error.{error.code}.title", **error.values)
    body = render(
        "refusal.html",
        language,
        title=title,
        sentence=sentence(error, wording),
        status=error.status,
        reference=str(error.values.get("reference", "")),
        can_retry=error.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR,
        has_edition=edition is not None,
        is_new=error.code == NoEdition.code,
    )
    page = PortalPage(
        address=address,
        alternate=alternate_of(address),
        language=language,
        title=title,
        body=body,
        status=error.status,
    )
    return show(edition, page)
