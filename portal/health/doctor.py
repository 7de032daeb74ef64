"""The doctor 体检: everything that is looked at, in the order an administrator would."""

import datetime

from portal.health import keeping, machine, reaching
from portal.health.certificate import certificate
from portal.health.checks import Check, State
from portal.settings import Settings


def examine(settings: Settings, *, now: datetime.datetime, reach: bool = True) -> tuple[Check, ...]:
    """Every check of an installation. ``reach`` asks services outside as well, which may take their time."""
    found = [
        machine.versions(),
        machine.disk(settings.home),
        keeping.permissions(settings.home),
        *keeping.records(settings, now=now),
        keeping.edition(settings.home),
        certificate(settings, now=now),
        machine.clock_kept(),
        machine.fonts(),
        machine.office(),
    ]
    if reach:
        found += [reaching.sign_in_service(settings), reaching.mail_server(settings)]
    return tuple(found)


def worst_of(checks: tuple[Check, ...]) -> State:
    """How the installation is as a whole: as its worst part."""
    states = {check.state for check in checks}
    return next(state for state in (State.FAILING, State.WARNING, State.GOOD) if state in states)
