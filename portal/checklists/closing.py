"""Closing a running list: completed when all of it is done, stopped when it is not gone on with."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, update

from portal.access.principals import Principal
from portal.checklists.office import Scene
from portal.checklists.refusals import ChecklistClosed
from portal.checklists.runs import Run, run_of
from portal.checklists.tables import RUN
from portal.checklists.text import digest_for
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.checklist_entries import ChecklistCompleted, ChecklistStopped
from portal.ledger.jobs import Check, Recorded
from portal.ledger.ledger import reading
from portal.ledger.refusals import KeyReused
from portal.web.languages import Language

SYSTEM: Final = "system"
STOPPED: Final = ("by-mistake", "no-longer-needed", "plans-changed")
"""Why a list is not gone on with."""


def stop_run(
    scene: Scene, run: Run, *, principal: Principal | None, reason: str, language: Language
) -> Recorded:
    """Records that a list is not gone on with, on somebody's word or by the portal itself. ChecklistClosed."""
    claims = claims_of(run, language) | {
        "key": f"stop:{run.number}",
        "by": SYSTEM if principal is None else principal.subject,
        "identity": None if principal is None else scene.identity(principal),
        "reason": reason,
    }
    try:
        return scene.ledger.sequencer.record(
            ChecklistStopped.model_validate(claims), check=_open(run), alongside=_closed(run, "stopped")
        )
    except KeyReused:
        raise ChecklistClosed from None


def finish(
    scene: Scene, number: str, *, principal: Principal | None = None, language: Language = "zh-Hans"
) -> Recorded | None:
    """Records that a whole list is completed, if it is: by who did the last of it, or by the portal itself."""
    with reading(scene.ledger.engine) as connection:
        run = run_of(connection, number)
        standing = scene.standing(connection, run, language)
    if run.closed_as is not None or not standing.is_complete:
        return None
    claims = claims_of(run, language) | {
        "key": f"completed:{run.number}:{sum(one.rounds for one in standing.items.values())}",
        "by": SYSTEM if principal is None else principal.subject,
        "identity": None if principal is None else scene.identity(principal),
    }
    try:
        return scene.ledger.sequencer.record(
            ChecklistCompleted.model_validate(claims), check=_open(run), alongside=_closed(run, "completed")
        )
    except (KeyReused, ChecklistClosed):
        return None


def claims_of(run: Run, language: Language) -> dict[str, Any]:
    """What every entry about a run says."""
    return {
        "case": run.number,
        "checklist": run.checklist,
        "digest": digest_for(run.digests, language),
        "subject": run.subject,
    }


def _open(run: Run) -> Check:
    def check(connection: Connection) -> PortalError | None:
        return ChecklistClosed() if run_of(connection, run.number).closed_as is not None else None

    return check


def _closed(run: Run, how: str) -> Callable[[Connection, Recorded], None]:
    def close(connection: Connection, recorded: Recorded) -> None:
        at = plain_of(recorded.body)["at"]
        query = update(RUN).where(RUN.c.number == run.number)
        connection.execute(query.values(closed_as=how, closed_at=at, closed_seq=recorded.seq))

    return close
