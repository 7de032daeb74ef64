"""Reminding by hand 催办: somebody presses the button; each person hears of each document once a day at most."""

from collections.abc import Iterator

from sqlalchemy import Connection

from portal.acknowledgements.reminders import BEFORE
from portal.notices.outbox import Notice, tell
from portal.obligations.values import Obligation
from portal.reports.picture import Day, Picture
from portal.reports.view import View


def remind_now(view: View, picture: Picture, *, only_late: bool) -> int:
    """Tells everybody of a picture what they still owe; how many notices were new. The ledger's refusals."""
    notices = list(_notices(picture, only_late=only_late))
    channels, now = channels_of(view), view.records.now()

    def work(connection: Connection) -> int:
        return tell(connection, notices, channels=channels, now=now)

    return view.records.ledger.sequencer.write(work).result()


def channels_of(view: View) -> tuple[str, ...]:
    """The channels by which people are reached beside the portal; none where none is set up."""
    found: tuple[str, ...] = tuple(getattr(view.request.app.state, "channels", ()))
    return found


def _notices(picture: Picture, *, only_late: bool) -> Iterator[Notice]:
    for one in picture.obligations:
        if one.state == "late" or (one.is_open and not only_late):
            yield _notice(one, picture.day)


def _notice(one: Obligation, today: Day) -> Notice:
    left = (one.due - today).days
    stage = next((days for days in BEFORE if left <= days), BEFORE[-1])
    return Notice(
        occasion=f"{one.id}:{one.due}:asked-{today}",
        subject=one.subject,
        code="reminder.late" if left < 0 else f"reminder.before-{stage}",
        about=one.id,
        values={"document": one.document, "revision": one.revision, "due": one.due.isoformat()},
    )
