"""The log says what happened and in which request, never to whom; it ends before the disk does."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.ledger.names import new_subject
from portal.logs import REQUEST, install_logs
from portal.settings import Settings
from tests.portal.browsing import browse
from tests.portal.offices import an_office

logger = logging.getLogger("portal.something")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "log" / "dutybook.log"
    handler = install_logs(Settings(log_file=file, log_format="json", log_file_mebibytes=1, log_files_kept=2))
    yield file
    logging.getLogger().removeHandler(handler)
    handler.close()


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_each_answer_carries_the_id_its_line_has(log: Path, shared_home: Path) -> None:
    answer = browse(shared_home).get("/healthz")
    (line,) = [one for one in lines(log) if one.get("path") == "/healthz"]
    assert line["request"] == answer.headers["x-request-id"]
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert REQUEST.get() == ""


def test_only_a_believed_proxy_brings_its_own_id(log: Path, home: Path) -> None:
    given = {"x-request-id": "from-the-proxy-1"}
    with an_office(home) as office:
        assert office.stranger().get("/healthz", headers=given).headers["x-request-id"] != "from-the-proxy-1"
    behind = {"public_address": "https://duty.example.test", "trusted_proxy": "127.0.0.1"}
    with an_office(home, **behind) as office:
        assert office.stranger().get("/healthz", headers=given).headers["x-request-id"] == "from-the-proxy-1"
        odd = office.stranger().get("/healthz", headers={"x-request-id": "one two\tthree"})
        assert " " not in odd.headers["x-request-id"]


def test_neither_people_nor_questions_stand_in_the_log(log: Path, home: Path) -> None:
    with an_office(home) as office:
        lin = office.hire("1001", "林书意")
        office.visitor(lin).get(f"/people/person/{lin}/?q=secret")
    logger.error("wrote to lin@example.com about %s, 138 0013 8000", lin)
    text = log.read_text(encoding="utf-8")
    assert [word for word in (lin, "林书意", "secret", "lin@", "8000") if word in text] == []
    assert "/people/person/s-…/" in text


def test_a_defect_keeps_its_trace_without_people(log: Path) -> None:
    try:
        raise ValueError(f"no place for {new_subject()}")
    except ValueError:
        logger.exception("a defect")
    (line,) = lines(log)
    assert "Traceback" in str(line["trace"])
    assert "ValueError: no place for s-…" in str(line["trace"])


def test_old_lines_make_room_for_new_ones(log: Path) -> None:
    for _ in range(150):
        logger.warning("word " * 5_000)
    kept = sorted(file.name for file in log.parent.iterdir())
    assert kept == ["dutybook.log", "dutybook.log.1", "dutybook.log.2"]
    assert all(file.stat().st_size <= 1024 * 1024 for file in log.parent.iterdir())


@pytest.mark.needs("full-device")
def test_a_log_that_cannot_be_written_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    handler = install_logs(Settings(log_file=Path("/dev/full")))
    logger.error("nobody reads this")
    logging.getLogger().removeHandler(handler)
    handler.close()
    assert "Traceback" not in capsys.readouterr().err
