"""Recording what is done in a list: completed, verified by somebody else, reopened, the whole list completed.

What must be true is asked inside the transaction of the entry; the same word twice is the one record there is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, update

from portal.access.principals import Principal
from portal.attachments.service import attach
from portal.checklists.answers import Answers, kept
from portal.checklists.closing import claims_of, finish
from portal.checklists.office import Scene
from portal.checklists.refusals import (
    AlreadyDone,
    CheckItemUnknown,
    ChecklistClosed,
    DoerDoesNotVerify,
    NotDoneYet,
    NotReadYet,
    NotYoursToDo,
    NotYoursToVerify,
    PartsNotDone,
)
from portal.checklists.runs import Record, Run, records_in, run_of
from portal.checklists.standing import ItemStanding, Standing
from portal.checklists.tables import RECORD, RUN
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.checklist_entries import (
    ChecklistItemCompleted,
    ChecklistItemReopened,
    ChecklistItemVerified,
)
from portal.ledger.jobs import Check, Recorded
from portal.ledger.refusals import KeyReused
from portal.web.languages import Language

REASONS: Final = ("not-done", "evidence-insufficient", "wrong-file", "by-mistake")
"""Why an item is reopened; said in the locale."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Somebody at an item of a list, in a language, at one moment."""

    scene: Scene
    standing: Standing
    item: ItemStanding
    principal: Principal
    language: Language

    @property
    def run(self) -> Run:
        """The list."""
        return self.standing.run

    def about(self, key: str) -> dict[str, Any]:
        """What every entry about this item says."""
        return claims_of(self.run, self.language) | {
            "key": key,
            "by": self.principal.subject,
            "identity": self.scene.identity(self.principal),
            "check_item": self.item.entry.id,
        }


def act_of(
    connection: Connection,
    scene: Scene,
    number: str,
    item: str,
    *,
    principal: Principal,
    language: Language,
) -> Act:
    """Somebody at an item. ChecklistUnknown, CheckItemUnknown."""
    standing = scene.standing(connection, run_of(connection, number), language)
    found = standing.items.get(item)
    if found is None or not found.entry.is_ticked:
        raise CheckItemUnknown
    return Act(scene=scene, standing=standing, item=found, principal=principal, language=language)


def complete_item(act: Act, answers: Answers, *, quiz: tuple[str, ...] = ()) -> Recorded:
    """Records that an item is done, with its evidence.

    NotYoursToDo, ChecklistClosed, NotReadYet, PartsNotDone, EvidenceMissing, NumberNeeded; AlreadyDone.
    """
    run, entry, scene = act.run, act.item.entry, act.scene
    if act.principal.subject not in scene.doers.doing(run, act.standing.text, entry).people:
        raise NotYoursToDo
    _can_be_done(act)
    answers.check(entry)
    files = scene.ledger.files
    note, received = kept(files, entry, answers), answers.received
    evidence = ((note,) if note else ()) + tuple(dict.fromkeys(one.digest for one in received))
    claims = act.about(f"check:{run.number}:{entry.id}:{act.item.rounds}") | {
        "evidence": evidence,
        "quiz": quiz,
    }

    def alongside(connection: Connection, recorded: Recorded) -> None:
        _note(connection, act, "completed", recorded, note=note)
        attach(
            connection,
            received,
            about=f"{run.about}:{entry.id}",
            by=act.principal.subject,
            at=scene.now,
            subject=run.subject,
            seq=recorded.seq,
        )

    check = _if(run, entry.id, lambda newest: AlreadyDone() if _stands_completed(newest) else None)
    try:
        recorded = scene.ledger.sequencer.record(
            ChecklistItemCompleted.model_validate(claims), check=check, alongside=alongside
        )
    except KeyReused:
        raise AlreadyDone from None
    finish(scene, run.number, principal=act.principal, language=act.language)
    return recorded


