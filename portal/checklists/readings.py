"""Readings 须读: an item that asks to read a document is met by the confirmation of that document itself.

Any confirmation counts that was made of the release in force when the list began, or of a later one; so a text that
changes afterwards does not untick the list.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from portal.checklists.runs import Run
from portal.checklists.standing import Reading
from portal.checklists.text import Followed
from portal.obligations.reckoning import Facts
from portal.obligations.tables import CONFIRMED
from portal.obligations.values import Confirmation

Made = Mapping[tuple[str, str], Sequence[Confirmation]]
"""Confirmations by person and document."""

_AT_ONCE = 500


def made_by(connection: Connection, facts: Facts, subjects: Collection[str]) -> Made:
    """What some people have confirmed, by the names documents have today."""
    found: dict[tuple[str, str], list[Confirmation]] = defaultdict(list)
    asked = sorted(subjects)
    columns = (CONFIRMED.c.subject, CONFIRMED.c.document, CONFIRMED.c.release, CONFIRMED.c.seq)
    for first in range(0, len(asked), _AT_ONCE):
        query = select(*columns).where(CONFIRMED.c.corrected_at.is_(None)).order_by(CONFIRMED.c.seq)
        some = query.where(CONFIRMED.c.subject.in_(asked[first : first + _AT_ONCE]))
        for subject, document, release, seq in connection.execute(some):
            found[subject, facts.organisation.today_name(document)].append(Confirmation(release, seq))
    return found


def readings_of(facts: Facts, made: Made, run: Run, text: Followed) -> Mapping[str, Reading]:
    """The items of a list whose documents its person is asked to confirm, and whether they have."""
    if run.subject is None:
        return {}
    found: dict[str, Reading] = {}
    for entry in text.entries:
        reading = None if not entry.read or entry.by else _reading(facts, made, run, entry.read)
        if reading is not None:
            found[entry.id] = reading
    return found


def _reading(facts: Facts, made: Made, run: Run, document: str) -> Reading | None:
    name, subject = facts.organisation.today_name(document), str(run.subject)
    course = facts.courses.get(name, ())
    then = next((one.seq for one in reversed(course) if one.seq <= run.seq and not one.withdrawn), 0)
    done = next((one.seq for one in made.get((subject, name), ()) if one.release >= then), None)
    if done is not None:
        return Reading(met_by=done)
    if not course or course[-1].withdrawn or course[-1].terms is None:
        return None
    if subject not in facts.audience.of(course[-1].terms):
        return None
    return Reading(is_waived=subject in facts.waived_by_document.get(name, ()))
