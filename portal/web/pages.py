"""Pages of the portal itself, at an address in each language, in the shell of the edition this request began with."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from portal.web.languages import Language, alternate_of, language_of_address, root_of
from portal.web.refusals import pinned
from portal.web.rendering import render, show
from portal.web.shell import PortalPage
from portal.web.texts import texts

Route = TypeVar("Route", bound=Callable[..., Any])


def in_both_languages(router: APIRouter, method: str, path: str, **options: Any) -> Callable[[Route], Route]:
    """Declares a route at ``/path/`` and ``/en/path/``; the language is :func:`language_of`."""

    def declare(route: Route) -> Route:
        for prefix in ("", "/en"):
            router.add_api_route(f"{prefix}{path}", route, methods=[method], **options)
        return route

    return declare


def language_of(request: Request) -> Language:
    """The language of the address that was asked for."""
    return language_of_address(request.scope["path"].lstrip("/")) or "zh-Hans"


def here(language: Language, path: str) -> str:
    """One of our addresses in a language: ``people/`` → ``/people/`` or ``/en/people/``."""
    return f"/{root_of(language)}{path}"


def answer_page(
    request: Request, template: str, *, title: str, status: int = 200, **values: Any
) -> HTMLResponse:
    """A template as a page in the shell, in the language of its address; ``title`` is a code or the title itself."""
    language = language_of(request)
    edition = request.state.edition = pinned(request)
    said = texts(language).label(title, title)
    address = request.scope["path"].lstrip("/")
    body = render(
        template,
        language,
        title=said,
        language=language,
        here=lambda path: here(language, path),
        label=texts(language).label,
        **values,
    )
    body = _menu(request, language) + body
    page = PortalPage(
        address=address,
        alternate=alternate_of(address),
        language=language,
        title=said,
        body=body,
        status=status,
    )
    return show(edition, page)


def _menu(request: Request, language: Language) -> Markup:
    """Where whoever is signed in may go; nothing for others."""
    principal = getattr(request.state, "principal", None)
    if principal is None:
        return Markup()
    ways: Callable[..., Sequence[object]] = request.app.state.menu
    found = ways(principal, request.scope["path"], language)
    return render("menu.html", language, ways=found)
