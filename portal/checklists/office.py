"""The office of running lists: what every use of them needs at one moment, and how a list stands at it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from portal.access.principals import Principal
from portal.access.records import Records
from portal.acknowledgements.service import sealed
from portal.checklists.doers import Doers
from portal.checklists.readings import Made, made_by, readings_of
from portal.checklists.runs import Run, records_in
from portal.checklists.standing import Standing, standing_of
from portal.checklists.text import Followed, followed
from portal.ledger.ledger import Ledger
from portal.obligations.desk import Desk
from portal.obligations.reckoning import Facts
from portal.people.service import identity_of
from portal.releases.texts import Texts
from portal.web.languages import Language
from portal.workdays.calendar import WorkCalendar
from portal.workdays.calendars import Calendars


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One moment: who is here, what is in force, who owns what."""

    records: Records
    texts: Texts
    facts: Facts
    calendar: WorkCalendar
    now: datetime.datetime

    @property
    def ledger(self) -> Ledger:
        """The open ledger."""
        return self.records.ledger

    @cached_property
    def doers(self) -> Doers:
        """Who is meant by items of lists."""
        return Doers(self.facts, self._owner_of)

    def text(self, run: Run, language: Language) -> Followed:
        """The text a run follows. TextMissing."""
        plain = self.texts.documents.get(self.facts.organisation.today_name(run.checklist))
        return followed(self.ledger.files, run.digests, language, quiz=plain)

    def standing(
        self, connection: Connection, run: Run, language: Language, *, made: Made | None = None
    ) -> Standing:
        """How a run stands; ``made`` spares asking once a run what its people have confirmed."""
        text = self.text(run, language)
        known = made if made is not None else made_by(connection, self.facts, {run.subject or ""})
        return standing_of(
            run,
            text,
            records_in(connection, [run.number]).get(run.number, ()),
            readings=readings_of(self.facts, known, run, text),
            calendar=self.calendar,
        )

    def standings(
        self, connection: Connection, runs: Mapping[str, Run], language: Language
    ) -> Mapping[str, Standing]:
        """How many runs stand, in a few questions."""
        recorded = records_in(connection, runs)
        made = made_by(connection, self.facts, {one.subject for one in runs.values() if one.subject})
        found: dict[str, Standing] = {}
        for number, run in runs.items():
            text = self.text(run, language)
            found[number] = standing_of(
                run,
                text,
                recorded.get(number, ()),
                readings=readings_of(self.facts, made, run, text),
                calendar=self.calendar,
            )
        return found

    def identity(self, principal: Principal) -> str:
        """The commitment to who acts, sealed. PersonUnknown would be a defect: whoever is signed in is here."""
        person = self.facts.people[principal.subject]
        return sealed(self.ledger, principal.subject, identity_of(person, principal.roles))

    def is_over(self, run: Run) -> bool:
        """Whether nobody is asked any more: its person has left, and it is not about leaving."""
        if run.closed_as is not None:
            return True
        person = self.facts.people.get(run.subject or "")
        return person is not None and run.event != "leaving" and not person.is_active(self.facts.day)

    def _owner_of(self, checklist: str) -> str:
        plain = self.texts.documents.get(checklist, {})
        return str(plain.get("control", {}).get("owner") or "")


def scene_at(
    connection: Connection, records: Records, texts: Texts, desk: Desk, calendars: Calendars
) -> Scene:
    """The scene of this moment."""
    return Scene(
        records=records,
        texts=texts,
        facts=desk.facts(connection, records.today()),
        calendar=calendars.of(texts.edition.library),
        now=records.now(),
    )
