"""Letters: a notice put into the words of whoever gets it."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.access.records import Records
from portal.acknowledgements.views import notice_in_words
from portal.bookshelf import Bookshelf
from portal.errors import PortalError
from portal.ledger.ledger import Ledger, reading
from portal.notices.channels import Apprise, Letter, Mail
from portal.notices.outbox import Channel, Notice, Undeliverable
from portal.people.facts import Day, Person, staff_on
from portal.releases.texts import Texts, texts_of
from portal.settings import Settings
from portal.web.languages import Language
from portal.web.pages import here
from portal.web.texts import texts

_PLACES = {
    "duty.before-1": "my/duties/",
    "duty.before-0": "my/duties/",
    "duty.late": "my/duties/",
    "duty.manager": "my/team/duties/",
}
"""Where a letter leads that is not about documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWriter:
    """Writes letters as people and titles are when they leave the house."""

    ledger: Callable[[], Ledger]
    texts: Callable[[], Texts]
    today: Callable[[], Day]
    address: str

    def __call__(self, notice: Notice) -> Letter:
        """One letter. Undeliverable where it cannot be written now, or its reader has left."""
        try:
            with reading(self.ledger().engine) as connection:
                staff = staff_on(connection, self.today())
            found = self.texts()
        except PortalError as problem:
            raise Undeliverable(problem.code) from problem
        reader = staff.person(notice.subject)
        if reader is None or not staff.is_active(notice.subject):
            raise Undeliverable("has-left", for_good=True)
        about = staff.person(notice.values.get("person", ""))
        return _letter(notice, found, reader, about, address=self.address)


def channels_of(settings: Settings, records: Records, bookshelf: Bookshelf) -> dict[str, Channel]:
    """The ways out of the house that are set up: mail, and whatever apprise reaches."""
    writer = LetterWriter(
        ledger=lambda: records.ledger,
        texts=lambda: texts_of(bookshelf.current()),
        today=records.today,
        address=settings.public_address or f"http://127.0.0.1:{settings.port}",
    )
    found: dict[str, Channel] = {}
    if settings.mail_server and settings.mail_sender:
        found["mail"] = Mail(server=settings.mail_server, sender=settings.mail_sender, writer=writer)
    if settings.notify:
        found["apprise"] = Apprise(addresses=tuple(settings.notify.split()), writer=writer)
    return found


def _letter(notice: Notice, found: Texts, reader: Person, about: Person | None, *, address: str) -> Letter:
    language: Language = "en" if reader.language == "en" else "zh-Hans"
    say = texts(language).say
    title = notice_in_words(notice, found, language)
    whom = "" if about is None else say("reminder.about-person", person=about.name)
    leads = notice.values.get("place") or _PLACES.get(notice.code, "my/documents/")
    place = address.rstrip("/") + here(language, leads)
    body = say("reminder.body", name=reader.name, title=title, about=whom, address=place)
    return Letter(address=reader.email, title=title, body=body)
