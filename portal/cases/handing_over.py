"""Handing over 转入下一流程: what follows a case, who may start it, and which of its conditions are met.

A case hands over where its course passes a hand-over of the text. The next case names the one it follows; so each page
leads to the other.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.cases.office import CaseOffice
from portal.cases.refusals import CaseUnknown
from portal.cases.starting import Opening, first_actor, opening_of
from portal.cases.store import case_at, following, forms_of, tasks_of
from portal.cases.values import Case
from portal.cases.views import CaseView
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.web.texts import texts as words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A procedure that follows a case: started already, or to be started, by its reader or by somebody else.

    ``gates`` says how this case meets conditions of the next one; if it meets all, one click starts it.
    """

    document: str
    when: str = ""
    role: str = ""
    started: Sequence[Case] = ()
    may_start: bool = False
    gates: Mapping[str, str] = field(default_factory=dict)
    is_ready: bool = False
    key: str = ""


def next_of(view: CaseView, case: Case) -> Sequence[Next]:
    """What follows a case, in the order of its course."""
    with reading(view.office.records.ledger.engine) as connection:
        started = following(connection, case.key)
    handed = handed_to(view.office, case)
    named = dict.fromkeys((*handed, *(one.document for one in started)))
    whens = {str(way["to"]): str(way.get("when", "")) for way in view.plan(case).text.get("hand_offs", ())}
    return [_next(view, case, one, whens.get(one, ""), started) for one in named]


def handed_to(office: CaseOffice, case: Case) -> tuple[str, ...]:
    """The procedures that a case has handed over to so far; none once it is given up."""
    engine = office.engine(case.model)
    if case.state == "cancelled" or not any(node.hands_to for node in engine.model.nodes.values()):
        return ()
    return engine.handed_to(case.course)


def predecessor(view: CaseView, key: str, document: str) -> Case | None:
    """The case that somebody means to follow; nothing where none is named. CaseUnknown: it does not hand over there."""
    if not key:
        return None
    with reading(view.office.records.ledger.engine) as connection:
        case = case_at(connection, key)
    if view.texts.organisation.today_name(document) not in _today(view, handed_to(view.office, case)):
        raise CaseUnknown
    return case


def met_by(view: CaseView, case: Case, opening: Opening) -> dict[str, str]:
    """How a case meets conditions of the next procedure: those that ask for a form of which it has a record."""
    with reading(view.office.records.ledger.engine) as connection:
        held = dict(_held(view, connection, case))
    return {
        str(gate["id"]): held[gate["requires"]] for gate in opening.plan.gates if gate.get("requires") in held
    }


def _next(view: CaseView, case: Case, document: str, when: str, started: Sequence[Case]) -> Next:
    there = [one for one in started if one.document == document]
    plain = view.texts.documents.get(document, {})
    role = first_actor(plain) if plain.get("steps") else ""
    found = Next(document=document, when=when, role=role, started=there)
    if any(one.state != "cancelled" for one in there) or not view.principal.may(Permission.COMPLETE_OWN):
        return found
    try:
        opening = opening_of(view.office, view.texts, view.principal, document, view.language)
    except PortalError:  # not in force, restricted, or its text is about to change: it is named, no more
        return found
    if not opening.standing(view.principal.subject):
        return found
    gates = met_by(view, case, opening)
    return Next(
        document=document,
        when=when,
        role=role,
        started=there,
        may_start=True,
        gates=gates,
        is_ready=len(gates) == len(opening.plan.gates),
        key=secrets.token_hex(16),
    )


def _held(view: CaseView, connection: Connection, case: Case) -> Iterator[tuple[str, str]]:
    """The records of a case by form, as a condition of the next one names them; the newest last."""
    say = words_of(view.language).say
    done = [task for task in tasks_of(connection, case.key) if task.state == "done"]
    notes = [view.note(task.note) for task in done]
    forms = [one.form for one in forms_of(connection, case.key) if one.record]
    for form in (*forms, *(form for note in notes for form in note.files)):
        yield form, say("cases.gate-by-case", n=case.seq, form=view.title(form))
    for note in notes:
        yield from note.records.items()


def _today(view: CaseView, documents: Sequence[str]) -> frozenset[str]:
    return frozenset(map(view.texts.organisation.today_name, documents))
