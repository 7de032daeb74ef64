"""A demonstration is there whole or not at all, once, and never among somebody's real records."""

import datetime
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from portal.bookshelf import PinnedEdition
from portal.demonstration import filling
from portal.demonstration.filling import MARKER, HomeTaken, demonstration_in, fill
from portal.demonstration.sign_ins import SignIn
from portal.ledger.refusals import LedgerHeld
from portal.ledger.writer_lock import hold

TODAY = datetime.date(2026, 11, 22)
EDITION = cast("PinnedEdition", None)
SIGN_IN = SignIn(part="hr", login="hc1", name="何静", subject="s-" + "a" * 26)


class _Closes:
    def close(self) -> None:
        """Nothing is open."""


class _Office:
    records = _Closes()


@pytest.fixture
def lives(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where lives were lived: the history itself is not the matter here."""
    lived: list[Path] = []

    def live_through(aside: Path, *_facts: object, **_more: object) -> _Office:
        lived.append(aside)
        (aside / "keys").mkdir(parents=True)
        (aside / "keys/ledger.key").write_text(f"key {len(lived)}", encoding="utf-8")
        (aside / "files").mkdir()
        (aside / "records.sqlite").write_text(f"records {len(lived)}", encoding="utf-8")
        return _Office()

    def open_sign_ins(_office: object) -> tuple[str, tuple[SignIn, ...]]:
        return "abcd-efgh-jkmn", (SIGN_IN,)

    monkeypatch.setattr(filling, "live_through", live_through)
    monkeypatch.setattr(filling, "open_sign_ins", open_sign_ins)
    return lived


def test_a_home_is_filled_once(home: Path, lives: list[Path]) -> None:
    first = fill(home, EDITION, TODAY)
    assert first == fill(home, EDITION, TODAY + datetime.timedelta(days=3)) == demonstration_in(home)
    assert len(lives) == 1
    assert (first.day, first.sign_ins) == (TODAY, (SIGN_IN,))
    assert {path.name for path in home.iterdir()} == {
        MARKER,
        "keys",
        "files",
        "records.sqlite",
        "records.lock",
    }


def test_nobody_else_on_the_machine_can_read_the_password(home: Path, lives: list[Path]) -> None:
    fill(home, EDITION, TODAY)
    assert lives
    assert stat.S_IMODE((home / MARKER).stat().st_mode) == 0o600


def test_a_run_that_was_killed_begins_anew(
    home: Path, lives: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_facts: object) -> tuple[str, tuple[SignIn, ...]]:
        raise KeyboardInterrupt

    with monkeypatch.context() as moment:
        moment.setattr(filling, "open_sign_ins", killed)
        with pytest.raises(KeyboardInterrupt):
            fill(home, EDITION, TODAY)
    assert demonstration_in(home) is None
    assert not (home / "records.sqlite").exists()
    fill(home, EDITION, TODAY)
    assert (home / "records.sqlite").read_text(encoding="utf-8") == "records 2"
    assert len(lives) == 2


@pytest.mark.parametrize("moves", range(4))
def test_a_run_killed_while_moving_is_taken_up_where_it_stopped(
    home: Path, lives: list[Path], monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    original, left = Path.replace, [moves]

    def replace(path: Path, target: Any) -> Any:
        if path.parent.name == ".demonstration" and Path(target).parent == home:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        return original(path, target)

    with monkeypatch.context() as moment:
        moment.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            fill(home, EDITION, TODAY)
    assert demonstration_in(home) is None
    fill(home, EDITION, TODAY)
    assert len(lives) == 1
    assert (home / "keys/ledger.key").read_text(encoding="utf-8") == "key 1"
    assert (home / "records.sqlite").read_text(encoding="utf-8") == "records 1"
    assert not (home / ".demonstration").exists()


@pytest.mark.parametrize("name", ["records.sqlite", "keys", "files"])
def test_real_records_are_left_alone(home: Path, lives: list[Path], name: str) -> None:
    (home / name).mkdir(parents=True)
    with pytest.raises(HomeTaken):
        fill(home, EDITION, TODAY)
    assert not lives


def test_two_at_once_do_not_fill_the_same_home(home: Path, lives: list[Path]) -> None:
    with hold(home), pytest.raises(LedgerHeld):
        fill(home, EDITION, TODAY)
    assert not lives


@pytest.mark.parametrize(
    "reach",
    [
        {"DUTYBOOK_HOST": "0.0.0.0"},  # noqa: S104 - what must be refused
        {"DUTYBOOK_PUBLIC_ADDRESS": "https://duty.example.com", "DUTYBOOK_TRUSTED_PROXY": "127.0.0.1"},
    ],
)
def test_a_demonstration_is_not_served_beyond_this_machine(
    home: Path, lives: list[Path], reach: dict[str, str]
) -> None:
    fill(home, EDITION, TODAY)
    assert lives
    done = subprocess.run(
        [sys.executable, "-m", "portal.cli", "serve", "--home", str(home), "--port", "0", "--lang", "en"],
        cwd=Path(__file__).parents[3], env={**os.environ, **reach}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "demonstration" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_marker_says_what_it_is(home: Path, lives: list[Path]) -> None:
    fill(home, EDITION, TODAY)
    assert lives
    said = json.loads((home / MARKER).read_text(encoding="utf-8"))
    assert said["format"] == 1
    assert said["day"] == "2026-11-22"
