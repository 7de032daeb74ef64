"""Careers 任职经历: who sat where from which day to which, over two years, drawn by dice and by nothing else."""

import datetime
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from portal.demonstration.dice import Dice
from portal.demonstration.seats import FORMER, Seat

Day = datetime.date

LEAVES_AFTER: Final = {True: 3000.0, False: 1300.0}
"""On average, in days: leaders, others."""

TWO_YEARS: Final = 730

_MOVES = 0.45
_SETTLED = 150
_NEW_SEAT = 0.08
_BACKUP_SHARE = 0.5

VACANT: Final[Mapping[str, int]] = {
    "brand/role/public-opinion-monitor": 12,
    "estate/role/strategist": 61,
    "headquarters/role/cost-accountant": 33,
}
"""Roles nobody has held for so many days."""

STAYS: Final = frozenset(
    {
        "auto/role/marketing-manager",
        "auto/role/general-manager",
        "construction/role/engineering-manager",
        "construction/role/general-manager",
        "estate/role/research-supervisor",
        "headquarters/role/hr-manager",
        "headquarters/role/recruiter",
        "headquarters/role/group-general-manager",
    }
)
"""Whoever a visitor may sign in as, and whom stories need, stays for all two years."""

NEW_HIRE: Final = ("auto/role/marketing-assistant", 41)
"""In which role the newest hire sits, and since how many days."""


