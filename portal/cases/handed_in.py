"""Handed in 随附文件: files that forms and steps of cases ask for. A draft keeps them, its step binds them.

``about`` of such a file is ``case:<case>:<task>:field:<form>`` where a form has a field for it, and
``case:<case>:<task>:record:<form>`` where it is itself the record that a step asks for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from sqlalchemy import Connection, delete, or_, select, update
from starlette.datastructures import FormData

from portal.attachments.service import Attachment, Received, attach
from portal.attachments.tables import ATTACHMENT
from portal.attachments.uploads import received
from portal.cases.forms import MOST_ROWS, Field, GivenFile
from portal.cases.office import CaseOffice
from portal.cases.values import Task
from portal.ledger.files import Files

Place = Literal["field", "record"]
_PARTS: Final = 5


def about(task: Task, place: Place = "field", form: str = "") -> str:
    """The name under which files of a task, or of one of its forms, are kept."""
    whole = f"case:{task.case}:{task.key}"
    return f"{whole}:{place}:{form}" if form else whole


def described(one: Received | Attachment) -> GivenFile:
    """A file as a record names it."""
    return {"sha256": one.digest, "name": one.name, "kind": one.kind, "size": str(one.size)}


def files_in(filled: Mapping[str, Any]) -> Iterator[GivenFile]:
    """The files that a filled form names, those in rows of tables included."""
    for cell in filled.values():
        for one in cell if isinstance(cell, list) else ():
            if isinstance(one, dict) and "sha256" in one:
                yield one
            elif isinstance(one, dict):
                yield from files_in(one)


def given_files(
    files: Files, fields: Iterable[Field], form: FormData, known: Mapping[str, Any], *, megabytes: int
) -> tuple[Mapping[str, list[GivenFile]], list[Received]]:
    """What each place for files holds now: what it kept and what came, the latter checked and in safety.

    The refusals of receiving files.
    """
    held = {one["sha256"]: one for one in files_in(known)}
    places: dict[str, list[GivenFile]] = {}
    fresh: list[Received] = []
    for name in _names(fields):
        dropped = set(map(str, form.getlist(f"drop-{name}")))
        stay = [str(one) for one in form.getlist(f"keep-{name}")]
        here = [held[one] for one in stay if one in held and one not in dropped]
        came = received(files, form, name, megabytes=megabytes)
        fresh += came
        here += [described(one) for one in came if one.digest not in {there["sha256"] for there in here}]
        if here:
            places[name] = here
    return places, fresh


def settle_draft(
    connection: Connection, office: CaseOffice, task: Task, form: str, *, fresh: Iterable[Received],
    still: Collection[str], by: str,
) -> None:  # fmt: skip
    """A draft names what came for it, and no longer what was taken out of it."""
    name = about(task, "field", form)
    here = (ATTACHMENT.c.about == name, ATTACHMENT.c.seq.is_(None))
    connection.execute(delete(ATTACHMENT).where(*here, ATTACHMENT.c.digest.not_in(sorted(still))))
    _attach_new(connection, office, name, fresh, by=by)


def keep_records(
    office: CaseOffice,
    task: Task,
    came: Mapping[str, Sequence[Received]],
    *,
    dropped: Collection[str],
    by: str,
) -> None:
    """Files that are themselves records stay with the task until it is done, and are taken out again by number."""

    def work(connection: Connection) -> None:
        below = ATTACHMENT.c.about.startswith(f"{about(task)}:record:", autoescape=True)
        gone = delete(ATTACHMENT).where(
            below, ATTACHMENT.c.seq.is_(None), ATTACHMENT.c.number.in_(sorted(dropped))
        )
        connection.execute(gone)
        for form, fresh in came.items():
            _attach_new(connection, office, about(task, "record", form), fresh, by=by)

    if dropped or any(came.values()):
        office.records.ledger.sequencer.write(work).result()


def bind(connection: Connection, task: Task, digests: Collection[str], *, seq: int) -> None:
    """With its step a file belongs to the entry; what was handed in for nothing is let go."""
    name = about(task)
    here = or_(ATTACHMENT.c.about == name, ATTACHMENT.c.about.startswith(f"{name}:", autoescape=True))
    waits = (here, ATTACHMENT.c.seq.is_(None))
    connection.execute(
        update(ATTACHMENT).where(*waits, ATTACHMENT.c.digest.in_(sorted(digests))).values(seq=seq)
    )
    connection.execute(delete(ATTACHMENT).where(*waits))


def records_of(files: Iterable[Attachment], task: Task) -> Mapping[str, list[Attachment]]:
    """The files that are themselves records of a task, by form."""
    found: dict[str, list[Attachment]] = {}
    for one in files:
        parts = one.about.split(":", _PARTS - 1)
        if len(parts) == _PARTS and parts[2] == task.key and parts[3] == "record":
            found.setdefault(parts[4], []).append(one)
    return found


def numbers_of(files: Iterable[Attachment]) -> Mapping[str, str]:
    """By which number a file is fetched, by its digest."""
    return {one.digest: one.number for one in files}


def _attach_new(
    connection: Connection, office: CaseOffice, name: str, fresh: Iterable[Received], *, by: str
) -> None:
    known = set(connection.execute(select(ATTACHMENT.c.digest).where(ATTACHMENT.c.about == name)).scalars())
    new = {one.digest: one for one in fresh if one.digest not in known}
    attach(connection, new.values(), about=name, by=by, at=office.records.now(), subject=by)


def _names(fields: Iterable[Field]) -> Iterator[str]:
    """The places for files on a form's page, by the names of their controls."""
    for field in fields:
        if field.type == "file":
            yield field.name
        for column in field.columns:
            if column.type == "file":
                yield from (f"{field.name}-{number}-{column.id}" for number in range(MOST_ROWS))
