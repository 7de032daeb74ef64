"""The step table 步骤表: who does what, where it goes on, by when."""

from collections.abc import Sequence

from generators.handbook.outline.blocks import Line, Row, cell, run
from generators.handbook.outline.scribe import Scribe
from generators.model.procedures import END, Branch, Procedure, Relay, Step


class StepTable:
    """The rows of one procedure. A step is referred to by its number, which leads to its row."""

    def __init__(self, scribe: Scribe, procedure: Procedure) -> None:
        self._scribe = scribe
        self._id = procedure.id
        self._steps = procedure.steps
        self._numbers = {step.id: number for number, step in enumerate(procedure.steps, 1)}

    def row(self, step: Step, place: int) -> Row:
        """The row of a step."""
        scribe = self._scribe
        number = run(str(place + 1), "strong")
        nature = () if step.nature == "action" else scribe.say(f"procedure.{step.nature}", "quiet")
        sentence = run(scribe.text(step.sentence))
        forms = (
            scribe.names(step.output),
            scribe.phrase("procedure.from-forms", forms=scribe.names(step.inputs)),
        )
        return Row(
            (
                cell(number, run(scribe.label(step.label), "quiet"), nature), cell(*self._who(step)),
                cell(sentence, *self._ways(step, place), *self._notes(step)), cell(*forms), cell(*self._limit(step)),
            ),
            place=f"{self._id}#{step.id}",
        )  # fmt: skip

    def numbers(self, steps: Sequence[str]) -> Line:
        """Steps by number; three or more that follow each other as 4–9."""
        runs: list[list[str]] = []
        for step in steps:
            if runs and self._numbers.get(step, -1) == self._numbers.get(runs[-1][-1], -1) + 1:
                runs[-1].append(step)
            else:
                runs.append([step])
        return self._scribe.joined(map(self._span, runs))

    def _span(self, steps: list[str]) -> Line:
        first, last = self._mark(steps[0]), self._mark(steps[-1])
        if len(steps) == 1:
            return first
        return (*first, *(run("–") if len(steps) > 2 else self._scribe.comma), *last)

    def _mark(self, step: str) -> Line:
        return run(str(self._numbers.get(step, step)), target=f"{self._id}#{step}")

    def _step(self, step: str) -> Line:
        number = self._numbers.get(step, step)
        return run(self._scribe.word("text.step", n=number), target=f"{self._id}#{step}")

    def _who(self, step: Step) -> tuple[Line, ...]:
        scribe = self._scribe
        actor = scribe.name(step.actor)
        if step.approve is None:
            return (actor or run("–"),)
        approvers = scribe.names(step.approve.by)
        mode = scribe.say(f"procedure.mode-{step.approve.mode}", "quiet") if len(step.approve.by) > 1 else ()
        if not actor or step.actor in step.approve.by:
            return approvers, mode
        return actor, scribe.phrase("procedure.by", who=approvers), mode

    def _ways(self, step: Step, place: int) -> list[Line]:
        """Where the step leads: branches, returns, forks, and anything but the next row."""
        scribe = self._scribe
        ways = [scribe.say(f"procedure.join-{step.join}")] if step.join else []
        ways += [self._branch(branch) for branch in step.branches]
        ways += self._next(step, place)
        if step.rejected == END:
            ways.append(scribe.say("procedure.rejected-end"))
        elif step.rejected:
            ways.append(scribe.phrase("procedure.rejected", step=self._step(step.rejected)))
        if step.fork:
            ways.append(scribe.phrase("procedure.fork", steps=scribe.joined(map(self._step, step.fork))))
        if step.hand_off:
            ways.append(scribe.phrase("procedure.hand-off", procedure=scribe.name(step.hand_off)))
        return [(*run("→ ", "quiet"), *way) for way in ways]

    def _next(self, step: Step, place: int) -> list[Line]:
        following = self._steps[place + 1].id if place + 1 < len(self._steps) else END
        if step.next is None or step.next == following:
            return []
        agreed = "agreed" if step.nature == "approval" else "then"
        if step.next == END:
            return [self._scribe.say(f"procedure.{agreed}-end")]
        return [self._scribe.phrase(f"procedure.{agreed}", step=self._step(step.next))]

    def _branch(self, branch: Branch) -> Line:
        scribe = self._scribe
        target = scribe.say("text.end") if branch.next == END else self._step(branch.next)
        requires = scribe.phrase("procedure.branch-requires", forms=scribe.names(branch.requires))
        after = (*scribe.stop, *requires) if requires else ()
        return (*scribe.line(branch.label, "strong"), *run(" → "), *target, *after)

    def _notes(self, step: Step) -> tuple[Line, ...]:
        """Escalation, relay, who is asked and told, the system, who answers for it."""
        scribe = self._scribe
        escalation: Line = ()
        if step.escalate:
            time, who = run(scribe.duration(step.escalate.after)), scribe.name(step.escalate.to)
            escalation = scribe.phrase("procedure.escalate", time=time, who=who)
        said = (
            *map(self._relay, step.relay),
            escalation,
            scribe.phrase("procedure.consult", who=scribe.names(step.consulted)),
            scribe.phrase("procedure.inform", who=scribe.names(step.informed)),
            scribe.phrase("procedure.system", system=scribe.line(step.system)),
            scribe.phrase("procedure.liability", what=scribe.line(step.liability)),
            scribe.line(step.note),
        )
        return tuple(
            tuple(piece._replace(style=piece.style or "quiet") for piece in line) for line in said if line
        )

    def _relay(self, relay: Relay) -> Line:
        scribe = self._scribe
        when, who = scribe.line(relay.when), scribe.name(relay.to)
        if not relay.inform:
            return scribe.phrase("procedure.relay", when=when, who=who)
        return scribe.phrase("procedure.relay-inform", when=when, who=who, others=scribe.names(relay.inform))

    def _limit(self, step: Step) -> tuple[Line, ...]:
        return run(self._scribe.duration(step.limit)), self._scribe.deadline(step)
