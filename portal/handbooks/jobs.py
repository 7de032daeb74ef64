"""Jobs 任务: one file being made for one person, and how far it is."""

import datetime
import secrets
import threading
from dataclasses import dataclass, field
from typing import Final, Literal

State = Literal["waiting", "making", "ready", "failed", "cancelled"]

UNDER_WAY: Final = ("waiting", "making")


class Cancelled(Exception):
    """Somebody said stop; raised inside the making, at its next step."""


@dataclass(slots=True, kw_only=True)
class Job:
    """What one person has ordered: ``key`` names the finished file, ``problem`` is the code of why there is none.

    ``restricted`` and ``has_status`` say what somebody must still be allowed to see when they fetch it.
    """

    subject: str
    key: str
    name: str
    form: str
    documents: int
    at: datetime.datetime
    restricted: frozenset[str] = frozenset()
    has_status: bool = False
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    stage: str = "setting"
    done: int = 0
    problem: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_under_way(self) -> bool:
        """Whether it is still to come."""
        return self.state in UNDER_WAY

    def told(self, stage: str, done: int) -> None:
        """The making says where it is. Cancelled."""
        if self._stop.is_set():
            raise Cancelled
        self.stage, self.done = stage, done

    def stop(self) -> None:
        """It ends at its next step, and is called off from now on."""
        if self.is_under_way:
            self._stop.set()
            self.state = "cancelled"

    def ended(self, state: State, problem: str = "") -> None:
        """How it ended, unless somebody had called it off."""
        if self.state != "cancelled":
            self.state, self.problem = state, problem
