"""What the pages of confirming show: statements, lists and names, ready for the templates."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.acknowledgements.difference import ShownChange, changes_between
from portal.acknowledgements.statement import Statement
from portal.ledger.files import Files
from portal.ledger.refusals import TextMissing
from portal.notices.outbox import Notice
from portal.obligations.values import Obligation
from portal.people.facts import Day
from portal.releases.texts import Texts
from portal.web.languages import Language, root_of
from portal.web.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One obligation as a list shows it."""

    obligation: Obligation
    title: str
    code: str
    page: str
    days: int
    changes: int

    @property
    def address(self) -> str:
        """Where it is confirmed, below the language's top."""
        return f"acknowledge/{self.obligation.document}/"


def title_of(texts: Texts, document: str, language: Language) -> str:
    """A document's title; its id where the edition no longer has it."""
    listed = texts.listed.get(document)
    return document if listed is None else listed.titles.get(language) or listed.title


def titles_in(texts: Texts, language: Language) -> Mapping[str, str]:
    """Every title by id, to put references into words."""
    return {
        document: listed.titles.get(language) or listed.title for document, listed in texts.listed.items()
    }


def notice_in_words(notice: Notice, found: Texts, language: Language) -> str:
    """What somebody is told, in one sentence; a duty in the words of its role's text, a step in those it brought."""
    document = notice.values.get("document", "")
    words = notice.values.get(f"what.{language}") or _duty_in_words(notice, found, language)
    values = {
        "due": "",
        "revision": "",
        **notice.values,
        "document": title_of(found, document, language),
        "what": words.rstrip("。.；;"),
    }
    return texts(language).say(f"{notice.code}.title", **values)


def _duty_in_words(notice: Notice, found: Texts, language: Language) -> str:
    role, what = notice.values.get("document", ""), notice.values.get("duty", "")
    named = _named(found.documents.get(role, {}).get("duties", ()), what) if what else None
    said = texts(language).say("duty.no-longer") if named is None else named["do"]
    return said if isinstance(said, str) else said.get(language) or next(iter(said.values()), "")


def _named(duties: Iterable[Mapping[str, Any]], anchor: str) -> Mapping[str, Any] | None:
    """The duty with this anchor, among some or their parts."""
    for duty in duties:
        found = duty if duty["id"] == anchor else _named(duty.get("parts", ()), anchor)
        if found is not None:
            return found
    return None


def page_of(texts: Texts, document: str, language: Language) -> str:
    """The address of a document's page; the home page where it has none."""
    listed = texts.listed.get(document)
    pages = {} if listed is None else listed.pages
    return f"/{pages.get(language) or next(iter(pages.values()), root_of(language))}"


def tasks(
    obligations: Iterable[Obligation], found: Texts, language: Language, *, today: Day
) -> tuple[Task, ...]:
    """Open obligations, the most urgent first."""
    still = sorted((one for one in obligations if one.is_open), key=lambda one: (one.due, one.document))
    return tuple(
        Task(
            obligation=one,
            title=title_of(found, one.document, language),
            code=found.listed[one.document].code if one.document in found.listed else "",
            page=page_of(found, one.document, language),
            days=(one.due - today).days,
            changes=len(one.clauses),
        )
        for one in still
    )


def difference_for(
    statement: Statement, texts: Texts, files: Files, language: Language
) -> tuple[ShownChange, ...] | None:
    """What changed since the person's last confirmation; None where there was none or its text is gone."""
    if statement.last is None:
        return None
    before = statement.last.digests.get(language) or next(iter(statement.last.digests.values()))
    try:
        return changes_between(
            files,
            before,
            statement.digest,
            language=language,
            titles=titles_in(texts, language),
            mine=statement.obligation.clauses,
        )
    except TextMissing:
        return None


def fingerprint(digest: str, groups: int = 4) -> str:
    """The beginning of a digest in groups of four, for people to compare."""
    return " ".join(digest[at : at + 4] for at in range(0, 4 * groups, 4))


def local(moment: datetime.datetime, zone: datetime.tzinfo) -> str:
    """A moment as people of the company read it."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
