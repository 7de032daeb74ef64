"""The procedure page 流程: the step table, who takes part, what comes before and after."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from generators.model.extract import Card
from generators.model.names import kind_of
from generators.model.procedures import END, Branch, Procedure, Step
from generators.model.text import Text
from generators.model.timing import Window
from generators.phrases import wording
from generators.phrases.around import Surroundings, node_of
from generators.phrases.wording import timed_of
from generators.site.pages.pen import NOTHING, Pen, html
from generators.site.pages.views.notes import said

Neighbour = tuple[str, Card, Text | None]
"""before or after, the procedure, and when."""


def procedure_view(pen: Pen, around: Surroundings, procedure: Procedure) -> dict[str, Any]:
    """What the template of a procedure page needs beside the procedure."""
    table = _StepTable(pen, procedure)
    return {
        "spans": table.spans,
        **_drawn(pen, procedure),
        "who": table.who,
        "ways_of": table.ways,
        "step_notes": table.notes,
        "limit_of": table.limit,
        "window": lambda value: _window(pen, value),
        "taking_part": _taking_part(pen, procedure),
        "forms": _forms(pen, procedure),
        "before": _before(pen, around, procedure),
        "after": _after(pen, around, procedure),
        "written_in": [p for p in around.passages(procedure.id, "procedures") if p.place.part != "functions"],
        "timed": lambda passage: timed_of(node_of(passage)),
    }


def _drawn(pen: Pen, procedure: Procedure) -> dict[str, Any]:
    """The picture, the files beside the page and the table of who does what; a procedure without steps has none."""
    if not procedure.steps:
        return {"picture": NOTHING, "charges": None}
    from generators.site.pages.views.charges import procedure_charges

    if not pen.desk.with_pictures:
        return {"picture": NOTHING, "charges": procedure_charges(pen, procedure)}
    from generators.site.pages.views.pictures import downloads, swim_lanes

    drawing = pen.desk.drawings.of(procedure)
    return {
        "picture": swim_lanes(pen, drawing),
        "downloads": downloads(pen, procedure, drawing),
        "charges": procedure_charges(pen, procedure),
    }


class _StepTable:
    """The cells of the step table. A step is referred to by its number, which links to its row."""

    def __init__(self, pen: Pen, procedure: Procedure) -> None:
        self._pen = pen
        self._steps = procedure.steps
        self.numbers = {step.id: number for number, step in enumerate(procedure.steps, 1)}

    def spans(self, steps: Sequence[str]) -> Markup:
        """Steps by number; three or more that follow each other as 4–9."""
        runs: list[list[str]] = []
        for step in steps:
            follows = runs and self._number(step) == self._number(runs[-1][-1]) + 1
            if follows:
                runs[-1].append(step)
            else:
                runs.append([step])
        return self._pen.comma.join(map(self._span, runs))

    def _span(self, run: list[str]) -> Markup:
        link = Markup('<a href="#{}">{}</a>').format
        ends = [link(step, self.numbers.get(step, step)) for step in (run[0], run[-1])]
        if len(run) == 1:
            return ends[0]
        return (
            Markup('<span class="nb">')
            + Markup("–" if len(run) > 2 else self._pen.comma).join(ends)
            + Markup("</span>")
        )

    def _number(self, step: str) -> int:
        return self.numbers.get(step, -1)

    def who(self, step: Step) -> Markup:
        pen = self._pen
        actor = pen.link(step.actor) if step.actor else NOTHING
        if step.approve is None:
            return actor or Markup("–")
        approvers = pen.links(step.approve.by)
        if len(step.approve.by) > 1:
            approvers += html(f"<small>{pen.word(f'procedure.mode-{step.approve.mode}')}</small>")
        if not actor or step.actor in step.approve.by:
            return approvers
        return actor + Markup("<small>") + pen.phrase("procedure.by", who=approvers) + Markup("</small>")

    def ways(self, step: Step, place: int) -> list[Markup]:
        """Where the step leads: branches, returns, forks, and anything but the next row."""
        pen = self._pen
        ways = [pen.say(f"procedure.join-{step.join}")] if step.join else []
        ways += [self._branch(branch) for branch in step.branches]
        ways += self._next(step, place)
        if step.rejected == END:
            ways.append(pen.say("procedure.rejected-end"))
        elif step.rejected:
            ways.append(pen.phrase("procedure.rejected", step=self._step(step.rejected)))
        if step.fork:
            steps = pen.comma.join(map(self._step, step.fork))
            ways.append(pen.phrase("procedure.fork", steps=steps))
        if step.hand_off:
            ways.append(pen.phrase("procedure.hand-off", procedure=pen.link(step.hand_off)))
        return ways

    def _next(self, step: Step, place: int) -> list[Markup]:
        following = self._steps[place + 1].id if place + 1 < len(self._steps) else END
        if step.next is None or step.next == following:
            return []
        agreed = "agreed" if step.nature == "approval" else "then"
        if step.next == END:
            return [self._pen.say(f"procedure.{agreed}-end")]
        return [self._pen.phrase(f"procedure.{agreed}", step=self._step(step.next))]

    def _branch(self, branch: Branch) -> Markup:
        pen = self._pen
        target = pen.say("text.end") if branch.next == END else self._step(branch.next)
        way = Markup("<b>") + pen.inline(branch.label) + Markup("</b> → ") + target
        if branch.requires:
            forms = pen.links(branch.requires)
            way += pen.say("text.stop") + pen.phrase("procedure.branch-requires", forms=forms)
        return way

    def _step(self, identifier: str) -> Markup:
        number = self.numbers.get(identifier, identifier)
        return Markup('<a class="nb" href="#{}">{}</a>').format(
            identifier, self._pen.word("text.step", n=number)
        )

    def notes(self, step: Step) -> Markup:
        """Escalation, relay, who is asked and told, the system, who answers for it."""
        pen = self._pen
        escalation = NOTHING
        if step.escalate:
            time = pen.duration(step.escalate.after)
            escalation = pen.phrase("procedure.escalate", time=time, who=pen.link(step.escalate.to))
        parts = (
            *(self._relay(relay.when, relay.to, relay.inform) for relay in step.relay),
            escalation,
            said(pen, "procedure.consult", "who", pen.links(step.consulted)),
            said(pen, "procedure.inform", "who", pen.links(step.informed)),
            said(pen, "procedure.system", "system", pen.inline(step.system)),
            said(pen, "procedure.liability", "what", pen.inline(step.liability)),
            pen.inline(step.note),
        )
        return html("<br>".join([part for part in parts if part]))

    def _relay(self, when: Text, to: str, inform: tuple[str, ...]) -> Markup:
        pen = self._pen
        if not inform:
            return pen.phrase("procedure.relay", when=pen.inline(when), who=pen.link(to))
        others = pen.links(inform)
        return pen.phrase("procedure.relay-inform", when=pen.inline(when), who=pen.link(to), others=others)

    def limit(self, step: Step) -> Markup:
        pen = self._pen
        limit = f'<span class="nb">{escape(pen.duration(step.limit))}</span>' if step.limit else ""
        return html("<br>".join([said for said in (limit, pen.chip(step)) if said]))


def _window(pen: Pen, value: Window | None) -> str:
    return wording.window(value, pen.language) if value is not None else "–"


def _taking_part(pen: Pen, procedure: Procedure) -> list[tuple[str, str]]:
    """Who acts or approves, with the numbers of the steps."""
    steps: defaultdict[str, list[str]] = defaultdict(list)
    for number, step in enumerate(procedure.steps, 1):
        approvers = step.approve.by if step.approve else ()
        relays = [relay.to for relay in step.relay]
        for actor in dict.fromkeys((step.actor, *approvers, *relays)):
            if actor:
                steps[actor].append(str(number))
    joined = {actor: pen.word.joined(numbers) for actor, numbers in steps.items()}
    return [(actor, pen.word("procedure.steps-of-role", steps=numbers)) for actor, numbers in joined.items()]


def _forms(pen: Pen, procedure: Procedure) -> list[Card]:
    names = [*procedure.inputs]
    for step in procedure.steps:
        names += (*step.inputs, *step.output, *(form for branch in step.branches for form in branch.requires))
    names += (*procedure.outputs, *(gate.requires for gate in procedure.gates if gate.requires))
    return [pen.card(name) for name in dict.fromkeys(names)]


def _before(pen: Pen, around: Surroundings, procedure: Procedure) -> list[Neighbour]:
    """Derived: only the sender names a hand-off."""
    senders = [card.id for card in around.naming(procedure.id, "hand_offs.to", "hand_off")]
    source = procedure.trigger.source if procedure.trigger else None
    names = dict.fromkeys((*([source] if source else []), *senders))
    return [("before", pen.card(name), None) for name in names]


def _after(pen: Pen, around: Surroundings, procedure: Procedure) -> list[Neighbour]:
    named: dict[str, Text | None] = {way.to: way.when for way in procedure.hand_offs}
    for step in procedure.steps:
        if step.hand_off:
            named.setdefault(step.hand_off, None)
    for card in around.naming(procedure.id, "trigger.source"):
        if kind_of(card.id) == "procedure":
            named.setdefault(card.id, None)
    return [("after", pen.card(name), when) for name, when in named.items()]
