"""Starting 启动: a list begins to run on the text in force, once for each occasion, with an entry of the ledger."""

import hashlib
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.checklists.closing import SYSTEM
from portal.checklists.office import Scene
from portal.checklists.refusals import ChecklistNotInForce, NotYoursToStart
from portal.checklists.runs import Event, Run, run_for
from portal.checklists.tables import RUN
from portal.checklists.text import digest_for
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.checklist_entries import ChecklistStarted
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import reading
from portal.ledger.refusals import KeyReused
from portal.people.facts import Day
from portal.releases.facts import Release, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What starts a list: its name is the same however often it is noticed."""

    name: str
    checklist: str
    event: Event
    since: Day
    subject: str | None = None
    due: Day | None = None
    reference: str | None = None


class _StartedBefore(PortalError):
    """This occasion has started its list already."""

    status, code = 409, "already-done"


def start(scene: Scene, occasion: Occasion, *, by: Principal | None = None) -> Run:
    """The run of an occasion, started now unless it was before. ChecklistNotInForce, TextMissing."""
    ledger = scene.ledger
    with reading(ledger.engine) as connection:
        known = run_for(connection, occasion.name)
        release = None if known else in_force(connection, occasion.checklist)
    if known is not None:
        return known
    if release is None or "/checklist/" not in occasion.checklist:
        raise ChecklistNotInForce
    number = hashlib.sha256(occasion.name.encode()).hexdigest()[:16]
    entry = ChecklistStarted.model_validate(_claims(scene, occasion, release, number, by))

    def alongside(connection: Connection, recorded: Recorded) -> None:
        row = _row(occasion, release, number, recorded, by=entry.by)
        connection.execute(insert(RUN), row)

    def check(connection: Connection) -> PortalError | None:
        return None if run_for(connection, occasion.name) is None else _StartedBefore()

    with suppress(KeyReused, _StartedBefore):  # somebody else noticed the same occasion at the same moment
        ledger.sequencer.record(entry, check=check, alongside=alongside)
    with reading(ledger.engine) as connection:
        found = run_for(connection, occasion.name)
    assert found is not None  # noqa: S101 - recorded, here or there
    return found


def start_by_hand(
    scene: Scene, checklist: str, *, by: Principal, key: str, subject: str | None = None
) -> Run:
    """Somebody starts a list that is started by hand, or one about a person of their team. NotYoursToStart."""
    if not may_start(scene, checklist, by, subject):
        raise NotYoursToStart
    person = scene.facts.people.get(subject or "")
    if subject is not None and (person is None or not person.is_active(scene.facts.day)):
        raise NotYoursToStart
    occasion = Occasion(
        name=f"manual:{checklist}:{key}",
        checklist=checklist,
        event="manual",
        since=scene.facts.day,
        subject=subject,
    )
    return start(scene, occasion, by=by)


def start_for_step(
    scene: Scene,
    checklist: str,
    *,
    case: str,
    step: str,
    by: Principal | None = None,
    subject: str | None = None,
    due: Day | None = None,
) -> Run:
    """A step of a running procedure starts a list; once for each time (``step``) the case comes to it."""
    return start(
        scene,
        Occasion(
            name=f"step:{case}:{step}:{checklist}",
            checklist=checklist,
            event="step",
            since=scene.facts.day,
            subject=subject,
            due=due,
            reference=case,
        ),
        by=by,
    )


def step_of(run: Run) -> str:
    """The stop of a case that started a list; nothing for other lists."""
    return run.occasion.split(":")[2] if run.event == "step" else ""


def may_start(scene: Scene, checklist: str, who: Principal, subject: str | None = None) -> bool:
    """Managers for their team; a list by hand also holders of its roles, its owner, and whoever leads a holder."""
    plain = scene.texts.documents.get(checklist)
    if plain is None or plain["kind"] != "checklist" or not _may_read(scene, checklist, who):
        return False
    if subject is not None:
        is_hr = who.may(Permission.MANAGE_PEOPLE)
        return plain["start"]["event"] != "date" and (is_hr or subject in who.team)
    if plain["start"]["event"] != "manual":
        return False
    roles = frozenset(plain.get("for_roles", ()))
    if roles & set(who.roles) or checklist in who.owned:
        return True
    here = scene.facts.presence.here
    return any(not who.team.isdisjoint(here.get(role, ())) for role in roles)


def startable(scene: Scene, who: Principal, *, about_somebody: bool) -> list[str]:
    """The lists in force that somebody may start by hand."""
    team = next(iter(sorted(who.team)), None) if about_somebody else None
    if about_somebody and team is None:
        return []
    return [
        key
        for key, plain in sorted(scene.texts.documents.items())
        if plain["kind"] == "checklist" and _is_in_force(scene, key) and may_start(scene, key, who, team)
    ]


def new_key() -> str:
    """A key for one form, so that pressing its button twice starts one list."""
    return secrets.token_hex(8)


def _is_in_force(scene: Scene, checklist: str) -> bool:
    course = scene.facts.courses.get(checklist, ())
    return bool(course) and not course[-1].withdrawn


def _may_read(scene: Scene, checklist: str, who: Principal) -> bool:
    edition = scene.texts.edition
    return checklist not in edition.restricted_documents or checklist in edition.readable(who.rights)


def _claims(
    scene: Scene, occasion: Occasion, release: Release, number: str, by: Principal | None
) -> dict[str, Any]:
    return {
        "key": f"started:{number}",
        "case": number,
        "checklist": release.document,
        "digest": digest_for(release.digests, "zh-Hans"),
        "by": SYSTEM if by is None else by.subject,
        "identity": None if by is None else scene.identity(by),
        "subject": occasion.subject,
        "revision": release.revision,
        "event": occasion.event,
        "since": occasion.since.isoformat(),
        "due": None if occasion.due is None else occasion.due.isoformat(),
        "reference": occasion.reference,
    }


def _row(
    occasion: Occasion, release: Release, number: str, recorded: Recorded, *, by: str
) -> dict[str, object]:
    return {
        "number": number,
        "occasion": occasion.name,
        "checklist": release.document,
        "revision": release.revision,
        "release": release.seq,
        "digests": json.dumps(dict(release.digests)),
        "event": occasion.event,
        "subject": occasion.subject,
        "reference": occasion.reference,
        "since": occasion.since.isoformat(),
        "due": None if occasion.due is None else occasion.due.isoformat(),
        "started_by": by,
        "started_at": plain_of(recorded.body)["at"],
        "seq": recorded.seq,
    }
