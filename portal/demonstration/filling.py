"""Filling 填充: the history is written aside and moved into its home at the end, so it is there whole or not at all."""

import datetime
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from portal.bookshelf import PinnedEdition
from portal.database import SQLITE_FILE
from portal.demonstration.careers import Day
from portal.demonstration.company import SEED
from portal.demonstration.history import Progress, live_through
from portal.demonstration.sign_ins import SignIn, open_sign_ins
from portal.errors import PortalError
from portal.ledger.files import FOLDER as FILES
from portal.ledger.keys import public_key_file
from portal.ledger.writer_lock import LOCK_FILE, hold

MARKER: Final = "demonstration.json"
"""Says that the records of a home are invented, and how visitors sign in. Nobody else on the machine may read it."""

_ASIDE: Final = ".demonstration"


class HomeTaken(PortalError):
    """This home has records of its own; a demonstration is not mixed with them."""

    status, code = 409, "home-taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """The demonstration a home holds."""

    day: Day
    password: str
    sign_ins: tuple[SignIn, ...]


def demonstration_in(home: Path) -> Demonstration | None:
    """What demonstration a home holds; nothing if its records are not invented."""
    try:
        said = json.loads((home / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Demonstration(
        day=datetime.date.fromisoformat(said["day"]),
        password=said["password"],
        sign_ins=tuple(SignIn(**one) for one in said["sign_ins"]),
    )


def fill(
    home: Path, edition: PinnedEdition, today: Day, *, seed: str = SEED, progress: Progress | None = None
) -> Demonstration:
    """The demonstration of a home, lived through if it is not there yet. HomeTaken, LedgerHeld."""
    aside = home / _ASIDE
    with hold(home):
        found = demonstration_in(home)
        if found is not None:
            shutil.rmtree(aside, ignore_errors=True)
            return found
        made = demonstration_in(aside)  # moving it was interrupted
        if made is None:
            if _has_records(home):
                raise HomeTaken(home=str(home))
            shutil.rmtree(aside, ignore_errors=True)
            made = _make(aside, edition, today, seed=seed, progress=progress)
        _move(aside, home)
        return made


def _has_records(home: Path) -> bool:
    """Whether somebody keeps records here, wherever their database is."""
    return (home / SQLITE_FILE).exists() or (home / FILES).exists() or public_key_file(home).parent.exists()


def _make(
    aside: Path, edition: PinnedEdition, today: Day, *, seed: str, progress: Progress | None
) -> Demonstration:
    office = live_through(aside, edition, today, seed=seed, progress=progress)
    try:
        password, sign_ins = open_sign_ins(office)
    finally:
        office.records.close()
    made = Demonstration(day=today, password=password, sign_ins=sign_ins)
    said = asdict(made) | {"format": 1, "seed": seed, "day": today.isoformat()}
    marker = aside / f"{MARKER}.new"
    marker.touch(mode=0o600)
    marker.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    marker.replace(aside / MARKER)
    return made


def _move(aside: Path, home: Path) -> None:
    """The marker comes last: with it the demonstration is there. Interrupted, it is taken up where it stopped."""
    names = sorted(path.name for path in aside.iterdir() if path.name not in (MARKER, LOCK_FILE))
    for name in [*names, MARKER]:
        (aside / name).replace(home / name)
    shutil.rmtree(aside)
