"""Signing in with the company account: there, back again, and whose account it is here.

A company account belongs to somebody once they, signed in here, have connected it; or at once, where the setting
``oidc_staff_number_claim`` names the claim in which the service states the staff number.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection, insert, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from portal.access import events
from portal.access.principals import Gatekeeper, open_to_all
from portal.access.records import Records
from portal.accounts import cookies, service
from portal.accounts.oidc import Known, Provider, Waiting
from portal.accounts.pages import let_in
from portal.accounts.refusals import NotKnownHere, SingleSignOnFailed
from portal.accounts.sessions import COMPANY, COMPANY_AGAIN, new_token
from portal.accounts.tables import IDENTITY
from portal.errors import PageNotFound
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.people.tables import PERSON
from portal.settings import Settings

router = APIRouter(include_in_schema=False)

_COOKIE = "dutybook-company"
_OPEN = [Depends(open_to_all)]
Said = Annotated[str, Query(max_length=4000)]


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise PageNotFound
    return provider


def _waiting(request: Request) -> Waiting:
    waiting: Waiting = request.app.state.waiting
    return waiting


@router.get("/sign-in/company/", dependencies=_OPEN)
def there(
    request: Request,
    provider: Annotated[Provider, Depends(_provider)],
    next: Said = "/",  # noqa: A002 - the word in the address
    again: Annotated[bool, Query()] = False,
) -> Response:
    """To the company's service; ``again`` to prove once more who is at the keyboard, before a strict signature."""
    address, state, nonce, verifier = provider.begin(_return_address(request), again=again)
    browser = new_token()
    target = cookies.safe_target(next)
    _waiting(request).keep(state, nonce=nonce, verifier=verifier, target=target, browser=browser, again=again)
    answer = RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})
    answer.set_cookie(
        _COOKIE,
        browser,
        max_age=600,
        path="/sign-in/company/",
        secure=cookies.is_https(request),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/sign-in/company/return/", dependencies=_OPEN)
async def back(request: Request, code: Said = "", state: Said = "") -> Response:
    """From the company's service. SingleSignOnFailed, NotKnownHere."""
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    provider = _provider(request)
    principal = await gatekeeper.principal(request)
    connecting = principal.subject if principal else None
    return await run_in_threadpool(_arrive, request, provider, code, state, connecting)


def _arrive(
    request: Request, provider: Provider, code: str, state: str, connecting: SubjectId | None
) -> Response:
    pending = _waiting(request).take(state, browser=request.cookies.get(_COOKIE, ""))
    if not code:
        raise SingleSignOnFailed
    known = provider.finish(pending, code=code, redirect_uri=_return_address(request))
    records: Records = request.app.state.records
    settings: Settings = request.app.state.settings
    subject = _whose(records, known)
    if subject is None and settings.oidc_staff_number_claim:
        subject = _by_number(records, str(known.claims.get(settings.oidc_staff_number_claim) or ""))
    elif subject is None:
        subject = connecting
    if subject is None:
        raise NotKnownHere
    if pending.again and subject != connecting:
        raise SingleSignOnFailed  # somebody else is at the keyboard
    _connect(records, known, subject)
    method = COMPANY_AGAIN if pending.again else COMPANY
    token = service.begin_session(records, subject, method=method, address=cookies.address_of(request))
    answer = let_in(request, token, pending.target)
    answer.delete_cookie(_COOKIE, path="/sign-in/company/")
    return answer


def _whose(records: Records, known: Known) -> SubjectId | None:
    query = select(IDENTITY.c.subject)
    query = query.where(IDENTITY.c.issuer == known.issuer, IDENTITY.c.subject_there == known.subject)
    with reading(records.ledger.engine) as connection:
        return connection.execute(query).scalar_one_or_none()


def _by_number(records: Records, number: str) -> SubjectId | None:
    with reading(records.ledger.engine) as connection:
        query = select(PERSON.c.subject).where(
            PERSON.c.staff_number == number, PERSON.c.is_external.is_(False)
        )
        return connection.execute(query).scalar_one_or_none() if number else None


def _connect(records: Records, known: Known, subject: SubjectId) -> None:
    """From now on this company account is this person; an account is there even without a password."""

    def write(connection: Connection) -> None:
        here = select(IDENTITY.c.subject).where(
            IDENTITY.c.issuer == known.issuer, IDENTITY.c.subject_there == known.subject
        )
        if connection.execute(here).first() is not None:
            return
        row = {"issuer": known.issuer, "subject_there": known.subject, "subject": subject}
        connection.execute(insert(IDENTITY), row)
        if not service.has_account(connection, subject):
            person = connection.execute(select(PERSON).where(PERSON.c.subject == subject)).one()
            login = person.staff_number or person.name
            service.add_account(connection, subject, login=login, now=records.now())
        events.note(connection, "account:connected", now=records.now(), subject=subject)

    if _whose(records, known) is None:
        records.ledger.sequencer.write(write).result()


def _return_address(request: Request) -> str:
    settings: Settings = request.app.state.settings
    base = settings.public_address or f"{request.url.scheme}://{request.headers['host']}"
    return f"{base}/sign-in/company/return/"
