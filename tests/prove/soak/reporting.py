"""The table of a run: requests by kind, memory over time, what was recorded, and everything that was wrong."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.prove.soak.browser import Sample
from tests.prove.soak.errands import Told
from tests.prove.soak.watching import Look, slope

_SHOWN = 40


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Everything that came of a run."""

    began: float
    samples: list[Sample]
    looks: list[Look]
    told: Told
    entries: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    ended: int = 0
    verified: int = 0
    said: str = ""
    log: str = ""

    @property
    def faults(self) -> list[Sample]:
        """Answers that were wrong."""
        return [one for one in self.samples if one.fault]

    @property
    def errors(self) -> list[str]:
        """What the server itself called an error."""
        return [line for line in self.log.splitlines() if _level(line) in ("ERROR", "CRITICAL")]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was wrong."""
        wrong = (self.faults, self.errors, self.lost, self.doubled)
        return not any(wrong) and self.verified == 0 and self.ended in (0, -15)


def in_short(outcome: Outcome) -> dict[str, float]:
    """The figures somebody else's table wants."""
    taken = sorted(one.seconds * 1000 for one in outcome.samples) or [0.0]
    return {
        "requests": len(outcome.samples),
        "wrong": len(outcome.faults) + len(outcome.errors),
        "lost": len(outcome.lost) + len(outcome.doubled),
        "confirmed": len(outcome.told.confirmed),
        "p99": at(0.99, taken),
    }


def _level(line: str) -> str:
    try:
        said = json.loads(line)
    except ValueError:
        return ""
    return str(said.get("level", "")).upper() if isinstance(said, dict) else ""


def at(share: float, taken: list[float]) -> float:
    """A share of a sorted list is not longer than this."""
    return taken[min(len(taken) - 1, int(len(taken) * share))]


def say(outcome: Outcome) -> Iterator[str]:
    """The table, line by line."""
    yield from _requests(outcome)
    yield from _memory(outcome)
    yield from _records(outcome)
    yield from _wrong(outcome)


def so_far(outcome: Outcome) -> Iterator[str]:
    """What can be said while people are still at work."""
    yield from _requests(outcome)
    yield from _memory(outcome)
    yield ""
    yield from _wrong_answers(outcome)


def _requests(outcome: Outcome) -> Iterator[str]:
    kinds: dict[str, list[Sample]] = defaultdict(list)
    for one in outcome.samples:
        kinds[one.kind].append(one)
    spent = max((one.at for one in outcome.samples), default=outcome.began) - outcome.began or 1
    yield f"{'request':34} {'n':>7} {'/s':>6} {'p50 ms':>7} {'p95':>7} {'p99':>7} {'slowest':>8} {'refused':>7} {'wrong':>5}"
    for kind in sorted(kinds, key=lambda name: -len(kinds[name])):
        yield _row(kind, kinds[kind], spent)
    yield _row("all", outcome.samples, spent)


def _row(kind: str, samples: list[Sample], spent: float) -> str:
    taken = sorted(one.seconds * 1000 for one in samples) or [0.0]
    figures = " ".join(f"{at(share, taken):7.0f}" for share in (0.5, 0.95, 0.99))
    refused, wrong = sum(one.refused for one in samples), sum(bool(one.fault) for one in samples)
    return f"{kind:34} {len(samples):7,} {len(samples) / spent:6.2f} {figures} {taken[-1]:8.0f} {refused:7} {wrong:5}"


def _memory(outcome: Outcome) -> Iterator[str]:
    if not outcome.looks:
        return
    yield ""
    yield f"{'minute':>6} {'MiB':>7} {'with helpers':>12} {'files':>6} {'threads':>7} {'cpu s':>7} {'log MiB':>8} {'records MiB':>11}"
    first, last = outcome.looks[0], outcome.looks[-1]
    minutes = (last.at - first.at) / 60
    for step in range(13):
        moment = first.at + minutes * 60 * step / 12
        one = min(outcome.looks, key=lambda look: abs(look.at - moment))
        figures = f"{one.memory:7.0f} {one.with_helpers:12.0f} {one.files:6} {one.threads:7}"
        yield f"{(one.at - first.at) / 60:6.1f} {figures} {one.seconds_of_cpu:7.0f} {one.log:8.1f} {one.records:11.1f}"
    most, widest = max(one.memory for one in outcome.looks), max(one.log for one in outcome.looks)
    yield f"most {most:.0f} MiB; log at most {widest:.1f} MiB; files at most {max(one.files for one in outcome.looks)}"
    for share in (0.17, 0.5):
        since = first.at + minutes * 60 * share
        yield f"memory after {minutes * share:.0f} min grows by {slope(outcome.looks, since):+.1f} MiB an hour"


def _records(outcome: Outcome) -> Iterator[str]:
    told = outcome.told
    yield ""
    yield f"told: {len(told.confirmed)} confirmed ({len(told.corrected)} corrected), {len(told.duties)} duties, {len(told.ticked)} ticked, {len(told.verified)} verified, {len(told.cases)} cases begun, {len(told.steps)} steps"
    yield f"entries: {len(outcome.entries):,}; " + ", ".join(
        f"{n} {kind}" for kind, n in Counter(outcome.entries).most_common()
    )
    yield f"lost: {len(outcome.lost)}; doubled: {len(outcome.doubled)}"
    yield f"evidence verify: exit {outcome.verified}; server ended with {outcome.ended}"
    yield outcome.said


def _wrong(outcome: Outcome) -> Iterator[str]:
    yield ""
    yield from _wrong_answers(outcome)
    yield f"errors in the log: {len(outcome.errors)}"
    yield from (f"  log: {line[:600]}" for line in outcome.errors[:_SHOWN])
    yield from (f"  lost: {line}" for line in outcome.lost[:_SHOWN])
    yield from (f"  doubled: {line}" for line in outcome.doubled[:_SHOWN])
    yield "sound" if outcome.is_sound else "NOT sound"


def _wrong_answers(outcome: Outcome) -> Iterator[str]:
    yield f"wrong answers: {len(outcome.faults)} of {len(outcome.samples):,}"
    alike = Counter((one.kind, one.status, one.fault) for one in outcome.faults)
    for (kind, status, fault), times in alike.most_common(_SHOWN):
        example = next(one for one in outcome.faults if (one.kind, one.fault) == (kind, fault))
        yield f"  {times:5} × {kind}: {status} {fault}   {example.address}"
