"""One person who holds every role runs procedures through the portal's services, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from portal.access.permissions import PortalRole
from portal.access.principals import Principal
from portal.accounts.service import add_account
from portal.bookshelf import CatalogueDocument, PinnedEdition
from portal.cases import store
from portal.cases.acting import Deed, act, wanted
from portal.cases.acting import turn_of as turn
from portal.cases.office import CaseOffice
from portal.cases.starting import Beginning, opening_of, start
from portal.cases.values import Case
from portal.ledger.ledger import reading
from portal.releases.texts import Texts, texts_of
from tests.portal.cases.walks import Walker
from tests.portal.offices import Office


@dataclass(frozen=True, eq=False)
class Chosen(Texts):
    """The texts of an edition of which only some are to come into force."""

    only: tuple[str, ...] = ()

    @cached_property
    def effective(self) -> Mapping[str, CatalogueDocument]:
        return {key: found for key, found in self.listed.items() if key in self.only}


def procedures(edition: PinnedEdition) -> list[str]:
    """The procedures that everybody may read and that have steps."""
    plain = texts_of(edition).documents
    found = (plain[key] for key in edition.documents)
    return sorted(one["id"] for one in found if one["kind"] == "procedure" and one.get("steps"))


def model_in(edition: PinnedEdition, document: str) -> bytes:
    path = f"{document}/{document.rpartition('/')[2]}.bpmn"
    found = edition.find(path)
    assert found is not None, document
    return edition.read(found.path)


def everybody(office: Office, texts: Texts) -> Principal:
    """Somebody who holds every role there is."""
    roles = tuple(sorted(key for key, plain in texts.documents.items() if plain["kind"] == "role"))
    subject = office.hire("ALL", "万能", roles=roles, unit="headquarters", department=None, password=None)
    now = office.clock.now()
    office.records.ledger.sequencer.write(lambda c: add_account(c, subject, login="all", now=now)).result()
    return Principal(
        subject=subject, name="万能", language="zh-Hans", portal_roles=frozenset({PortalRole.EMPLOYEE}),
        method="password", signed_in_at=now, session="", csrf="", unit="headquarters", roles=roles,
    )  # fmt: skip


def run(office: Office, texts: Texts, runner: Principal, document: str, seed: int) -> int:
    """One case; how many steps it took."""
    cases: CaseOffice = office.app.state.cases
    opening = opening_of(cases, texts, runner, document, "zh-Hans")
    gates = {gate["id"]: "LX-1" for gate in opening.plan.gates}
    case = start(cases, texts, runner, opening, Beginning(key=f"{seed:032x}", title=document, gates=gates))
    walker, steps = Walker(cases.engine(case.model).model, seed), 0
    while case.state == "open":
        case = one_step(office, texts, runner, case, walker)
        steps += 1
        assert steps < 400
    assert case.state == "done"
    return steps


def one_step(office: Office, texts: Texts, runner: Principal, case: Case, walker: Walker) -> Case:
    cases: CaseOffice = office.app.state.cases
    stop, way, refused = walker.chooses(cases.engine(case.model).stops(case.course))
    with reading(office.records.ledger.engine) as connection:
        assert store.task_at(connection, stop.key).is_open
        ahead = turn(cases, texts, connection, runner.subject, stop.key)
    branches = [branch["label"] for branch in ahead.plan.branches(stop.node.step)]
    branch = None if way is None else branches.index(way.name) + 1
    deed = Deed(outcome="refused" if refused else "done", branch=branch, text="因为" if refused else "")
    records = dict.fromkeys(wanted(ahead, branch), "编号 1")
    return act(cases, texts, runner.subject, stop.key, replace(deed, records=records))
