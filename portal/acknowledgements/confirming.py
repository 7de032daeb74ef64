"""Confirming: what the routes need to show a statement to a person and to take their word for it."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.principals import Principal
from portal.access.records import Records
from portal.acknowledgements.refusals import NoLongerInForce, NotAsked, StaleText
from portal.acknowledgements.service import Said, acknowledge, sealed
from portal.acknowledgements.shown import PagesShown
from portal.acknowledgements.statement import Statement, statement_for
from portal.ledger.jobs import Recorded
from portal.ledger.ledger import Ledger
from portal.obligations.desk import Desk, names_of
from portal.obligations.reckoning import Facts
from portal.obligations.values import Obligation
from portal.people.facts import Day, Person
from portal.people.service import identity_of
from portal.releases.texts import Texts
from portal.web.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A statement ready to be confirmed: the key of this one form, and the page whose bytes are kept."""

    statement: Statement
    key: str
    shown: str | None
    names: tuple[str, ...]
    identity: str
    today: Day


class Confirming:
    """Statements for people. One of an app; threads share it."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.desk = Desk()
        records.follow(self.desk.hand)
        self.pages = PagesShown()
        self._sealed: dict[str, tuple[Person, tuple[str, ...], str]] = {}

    def statement(
        self, connection: Connection, texts: Texts, subject: str, document: str, language: Language
    ) -> Statement | None:
        """What somebody is asked to confirm about a document, or has confirmed; nothing if they are not asked."""
        facts, obligation = self.desk.standing(connection, subject, document, self.records.today())
        return None if obligation is None else _stated(facts, obligation, texts, language)

    def offer(self, texts: Texts, principal: Principal, document: str, language: Language) -> Offer:
        """A statement to confirm now. NotAsked, NoLongerInForce, and the ledger's refusals where it cannot record."""
        ledger, today = self.records.ledger, self.records.today()
        facts, obligation = self.desk.read(ledger.engine, principal.subject, document, today)
        statement = self._owed(facts, obligation, document, texts, language)
        shown = self.pages.keep(
            ledger, texts, document, language, rights=principal.rights, now=self.records.now()
        )
        identity = self._identity(ledger, facts.people[principal.subject], principal.roles)
        return self._offered(facts, statement, texts, shown=shown, identity=identity)

    def at_hand(self, texts: Texts, principal: Principal, document: str, language: Language) -> Offer | None:
        """The same without asking the database, for whoever saw the page just now; nothing where it has to be read."""
        known = self.desk.at_hand(principal.subject, document, self.records.today())
        if known is None or self.records.ledger.shortfall is not None:
            return None
        facts, obligation = known
        sealed_before = self._sealed.get(principal.subject)
        if sealed_before is None or sealed_before[:2] != (facts.people[principal.subject], principal.roles):
            return None
        page = self.pages.at_hand(texts, document, language, rights=principal.rights)
        if page is None:
            return None
        statement = self._owed(facts, obligation, document, texts, language)
        return self._offered(facts, statement, texts, shown=page, identity=sealed_before[2])

    def _owed(
        self, facts: Facts, obligation: Obligation | None, document: str, texts: Texts, language: Language
    ) -> Statement:
        if obligation is None:
            course = facts.courses.get(document, ())
            raise NoLongerInForce if course and course[-1].withdrawn else NotAsked
        return _stated(facts, obligation, texts, language)

    def _offered(
        self, facts: Facts, statement: Statement, texts: Texts, *, shown: str | None, identity: str
    ) -> Offer:
        return Offer(
            statement=statement,
            key=secrets.token_hex(16),
            shown=shown if self._shows(texts, statement) else None,
            names=names_of(facts, statement.document),
            identity=identity,
            today=facts.day,
        )

    async def take(self, offer: Offer, said: Said, *, sign_in: str) -> Recorded:
        """Records somebody's word. The refusals of :func:`acknowledge`; StaleText for a page we never showed."""
        ledger = self.records.ledger
        if said.shown is not None and not self.pages.is_known(ledger, said.shown, said.digest):
            raise StaleText(revision=offer.statement.release.revision)
        return await acknowledge(
            ledger,
            offer.statement,
            said,
            identity=offer.identity,
            sign_in=sign_in,
            names=offer.names,
            today=offer.today,
        )

    def _shows(self, texts: Texts, statement: Statement) -> bool:
        """Whether the page of this edition is the text in force, and not one that waits to be released."""
        listed = texts.listed.get(statement.document)
        return listed is not None and dict(listed.digests) == dict(statement.release.digests)

    def _identity(self, ledger: Ledger, person: Person, roles: tuple[str, ...]) -> str:
        """Who this is, sealed once for as long as nothing about the person changes."""
        known = self._sealed.get(person.subject)
        if known is None or known[:2] != (person, roles):
            known = (person, roles, sealed(ledger, person.subject, identity_of(person, roles)))
            self._sealed[person.subject] = known
        return known[2]


def _stated(facts: Facts, obligation: Obligation, texts: Texts, language: Language) -> Statement:
    """The statement of an obligation, with the release that its person confirmed last."""
    listed = texts.listed.get(obligation.document)
    made = facts.confirmations.get((obligation.subject, obligation.document), ())
    return statement_for(
        facts,
        obligation,
        titles={} if listed is None else listed.titles,
        language=language,
        confirmed=max((one.release for one in made), default=None),
    )
