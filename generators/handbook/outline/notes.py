"""Notes 附注: the small lines beneath a duty, step, clause or check item."""

from collections.abc import Iterable

from generators.handbook.outline.blocks import Line, run
from generators.handbook.outline.scribe import Scribe
from generators.model.checklists import CheckItem
from generators.model.control import KnownGap
from generators.model.policies import Clause
from generators.model.roles import Duty, Evidence


def duty_notes(scribe: Scribe, duty: Duty) -> Line:
    """By when, to whom, with whom, with which forms, what is kept."""
    return scribe.notes((
        _strong(scribe.deadline(duty)),
        scribe.phrase("duty.to", who=scribe.names(duty.recipient)),
        scribe.phrase("duty.with", who=scribe.names(duty.together_with)),
        scribe.phrase("duty.from", forms=scribe.names(duty.inputs)),
        scribe.phrase("duty.delivers", forms=scribe.names(duty.deliverables)),
        scribe.phrase("duty.evidence", what=evidence(scribe, duty.evidence)),
        scribe.phrase("duty.verify", who=scribe.name(duty.verify)),
        scribe.phrase("duty.keep", time=run(scribe.duration(duty.keep))),
        scribe.phrase("duty.see", procedures=scribe.names(duty.procedures)),
    ))  # fmt: skip


def clause_notes(scribe: Scribe, clause: Clause) -> Line:
    """By when, who, with which forms, what to see."""
    return scribe.notes((
        _strong(scribe.deadline(clause)),
        scribe.phrase("articles.by", who=scribe.name(clause.actor)),
        scribe.phrase("articles.forms", forms=scribe.names(clause.forms)),
        scribe.phrase("articles.see", documents=scribe.names(clause.see)),
        scribe.phrase("articles.liability", what=scribe.line(clause.liability)),
    ))  # fmt: skip


def check_notes(scribe: Scribe, item: CheckItem) -> Line:
    """How to check, and what shows it."""
    return scribe.notes((
        scribe.phrase("checklist.requirement", what=scribe.line(item.requirement)),
        scribe.phrase("checklist.method", what=scribe.line(item.method)),
        scribe.phrase("checklist.by", who=scribe.name(item.by)),
        scribe.phrase("checklist.within", time=run(scribe.duration(item.within))),
        scribe.phrase("checklist.read", document=scribe.name(item.read)),
        scribe.phrase("duty.evidence", what=evidence(scribe, item.evidence)),
        scribe.phrase("checklist.verify", who=scribe.name(item.verify)),
    ))  # fmt: skip


def gap_notes(scribe: Scribe, gap: KnownGap) -> Line:
    """Who closes a gap, by when."""
    return scribe.notes((
        scribe.phrase("gaps.owner", who=scribe.name(gap.owner)),
        scribe.phrase("gaps.due", day=run(gap.due or "")),
    ))  # fmt: skip


def evidence(scribe: Scribe, proofs: Iterable[Evidence]) -> Line:
    """What shows that something was done."""
    return scribe.joined(
        scribe.name(proof.form) if proof.form else scribe.line(proof.label) for proof in proofs
    )


def _strong(line: Line) -> Line:
    return tuple(piece._replace(style="strong") for piece in line)
