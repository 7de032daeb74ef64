"""Importing a staff list: first the plan, then, if it is sound and somebody says so, the changes."""

from datetime import date

from portal.access import events
from portal.access.records import Records
from portal.bookshelf import PinnedEdition
from portal.ledger.ledger import reading
from portal.people.facts import staff_on
from portal.people.places import Places
from portal.people.planning import Plan, plan
from portal.people.refusals import RosterFaulty
from portal.people.roster import Roster, read_roster
from portal.people.service import carry_out


def preview(
    records: Records,
    edition: PinnedEdition,
    content: bytes | Roster,
    *,
    on: date | None = None,
    with_leavers: bool = False,
) -> Plan:
    """What a staff list would change. RosterUnreadable."""
    roster = content if isinstance(content, Roster) else read_roster(content)
    day = on or records.today()
    with reading(records.ledger.engine) as connection:
        staff = staff_on(connection, day, moved=edition.moved)
    return plan(roster, staff, Places.of(edition), on=day, with_leavers=with_leavers)


def apply(records: Records, edition: PinnedEdition, planned: Plan, *, by: str) -> None:
    """Carries a plan out. RosterFaulty if its list has errors: then nothing is changed."""
    if not planned.is_sound:
        raise RosterFaulty(errors=sum(found.severity == "error" for found in planned.findings))
    if planned.changes:
        carry_out(records, planned.changes, by=by, moved=edition.moved)
    events.note_apart(records.ledger, "people:imported", now=records.now(), subject=by)
