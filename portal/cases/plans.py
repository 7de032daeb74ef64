"""Plans 流程文本: the exact text that a case follows, from the bytes that were kept when it came into force."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.cases.models import Node
from portal.ledger.files import Files
from portal.web.languages import Language

Plain = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Plan:
    """A procedure's text in one language, under its digest."""

    digest: str
    text: Plain

    @property
    def document(self) -> str:
        """The procedure's id."""
        return str(self.text["id"])

    @property
    def title(self) -> str:
        """The procedure's title."""
        return str(self.text.get("title", ""))

    @property
    def code(self) -> str:
        """The procedure's code."""
        return str(self.text.get("code", ""))

    @cached_property
    def steps(self) -> Mapping[str, Plain]:
        """The steps by id, in their order."""
        return {step["id"]: step for step in self.text.get("steps", ())}

    @property
    def gates(self) -> tuple[Plain, ...]:
        """What must be there before a case may start."""
        return tuple(self.text.get("gates", ()))

    def number(self, step: str) -> str:
        """The number of a step, as its author gave it or as it stands."""
        found = self.steps.get(step, {})
        place = list(self.steps).index(step) + 1 if step in self.steps else 0
        return str(found.get("label") or place or "")

    def name(self, step: str) -> str:
        """What a step is called."""
        found = self.steps.get(step, {})
        return str(found.get("name") or self.words(step))

    def words(self, step: str) -> str:
        """What is to be done in a step."""
        found = self.steps.get(step, {})
        return str(found.get("do") or found.get("decide") or found.get("name") or "")

    def branches(self, step: str) -> tuple[Plain, ...]:
        """The ways out of a decision."""
        return tuple(self.steps.get(step, {}).get("branches", ()))

    def records(self, node: Node) -> tuple[str, ...]:
        """The forms that whoever does a task hands in; approvals come after them and hand in nothing."""
        step = self.steps.get(node.step, {})
        asks = node.kind in ("action", "decision", "answer")
        return tuple(step.get("output", ())) if asks else ()

    def limit(self, step: str) -> str:
        """The span within which a step is to be done; empty where the text gives none."""
        found = self.steps.get(step, {})
        return str(found.get("limit") or found.get("due", {}).get("within") or "")

    def parties(self) -> frozenset[str]:
        """Everybody the text names: who acts, approves, takes over, is consulted, informed or escalated to."""
        return frozenset(party for step in self.steps.values() for party in _parties(step))


def _parties(step: Plain) -> Iterator[str]:
    yield from (step["actor"],) if step.get("actor") else ()
    yield from step.get("approve", {}).get("by", ())
    yield from step.get("consulted", ())
    yield from step.get("informed", ())
    yield from (relay["to"] for relay in step.get("relay", ()))
    if "escalate" in step:
        yield step["escalate"]["to"]


def plan_of(files: Files, digests: Mapping[str, str], language: Language) -> Plan:
    """The text under these digests in a language, or in the one it exists in. TextMissing."""
    digest = digests.get(language) or next(iter(digests.values()))
    text: Plain = json.loads(files.read(digest).partition(b"\0")[2])["text"]
    return Plan(digest, text)
