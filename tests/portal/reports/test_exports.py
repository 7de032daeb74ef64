"""What an auditor takes away: reports that print a checkpoint, and packs that are verified without us."""

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from portal.ledger.entries import ExportRead, entry_of
from portal.ledger.ledger import reading
from portal.ledger.store import anchor_sizes, entries_of
from portal.reports.sheet import Column, Sheet, Table
from portal.reports.workbook import csv_text, harmless, xlsx
from tests.portal.acknowledgements.reading_rooms import LEAVE
from tests.portal.browsing import Answer
from tests.portal.reports.audits import Audit, an_audit, words

HOSTILE = '=HYPERLINK("http://evil.example","x")'
REPORTS = ["coverage", "matrix", "document", "records", "exceptions"]


@pytest.fixture
def audit(home: Path) -> Iterator[Audit]:
    with an_audit(home) as opened:
        yield opened


def taken(audit: Audit, report: str, form: str, query: str = "") -> Answer:
    answer = audit.auditor.post(f"/reports/export/{report}/{form}/?{query}")
    assert answer.status_code == 200, answer.text
    return answer


def exports(audit: Audit) -> list[ExportRead]:
    with reading(audit.office.records.ledger.engine) as connection:
        entries = [entry_of(stored.body) for stored in entries_of(connection)]
    return [one for one in entries if isinstance(one, ExportRead)]


def cells(content: bytes) -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        cell.value
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def everything_in(content: bytes) -> str:
    """All words of a Word document, its tables included."""
    document = Document(io.BytesIO(content))
    body = document.element.body
    return " ".join(
        node.text or ""
        for node in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
    )


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_prints_the_checkpoint_that_covers_its_own_taking(audit: Audit, report: str) -> None:
    audit.confirms(audit.hires("1001", "林书意"))

    answers = {form: taken(audit, report, form) for form in ("xlsx", "csv", "docx")}

    for form, answer in answers.items():
        code = answer.headers["x-dutybook-code"]
        said = {
            "xlsx": lambda content: " ".join(map(str, cells(content))),
            "csv": lambda content: content.decode("utf-8-sig"),
            "docx": everything_in,
        }[form](answer.content)
        assert code in said
    sizes = [int(answer.headers["x-dutybook-code"].split("-")[0][1:]) for answer in answers.values()]
    assert sizes == sorted(set(sizes))
    with reading(audit.office.records.ledger.engine) as connection:
        assert set(sizes) <= set(anchor_sizes(connection))
    assert [one.what for one in exports(audit)] == [f"report-{report}"] * 3
    assert {one.by for one in exports(audit)} == {audit.auditor.subject}


def test_the_entry_says_which_part_was_taken(audit: Audit) -> None:
    taken(audit, "document", "csv", f"document={LEAVE}&day=2026-05-03")

    assert exports(audit)[-1].scope == {"day": "2026-05-03", "document": LEAVE}


def test_a_name_that_looks_like_a_formula_stays_text_in_a_workbook(audit: Audit) -> None:
    audit.hires("1001", HOSTILE)

    book = openpyxl.load_workbook(io.BytesIO(taken(audit, "matrix", "xlsx").content))

    found = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == HOSTILE]
    assert [cell.data_type for cell in found] == ["s"]
    assert [cell.hyperlink for cell in found] == [None]


def test_and_in_csv_it_gets_an_apostrophe(audit: Audit) -> None:
    audit.hires("1001", HOSTILE)

    rows = list(csv.reader(io.StringIO(taken(audit, "document", "csv").content.decode("utf-8-sig"))))

    assert any(cell == f"'{HOSTILE}" for row in rows for cell in row)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "＝1", "－1"])
def test_whatever_a_spreadsheet_may_compute_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    sheet = Sheet(
        name="x", title=cell, tables=[Table(title=cell, columns=[Column(title=cell)], rows=[[cell, 3, None]])]
    )
    written = openpyxl.load_workbook(io.BytesIO(xlsx(sheet))).worksheets[0]
    assert {one.data_type for row in written.iter_rows() for one in row if one.value is not None} == {
        "s",
        "n",
    }
    assert b"\r\n=" not in csv_text(sheet)


