"""Mixed load on the served demonstration, for minutes here and for an hour by `make soak`; and that the rig is strict."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import Record
from tests.making import ROOT, environment
from tests.prove.soak.browser import fault_of
from tests.prove.soak.errands import Told
from tests.prove.soak.settling import Body, doubled, lost


def confirmed(seq: int, **changes: str) -> tuple[int, Body]:
    body = {
        "kind": "acknowledgement:recorded",
        "subject": "s-anna",
        "document": "auto/policy/p",
        "revision": "1",
    }
    return seq, {**body, **changes}


@pytest.mark.parametrize(
    ("status", "body", "wrong"),
    [
        (200, b"<html><p>a page of its own</p></html>", True),
        (200, b'<html><div class="md-content"></div></html>', False),
        (200, b'<html><div class="md-content">', True),
        (500, b"", True),
        (404, b"<html><article>gone</article></html>", True),
    ],
)
def test_an_answer_that_breaks_off_or_fails_is_noted(status: int, body: bytes, *, wrong: bool) -> None:
    answer = httpx.Response(status, content=body, headers={"content-type": "text/html; charset=utf-8"})
    assert bool(fault_of(answer, "home")) == wrong


def test_being_signed_out_by_surprise_is_noted() -> None:
    answer = httpx.Response(303, headers={"location": "/sign-in/?next=/my/"})
    assert fault_of(answer, "home") == "was signed out"
    assert fault_of(answer, "sign out") == ""


def test_a_confirmation_that_is_not_there_or_is_somebody_elses_is_missed() -> None:
    told = Told(confirmed={7: ("s-anna", "auto/policy/p"), 8: ("s-anna", "auto/policy/p")})
    assert lost(told, [confirmed(7), confirmed(8, subject="s-boris")]) == [
        "entry 8: ('s-anna', 'auto/policy/p')"
    ]


def test_two_confirmations_of_one_text_are_one_too_many_unless_the_first_was_corrected() -> None:
    corrected = (8, {"kind": "entry:corrected", "entry": 7})
    assert doubled([confirmed(7), confirmed(9)], 0) == ["2 times ('s-anna', 'auto/policy/p', '1')"]
    assert doubled([confirmed(7), corrected, confirmed(9)], 0) == []


def test_duties_items_cases_and_steps_are_looked_for_by_their_names() -> None:
    duty = ("s-anna", "auto/role/clerk", "press", "2026-11")
    told = Told(duties={duty}, ticked={("c1", "flags")}, cases={"k1"}, steps={"t1"})
    made = [
        (1, {"kind": "duty:done", **dict(zip(("subject", "document", "duty", "period"), duty, strict=True))}),
        (2, {"kind": "checklist-item:completed", "case": "c1", "check_item": "flags"}),
        (3, {"kind": "case:started", "case": "k1"}),
        (4, {"kind": "approval:given", "case": "k1", "task": "t1"}),
    ]
    assert lost(told, made) == []
    assert len(lost(told, made[:0])) == 4


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_company_at_work_meets_no_error(tmp_path: Path, proof: Record, *, full_size: bool) -> None:
    if not full_size:
        asked = subprocess.run(
            [sys.executable, "-m", "tests.prove.soak", "--help"],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            check=False,
        )
        assert asked.returncode == 0
        return
    command = [sys.executable, "-m", "tests.prove.soak", "--minutes", "4", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    found = json.loads((tmp_path / "outcome.json").read_text("utf-8"))
    said = (
        "{requests:,} requests, {wrong} wrong, {lost} lost, {confirmed} confirmed, p99 {p99:.0f} ms".format(
            **found
        )
    )
    proof("four minutes of 50 people at work (an hour: make soak)", "0 wrong, 0 lost", said)
    assert done.returncode == 0, done.stdout[-4000:]
