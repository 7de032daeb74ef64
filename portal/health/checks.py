"""A check 体检项: one thing looked at, how it is, and the values of the sentence that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.web.texts import Texts


class State(StrEnum):
    """How something is. A warning keeps the portal running and wants somebody's look; a failure does not wait."""

    GOOD = "good"
    WARNING = "warning"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding about this installation: ``name`` is what was looked at, ``verdict`` which sentence says it."""

    name: str
    state: State
    verdict: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code of the sentence, as documented."""
        return f"{self.name}-{self.verdict}"

    def sentence(self, words: Texts) -> str:
        """What was found, in words."""
        return words.say(f"health.{self.code}", **self.values)


def good(name: str, verdict: str = "good", **values: str | int) -> Check:
    """All is well."""
    return Check(name=name, state=State.GOOD, verdict=verdict, values=values)


def warning(name: str, verdict: str, **values: str | int) -> Check:
    """Somebody should look."""
    return Check(name=name, state=State.WARNING, verdict=verdict, values=values)


def failing(name: str, verdict: str, **values: str | int) -> Check:
    """Something does not work, or will not soon."""
    return Check(name=name, state=State.FAILING, verdict=verdict, values=values)