def verify_item(act: Act) -> Recorded:
    """Records that somebody else saw that it is done.

    DoerDoesNotVerify, NotYoursToVerify, NotDoneYet, ChecklistClosed; AlreadyDone.
    """
    run, entry, done = act.run, act.item.entry, act.item.completed
    if act.item.is_done:
        raise AlreadyDone
    if done is None:
        raise NotDoneYet
    if done.by == act.principal.subject:
        raise DoerDoesNotVerify
    if act.principal.subject not in act.scene.doers.verifying(run, entry, but=done.by).people:
        raise NotYoursToVerify
    claims = act.about(f"verify:{run.number}:{done.seq}") | {"completed": done.seq, "completed_by": done.by}

    def still(newest: Record | None) -> PortalError | None:
        if newest is None or newest.kind == "reopened":
            return NotDoneYet()
        if newest.kind == "verified":
            return AlreadyDone()
        if newest.by == act.principal.subject:
            return DoerDoesNotVerify()
        return None if newest.seq == done.seq else NotDoneYet()  # done again since: nobody saw that

    try:
        recorded = act.scene.ledger.sequencer.record(
            ChecklistItemVerified.model_validate(claims),
            check=_if(run, entry.id, still),
            alongside=lambda connection, recorded: _note(connection, act, "verified", recorded),
        )
    except KeyReused:
        raise AlreadyDone from None
    finish(act.scene, run.number, principal=act.principal, language=act.language)
    return recorded


def reopen_item(act: Act, *, reason: str, words: str = "") -> Recorded:
    """Records that an item was not done after all; the list is open again. NotDoneYet, NotYoursToVerify."""
    run, entry, done = act.run, act.item.entry, act.item.completed
    if done is None:
        raise NotDoneYet
    if not may_reopen(act):
        raise NotYoursToVerify
    newest = act.item.verified or done
    note = act.scene.ledger.files.keep(words.strip().encode()) if words.strip() else None
    claims = act.about(f"reopen:{run.number}:{newest.seq}") | {"reason": reason, "note": note}

    def alongside(connection: Connection, recorded: Recorded) -> None:
        _note(connection, act, "reopened", recorded, note=note, reason=reason)
        query = update(RUN).where(RUN.c.number == run.number, RUN.c.closed_as == "completed")
        connection.execute(query.values(closed_as=None, closed_at=None, closed_seq=recorded.seq))

    check = _if(
        run,
        entry.id,
        lambda known: None if known is not None and known.seq == newest.seq else NotDoneYet(),
        while_completed=True,
    )
    try:
        return act.scene.ledger.sequencer.record(
            ChecklistItemReopened.model_validate(claims), check=check, alongside=alongside
        )
    except KeyReused:
        raise NotDoneYet from None


def may_reopen(act: Act) -> bool:
    """Whoever verifies, whoever did it (a slip), and the managers of both."""
    done, who = act.item.completed, act.principal
    if done is None:
        return False
    if who.subject == done.by or {done.by, act.run.subject or ""} & who.team:
        return True
    entry = act.item.entry
    return bool(entry.verify) and who.subject in act.scene.doers.verifying(act.run, entry, but=done.by).people


def _can_be_done(act: Act) -> None:
    if act.item.state in ("done", "to-verify"):
        raise AlreadyDone
    if act.scene.is_over(act.run):
        raise ChecklistClosed
    refusals: dict[str, type[PortalError]] = {"to-read": NotReadYet, "waiting": PartsNotDone}
    refusal = refusals.get(act.item.state)
    if refusal is not None:
        raise refusal


def _if(
    run: Run,
    item: str,
    judge: Callable[[Record | None], PortalError | None],
    *,
    while_completed: bool = False,
) -> Check:
    """Asked inside the transaction: is the list still open, and what is the newest record of the item?"""

    def check(connection: Connection) -> PortalError | None:
        known = run_of(connection, run.number)
        if known.closed_as == "stopped" or (known.closed_as is not None and not while_completed):
            return ChecklistClosed()
        records = records_in(connection, [run.number]).get(run.number, ())
        return judge(next((one for one in reversed(records) if one.item == item), None))

    return check


def _stands_completed(newest: Record | None) -> bool:
    return newest is not None and newest.kind != "reopened"


def _note(
    connection: Connection,
    act: Act,
    kind: str,
    recorded: Recorded,
    *,
    note: str | None = None,
    reason: str | None = None,
) -> None:
    row = {"seq": recorded.seq, "run": act.run.number, "check_item": act.item.entry.id, "kind": kind}
    row |= {"by": act.principal.subject, "at": plain_of(recorded.body)["at"], "note": note, "reason": reason}
    connection.execute(insert(RECORD), row)
