"""Signing in and out, choosing and changing a password. The sign-in page needs nothing of the edition."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Gatekeeper, Principal, csrf, may, open_to_all
from portal.access.records import TheRecords
from portal.accounts import cookies, service
from portal.accounts.passwords import SHORTEST
from portal.accounts.refusals import (
    LinkExpired,
    PasswordTooWeak,
    PasswordWrong,
    SignInFailed,
    TooManyAttempts,
)
from portal.accounts.throttle import Throttle
from portal.errors import PortalError
from portal.settings import Settings
from portal.web.languages import Language
from portal.web.pages import answer_page, here, in_both_languages, language_of
from portal.web.protection import from_here
from portal.web.refusals import sentence
from portal.web.rendering import render
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

OPEN = [Depends(open_to_all)]
OPEN_CHANGE = [Depends(open_to_all), Depends(from_here)]
OWN_CHANGE = [Depends(csrf)]
Own = Annotated[Principal, Depends(may(Permission.OWN_ACCOUNT))]
Short = Annotated[str, Form(max_length=200)]
Secret = Annotated[str, Form(max_length=400)]
Target = Annotated[str, Form(max_length=2000)]


def the_throttle(request: Request) -> Throttle:
    """The count of wrong passwords of this app."""
    throttle: Throttle = request.app.state.throttle
    return throttle


TheThrottle = Annotated[Throttle, Depends(the_throttle)]


@in_both_languages(router, "GET", "/sign-in/", dependencies=OPEN)
async def sign_in_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the word in the address
    """The form, or where one was going if one is signed in already."""
    target = cookies.safe_target(next)
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    try:
        known = await gatekeeper.principal(request)
    except PortalError as refusal:
        return _sign_in_form(request, target, refusal=refusal)
    if known is not None:
        return RedirectResponse(target, status_code=303)
    return _sign_in_form(request, target)


@in_both_languages(router, "POST", "/sign-in/", dependencies=OPEN_CHANGE)
def sign_in(
    request: Request,
    records: TheRecords,
    throttle: TheThrottle,
    *,
    login: Short = "",
    password: Secret = "",
    next: Target = "/",  # noqa: A002 - the word in the form
) -> Response:
    """With name and password."""
    target = cookies.safe_target(next)
    try:
        token = service.sign_in(
            records, login, password, throttle=throttle, address=cookies.address_of(request)
        )
    except (SignInFailed, TooManyAttempts) as refusal:
        return _sign_in_form(request, target, login=login, refusal=refusal)
    return let_in(request, token, target)


def let_in(request: Request, token: str, target: str) -> Response:
    """Onwards, with the session's cookie, and a pass for reading on should the records be out of reach."""
    answer = RedirectResponse(target, status_code=303)
    cookies.hand_out(answer, request, token)
    note = request.app.state.gatekeeper.make_pass(token)
    if note:
        cookies.hand_out_pass(answer, request, note)
    return answer


@in_both_languages(router, "POST", "/sign-out/", dependencies=OWN_CHANGE)
def sign_out(request: Request, records: TheRecords, principal: Own) -> Response:
    """Here."""
    service.sign_out(records, principal.session, subject=principal.subject)
    return _farewell(request)


@in_both_languages(router, "POST", "/account/sessions/", dependencies=OWN_CHANGE)
def sign_out_everywhere(request: Request, records: TheRecords, principal: Own) -> Response:
    """On every machine, this one included."""
    service.sign_out_everywhere(records, principal.subject)
    return _farewell(request)


@in_both_languages(router, "GET", "/account/")
def account_page(request: Request, principal: Own, done: str = "") -> HTMLResponse:
    """Who one is to the portal, and one's password."""
    return _account(request, principal, done="password" if done == "password" else "")


@in_both_languages(router, "POST", "/account/password/", dependencies=OWN_CHANGE)
def change_password(
    request: Request,
    records: TheRecords,
    throttle: TheThrottle,
    principal: Own,
    *,
    old: Secret = "",
    new: Secret = "",
) -> Response:
    """A new password; everybody else who was signed in under this account no longer is."""
    try:
        service.change_password(
            records,
            principal.subject,
            old,
            new,
            session=principal.session,
            throttle=throttle,
            address=cookies.address_of(request),
        )
    except (PasswordWrong, PasswordTooWeak, TooManyAttempts) as refusal:
        return _account(request, principal, refusal=refusal)
    return RedirectResponse(f"{here(language_of(request), 'account/')}?done=password", status_code=303)


@in_both_languages(router, "GET", "/invitation/", dependencies=OPEN)
def invitation_page(request: Request, records: TheRecords, token: str = "") -> HTMLResponse:
    """Where a link leads: choosing a password."""
    return _password_form(request, records, token)


@in_both_languages(router, "POST", "/invitation/", dependencies=OPEN_CHANGE)
def invitation_used(
    request: Request, records: TheRecords, *, token: Short = "", password: Secret = ""
) -> Response:
    """The password is chosen, and one is signed in."""
    try:
        session = service.choose_password(records, token, password, address=cookies.address_of(request))
    except PasswordTooWeak as refusal:
        return _password_form(request, records, token, refusal=refusal)
    return let_in(request, session, "/en/" if language_of(request) == "en" else "/")


def _farewell(request: Request) -> Response:
    answer = RedirectResponse(here(language_of(request), "sign-in/"), status_code=303)
    cookies.take_back(answer, request)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def _account(
    request: Request, principal: Principal, *, done: str = "", refusal: PortalError | None = None
) -> HTMLResponse:
    return answer_page(
        request,
        "account.html",
        title="account.title",
        status=refusal.status if refusal else 200,
        principal=principal,
        since=principal.signed_in_at.astimezone(request.app.state.bookshelf.zone()),
        done=done,
        shortest=SHORTEST,
        problem=_problem(refusal, language_of(request)),
    )


def _sign_in_form(
    request: Request, target: str, *, login: str = "", refusal: PortalError | None = None
) -> HTMLResponse:
    settings: Settings = request.app.state.settings
    language = language_of(request)
    return _alone(
        "sign_in.html",
        language,
        refusal,
        target=target,
        login=login,
        company=request.app.state.bookshelf.company(language),
        other_service=settings.oidc_name or settings.oidc_issuer,
        first_steps=here(language, "first-steps/") if service.nobody_yet(request.app.state.records) else "",
    )


def _password_form(
    request: Request, records: TheRecords, token: str, *, refusal: PortalError | None = None
) -> HTMLResponse:
    language = language_of(request)
    try:
        link = service.read_link(records, token)
    except LinkExpired as expired:
        return _alone(
            "invitation.html", language, expired, link=None, token="", shortest=SHORTEST, company=""
        )
    company = request.app.state.bookshelf.company(language)
    return _alone(
        "invitation.html", language, refusal, link=link, token=token, shortest=SHORTEST, company=company
    )


def _alone(template: str, language: Language, refusal: PortalError | None, **values: object) -> HTMLResponse:
    """A page that stands on its own: nothing of the edition is open to who has not signed in."""
    html = str(render(template, language, language=language, problem=_problem(refusal, language), **values))
    headers = {"cache-control": "no-store"} | dict(refusal.headers if refusal else {})
    return HTMLResponse(html, status_code=refusal.status if refusal else 200, headers=headers)


def _problem(refusal: PortalError | None, language: Language) -> str:
    if refusal is None:
        return ""
    if isinstance(refusal, PasswordTooWeak):
        return texts(language).say(f"password.{refusal.values['reason']}", **refusal.values)
    return sentence(refusal, texts(language))
