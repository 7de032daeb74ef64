"""Lists 清单: in the last weeks of the story, lists start as people come and months begin, and people tick them off."""

import datetime
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from portal.checklists.occasions import complete_done, start_due
from portal.checklists.office import Scene, scene_at
from portal.checklists.recording import Act, complete_item, reopen_item, verify_item
from portal.checklists.refusals import AlreadyDone, ChecklistClosed, NotYoursToVerify
from portal.checklists.runs import Run, open_runs
from portal.checklists.standing import ItemStanding, Standing
from portal.checklists.starting import start_by_hand
from portal.demonstration.careers import NEW_HIRE
from portal.demonstration.handed_in import answers_for
from portal.demonstration.office import Office
from portal.demonstration.words import checklist_words
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.workdays.calendars import Calendars

WEEKS: Final = datetime.timedelta(days=70)
"""How far back lists run: further back people only read and confirmed."""

LEFT: Final = frozenset({"find-file", "draft-copy", "shadow-showroom", "first-month"})
"""What the newest hire leaves to whoever signs in as them; what comes before waits for the manager to verify."""

ONBOARDING: Final = "auto/checklist/onboarding-marketing-assistant"
VISITED: Final = "auto/checklist/brand-visit"
"""Lists that are started by hand; the visit is a few days before the day the demonstration is run."""

_LEADER: Final = "auto/role/marketing-manager"
_VISIT: Final = 4
_TO_VERIFY: Final = "three-dailies"
_WORKED: Final = frozenset({0, 2, 4})
_REOPENED: Final = 0.06
_FORGOTTEN: Final = 0.06
_RECENTLY: Final = datetime.timedelta(days=35)
_CALENDARS: Final = Calendars(None)
_MOOT: Final = (AlreadyDone, ChecklistClosed, NotYoursToVerify)


def live_with_lists(office: Office) -> None:
    """A day's lists: what is due starts, and people do what they get round to. Not every day."""
    today, last = office.day, office.company.window.today
    if today < last - WEEKS or (
        today.weekday() not in _WORKED and today != last - datetime.timedelta(days=1)
    ):
        return
    with reading(office.records.ledger.engine) as connection:
        scene = scene_at(connection, office.records, office.texts, office.confirming.desk, _CALENDARS)
    start_due(scene)
    _start_by_hand(office, scene)
    with reading(office.records.ledger.engine) as connection:
        runs = {one.number: one for one in open_runs(connection) if not scene.is_over(one)}
        found = scene.standings(connection, runs, "zh-Hans")
    for standing in found.values():
        _work_on(office, scene, standing)
    complete_done(scene)


def _start_by_hand(office: Office, scene: Scene) -> None:
    """What the marketing manager starts: the list for an announced visit, and the one of the newest hire.

    That one came into force after the hire had come, so nothing started it by itself.
    """
    leader, hire = office.principal(office.first_of(_LEADER)), _new_hire(office)
    with reading(office.records.ledger.engine) as connection:
        started = {(one.checklist, one.subject) for one in open_runs(connection)}
    if leader is None:
        return
    announced = office.company.window.today - datetime.timedelta(days=_VISIT)
    is_in_force = bool(scene.facts.courses.get(VISITED))
    if is_in_force and office.day >= announced and (VISITED, None) not in started:
        start_by_hand(scene, VISITED, by=leader, key="demonstration")
    if hire is not None and scene.facts.courses.get(ONBOARDING) and (ONBOARDING, hire) not in started:
        leads = replace(leader, team=frozenset({hire}))
        start_by_hand(scene, ONBOARDING, by=leads, key="demonstration", subject=hire)


def _work_on(office: Office, scene: Scene, standing: Standing) -> None:
    for item in standing.items.values():
        if item.state == "open" and _is_done_by(office, standing.run, item):
            _do(office, scene, standing, item)
        elif item.state == "to-verify" and item.completed is not None:
            _look_at(office, scene, standing, item)


def _do(office: Office, scene: Scene, standing: Standing, item: ItemStanding) -> None:
    people = sorted(scene.doers.doing(standing.run, standing.text, item.entry).people)
    act = _act(office, scene, standing, item, people)
    if act is None:
        return
    person = office.staff.people[act.principal.subject]
    answers = answers_for(office, item.entry, run=standing.run.number, staff_number=person.staff_number)
    _unless_moot(lambda: complete_item(act, answers))


def _look_at(office: Office, scene: Scene, standing: Standing, item: ItemStanding) -> None:
    """Somebody verifies it after a day or some; now and then it is not enough."""
    run, done, dice = standing.run, item.completed, office.company.dice
    if done is None or (_is_new_hire(office, run) and item.entry.id == _TO_VERIFY):
        return
    waits = dice.between(0, 6, "verified", run.number, item.entry.id, item.rounds)
    if scene.facts.organisation.day_of(done.at) + datetime.timedelta(days=waits) > office.day:
        return
    people = sorted(scene.doers.verifying(run, item.entry, but=done.by).people)
    act = _act(office, scene, standing, item, people)
    if act is None:
        return
    if item.rounds == 0 and dice.happens(_REOPENED, "reopened", run.number, item.entry.id):
        remark = dice.one_of(checklist_words("remarks"), "remark", run.number, item.entry.id)
        _unless_moot(lambda: reopen_item(act, reason="evidence-insufficient", words=remark))
        return
    _unless_moot(lambda: verify_item(act))


def _act(
    office: Office, scene: Scene, standing: Standing, item: ItemStanding, people: Sequence[str]
) -> Act | None:
    """One of the people who may, the same for a whole list where that goes."""
    here = [one for one in people if (office.principal(one)) is not None]
    if not here:
        return None
    chosen = office.company.dice.one_of(here, "who", standing.run.number)
    principal = office.principal(chosen)
    if principal is None:
        return None
    return Act(scene=scene, standing=standing, item=item, principal=principal, language="zh-Hans")


def _is_done_by(office: Office, run: Run, item: ItemStanding) -> bool:
    """Most do things in time, some late, a few forget one."""
    dice, name = office.company.dice, (run.number, item.entry.id, item.rounds)
    if _is_new_hire(office, run):
        return item.entry.id not in LEFT
    is_recent = run.since >= office.company.window.today - _RECENTLY
    if is_recent and dice.happens(_FORGOTTEN, "forgotten", *name):
        return False
    due = item.due.date() if item.due is not None else run.since + datetime.timedelta(days=10)
    within = max((due - run.since).days, 1)
    diligence = dice.fraction("diligence", run.subject or run.number)
    most = within if diligence < 0.75 else within + 12
    return run.since + datetime.timedelta(days=dice.between(0, most, "ticks", *name)) <= office.day


def _is_new_hire(office: Office, run: Run) -> bool:
    return run.subject is not None and run.subject == _new_hire(office)


def _new_hire(office: Office) -> SubjectId | None:
    """The newest hire, once they are here."""
    role, _ = NEW_HIRE
    hire = office.company.holder(role, number=1)
    return hire.subject if hire is not None and office.staff.is_active(hire.subject) else None


def _unless_moot(act: Callable[[], object]) -> None:
    """Somebody else may have been quicker, or the list ended with the item before."""
    with suppress(*_MOOT):
        act()
