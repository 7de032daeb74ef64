"""What is one's own: what waits for me, my team, the documents I answer for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.acknowledgements.paper import papers
from portal.notices.outbox import notices_of
from portal.obligations.desk import Desk
from portal.obligations.facts import facts_on
from portal.obligations.reckoning import obligations_on
from portal.obligations.values import Obligation
from portal.releases.facts import all_in_force
from portal.releases.proposals import open_proposals
from portal.reports import coverage
from portal.reports.cells import behind
from portal.reports.coverage import Counts
from portal.reports.entrances import entrances
from portal.reports.open_pages import Owing, owing
from portal.reports.picture import Day, Picture
from portal.reports.reminding import remind_now
from portal.reports.view import View, Word, view_of
from portal.reports.work_pages import work_of
from portal.web.pages import in_both_languages
from portal.work.grouping import counted, title_in

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Principal, Depends(may(Permission.READ))]
Manages = Annotated[Principal, Depends(may(Permission.SEE_TEAM))]
RemindsTeam = Annotated[Principal, Depends(may(Permission.REMIND_TEAM))]
Owns = Annotated[Principal, Depends(may(Permission.RELEASE))]
_SOON = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A document somebody answers for: counts only, when it is to be reviewed, whether its text waits."""

    document: str
    revision: str
    counts: Counts
    review_by: str
    review: str
    waits: str


@in_both_languages(router, "GET", "/my/")
def home_page(request: Request, principal: Anybody) -> HTMLResponse:
    """What waits for me, and where I may go."""
    view = view_of(request, principal)
    today = view.records.today()
    work, now, zone = work_of(view), view.records.now(), view.texts.edition.zone
    with view.reading() as connection:
        mine = _mine(view, connection)
        told = notices_of(connection, principal.subject)
        team = _team(view, connection) if principal.may(Permission.SEE_TEAM) else None
        owned = _owned(view, connection) if principal.may(Permission.RELEASE) else ()
        paper = papers(connection) if principal.may(Permission.RECORD_ON_BEHALF) else ()
    return view.page(
        "my_home.html",
        title="report.home",
        today=today,
        work=work,
        counts=counted(work, now=now, zone=zone),
        work_title=lambda one: title_in(one, view.language),
        is_late=lambda one: one.due is not None and one.due < now,
        mine=sorted((one for one in mine if one.is_open), key=lambda one: (one.due, one.document)),
        done=sum(one.state == "met" for one in mine),
        told=told,
        team=owing(team) if team else [],
        owned=owned,
        paper=paper,
        ways=entrances(principal, "", view.language),
        days=lambda one: (one.due - today).days,
    )


@in_both_languages(router, "GET", "/my/team/")
def team_page(request: Request, principal: Manages, reminded: Word = "") -> HTMLResponse:
    """Who reports to me, and what they still have to confirm."""
    view = view_of(request, principal)
    with view.reading() as connection:
        picture = _team(view, connection)
    found = owing(picture)
    asked = {one.subject for one in picture.obligations}
    return view.page(
        "team.html",
        title="report.team",
        day=picture.day,
        picture=picture,
        totals=coverage.total(picture),
        found=found,
        done=_done(picture, asked, found),
        nothing=[picture.person(subject) for subject in principal.team - asked],
        behind=lambda one: behind(picture, one),
        reminded=reminded if reminded.isdigit() else "",
    )


@in_both_languages(router, "POST", "/my/team/remind/", dependencies=[Depends(csrf)])
def remind_team(request: Request, principal: RemindsTeam, subject: Word = "") -> Response:
    """Reminds my team, or one of them, of what is open. Nobody outside my team is ever told."""
    view = view_of(request, principal)
    with view.reading() as connection:
        picture = _team(view, connection, only=subject)
    told = remind_now(view, picture, only_late=False)
    return view.onwards(f"my/team/?reminded={told}")


@in_both_languages(router, "GET", "/my/owned/")
def owned_page(request: Request, principal: Owns) -> HTMLResponse:
    """The documents I answer for: how many have confirmed, never who; what is to be reviewed or released."""
    view = view_of(request, principal)
    with view.reading() as connection:
        found = _owned(view, connection)
    return view.page("owned.html", title="report.owned", found=found, today=view.records.today())


def _mine(view: View, connection: Connection, subject: str = "") -> list[Obligation]:
    """One person's obligations of today, without documents the reader may not know of."""
    desk: Desk = view.request.app.state.confirming.desk
    found = desk.of(connection, subject or view.principal.subject, view.records.today())
    return found if not subject else [one for one in found if one.document not in view.hidden]


def _team(view: View, connection: Connection, *, only: str = "") -> Picture:
    """The picture of one's direct reports alone."""
    desk: Desk = view.request.app.state.confirming.desk
    team = sorted(subject for subject in view.principal.team if only in ("", subject))
    found = [one for subject in team for one in _mine(view, connection, subject)]
    return Picture(facts=desk.facts(connection, view.records.today()), obligations=found)


def _done(picture: Picture, asked: set[str], found: Sequence[Owing]) -> list[tuple[str, int]]:
    """Those of a team who have confirmed everything, with how much that was."""
    owe = {one.person.subject for one in found}
    rest = sorted(asked - owe, key=lambda subject: picture.person(subject).staff_number)
    return [(subject, _met(picture, subject)) for subject in rest]


def _met(picture: Picture, subject: str) -> int:
    return sum(one.subject == subject and one.state == "met" for one in picture.obligations)


def _owned(view: View, connection: Connection) -> Sequence[Owned]:
    today, principal = view.records.today(), view.principal
    known, proposed = all_in_force(connection), open_proposals(connection)
    facts = facts_on(connection, today)
    asked = obligations_on(facts, documents=principal.owned & facts.courses.keys())
    counted = coverage.by(Picture(facts=facts, obligations=asked), "document")
    found = []
    for document in sorted(principal.owned):
        listed, release = view.texts.listed[document], known.get(document)
        review_by = str(view.texts.documents[document]["control"].get("review_by") or "")
        differs = release is None or dict(release.digests) != dict(listed.digests)
        waits = "proposed" if document in proposed else "pending" if differs else ""
        found.append(
            Owned(
                document=document,
                revision=release.revision if release else listed.revision,
                counts=counted.get(document, Counts()),
                review_by=review_by,
                review=_review(review_by, today),
                waits=waits if listed.status == "effective" else "",
            )
        )
    return sorted(
        found, key=lambda one: (one.review != "late", not one.waits, -one.counts.late, one.document)
    )


def _review(said: str, today: Day) -> str:
    """How a review date stands: late, soon, or nothing to do yet."""
    if not said:
        return ""
    left = (Day.fromisoformat(said) - today).days
    return "late" if left < 0 else "soon" if left <= _SOON else ""
