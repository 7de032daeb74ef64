"""HR chooses documents and gets a Word file: at once, from the background, or as it was made before."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from generators.handbook.office import OfficeFailed
from portal.handbooks import making, ordering
from portal.handbooks.orders import Order
from tests.portal.acknowledgements.reading_rooms import LEAVE
from tests.portal.handbooks.offices_with_files import (
    CLERK,
    OFFICE,
    SALARIES,
    VISIT,
    Desk,
    a_desk,
    offered_on,
    ticked_on,
    wait_for,
    words_in,
)

LIBREOFFICE = pytest.mark.needs("libreoffice")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An office that tests order from without disturbing each other."""
    with a_desk(tmp_path_factory.mktemp("files") / "var") as opened:
        yield opened


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """An office of a test's own."""
    with a_desk(home) as opened:
        yield opened


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files under way wait at this gate until a test opens it."""
    opened = threading.Event()

    def waiting(order: Order, *arguments: Any, told: making.Told, **named: Any) -> bytes:
        told("setting", 1)
        assert opened.wait(20)
        return making.made(order, *arguments, told=told, **named)

    monkeypatch.setattr(ordering, "made", waiting)
    yield opened
    opened.set()


def test_those_who_may_order_files_are_led_there_and_nobody_else_is(shared: Desk) -> None:
    for who in (shared.hr, shared.owner):
        assert 'href="/handbooks/"' in who.get("/my/").text
    assert 'href="/handbooks/"' in shared.hr.get("/people/").text
    assert 'href="/handbooks/"' not in shared.employee.get("/my/").text
    assert shared.employee.get("/handbooks/").status_code == 403


def test_the_list_is_narrowed_and_what_is_ticked_stays_ticked(shared: Desk) -> None:
    first = shared.hr.post("/handbooks/", {"document": [LEAVE], "kind": "role", "q": "CLERK"})

    assert ticked_on(first) == [LEAVE]
    assert set(offered_on(first)) == {LEAVE, CLERK}
    again = shared.hr.get(f"/en/handbooks/?document={LEAVE}&kind=procedure&department=auto/department/office")
    assert set(offered_on(again)) == {LEAVE, VISIT}


def test_one_document_comes_at_once_under_its_code_and_title(shared: Desk) -> None:
    answer = shared.order(LEAVE)

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith("P-leave%20%E5%88%B6%E5%BA%A6leave.docx")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    said = words_in(answer.content)
    assert "请假须提前三天提出。" in said
    assert "http://127.0.0.1:8000/auto/policy/leave/" in said
    assert shared.exports() == []


def test_several_become_one_volume_in_the_background(shared: Desk) -> None:
    said = words_in(shared.made(LEAVE, VISIT, CLERK, profile="gbt9704").content)

    assert said.index("请假须提前三天提出。") < said.index("填写走访记录")
    assert "文件汇编" in said


def test_a_department_makes_its_handbook_and_a_unit_its_register(shared: Desk) -> None:
    whole = words_in(shared.made(what="everything", department=OFFICE["id"]).content)
    register = words_in(shared.order(what="register", unit="auto", language="en").content)

    assert "办公室" in whole
    assert "部门手册" in whole
    assert "请假须提前三天提出。" in whole
    assert "P-leave" in register


def test_a_role_can_be_had_as_its_job_description(shared: Desk) -> None:
    assert "岗位说明书" in words_in(shared.order(CLERK, roles="job-description").content)
    assert "岗位说明书" in words_in(shared.made(CLERK, LEAVE, roles="job-description").content)


def test_the_same_order_is_answered_from_what_was_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.made(LEAVE, VISIT)
    monkeypatch.setattr(ordering, "made", None)

    again = desk.order(LEAVE, VISIT)

    assert again.status_code == 200
    assert again.content == first.content
    assert desk.order(LEAVE, VISIT, by=desk.owner).content == first.content


@pytest.mark.parametrize(
    "change",
    [{"profile": "iso-en"}, {"language": "en"}, {"roles": "job-description"}, {"pages": "yes"}, {"form": "pdf"}],
)  # fmt: skip
def test_an_order_that_differs_has_another_file(change: dict[str, str]) -> None:
    plain = Order(edition="e", program="p", address="", language="zh-Hans", documents=(LEAVE,))
    wanted = {"pages": "has_pages"}
    differs: dict[str, Any] = {wanted.get(name, name): value for name, value in change.items()}
    other = Order(**{**{name: getattr(plain, name) for name in Order.__slots__}, **differs})
    assert other.key != plain.key


def test_who_has_confirmed_is_printed_behind_the_text_and_noted_as_taken(desk: Desk) -> None:
    number = desk.confirms(desk.employee)

    said = words_in(desk.order(LEAVE, status="yes").content)

    at = said.index("签收情况")
    assert said.index("病假凭医院证明。") < at
    row = said[said.index("1001", at) :]
    assert row.startswith("1001林书意")
    assert f"2026-05-03 16:00 已在门户确认（第 1.0 版，记录 {number}）" in row
    assert "请签字，最后日期" in said[at:]
    assert "截至 2026-05-03 16:00（Asia/Shanghai）" in said[at:]
    (export,) = desk.exports()
    assert (export.by, export.what) == (desk.hr.subject, "report-handbooks")
    assert export.scope == {"documents": LEAVE, "count": "1"}
    assert "账本检查点" in said[at:]


def test_a_confirmation_makes_the_next_file_another_one(desk: Desk) -> None:
    before = desk.made(LEAVE, VISIT, status="yes").content
    assert desk.made(LEAVE, VISIT, status="yes").content == before

    desk.confirms(desk.employee)

    after = words_in(desk.made(LEAVE, VISIT, status="yes", language="en").content)
    assert "林书意" in after
    assert desk.made(LEAVE, VISIT, status="yes").content != before
    assert len(desk.exports()) == 4


def test_who_may_not_print_sign_off_sheets_may_not_print_confirmations(shared: Desk) -> None:
    refused = shared.order(LEAVE, status="yes", by=shared.owner)

    assert refused.status_code == 403
    assert "只有人力资源可以打印谁已确认" in refused.text
    assert ticked_on(refused) == [LEAVE]
    assert shared.exports() == []


def test_the_progress_page_comes_anew_by_itself_and_survives_a_reload(
    desk: Desk, gate: threading.Event
) -> None:
    address = desk.order(LEAVE, VISIT).headers["location"]

    page = desk.hr.get(address)

    assert page.headers["refresh"] == "2"
    assert "1 / 2" in desk.hr.get(address).text
    assert desk.hr.get(f"{address}file/").status_code == 404
    assert desk.owner.get(address).status_code == 404
    assert address in desk.hr.get("/handbooks/").text
    gate.set()
    assert f'href="{address}file/"' in wait_for(desk.hr, address).text
    assert desk.owner.get(f"{address}file/").status_code == 404


def test_one_file_at_a_time_a_person(desk: Desk, gate: threading.Event) -> None:
    address = desk.order(LEAVE, VISIT).headers["location"]

    refused = desk.order(LEAVE, CLERK)

    assert refused.status_code == 409
    assert "您有一份文件正在生成" in refused.text
    assert desk.order(LEAVE, CLERK, by=desk.owner).status_code == 303
    gate.set()
    wait_for(desk.hr, address)
    assert desk.order(LEAVE, CLERK, VISIT).status_code == 303


def test_a_file_that_is_called_off_leaves_nothing(desk: Desk, gate: threading.Event) -> None:
    address = desk.order(LEAVE, VISIT).headers["location"]

    stopped = desk.hr.post(f"{address}cancel/")

    assert stopped.headers["location"] == address
    assert "已停止，没有留下文件" in desk.hr.get(address).text
    gate.set()
    desk.room.office.app.state.workshop.close()
    assert list(desk.folder.glob("*")) == []


def test_a_failure_is_said_in_the_readers_language(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: object, **named: object) -> bytes:
        raise OfficeFailed

    monkeypatch.setattr(ordering, "made", failing)
    address = desk.order(LEAVE, VISIT).headers["location"]

    assert "LibreOffice 没能转换这份文件" in wait_for(desk.hr, address).text
    assert "LibreOffice could not convert this file" in desk.hr.get(f"/en{address}").text


def test_finished_files_are_gone_after_a_day(desk: Desk) -> None:
    desk.made(LEAVE, VISIT)
    (desk.folder / ".half.x").write_bytes(b"what a crash left")
    assert len(list(desk.folder.iterdir())) == 2

    desk.room.office.clock.moment = desk.room.office.clock.moment.replace(year=2030)
    desk.room.office.app.state.workshop.clear_up()

    assert list(desk.folder.iterdir()) == []


def test_ones_own_template_is_used_and_a_bad_one_refused_in_the_generators_words(shared: Desk) -> None:
    own = io.BytesIO()
    template = Document()
    template.sections[0].header.paragraphs[0].text = "衡川自己的页眉"
    template.save(own)
    form = {"do": "make", "document": LEAVE}

    made = shared.hr.upload("/handbooks/", name="template", content=own.getvalue(), form=form)
    refused = shared.hr.upload("/handbooks/", name="template", content=b"no zip", form=form)

    header = Document(io.BytesIO(made.content)).sections[0].header
    assert "衡川自己的页眉" in "".join(paragraph.text for paragraph in header.paragraphs)
    assert refused.status_code == 422
    assert "不是 Word 文件（.docx 或 .dotx）" in refused.text


def test_a_disk_that_refuses_costs_nobody_their_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portal.handbooks.workshop.save_whole", full)

    assert "请假须提前三天提出。" in words_in(desk.order(LEAVE).content)
    address = desk.order(LEAVE, VISIT).headers["location"]
    assert "服务器的磁盘写不进去" in wait_for(desk.hr, address).text


def test_nothing_chosen_and_unknown_choices_are_refused(shared: Desk) -> None:
    nothing = shared.order()
    assert nothing.status_code == 422
    assert "请至少勾选一份文件" in nothing.text
    assert shared.order(LEAVE, profile="comic").status_code == 422
    assert shared.order("auto/policy/unknown").status_code == 422


def test_without_libreoffice_the_choice_says_why(shared: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generators.handbook.office._PROGRAMS", ("no-such-office",))

    page, refused = shared.hr.get("/handbooks/"), shared.order(LEAVE, form="pdf")

    assert 'name="pages" value="yes" disabled' in page.text
    assert "这台服务器没有 LibreOffice" in page.text
    assert refused.status_code == 422
    assert "请改选 Word" in refused.text


@LIBREOFFICE
def test_a_pdf_with_page_numbers_in_its_contents(shared: Desk) -> None:
    answer = shared.made(LEAVE, VISIT, form="pdf", pages="yes")

    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) > 3
    contents = reader.pages[1].extract_text()
    assert any(line.rstrip()[-1:].isdigit() for line in contents.splitlines() if "leave" in line)


def test_restricted_documents_are_offered_to_their_readers_alone(shared: Desk) -> None:
    assert SALARIES in offered_on(shared.trusted.get("/handbooks/"))
    page = shared.hr.get(f"/handbooks/?document={SALARIES}&q=薪酬")
    assert SALARIES not in offered_on(page)
    assert "薪酬等级" not in page.text
    assert shared.order(SALARIES).status_code == 422
    assert "奖金按季度核定。" not in words_in(shared.order(SALARIES, LEAVE).content)


def test_what_is_passed_on_holds_restricted_documents_only_where_they_were_ticked(shared: Desk) -> None:
    whole = shared.made(what="everything", unit="auto", by=shared.trusted)

    assert "奖金按季度核定。" not in words_in(whole.content)
    assert "薪酬等级" not in words_in(shared.order(what="register", by=shared.trusted).content)
    assert "奖金按季度核定。" in words_in(shared.made(SALARIES, LEAVE, by=shared.trusted).content)


def test_a_finished_file_is_kept_from_who_may_no_longer_read_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = desk.order(SALARIES, LEAVE, by=desk.trusted).headers["location"]
    wait_for(desk.trusted, address)
    assert desk.trusted.get(f"{address}file/").status_code == 200

    monkeypatch.setattr("portal.bookshelf.PinnedEdition.readable", lambda *_: frozenset())

    assert desk.trusted.get(f"{address}file/").status_code == 404


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "奖金按季度核定。"), ("en/", "http://127.0.0.1:8000/en/auto")]
)
def test_the_page_of_a_restricted_document_has_its_file_for_its_readers(
    shared: Desk, prefix: str, said: str
) -> None:
    address = f"/handbooks/{prefix}{SALARIES}.docx"

    answer = shared.trusted.get(address)

    assert answer.status_code == 200
    assert said in words_in(answer.content)
    assert answer.headers["cache-control"] == "no-store"
    for other in (shared.hr, shared.owner, shared.employee):
        assert other.get(address).status_code == 404
    assert shared.room.office.stranger().get(address).status_code in (303, 401)
    assert shared.trusted.get(f"/handbooks/{prefix}auto/policy/none.docx").status_code == 404
    assert shared.exports() == []
