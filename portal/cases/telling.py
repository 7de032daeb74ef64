"""Telling 通知: what people are told of tasks of cases: that one came or came back, that its limit nears or has passed.

Whoever brought a task about is not told that it came. Each occasion has a name, so that nobody is told twice.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from portal.cases.office import CaseOffice
from portal.cases.values import Event, Task
from portal.cases.work import Waiting
from portal.notices.outbox import Notice
from portal.web.languages import LANGUAGES

NEAR: Final = datetime.timedelta(days=1)
"""So long before its limit somebody is told; a quarter of the time there is, where that is less."""
_WEEK: Final = datetime.timedelta(days=7)
_FIRST: Final = frozenset({"holder", "delegate", "superior", "owner", "assigned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How a task came about: by whom, and whether it was sent back."""

    by: str = ""
    is_refused: bool = False


@dataclass(frozen=True, kw_only=True)
class Story:
    """What is known of a task besides what waits: what brought it about, and who gave it to its holder."""

    office: CaseOffice
    zone: datetime.tzinfo
    brought: Mapping[str, Brought]
    given: Mapping[str, Event]


def about(task: Task) -> str:
    """The name under which notices refer to a task."""
    return f"case:{task.key}"


def called(one: Waiting) -> tuple[str, ...]:
    """Whose turn it is: who has the task, else everybody who may take it; backups only where nobody else is there."""
    if one.task.holder:
        return (one.task.holder,)
    first = tuple(who for who, standing in one.standings.items() if standing in _FIRST)
    return first or tuple(one.standings)


def notices(one: Waiting, story: Story, *, now: datetime.datetime) -> Iterator[Notice]:
    """What is to be said now about a task that waits."""
    brought = story.brought.get(one.task.key, Brought())
    code = "returned" if brought.is_refused else "came"
    given = story.given.get(one.task.key)
    if given is not None and given.to == one.task.holder and given.by != given.to:
        yield said(one, story, given.to, "given", f"given:{given.seq}", person=given.by)
    for subject in called(one):
        if subject != brought.by and (given is None or subject != given.to):
            yield said(one, story, subject, code, "came")
        yield from _timely(one, story, subject, now)


def said(one: Waiting, story: Story, subject: str, code: str, stage: str, **more: str) -> Notice:
    """One thing to tell somebody about a task, with its step as the text that is followed calls it."""
    case, task = one.case, one.task
    names = {f"what.{name}": story.office.plan(case.digests, name).name(task.step) for name in LANGUAGES}
    due = "" if task.due is None else task.due.astimezone(story.zone).strftime("%Y-%m-%d %H:%M")
    return Notice(
        occasion=f"case:{task.key}:{subject}:{stage}",
        subject=subject,
        code=f"case.{code}",
        about=about(task),
        values={
            "document": case.document,
            "revision": case.revision,
            "case": case.title,
            "due": due,
            "place": f"cases/task/{task.key}/",
            **names,
            **more,
        },
    )


def _timely(one: Waiting, story: Story, subject: str, now: datetime.datetime) -> Iterator[Notice]:
    due = one.task.due
    if due is None:
        return
    stage = f"{due:%Y%m%dt%H%M%S}"  # a case that rested has another limit, and that is another occasion
    if now > due:
        yield said(one, story, subject, "late", f"late:{stage}:{(now - due) // _WEEK}")
    elif now >= due - min(NEAR, (due - one.task.opened_at) / 4):
        yield said(one, story, subject, "near", f"near:{stage}")
