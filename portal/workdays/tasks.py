"""Tasks 待办: one thing a person has to do, whichever part of the portal asks for it. Values only."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

TaskKind = Literal["document", "checklist", "duty", "case"]
TaskState = Literal["do", "verify", "blocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One line of somebody's work: what it is, where it is done, which text it follows, by when.

    ``key`` is the same for as long as it is the same task. ``place`` is an address of ours without the language.
    ``document`` is the id of the text that is followed. Moments are aware and in UTC.
    """

    person: str
    kind: TaskKind
    key: str
    title: Mapping[str, str] | str
    place: str
    document: str
    due: datetime.datetime | None
    state: TaskState
    since: datetime.datetime