def test_numbers_stay_numbers(audit: Audit) -> None:
    audit.confirms(audit.hires("1001", "林书意"))

    found = cells(taken(audit, "coverage", "xlsx").content)

    assert 100 in found
    assert harmless(-3) == -3


def test_a_word_report_holds_every_row(audit: Audit) -> None:
    for number in range(12):
        audit.hires(f"2{number:03}", f"员工{number:02}")

    said = everything_in(taken(audit, "document", "docx").content)

    assert all(f"员工{number:02}" in said for number in range(12))


@pytest.mark.parametrize("address", ["coverage/pdf", "salaries/xlsx"])
def test_other_reports_and_forms_do_not_exist(audit: Audit, address: str) -> None:
    assert audit.auditor.post(f"/reports/export/{address}/").status_code == 422


def test_a_pack_taken_from_the_page_is_proved_with_python_alone(audit: Audit, tmp_path: Path) -> None:
    lin = audit.hires("1001", "林书意")
    audit.confirms(lin)
    earlier = taken(audit, "coverage", "csv").headers["x-dutybook-code"]  # printed, kept on paper
    audit.days_pass(3)
    audit.room.revises()
    audit.confirms(lin)

    answer = audit.auditor.post(
        "/reports/evidence/pack/", {"document": LEAVE, "anchors": earlier, "names": "yes"}
    )

    assert answer.headers["content-type"] == "application/zip"
    pack = tmp_path / "pack.zip"
    pack.write_bytes(answer.content)
    with zipfile.ZipFile(pack) as archive:
        archive.extract("verify.py", tmp_path)
        kept = archive.namelist()
    assert sum(name.startswith("records/") for name in kept) == 4  # two releases, two confirmations
    key = audit.office.records.ledger.key.text
    command = [
        sys.executable,
        "-I",
        str(tmp_path / "verify.py"),
        str(pack),
        "--key",
        key,
        "--anchor",
        earlier,
    ]
    proved = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert proved.returncode == 0, proved.stdout + proved.stderr

    wrong = earlier[:8] + ("A" if earlier[8] != "A" else "B") + earlier[9:]
    doubted = subprocess.run(
        [*command[:-1], wrong], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert doubted.returncode != 0


def test_a_pack_leaves_nothing_behind(audit: Audit) -> None:
    audit.auditor.post("/reports/evidence/pack/", {})

    assert not list(audit.room.home.glob("pack-*"))


def test_names_stay_at_home_where_they_are_not_asked_for(audit: Audit) -> None:
    audit.confirms(audit.hires("1001", "林书意"))

    answer = audit.auditor.post("/reports/evidence/pack/", {"document": LEAVE})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert not any(name.startswith("identities/") for name in archive.namelist())
        assert "林书意" not in archive.read("report.zh-Hans.html").decode()


@pytest.mark.parametrize("anchors", ["D3-NOT-A-CODE", "/etc/passwd", "D999999"])
def test_an_anchor_that_is_none_is_refused_on_the_page_and_nothing_is_taken(
    audit: Audit, anchors: str
) -> None:
    answer = audit.auditor.post("/reports/evidence/pack/", {"anchors": anchors})

    assert answer.status_code == 422
    assert anchors in answer.text  # what was typed is still there
    assert exports(audit) == []


def test_the_whole_ledger_is_verified_against_a_code_from_paper(audit: Audit) -> None:
    audit.confirms(audit.hires("1001", "林书意"))
    code = taken(audit, "coverage", "csv").headers["x-dutybook-code"]

    sound = audit.auditor.post("/reports/evidence/verify/", {"anchors": code})
    stray = audit.auditor.post("/reports/evidence/verify/", {"anchors": "D1-" + code.split("-", 1)[1]})

    assert "核验通过" in words(sound)
    assert stray.status_code in (200, 422)
    assert "核验通过" not in stray.text
