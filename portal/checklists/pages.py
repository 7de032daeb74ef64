"""Running lists on pages: what runs for me, one list with its items, starting one by hand."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from portal.access.looking import write_down
from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.accounts.cookies import address_of
from portal.acknowledgements.pages import TheTexts, onwards
from portal.acknowledgements.views import local, page_of, title_of
from portal.attachments.kinds import ACCEPT
from portal.attachments.service import Attachment
from portal.bookshelf import Bookshelf
from portal.checklists.board import Checklists
from portal.checklists.closing import STOPPED, stop_run
from portal.checklists.office import Scene
from portal.checklists.recording import REASONS
from portal.checklists.refusals import ChecklistUnknown, EvidenceMissing
from portal.checklists.runs import Run, open_runs, run_of, runs_about
from portal.checklists.starting import new_key, start_by_hand, startable
from portal.checklists.text import QUIZ
from portal.checklists.views import SEES_ALL, is_involved, run_view
from portal.errors import InvalidParameter, PortalError
from portal.ledger.ledger import Ledger, reading
from portal.releases.texts import Texts, texts_of
from portal.web.languages import Language
from portal.web.pages import answer_page, in_both_languages, language_of
from portal.web.refusals import sentence
from portal.web.texts import Texts as Words
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Sees = Annotated[
    Principal,
    Depends(
        may(Permission.COMPLETE_OWN, Permission.VERIFY_ITEMS, Permission.AUDIT, Permission.MANAGE_PEOPLE)
    ),
]
Does = Annotated[Principal, Depends(may(Permission.COMPLETE_OWN, Permission.VERIFY_ITEMS))]
CHANGES = [Depends(csrf)]


def checklists_of(request: Request) -> Checklists:
    """The running lists of this app."""
    found: Checklists = request.app.state.checklists
    return found


def ledger_of(request: Request) -> Ledger:
    """The open ledger. LedgerUnavailable and its like."""
    found: Ledger = request.app.state.records.ledger
    return found


TheChecklists = Annotated[Checklists, Depends(checklists_of)]


@in_both_languages(router, "GET", "/my/checklists/")
def my_checklists(request: Request, found: TheTexts, checklists: TheChecklists, principal: Does) -> Response:
    """The lists that run for me or in which I have something to do, and those I may start."""
    language = language_of(request)
    ledger = ledger_of(request)
    with reading(ledger.engine) as connection:
        scene = checklists.scene(connection, found)
        concerned = _mine(connection, scene, checklists, principal, language)
        standings = scene.standings(connection, {one.number: one for one in concerned}, language)
    people = scene.facts.people
    alone = startable(scene, principal, about_somebody=False)
    about = startable(scene, principal, about_somebody=True)
    team = [person for subject in principal.team if (person := people.get(subject)) is not None]
    return answer_page(
        request,
        "checklists.html",
        title="checklist.mine",
        listed=[(one, _whose(scene, one.run)) for one in standings.values()],
        now=scene.now,
        local=lambda moment: local(moment, found.edition.zone)[:16],
        alone=[(key, title_of(found, key, language)) for key in alone],
        about=[(key, title_of(found, key, language)) for key in about],
        team=sorted(team, key=lambda person: person.staff_number),
        key=new_key(),
        principal=principal,
    )


@in_both_languages(router, "POST", "/my/checklists/", dependencies=CHANGES)
def start_one(
    request: Request,
    found: TheTexts,
    checklists: TheChecklists,
    principal: Does,
    *,
    checklist: Annotated[str, Form(max_length=200)] = "",
    key: Annotated[str, Form(pattern="^[0-9a-f]{16}$")] = "",
    person: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Starts a list by hand; the same form sent twice starts it once."""
    with reading(ledger_of(request).engine) as connection:
        scene = checklists.scene(connection, found)
    if not key:
        raise InvalidParameter(parameter="key", reason="missing", limit="", expected="")
    run = start_by_hand(scene, checklist, by=principal, key=key, subject=person or None)
    return onwards(request, f"my/checklists/{run.number}/")


