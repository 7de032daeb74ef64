"""The first steps 首次使用: what a new installation still lacks, in the order it is done on the server."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from portal.access.permissions import PortalRole
from portal.access.records import Records
from portal.access.tables import GRANT
from portal.accounts.tables import ACCOUNT, IDENTITY
from portal.bookshelf import Bookshelf
from portal.errors import NoEdition, PortalError
from portal.ledger.ledger import reading
from portal.people.tables import PERSON
from portal.releases.tables import RELEASE

STEPS: Final = ("edition", "release", "administrator", "account", "people")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do once; the sentence and the command stand in the locale by its code."""

    code: str
    is_done: bool


def first_steps(records: Records, bookshelf: Bookshelf) -> tuple[Step, ...]:
    """Every step, done or not. Records that cannot be opened count as empty."""
    done = {"edition": bookshelf.problem() != NoEdition.code} | _in_records(records)
    return tuple(Step(code=code, is_done=done.get(code, False)) for code in STEPS)


def _in_records(records: Records) -> dict[str, bool]:
    connected = ACCOUNT.c.subject.in_(select(IDENTITY.c.subject))
    wanted = {
        "release": select(RELEASE.c.seq),
        "administrator": select(GRANT.c.number).where(GRANT.c.role == PortalRole.ADMINISTRATOR),
        "account": select(ACCOUNT.c.subject).where(ACCOUNT.c.password.is_not(None) | connected),
        "people": select(PERSON.c.subject).where(PERSON.c.is_external.is_(False)),
    }
    try:
        with reading(records.ledger.engine) as connection:
            return {
                code: connection.execute(query.limit(1)).first() is not None for code, query in wanted.items()
            }
    except PortalError:
        return {}
