"""Administration 管理: who was granted what, invitations, tokens for programs, and the security log."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.access import events, grants, tokens
from portal.access.permissions import GRANTED, Permission, PortalRole
from portal.access.principals import Principal, csrf, may
from portal.access.records import Records, TheRecords
from portal.access.refusals import GrantUnknown, LinkNeedsServer
from portal.access.tokens import Scope
from portal.ledger.identities import Identity
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.people import inviting
from portal.people.facts import Staff, staff_on
from portal.people.refusals import PersonUnknown
from portal.people.service import identity_of
from portal.settings import Settings
from portal.web.languages import Language
from portal.web.pages import answer_page, here, in_both_languages, language_of
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Granting = Annotated[Principal, Depends(may(Permission.GRANT_ROLES))]
Tokens = Annotated[Principal, Depends(may(Permission.MANAGE_TOKENS))]
Inviting = Annotated[Principal, Depends(may(Permission.MANAGE_ACCOUNTS, Permission.MANAGE_PEOPLE))]
Watching = Annotated[Principal, Depends(may(Permission.READ_SECURITY_LOG))]
CHANGE = [Depends(csrf)]
Word = Annotated[str, Form(max_length=200)]
MaybeDay = Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


def _staff(records: Records) -> Staff:
    with reading(records.ledger.engine) as connection:
        return staff_on(connection, records.today())


@in_both_languages(router, "GET", "/access/")
def access_page(request: Request, records: TheRecords, principal: Granting) -> HTMLResponse:
    """Grants and tokens."""
    return _access(request, records, principal)


@in_both_languages(router, "POST", "/access/grants/", dependencies=CHANGE)
def asks(
    request: Request,
    records: TheRecords,
    principal: Granting,
    *,
    person: Word,
    role: Annotated[PortalRole, Form()],
    ends: MaybeDay = "",
) -> Response:
    """Asks for a grant; another administrator agrees."""
    found = inviting.person_called(records, person)
    if found is None:
        raise PersonUnknown
    until = date.fromisoformat(ends) if ends else None
    inviting.grant_to(records, found.subject, role, by=principal.subject, ends=until)
    return _back(request)


@in_both_languages(router, "POST", "/access/grants/{number}/agree/", dependencies=CHANGE)
def agrees(request: Request, records: TheRecords, principal: Granting, number: str) -> Response:
    """The second administrator."""
    grants.agree(records, number, identity=_identity(records, number), by=principal.subject)
    return _back(request)


@in_both_languages(router, "POST", "/access/grants/{number}/end/", dependencies=CHANGE)
def ends(request: Request, records: TheRecords, principal: Granting, number: str) -> Response:
    """Takes a grant back."""
    grants.end(records, number, identity=_identity(records, number), by=principal.subject)
    return _back(request)


@in_both_languages(router, "POST", "/access/tokens/", dependencies=CHANGE)
def makes_token(
    request: Request,
    records: TheRecords,
    principal: Tokens,
    *,
    name: Word,
    expires_on: Annotated[date, Form()],
    scope: Annotated[Scope, Form()] = "people",
) -> HTMLResponse:
    """A token, shown this once."""
    token = tokens.make_token(records, name, scope=scope, by=principal.subject, expires_on=expires_on)
    return _access(request, records, principal, token=token)


@in_both_languages(router, "POST", "/access/tokens/{token_hash}/end/", dependencies=CHANGE)
def ends_token(request: Request, records: TheRecords, principal: Tokens, token_hash: str) -> Response:
    """Ends a token at once."""
    tokens.end_token(records, token_hash, by=principal.subject)
    return _back(request)


@in_both_languages(router, "POST", "/access/invite/{subject}/", dependencies=CHANGE)
def invites(request: Request, records: TheRecords, principal: Inviting, subject: str) -> HTMLResponse:
    """A link to choose a password, shown this once. For who holds a granted role only the server command makes one."""
    with reading(records.ledger.engine) as connection:
        if grants.roles_granted(connection, subject, records.today()):
            raise LinkNeedsServer
    made = inviting.invite(records, SubjectId(subject), by=principal.subject)
    settings: Settings = request.app.state.settings
    base = settings.public_address or f"{request.url.scheme}://{request.headers['host']}"
    link = f"{base}{here(language_of(request), 'invitation/')}?token={made.token}"
    return answer_page(request, "invited.html", title="invited.title", made=made, link=link, subject=subject)


@in_both_languages(router, "GET", "/access/log/")
def log_page(request: Request, records: TheRecords, principal: Watching) -> HTMLResponse:
    """The security log."""
    with reading(records.ledger.engine) as connection:
        lines = events.newest(connection)
        staff = staff_on(connection, records.today())
    return answer_page(
        request,
        "access_log.html",
        title="access.log",
        lines=lines,
        name_of=_names(staff, language_of(request)),
        zone=request.app.state.bookshelf.zone(),
        may_grant=principal.may(Permission.GRANT_ROLES),
    )


def _access(request: Request, records: Records, principal: Principal, *, token: str = "") -> HTMLResponse:
    with reading(records.ledger.engine) as connection:
        given = grants.all_grants(connection, records.today())
        listed = tokens.all_tokens(connection)
        staff = staff_on(connection, records.today())
    return answer_page(
        request,
        "access.html",
        title="access.title",
        principal=principal,
        grants=given,
        tokens=listed,
        made=token,
        roles=sorted(GRANTED),
        scopes=tokens.SCOPES,
        name_of=_names(staff, language_of(request)),
        today=records.today(),
    )


def _names(staff: Staff, language: Language) -> Callable[[str], str]:
    """Names for pseudonyms; who is no person is called by what it is."""

    def name(who: str) -> str:
        person = staff.person(who)
        return texts(language).label(f"report.actor-{who}", who) if person is None else person.name

    return name


def _identity(records: Records, number: str) -> Identity:
    staff = _staff(records)
    with reading(records.ledger.engine) as connection:
        subject = next(
            (one.subject for one in grants.all_grants(connection, records.today()) if one.number == number),
            None,
        )
    person = staff.person(subject) if subject else None
    if person is None:
        raise GrantUnknown
    return identity_of(person)


def _back(request: Request) -> Response:
    return RedirectResponse(here(language_of(request), "access/"), status_code=303)
