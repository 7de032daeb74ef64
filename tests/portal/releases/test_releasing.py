"""From a new edition to what is in force: noticed, proposed by the owner, released by a second person."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.database import database_address
from portal.ledger.entries import DocumentReleased, DocumentWithdrawn, entry_of
from portal.ledger.ledger import Ledger, reading
from portal.ledger.store import entries_of
from portal.releases import service
from portal.releases.facts import Release, all_in_force, course_of, organisation_at
from portal.releases.noticing import Pending
from portal.releases.proposals import Proposal, open_proposals
from portal.releases.refusals import AlreadyInstalled, NothingPending, ReleasedMeanwhile, SecondPersonNeeded
from portal.releases.texts import Texts
from tests.portal.documents import a_policy, a_procedure, texts_in
from tests.portal.ledger.ledgers import ANNA, BORIS, CHEN, HandClock

NOW = datetime.datetime(2026, 5, 3, 8, tzinfo=datetime.UTC)
LEAVE, VISIT = "auto/policy/leave", "auto/procedure/visit"
CHANGED = {"art-1": "请假须提前五天提出。", "art-2": "病假凭医院证明。"}


@pytest.fixture
def ledger(home: Path, address: str | None) -> Iterator[Ledger]:
    with Ledger(home, database_address(home, address), clock=HandClock()) as opened:
        yield opened


def in_force(ledger: Ledger) -> dict[str, Release]:
    with reading(ledger.engine) as connection:
        return dict(all_in_force(connection))


def installed(ledger: Ledger, home: Path) -> Texts:
    texts = texts_in(home, a_policy(), a_procedure())
    service.install(ledger, texts, now=NOW)
    return texts


def noticed(ledger: Ledger, texts: Texts) -> dict[str, Pending]:
    return {found.document: found for found in service.take_up(ledger, texts, now=NOW).pending}


def proposed(ledger: Ledger, texts: Texts, found: Pending, *, by: str = ANNA) -> Proposal:
    said = service.propose(ledger, texts, found, change=found.change, changed=found.changed, by=by, now=NOW)
    assert isinstance(said, Proposal)
    return said


def test_the_first_edition_is_released_whole_by_the_server_command(ledger: Ledger, home: Path) -> None:
    texts = installed(ledger, home)
    found = in_force(ledger)
    assert set(found) == {LEAVE, VISIT, "auto/role/boss", "auto/role/clerk", "auto/role/seller"}
    assert found[LEAVE].digests == texts.listed[LEAVE].digests
    assert found[LEAVE].change == "first"
    terms = found[LEAVE].terms
    assert terms is not None
    assert terms.by == ("auto",)
    assert all(digest in ledger.files for digest in found[LEAVE].digests.values())
    assert noticed(ledger, texts) == {}


def test_the_entry_names_its_terms_and_they_are_kept(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    with reading(ledger.engine) as connection:
        entries = [entry_of(stored.body) for stored in entries_of(connection)]
    released = next(one for one in entries if isinstance(one, DocumentReleased) and one.document == LEAVE)
    assert released.terms is not None
    assert released.terms in ledger.files
    assert (released.proposed_by, released.released_by) == ("server-command", "server-command")


def test_nothing_is_in_force_before_the_first_installation(ledger: Ledger, home: Path) -> None:
    texts = texts_in(home, a_policy())
    assert LEAVE in noticed(ledger, texts)
    assert in_force(ledger) == {}


def test_a_second_edition_is_not_installed_but_released_by_people(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    with pytest.raises(AlreadyInstalled):
        service.install(ledger, texts_in(home, a_policy(revision="1.1")), now=NOW)


def test_an_installation_that_broke_off_goes_on_where_it_was(ledger: Ledger, home: Path) -> None:
    texts = texts_in(home, a_policy(), a_procedure())
    assert service.install(ledger, texts, now=NOW) == 5
    assert service.install(ledger, texts, now=NOW) == 0


def test_a_changed_text_waits_and_what_was_in_force_stays_so(ledger: Ledger, home: Path) -> None:
    before = installed(ledger, home)
    texts = texts_in(home, a_policy(revision="1.1", articles=CHANGED), a_procedure())
    waiting = noticed(ledger, texts)
    assert set(waiting) == {LEAVE}
    assert (waiting[LEAVE].change, waiting[LEAVE].changed) == ("minor", ("art-1",))
    assert in_force(ledger)[LEAVE].digests == before.listed[LEAVE].digests


def test_what_the_author_declared_is_proposed_before_what_the_difference_suggests(
    ledger: Ledger, home: Path
) -> None:
    installed(ledger, home)
    line = {
        "revision": "2.0",
        "date": "2026-05-01",
        "change": "material",
        "note": "提前五天",
        "clauses": ["art-1"],
    }
    texts = texts_in(
        home, a_policy(revision="2.0", articles=CHANGED, control={"revisions": [line]}), a_procedure()
    )
    waiting = noticed(ledger, texts)[LEAVE]
    assert (waiting.change, waiting.changed, waiting.computed) == ("material", ("art-1",), "minor")


def test_an_owner_proposes_and_a_second_person_releases(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    texts = texts_in(
        home, a_policy(), a_procedure(revision="1.1", steps=[a_procedure()["steps"][0] | {"limit": "1d"}])
    )
    said = proposed(ledger, texts, noticed(ledger, texts)[VISIT])
    recorded = service.release(ledger, texts, said.number, by=BORIS, now=NOW)
    entry = entry_of(recorded.body)
    assert isinstance(entry, DocumentReleased)
    assert (entry.proposed_by, entry.released_by, entry.change) == (ANNA, BORIS, "material")
    found = in_force(ledger)[VISIT]
    assert (found.seq, found.revision, set(found.changed)) == (recorded.seq, "1.1", {"write", "sign"})
    assert found.terms is not None
    assert found.terms.concerns == ("auto/role/boss", "auto/role/clerk", "auto/role/seller")
    assert noticed(ledger, texts) == {}


def test_who_proposed_does_not_release(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    texts = texts_in(home, a_policy(revision="1.1", articles=CHANGED), a_procedure())
    said = proposed(ledger, texts, noticed(ledger, texts)[LEAVE])
    with pytest.raises(SecondPersonNeeded):
        service.release(ledger, texts, said.number, by=ANNA, now=NOW)


def test_a_proposal_is_released_once(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    texts = texts_in(home, a_policy(revision="1.1", articles=CHANGED), a_procedure())
    said = proposed(ledger, texts, noticed(ledger, texts)[LEAVE])
    service.release(ledger, texts, said.number, by=BORIS, now=NOW)
    with pytest.raises(NothingPending):
        service.release(ledger, texts, said.number, by=CHEN, now=NOW)
    with reading(ledger.engine) as connection:
        assert len(course_of(connection, LEAVE)) == 2


def test_a_newer_proposal_takes_the_place_of_the_one_before(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    texts = texts_in(home, a_policy(revision="1.1", articles=CHANGED), a_procedure())
    first, second = (proposed(ledger, texts, noticed(ledger, texts)[LEAVE]) for _ in range(2))
    with pytest.raises(NothingPending):
        service.release(ledger, texts, first.number, by=BORIS, now=NOW)
    with reading(ledger.engine) as connection:
        assert open_proposals(connection)[LEAVE].number == second.number


def test_a_proposal_for_a_text_that_has_changed_again_is_not_released(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    texts = texts_in(home, a_policy(revision="1.1", articles=CHANGED), a_procedure())
    said = proposed(ledger, texts, noticed(ledger, texts)[LEAVE])
    newer = texts_in(home, a_policy(revision="1.2", articles=CHANGED | {"art-3": "新"}), a_procedure())
    with pytest.raises(ReleasedMeanwhile):
        service.release(ledger, newer, said.number, by=BORIS, now=NOW)


def test_an_editorial_change_releases_itself(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    relabelled = a_policy()
    relabelled["chapters"][0]["articles"][0]["label"] = "第一条"
    texts = texts_in(home, relabelled, a_procedure())
    assert noticed(ledger, texts) == {}
    found = in_force(ledger)[LEAVE]
    assert (found.change, found.digests) == ("editorial", texts.listed[LEAVE].digests)


def test_what_the_author_calls_editorial_releases_itself_unless_it_binds_somebody(
    ledger: Ledger, home: Path
) -> None:
    installed(ledger, home)
    line = {"revision": "1.1", "date": "2026-05-01", "change": "editorial", "note": "错字"}
    control = {"revisions": [line]}
    texts = texts_in(
        home,
        a_policy(revision="1.1", articles=CHANGED, control=control),
        a_procedure(revision="1.1", control=control, steps=[a_procedure()["steps"][0] | {"limit": "9d"}]),
    )
    assert set(noticed(ledger, texts)) == {VISIT}
    assert in_force(ledger)[LEAVE].change == "editorial"


def test_an_owner_s_editorial_word_is_in_force_at_once(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    texts = texts_in(home, a_policy(revision="1.1", articles=CHANGED), a_procedure())
    waiting = noticed(ledger, texts)[LEAVE]
    service.propose(ledger, texts, waiting, change="editorial", changed=(), by=ANNA, now=NOW)
    assert in_force(ledger)[LEAVE].change == "editorial"
    with pytest.raises(ReleasedMeanwhile):
        service.propose(ledger, texts, waiting, change="editorial", changed=(), by=ANNA, now=NOW)


@pytest.mark.parametrize("how", ["gone", "withdrawn"])
def test_a_document_taken_out_of_the_content_is_withdrawn_by_two_people(
    ledger: Ledger, home: Path, how: str
) -> None:
    installed(ledger, home)
    kept = [a_policy(control={"status": "withdrawn"})] if how == "withdrawn" else []
    texts = texts_in(home, *kept, a_procedure())
    waiting = noticed(ledger, texts)[LEAVE]
    assert waiting.withdraws
    said = service.propose(
        ledger, texts, waiting, change="material", changed=(), by=ANNA, now=NOW, reason="replaced"
    )
    assert isinstance(said, Proposal)
    recorded = service.release(ledger, texts, said.number, by=BORIS, now=NOW)
    assert isinstance(entry_of(recorded.body), DocumentWithdrawn)
    assert LEAVE not in in_force(ledger)


def test_a_renamed_document_goes_on_where_it_was(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    texts = texts_in(
        home, a_policy("absence"), a_procedure(), company={"moved": {LEAVE: "auto/policy/absence"}}
    )
    waiting = noticed(ledger, texts)
    assert waiting["auto/policy/absence"].change == "minor"  # its title and code changed
    assert LEAVE not in waiting


def test_the_organisation_is_noted_once_for_each_change(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    service.take_up(ledger, texts_in(home, a_policy(), a_procedure()), now=NOW)
    with reading(ledger.engine) as connection:
        assert organisation_at(connection).stand_ins["auto/role/clerk"] == (
            "auto/role/seller",
            "auto/role/boss",
        )
    later = texts_in(home, a_policy(), company={"time_zone": "Europe/Berlin"})
    service.take_up(ledger, later, now=NOW + datetime.timedelta(days=1))
    with reading(ledger.engine) as connection:
        assert organisation_at(connection).time_zone == "Europe/Berlin"
        assert organisation_at(connection, "2026-05-04T00:00:00.000000Z").time_zone == "Asia/Shanghai"


def test_two_takings_up_at_once_release_once(ledger: Ledger, home: Path) -> None:
    installed(ledger, home)
    relabelled = a_policy()
    relabelled["chapters"][0]["articles"][0]["label"] = "第一条"
    texts = texts_in(home, relabelled, a_procedure())
    assert [service.take_up(ledger, texts, now=NOW).released for _ in range(2)] == [1, 0]
    with reading(ledger.engine) as connection:
        assert len(course_of(connection, LEAVE)) == 2
