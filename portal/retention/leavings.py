"""What erased people leave behind: files handed in, words and forms; it goes, and entries and digests stay.

The same words may be kept for somebody else in quite another place: what anybody still here left anywhere stays.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from sqlalchemy import ColumnElement, Connection, select

from portal.access.records import Records
from portal.cases.erasing import left_in_cases
from portal.checklists.erasing import forget_file_names, left_in_lists
from portal.duties.erasing import left_in_duties
from portal.ledger.ledger import reading
from portal.people.tables import ERASURE
from portal.personal import Whose
from portal.retention.scans import left_on_paper


class Leavings(Protocol):
    """The digests of what these people left in one place."""

    def __call__(self, connection: Connection, whose: Whose) -> set[str]:
        """Digests of kept files, there or gone."""
        ...


_PLACES: Final[Sequence[Leavings]] = (left_on_paper, left_in_lists, left_in_duties, left_in_cases)


def remove_leavings(records: Records) -> None:
    """Removes what only erased people left. Doing it twice changes nothing."""
    files = records.ledger.files
    with reading(records.ledger.engine) as connection:
        theirs = {digest for digest in _left(connection, _of_erased) if digest in files}
        others = _left(connection, _of_others) if theirs else set[str]()
    for digest in theirs - others:
        files.remove(digest)
    forget_file_names(records)


def _left(connection: Connection, whose: Whose) -> set[str]:
    return set().union(*(place(connection, whose) for place in _PLACES))


def _of_erased(person: ColumnElement[str]) -> ColumnElement[bool]:
    return person.in_(_erased())


def _of_others(person: ColumnElement[str]) -> ColumnElement[bool]:
    return person.not_in(_erased()) | person.is_(None)


def _erased() -> ColumnElement[str]:
    return select(ERASURE.c.subject).where(ERASURE.c.state == "done").scalar_subquery()
