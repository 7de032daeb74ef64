"""Habits 习惯: how soon somebody confirms what they have to, and who signs on paper."""

import datetime
from typing import Final

from portal.demonstration.careers import Day, working_day
from portal.demonstration.dice import Dice
from portal.obligations.values import Obligation

ON_PAPER: Final = frozenset(
    {
        "auto/role/store-staff",
        "construction/role/team-leader",
        "devices/role/promoter",
        "headquarters/role/team-leader",
        "headquarters/role/warehouse-keeper",
    }
)
"""Roles whose people have no desk; some of their confirmations are signed on paper."""

_PROMPT, _ABOUT_TIME = 0.68, 0.86
_PAPER = 0.16
_NEVER = 0.6
_QUARTER = datetime.timedelta(days=100)


def day_of_confirming(dice: Dice, owed: Obligation, today: Day, *, last: Day) -> Day | None:
    """The day somebody will confirm; nothing for who lets it lie until the last day of all.

    Nobody is let off for a whole quarter: by then their manager has seen to it.
    """
    is_recent = owed.due + _QUARTER > last
    within = max((owed.due - owed.since).days, 1)
    name = (owed.subject, owed.document, owed.revision)
    diligence = dice.fraction("diligence", owed.subject)
    if diligence < _PROMPT:
        wait = dice.between(0, max(0, within - 1), "prompt", *name)
    elif diligence < _ABOUT_TIME:
        wait = dice.between(1, within + 6, "about", *name)
    elif is_recent and dice.happens(_NEVER, "never", *name):
        return None
    else:
        wait = dice.between(within + 1, within + 50, "tardy", *name)
    return working_day(max(owed.since, today) + datetime.timedelta(days=wait))


def signs_on_paper(dice: Dice, owed: Obligation, roles: tuple[str, ...]) -> bool:
    """Whether this confirmation is signed on paper and entered for them."""
    return not ON_PAPER.isdisjoint(roles) and dice.happens(_PAPER, "paper", owed.subject, owed.document)