@in_both_languages(router, "GET", "/my/checklists/{number}/")
def one_checklist(
    request: Request, number: str, found: TheTexts, checklists: TheChecklists, principal: Sees
) -> Response:
    """One list: for whoever has to do with it; that HR or an auditor looks at it is written down first."""
    language = language_of(request)
    with reading(ledger_of(request).engine) as connection:
        run = run_of(connection, number)
        scene = checklists.scene(connection, found)
        is_mine = is_involved(connection, scene, run, principal, language)
    if not is_mine:
        if SEES_ALL.isdisjoint(principal.permissions):
            raise ChecklistUnknown
        scope = {"case": number, "checklist": run.checklist}
        now, address = scene.now, address_of(request)
        write_down(scene.ledger, "checklist", scope, by=principal.subject, now=now, address=address)
    return list_page(request, found, number, principal)


@in_both_languages(router, "POST", "/my/checklists/{number}/stop/", dependencies=CHANGES)
def stop(
    request: Request,
    number: str,
    found: TheTexts,
    checklists: TheChecklists,
    principal: Does,
    *,
    reason: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """A list is not gone on with: said by who started it, whose manager one is, or the owner of the checklist."""
    if reason not in STOPPED:
        raise InvalidParameter(parameter="reason", reason="not-one-of", limit="", expected=", ".join(STOPPED))
    with reading(ledger_of(request).engine) as connection:
        run = run_of(connection, number)
        scene = checklists.scene(connection, found)
    if not may_stop(run, principal):
        raise ChecklistUnknown
    stop_run(scene, run, principal=principal, reason=reason, language=language_of(request))
    return onwards(request, f"my/checklists/{number}/")


def may_stop(run: Run, who: Principal) -> bool:
    """Who started it by hand, the manager of whose it is, and the owner of the checklist."""
    return who.subject == run.started_by or run.subject in who.team or run.checklist in who.owned


def fetching(
    checklists: Checklists, bookshelf: Bookshelf
) -> Callable[[Connection, Principal, Attachment], bool]:
    """Who else may fetch what was handed in with an item: whoever has to do with its list."""

    def may_fetch(connection: Connection, who: Principal, attachment: Attachment) -> bool:
        run = run_of(connection, attachment.about.split(":")[1])
        scene = checklists.scene(connection, texts_of(bookshelf.current()))
        return is_involved(connection, scene, run, who, "zh-Hans")

    return may_fetch


def list_page(
    request: Request,
    found: Texts,
    number: str,
    principal: Principal,
    *,
    refusal: PortalError | None = None,
    item: str = "",
    given: dict[str, str] | None = None,
) -> Response:
    """The page of a list; after a refusal with what was filled in."""
    language = language_of(request)
    with reading(ledger_of(request).engine) as connection:
        scene = checklists_of(request).scene(connection, found)
        run = run_of(connection, number)
        view = run_view(connection, scene, run, principal, language)
    text = view.standing.text
    return answer_page(
        request,
        "checklist.html",
        title=text.title,
        status=200 if refusal is None else refusal.status,
        view=view,
        run=run,
        text=text,
        now=scene.now,
        is_over=scene.is_over(run),
        page=page_of(found, run.checklist, language),
        local=lambda moment: local(moment, found.edition.zone)[:16],
        accept=ACCEPT,
        sees_records=principal.may(Permission.AUDIT),
        quiz=QUIZ,
        reasons=REASONS,
        stopped=STOPPED,
        may_stop=run.closed_as is None and may_stop(run, principal),
        problem="" if refusal is None else _problem(refusal, texts(language)),
        problem_at=item,
        given=given or {},
        principal=principal,
    )


def _problem(refusal: PortalError, words: Words) -> str:
    """What is in the way; what has no name of its own goes by its kind."""
    if isinstance(refusal, EvidenceMissing):
        missing = str(refusal.values["what"])
        refusal = EvidenceMissing(what=words.label(f"checklist.kind-{missing}", missing))
    return sentence(refusal, words)


def _mine(
    connection: Connection, scene: Scene, checklists: Checklists, who: Principal, language: Language
) -> list[Run]:
    """Lists about me, and open ones in which I have something to do, those that are open first."""
    work = checklists.work_of(who.subject, at=scene.now, language=language)
    asked = {one.key.split(":")[1] for one in work}
    found = {
        one.number: one
        for one in open_runs(connection)
        if one.number in asked or one.started_by == who.subject
    }
    found |= {one.number: one for one in runs_about(connection, who.subject)}
    return sorted(
        found.values(), key=lambda one: (one.closed_as is not None, one.due or one.since, one.number)
    )


def _whose(scene: Scene, run: Run) -> str:
    person = scene.facts.people.get(run.subject or "")
    return "" if person is None else person.name
