"""What shows that a duty was done: files judged by their content, signatures, forms; for whom it concerns."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.access.permissions import PortalRole
from portal.access.tables import LOOKED_AT
from portal.ledger.duty_entries import DutyDone
from portal.ledger.entries import Entry, entry_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entries_of
from portal.releases import service
from portal.releases.texts import texts_of
from tests.portal.attachments.files import JPEG, PDF, a_bomb
from tests.portal.checklists.lists import attachments_on
from tests.portal.documents import publish_documents
from tests.portal.duties.shops import a_clerk_role, at, employ, form_on
from tests.portal.offices import Office, an_office

TALLY = {
    "id": "tally", "do": "盘点展车", "recurs": {"every": "day"},
    "evidence": [{"kind": "file", "label": "盘点表"}, {"kind": "signature", "label": "盘点人"}],
}  # fmt: skip
PHOTO = {
    "id": "hall",
    "do": "拍展厅",
    "recurs": {"every": "day"},
    "evidence": [{"kind": "photo", "label": "全景"}],
}
DIARY = {
    "id": "diary",
    "do": "记日志",
    "recurs": {"every": "day"},
    "evidence": [{"kind": "form", "form": "auto/form/diary"}],
}
A_FORM = {
    "id": "auto/form/diary", "kind": "form", "code": "F-1", "title": {"zh-Hans": "施工日志", "en": "Site diary"},
    "department": "auto/department/office", "fields": [{"id": "said", "label": "记事"}],
    "control": {"revision": "1.0", "status": "effective", "owner": "auto/role/boss"},
}  # fmt: skip
PLACE, HALL = "/my/duties/auto/helper/tally/2026-02-02/", "/my/duties/auto/helper/hall/2026-02-02/"


@dataclass
class Shop:
    office: Office
    manager: SubjectId
    helper: SubjectId

    def hand_in(self, place: str, content: bytes, *, language: str = "", **form: str) -> tuple[int, str]:
        """The helper sends a duty's form with one file."""
        visitor = self.office.visitor(self.helper)
        answer = visitor.upload(
            language + place, name="file-0", content=content, form=form_on(visitor, place) | form
        )
        return answer.status_code, answer.text

    def entries(self) -> list[Entry]:
        with reading(self.office.records.ledger.engine) as connection:
            return [entry_of(stored.body) for stored in entries_of(connection)]

    def done(self) -> list[DutyDone]:
        return [one for one in self.entries() if isinstance(one, DutyDone)]


@pytest.fixture
def shop(home: Path) -> Iterator[Shop]:
    edition = publish_documents(home, a_clerk_role(TALLY, PHOTO, DIARY), A_FORM)
    with an_office(home) as office:
        at(office, "2026-02-02")
        service.install(office.records.ledger, texts_of(edition), now=office.clock.now())
        since = datetime.date(2026, 2, 2)
        manager = employ(office, "M1", "陈经理", joined=since)
        helper = employ(office, "E1", "林小雨", roles=("auto/role/helper",), manager=manager, joined=since)
        yield Shop(office, manager, helper)


def test_a_file_is_bound_in_the_entry_and_fetched_by_whom_it_concerns(shop: Shop) -> None:
    assert shop.hand_in(PLACE, PDF, **{"tick-1": "yes"})[0] == 303
    (entry,) = shop.done()
    files, office = shop.office.records.ledger.files, shop.office
    assert [files.read(digest) == PDF for digest in entry.evidence] == [False, False, True]
    kept = json.loads(files.read(entry.evidence[0]))
    assert (kept["label"], kept["files"][0]["sha256"]) == ("盘点表", entry.evidence[2])
    page = office.visitor(shop.helper).get(PLACE)
    assert "已签认" in page.text
    (address,) = attachments_on(page)
    assert office.visitor(shop.helper).get(address).content == PDF
    assert office.visitor(shop.manager).get(address).content == PDF
    assert office.visitor(employ(office, "E2")).get(address).status_code == 404


def test_an_auditor_finds_it_on_the_persons_page_and_that_is_written_down(shop: Shop) -> None:
    shop.hand_in(PLACE, PDF, **{"tick-1": "yes"})
    auditor = employ(shop.office, "A1", is_external=True, portal_role=PortalRole.AUDITOR)
    visitor = shop.office.visitor(auditor)
    page = visitor.get(f"/reports/duties/person/?subject={shop.helper}&month=2026-02")
    (address,) = attachments_on(page)
    assert visitor.get(address).content == PDF
    with reading(shop.office.records.ledger.engine) as connection:
        looks = connection.execute(select(LOOKED_AT.c.page)).scalars().all()
    assert sorted(looks) == ["attachment", "duties-person"]


@pytest.mark.parametrize(
    ("content", "form", "says"),
    [
        (b"", {"tick-1": "yes"}, "请提供“盘点表”"),
        (PDF, {}, "请提供“盘点人”"),
        (b"<html><script>x</script>", {"tick-1": "yes"}, "不是 PDF"),
        (a_bomb(), {"tick-1": "yes"}, "解开后大得不合常理"),
        (PDF + b"x" * 1024 * 1024 * 21, {"tick-1": "yes"}, "限度"),
    ],
    ids=["none", "unsigned", "html", "bomb", "large"],
)
def test_what_is_missing_or_hostile_is_said_on_the_page_and_nothing_is_recorded(
    shop: Shop, content: bytes, form: dict[str, str], says: str
) -> None:
    if content:
        status, text = shop.hand_in(PLACE, content, **form)
    else:
        visitor = shop.office.visitor(shop.helper)
        answer = visitor.post(PLACE, form_on(visitor, PLACE) | form)
        status, text = answer.status_code, answer.text
    assert status in (413, 422)
    assert says in text
    assert shop.done() == []


def test_a_photo_is_a_picture(shop: Shop) -> None:
    assert shop.hand_in(HALL, PDF, language="/en")[0] == 422
    assert shop.hand_in(HALL, JPEG)[0] == 303
    assert len(shop.done()) == 1


def test_a_form_is_called_by_its_title_when_it_is_missing_and_when_it_is_there(shop: Shop) -> None:
    place, visitor = "/my/duties/auto/helper/diary/2026-02-02/", shop.office.visitor(shop.helper)
    answer = visitor.post(place, form_on(visitor, place))
    assert (answer.status_code, "请提供“施工日志”" in answer.text) == (422, True)
    assert visitor.post(place, form_on(visitor, place) | {"words-0": "RZ-7"}).status_code == 303
    pages = [visitor.get(place).text, visitor.get(f"/en{place}").text]
    assert all("auto/form/diary<" not in page and "RZ-7" in page for page in pages)
    assert ("施工日志" in pages[0], "Site diary" in pages[1]) == (True, True)