@dataclass(frozen=True, slots=True)
class Stint:
    """Somebody in a seat. ``ended`` is the first day they no longer sat there; ``leaves`` whether they left then."""

    member: int
    seat: Seat
    began: Day
    ended: Day | None = None
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Two years, up to the day the demonstration is run."""

    today: Day
    days: int = TWO_YEARS

    @property
    def opening(self) -> Day:
        """The day the portal began, a working day."""
        return working_day(self.today - datetime.timedelta(days=self.days))


@dataclass
class _Course:
    window: Window
    dice: Dice
    stints: list[Stint] = field(default_factory=list)
    ends: list[tuple[Day, int]] = field(default_factory=list)
    members: int = 0


def careers(seats: Sequence[Seat], window: Window, dice: Dice) -> tuple[Stint, ...]:
    """Every stint that touched the two years, in the order they were taken up."""
    course = _Course(window, dice)
    for seat in seats:
        _first(course, seat)
    while course.ends:
        _end(course, *heapq.heappop(course.ends))
    return tuple(sorted(course.stints, key=lambda one: (one.began, one.member)))


def monday(day: Day) -> Day:
    """That day or the Monday after it."""
    return day + datetime.timedelta(days=-day.weekday() % 7)


def changing_day(day: Day) -> Day:
    """Every other Monday: people come, move and leave between two fortnights."""
    first = monday(day)
    return first + datetime.timedelta(days=7 * (first.toordinal() // 7 % 2))


def working_day(day: Day) -> Day:
    """That day, or the Monday after a weekend."""
    return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _first(course: _Course, seat: Seat) -> None:
    """Most seats have somebody from before the portal; some are new."""
    window, dice = course.window, course.dice
    is_new = not seat.leads and seat.number > 0 and dice.happens(_NEW_SEAT, "new", seat.role, seat.number)
    if is_new:
        after = dice.between(40, window.days - 60, "opens", seat.role, seat.number)
        began = window.opening + datetime.timedelta(days=after)
    else:
        before = 30 + dice.days_until(900, "before", seat.role, seat.number)
        began = window.opening - datetime.timedelta(days=min(before, 6000))
    _sit(course, seat, changing_day(began), course.members)
    course.members += 1


def _sit(course: _Course, seat: Seat, began: Day, member: int) -> None:
    ended = _end_of(course, seat, began)
    leaves = seat.role != FORMER
    course.stints.append(Stint(member, seat, began, ended, leaves=ended is not None and leaves))
    if ended is not None:
        heapq.heappush(course.ends, (ended, len(course.stints) - 1))


def _end_of(course: _Course, seat: Seat, began: Day) -> Day | None:
    """When somebody will leave a seat; nothing if not by today."""
    window, dice = course.window, course.dice
    arranged = _arranged_end(window, seat, began)
    if arranged is not None:
        return arranged
    if seat.role in VACANT or seat.role == FORMER or _is_kept(seat):
        return None
    counts_from = max(began, window.opening)
    stays = 20 + dice.days_until(LEAVES_AFTER[seat.leads], "stays", seat.role, seat.number, began)
    ended = changing_day(counts_from + datetime.timedelta(days=stays))
    return ended if ended <= window.today - datetime.timedelta(days=2) else None


def _is_kept(seat: Seat) -> bool:
    return seat.role in STAYS or (seat.role == NEW_HIRE[0] and seat.number == 0)


def _arranged_end(window: Window, seat: Seat, began: Day) -> Day | None:
    """Ends that the stories of the demonstration need."""
    if seat.role in VACANT and seat.number == 0:
        return monday(window.today - datetime.timedelta(days=VACANT[seat.role]))
    if seat.role == FORMER and seat.number == 0:
        return monday(window.today - datetime.timedelta(days=22))
    hire = monday(window.today - datetime.timedelta(days=NEW_HIRE[1]))
    if (seat.role, seat.number) == (NEW_HIRE[0], 1) and began < hire:
        return hire
    return None


def _end(course: _Course, day: Day, index: int) -> None:
    """A seat falls vacant: somebody from the same unit is moved to it, or somebody new comes, or nobody."""
    stint = course.stints[index]
    if stint.ended != day:
        return  # they were moved elsewhere before
    if stint.seat.role == FORMER:
        _move(course, index, _free_clerk_seat(stint.seat), day)
    elif stint.seat.role not in VACANT:
        _refill(course, stint.seat, day)


def _free_clerk_seat(former: Seat) -> Seat:
    return replace(former, role="auto/role/marketing-clerk", number=99)


def _refill(course: _Course, seat: Seat, vacated: Day) -> None:
    dice, hire_day = course.dice, monday(course.window.today - datetime.timedelta(days=NEW_HIRE[1]))
    is_the_hire = (seat.role, seat.number) == (NEW_HIRE[0], 1) and vacated == hire_day
    gap = 0 if is_the_hire else dice.between(0, 45, "gap", seat.role, seat.number, vacated)
    began = vacated if is_the_hire else changing_day(vacated + datetime.timedelta(days=gap))
    if began > course.window.today - datetime.timedelta(days=1):
        return
    if not is_the_hire and dice.happens(_MOVES, "moves", seat.role, seat.number, vacated):
        candidates = list(_candidates(course, seat, began))
        if candidates:
            chosen = dice.one_of(candidates, "who", seat.role, seat.number, vacated)
            _move(course, chosen, seat, began)
            return
    _sit(course, seat, began, course.members)
    course.members += 1


def _candidates(course: _Course, seat: Seat, day: Day) -> Iterator[int]:
    """Who might be moved: people of the same unit, long enough in their seat, below it or beside it."""
    settled = day - datetime.timedelta(days=_SETTLED)
    for index, one in enumerate(course.stints):
        is_near = one.seat.unit == seat.unit and (
            one.seat.superior == seat.role or one.seat.department == seat.department
        )
        stays = one.ended is None or one.ended > day
        is_other = one.seat.role not in (seat.role, FORMER, *VACANT) and not _is_kept(one.seat)
        if is_near and stays and is_other and not one.seat.leads and one.began <= settled:
            yield index


def _move(course: _Course, index: int, seat: Seat, day: Day) -> None:
    moved = course.stints[index] = replace(course.stints[index], ended=day, leaves=False)
    _sit(course, seat, day, moved.member)
    if moved.seat.role != FORMER:
        _refill(course, moved.seat, day)
