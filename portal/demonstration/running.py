"""Running procedures 流程办理: over the last weeks people start cases, do their steps, approve and return.

Most cases are finished, some in time and some late; the newest still run, so that a visitor finds something to do.
"""

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from portal.access.principals import Principal
from portal.cases import store
from portal.cases.acting import Deed, Turn, act, turn_of, wanted
from portal.cases.office import CaseOffice
from portal.cases.refusals import TaskOver
from portal.cases.standing import Standings
from portal.cases.starting import Beginning, first_actor, opening_of, start
from portal.cases.steering import steer
from portal.cases.values import Case, Task
from portal.demonstration.careers import Day, working_day
from portal.demonstration.office import Office
from portal.demonstration.past import PastTexts
from portal.demonstration.words import case_titles, case_words, refusals
from portal.ledger.ledger import reading

_WEEKS: Final = 10
_NEWEST: Final = 3
_DILIGENCE: Final = 0.6
_REFUSED: Final = 0.15
_ROUNDS: Final = 2
_STEPS_A_DAY: Final = 2
_CANCELLED: Final = 2
_SUSPENDED: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody means to start a case on a day."""

    number: int
    document: str
    title: str


@dataclass
class Running:
    """The cases of the demonstration: which begin when, and how each has gone so far."""

    cases: CaseOffice
    wishes: Mapping[Day, list[Wish]]
    running: dict[str, Wish] = field(default_factory=dict)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def live_through(self, office: Office) -> None:
        """One day: what is meant to begin begins, and what waits is done by those who get round to it."""
        coming = self.wishes.get(office.day, ())
        if not coming and not self.running:
            return
        office.clock.begin(office.day, 14)
        office.clock.spread(len(self.running) * 4 + len(coming) * 4)
        for wish in coming:
            self._begin(office, wish)
        if office.day.weekday() < 5:
            for key in list(self.running):
                self._go_on(office, key)

    def _begin(self, office: Office, wish: Wish) -> None:
        first = _first(office, self.cases, wish)
        if first is None:
            return
        opening = opening_of(self.cases, office.texts, first, wish.document, "zh-Hans")
        gates = {gate["id"]: f"LX-{office.day:%Y%m}-{wish.number:02}" for gate in opening.plan.gates}
        key = hashlib.sha256(f"{office.company.dice.seed}\0case\0{wish.number}".encode()).hexdigest()[:32]
        said = Beginning(key=key, title=wish.title, gates=gates)
        case = start(self.cases, office.texts, first, opening, said)
        self.running[case.key] = wish

    def _go_on(self, office: Office, key: str) -> None:
        dice, wish = office.company.dice, self.running[key]
        with reading(office.records.ledger.engine) as connection:
            case = store.case_at(connection, key)
            tasks = [task for task in store.tasks_of(connection, key) if task.is_open]
        if _perhaps_steered(office, self.cases, case, wish):
            del self.running[key]
            return
        for task in tasks[:_STEPS_A_DAY]:
            if dice.happens(_DILIGENCE, "case", key, task.node, office.day.isoformat()):
                case = self._do(office, case, task)
        if case.state != "open":
            del self.running[key]

    def _do(self, office: Office, case: Case, task: Task) -> Case:
        try:
            return self._done(office, case, task)
        except TaskOver:  # of several who may approve another was quicker
            return case

    def _done(self, office: Office, case: Case, task: Task) -> Case:
        with reading(office.records.ledger.engine) as connection:
            seats = self.cases.seats(connection, office.texts)
            standings = self.cases.standings(seats, office.texts, case, task)
            subject = _one_of(office, standings, "does", case.key, task.node)
            if not subject:
                return case
            turn = turn_of(self.cases, office.texts, connection, subject, task.key)
        return act(self.cases, office.texts, subject, task.key, self._deed(office, turn))

    def _deed(self, office: Office, turn: Turn) -> Deed:
        """What somebody says: a branch nobody took yet, later the one that leads home; now and then a refusal."""
        dice, model, node = office.company.dice, turn.engine.model, turn.node
        self._seen[turn.case.key, node.id] += 1
        rounds = self._seen[turn.case.key, node.id]
        branch = None
        if node.kind == "decision":
            ways = model.ways_from[node.id]
            home = min(ways, key=lambda way: model.far_from_end.get(way.target, 0))
            way = dice.one_of(ways, "way", turn.case.key, node.id) if rounds == 1 else home
            labels = [one["label"] for one in turn.plan.branches(node.step)]
            branch = labels.index(way.name) + 1
        may_refuse = node.kind in ("approval", "answer") and model.may_refuse(node) and rounds <= _ROUNDS
        refused = may_refuse and dice.happens(_REFUSED, "refused", turn.case.key, node.id, rounds)
        why = dice.one_of(refusals(), "why", turn.case.key, node.id) if refused else ""
        records = {form: _number(office, form, turn.case) for form in wanted(turn, branch)}
        return Deed(outcome="refused" if refused else "done", branch=branch, text=why, records=records)


def cases_to_come(office: Office) -> Running:
    """Which procedures will be run, and when: those whose newest text is in force by then."""
    dice, today = office.company.dice, office.company.window.today
    wishes: dict[Day, list[Wish]] = defaultdict(list)
    for number, (document, title) in enumerate(_titles()):
        ago = _NEWEST + round(dice.fraction("case-begins", number) * _WEEKS * 7)
        day = working_day(today - datetime.timedelta(days=ago))
        wishes[day].append(Wish(number=number, document=document, title=title))
    return Running(CaseOffice(office.records), wishes)


def _titles() -> Iterator[tuple[str, str]]:
    for document, titles in case_titles().items():
        yield from ((document, title) for title in titles)


def _first(office: Office, cases: CaseOffice, wish: Wish) -> Principal | None:
    """Who begins a case; nobody where nobody is there who may."""
    texts = office.texts
    if not isinstance(texts, PastTexts) or texts.standing.get(wish.document, "") is not None:
        return None  # its newest text is not in force yet
    plain = office.texts.documents[wish.document]
    with reading(office.records.ledger.engine) as connection:
        standings = cases.seats(connection, office.texts).of(first_actor(plain))
    subject = _one_of(office, standings, "starts", wish.number)
    return office.principal(subject) if subject else None


def _perhaps_steered(office: Office, cases: CaseOffice, case: Case, wish: Wish) -> bool:
    """One case is given up, one rests, each some days after it began."""
    way = {_CANCELLED: "cancel", _SUSPENDED: "suspend"}.get(wish.number, "")
    if not way or office.day < office.records.day_of(case.started_at) + datetime.timedelta(days=2):
        return False
    reason = case_words("cancelled" if way == "cancel" else "suspended")
    steer(cases, office.texts, case.started_by, case.key, way=way, reason=reason)
    return True


def _one_of(office: Office, standings: Standings, *name: str | int) -> str:
    """One of those who hold the role, and of those who stand in where nobody does."""
    holders = sorted(subject for subject, standing in standings.items() if standing == "holder")
    able = holders or sorted(standings)
    return office.company.dice.one_of(able, *name) if able else ""


def _number(office: Office, form: str, case: Case) -> str:
    listed = office.texts.listed.get(form)
    code = listed.code if listed is not None and listed.code else "JL"
    return f"{code}-{office.day:%Y}-{case.seq % 1000:03}"
