"""Somebody else's duty: seen by who verifies it, their manager, HR and audit; verified, or corrected with a reason."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from portal.access.looking import write_down
from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.records import Records, TheRecords
from portal.accounts.cookies import address_of
from portal.acknowledgements.pages import TheTexts, onwards
from portal.attachments.service import Attachment
from portal.bookshelf import Bookshelf
from portal.duties.book import DutyId
from portal.duties.counter import Counter, TheDuties
from portal.duties.desk import DutyDesk, occurrence_of
from portal.duties.duty_page import correct_shown, page_of_duty
from portal.duties.refusals import DutyUnknown, DutyVerified, ReasonMissing
from portal.duties.standing import Task
from portal.duties.verifying import verify, verifying
from portal.duties.work import place_of_other
from portal.people.service import identity_of
from portal.web.pages import in_both_languages

router = APIRouter(include_in_schema=False)

Sees = Annotated[
    Principal,
    Depends(
        may(Permission.COMPLETE_OWN, Permission.VERIFY_ITEMS, Permission.AUDIT, Permission.MANAGE_PEOPLE)
    ),
]
Acts = Annotated[
    Principal, Depends(may(Permission.COMPLETE_OWN, Permission.VERIFY_ITEMS, Permission.RECORD_ON_BEHALF))
]
CHANGES = [Depends(csrf)]
ADDRESS = "/my/duties/of/{subject}/{unit}/{slug}/{duty}/{period}/"
_SEES_ALL = frozenset({Permission.AUDIT, Permission.MANAGE_PEOPLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody in front of another person's duty: whether it is for them to verify, or their team's."""

    counter: Counter
    task: Task
    verifies: bool

    @property
    def is_near(self) -> bool:
        """Whether they have to do with it, and do not only look."""
        return self.verifies or self.task.subject in self.counter.principal.team

    @property
    def place(self) -> str:
        """Its address below the language's top."""
        return place_of_other(self.task)


def the_look(
    request: Request, found: TheTexts, desk: TheDuties, records: TheRecords, principal: Sees
) -> Look:
    """The duty that the address names, if it may be seen; that HR or an auditor looks is written down. DutyUnknown."""
    named = request.path_params
    duty = DutyId(f"{named['unit']}/role/{named['slug']}", named["duty"])
    counter = Counter(request=request, found=found, desk=desk, records=records, principal=principal)
    with counter.reading() as connection:
        task = desk.one(connection, counter.library, named["subject"], duty, named["period"])
        matter = desk.matter(connection, counter.library)
    if task is None or task.subject == principal.subject:
        raise DutyUnknown
    role = task.occurrence.words.verify
    verifies = bool(role) and principal.subject in verifying(matter, task.subject, role, counter.today)
    look = Look(counter=counter, task=task, verifies=verifies)
    if not look.is_near:
        _look_from_afar(look, duty.role)
    return look


TheLook = Annotated[Look, Depends(the_look)]


@in_both_languages(router, "GET", ADDRESS)
def others_duty(look: TheLook) -> Response:
    """What somebody did, or did not do, in one period."""
    return page_of_duty(look.counter, look.task, place=look.place, verifies=look.verifies)


@in_both_languages(router, "POST", f"{ADDRESS}verify/", dependencies=CHANGES)
def verify_duty(principal: Acts, look: TheLook) -> Response:
    """I saw that it was done. A double click leads to the one record there is."""
    counter = look.counter
    with counter.reading() as connection:
        matter = counter.desk.matter(connection, counter.library)
    identity = identity_of(matter.people[principal.subject], principal.roles)
    with suppress(DutyVerified):
        verify(
            counter.records.ledger, matter, look.task,
            by=principal.subject, identity=identity, today=counter.today,
        )  # fmt: skip
    return onwards(counter.request, look.place)


@in_both_languages(router, "POST", f"{ADDRESS}correct/", dependencies=CHANGES)
def correct_duty(
    principal: Acts,
    look: TheLook,
    *,
    reason: Annotated[str, Form(max_length=40)] = "",
    words: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """What is recorded counts no longer: said with a reason; the duty is asked for again."""
    del principal
    try:
        correct_shown(look.counter, look.task, reason=reason, words=words, verifies=look.verifies)
    except ReasonMissing as refusal:
        return page_of_duty(
            look.counter, look.task, refusal=refusal, place=look.place, verifies=look.verifies
        )
    return onwards(look.counter.request, look.place)


def _look_from_afar(look: Look, role: str) -> None:
    """HR and auditors see it if they may read the role's document, and that they do is written down. DutyUnknown."""
    counter = look.counter
    principal, edition = counter.principal, counter.found.edition
    is_hidden = role in edition.restricted_documents and role not in edition.readable(principal.rights)
    if is_hidden or _SEES_ALL.isdisjoint(principal.permissions):
        raise DutyUnknown
    scope = {"subject": look.task.subject, "duty": look.task.occurrence.key}
    now, address = counter.records.now(), address_of(counter.request)
    write_down(counter.records.ledger, "duty", scope, by=principal.subject, now=now, address=address)


def fetching(
    desk: DutyDesk, bookshelf: Bookshelf, records: Records
) -> Callable[[Connection, Principal, Attachment], bool]:
    """Who else may fetch what was handed in with a duty: who is to verify it."""

    def may_fetch(connection: Connection, who: Principal, attachment: Attachment) -> bool:
        role, _, rest = attachment.about.removeprefix("duty:").partition("@")
        duty, _, period = rest.partition("/")
        library, subject = bookshelf.current().library, attachment.subject or ""
        matter = desk.matter(connection, library)
        named = DutyId(matter.organisation.today_name(role), duty)
        found = occurrence_of(matter.book, named, period, records.today())
        verify = "" if found is None else found.words.verify
        return bool(verify) and who.subject in verifying(matter, subject, verify, records.today())

    return may_fetch
