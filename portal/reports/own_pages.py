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
from portal.obligations.values import Obligation
from portal.releases.facts import all_in_force
from portal.releases.proposals import open_proposals
from portal.reports import coverage
from portal.reports.cells import behind
from portal.reports.coverage import Counts
from portal.reports.entrances import entrances
from portal.reports.open_pages import Owing, owing
from portal.reports.picture import Day, Picture, Selection
from portal.reports.reminding import remind_now
from portal.reports.view import View, Word, view_of
from portal.web.pages import in_both_languages
from portal.web.rendering import see_other

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
    return see_other(request, f"my/team/?reminded={told}")


@in_both_languages(router, "GET", "/my/owned/")
def owned_page(request: Request, principal: Owns) -> HTMLResponse:
    """The documents I answer for: how many have confirmed, never who; what is to be reviewed or released."""
    view = view_of(request, principal)
    with view.reading() as connection:
        found = _owned(view, connection)
    return view.page("owned.html", title="report.owned", found=found, today=view.records.today())


def _mine(view: View, connection: Connection) -> Sequence[Obligation]:
    found: Sequence[Obligation] = view.request.app.state.confirming.desk.of(
        connection, view.principal.subject, view.records.today()
    )
    return found


def _team(view: View, connection: Connection, *, only: str = "") -> Picture:
    """The picture of one's direct reports alone."""
    whole = view.picture(connection, view.records.today(), Selection(subject=only))
    theirs = [one for one in whole.obligations if one.subject in view.principal.team]
    return Picture(facts=whole.facts, selection=whole.selection, obligations=theirs)


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
    picture = view.picture(connection, today, Selection())
    counted = coverage.by(picture, "document")
    found = []
    for document in sorted(principal.owned):
        listed, release = view.texts.listed[document], known.get(document)
        differs = release is None or dict(release.digests) != dict(listed.digests)
        waits = "proposed" if document in proposed else "pending" if differs else ""
        found.append(
            Owned(
                document=document,
                revision=release.revision if release else listed.revision,
                counts=counted.get(document, Counts()),
                review_by=listed.review_by,
                review=_review(listed.review_by, today),
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
