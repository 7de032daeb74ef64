"""Rendering: templates to HTML, and pages into the shell of the pinned edition."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from portal.bookshelf import PinnedEdition
from portal.web.languages import Language
from portal.web.shell import PortalPage, fill
from portal.web.texts import texts


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("portal.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, language: Language, /, **values: Any) -> Markup:
    """One template in a language: ``t`` says a code, ``count`` says it in the right number."""
    wording = texts(language)
    html = _environment().get_template(template).render(t=wording.say, count=wording.count, **values)
    return Markup(html)  # noqa: S704  the template has escaped what it was given


def show(edition: PinnedEdition | None, page: PortalPage) -> HTMLResponse:
    """The answer with a page, in the shell of the edition; plain where there is no edition."""
    if edition is None:
        html = str(render("bare.html", page.language, title=page.title, body=page.body))
    else:
        html = fill(edition.shells[page.language], page)
    return HTMLResponse(html, status_code=page.status, headers={"cache-control": "no-store"})
