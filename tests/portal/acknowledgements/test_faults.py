"""The disk is full, the folder read-only, the database gone, the clock wrong: a clear page, 503, and nothing is lost.

Each time the real server runs in a process of its own, and people go on reading.
"""

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.accounts.passes import make_pass, pass_key
from portal.clock import SystemClock
from portal.ledger.audit import verify_database
from portal.ledger.keys import identity_key
from portal.ledger.ledger import reading
from portal.ledger.store import entries_of
from tests.disks import remount, small_disk
from tests.portal.acknowledgements.crowds import Crowd, Form, assemble
from tests.portal.acknowledgements.served import Served, Visitor, serving, started
from tests.portal.ledger.clusters import Cluster
from tests.portal.ledger.ledgers import a_ledger

CANNOT = {
    "zh-Hans": "记录没有保存，也没有丢失已有的记录；照常可以阅读。",
    "en": "Your entry was not saved and none was lost; reading goes on.",
}
READ_ONLY = ("small-disk",) if os.geteuid() == 0 else ()
"""Rights bind everybody but root."""
pytestmark = pytest.mark.slow


def visitor(home: Path, server: Served, crowd: Crowd, form: Form) -> Visitor:
    """Whoever sends this form, in their browser."""
    token = crowd.sessions[crowd.forms.index(form) % crowd.people]
    key = pass_key(identity_key(home, may_create=False))
    until = SystemClock().now().replace(year=SystemClock().now().year + 1)
    return Visitor(server.port, token, make_pass(key, form.subject, until=until))


def the_page_says_so(who: Visitor, form: Form) -> None:
    """Nothing can be recorded: both languages say it with 503, and the document can still be read."""
    for language, sentence in CANNOT.items():
        status, headers, said = who.confirms(form, language=language)
        assert (status, sentence in said) == (503, True), said[:400]
        assert headers["retry-after"] == "10"
        assert "Traceback" not in said
    can_read(who, form)


def can_read(who: Visitor, form: Form) -> None:
    for address in (f"/{form.document}/", f"/en/{form.document}/"):
        status, said = who.get(address)
        assert (status, "请假须提前三天提出。" in said) == (200, True)


def recorded(home: Path, database: str | None = None) -> Counter[str]:
    """The keys of all confirmations there are; what is stored is sound."""
    with a_ledger(home, database) as ledger, reading(ledger.engine) as connection:
        assert verify_database(ledger.engine, key=ledger.key).problems == []
        bodies = [json.loads(stored.body) for stored in entries_of(connection)]
    return Counter(body["key"] for body in bodies if body["kind"] == "acknowledgement:recorded")


def warnings(home: Path) -> list[dict[str, str]]:
    with a_ledger(home) as ledger, reading(ledger.engine) as connection:
        bodies = [json.loads(stored.body) for stored in entries_of(connection)]
    return [body for body in bodies if body["kind"] == "clock:warned"]


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        for size in (65536, 4096, 512):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    return ballast


def until_refused(home: Path, server: Served, crowd: Crowd, forms: Iterator[Form]) -> tuple[list[Form], Form]:
    """People confirm until it is not possible any more: whose word was taken, and the first form refused."""
    taken: list[Form] = []
    for form in forms:
        status, _, said = visitor(home, server, crowd, form).confirms(form)
        if status != 303:
            assert (status, CANNOT["zh-Hans"] in said) == (503, True), said[:400]
            return taken, form
        taken.append(form)
    pytest.fail("the disk never was full")


@pytest.mark.needs("small-disk")
@pytest.mark.timeout(300)
def test_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", kibibytes=24 * 1024) as disk:
        home = disk / "var"
        crowd = assemble(home, people=20, documents=40)
        with serving(home) as server:
            before, after = crowd.forms[:20], iter(crowd.forms[20:])
            assert [visitor(home, server, crowd, form).confirms(form)[0] for form in before] == [303] * 20
            ballast = fill(disk)
            taken, refused = until_refused(home, server, crowd, after)
            the_page_says_so(visitor(home, server, crowd, refused), refused)
            ballast.unlink()
            assert visitor(home, server, crowd, refused).confirms(refused)[0] == 303
            assert server.kill()
        assert recorded(home) == Counter(form.key for form in (*before, *taken, refused))


@pytest.mark.timeout(300)
def test_a_disk_that_takes_no_larger_file(tmp_path: Path) -> None:
    home = tmp_path / "var"
    crowd = assemble(home, people=20, documents=40)
    with serving(home) as server:
        before, after = crowd.forms[:20], iter(crowd.forms[20:])
        assert [visitor(home, server, crowd, form).confirms(form)[0] for form in before] == [303] * 20
        _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, most))
        taken, refused = until_refused(home, server, crowd, after)
        the_page_says_so(visitor(home, server, crowd, refused), refused)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        assert visitor(home, server, crowd, refused).confirms(refused)[0] == 303
        assert server.kill()
    assert recorded(home) == Counter(form.key for form in (*before, *taken, refused))


@contextmanager
def read_only(home: Path) -> Iterator[Callable[[], None]]:
    """A home nobody may write to, until what is given is called."""
    if os.geteuid() != 0:
        folders = [path for path in (home, *home.rglob("*")) if path.is_dir()]
        modes = {path: path.stat().st_mode for path in (*folders, home / "records.sqlite")}

        def release() -> None:
            for path, mode in modes.items():
                path.chmod(mode)

        for path in modes:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            yield release
        finally:
            release()
        return
    remount(home.parent, "ro")
    yield lambda: remount(home.parent, "rw")


@contextmanager
def removable(folder: Path) -> Iterator[Path]:
    """A folder whose disk can be made read-only; for others than root its rights are enough."""
    if os.geteuid() == 0:
        with small_disk(folder, kibibytes=24 * 1024) as disk:
            yield disk
    else:
        folder.mkdir()
        yield folder


@pytest.mark.needs(*READ_ONLY)
@pytest.mark.timeout(300)
def test_a_read_only_folder(tmp_path: Path) -> None:
    with removable(tmp_path / "disk") as disk:
        home = disk / "var"
        crowd = assemble(home, people=2, documents=3)
        first, second = crowd.forms[0], crowd.forms[3]
        with serving(home) as server:
            assert visitor(home, server, crowd, first).confirms(first)[0] == 303
        with read_only(home) as release, serving(home) as server:
            the_page_says_so(visitor(home, server, crowd, second), second)
            release()
            assert _soon(lambda: visitor(home, server, crowd, second).confirms(second)[0] == 303)
            assert server.kill()
        assert recorded(home) == Counter([first.key, second.key])


def _soon(is_so: Callable[[], bool]) -> bool:
    """Whether something becomes true within the time after which the portal tries again."""

    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(1)
    return False


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that is stopped while it is needed."""
    own = Cluster(safe=True)
    yield own
    own.remove()


@pytest.mark.needs("postgresql")
@pytest.mark.timeout(300)
def test_the_database_is_gone_and_comes_back(tmp_path: Path, own_cluster: Cluster) -> None:
    home, address = tmp_path / "var", own_cluster.create("records")
    crowd = assemble(home, people=3, documents=4, database=address)
    first, second, third = crowd.forms[0], crowd.forms[4], crowd.forms[8]
    with serving(home, DUTYBOOK_DATABASE=address) as server:
        assert visitor(home, server, crowd, first).confirms(first)[0] == 303
        own_cluster.stop("immediate")
        the_page_says_so(visitor(home, server, crowd, second), second)  # nobody knows this session yet
        the_page_says_so(visitor(home, server, crowd, first), first)
        own_cluster.start()
        assert _soon(lambda: visitor(home, server, crowd, second).confirms(second)[0] == 303)
        assert visitor(home, server, crowd, first).confirms(first)[0] == 303
        own_cluster.stop("fast")
    with serving(home, DUTYBOOK_DATABASE=address) as server:  # began without its database
        the_page_says_so(visitor(home, server, crowd, third), third)
        own_cluster.start()
        assert _soon(lambda: visitor(home, server, crowd, third).confirms(third)[0] == 303)
    assert recorded(home, address) == Counter([first.key, second.key, third.key])


@pytest.mark.timeout(300)
def test_a_clock_that_is_set_back(tmp_path: Path) -> None:
    home, wrong_by = tmp_path / "var", tmp_path / "wrong-by"
    wrong_by.write_text("0", encoding="utf-8")
    crowd = assemble(home, people=2, documents=4)
    one, two, three, four = crowd.forms[::2]
    command = [sys.executable, "-m", "tests.portal.acknowledgements.shifted_server", str(home), str(wrong_by)]
    with started(command) as server:
        who = visitor(home, server, crowd, one)
        assert who.confirms(one)[0] == 303
        wrong_by.write_text("-600", encoding="utf-8")
        assert who.confirms(two)[0] == 303  # recorded, and the ledger says that the clock went back
        can_read(who, two)
        wrong_by.write_text(str(-40 * 24 * 3600), encoding="utf-8")
        status, _, said = who.confirms(three)
        assert (status, "Traceback" in said) in [(303, False), (409, False)]
        can_read(who, three)
        wrong_by.write_text("0", encoding="utf-8")
        assert [who.confirms(form)[0] for form in (three, four)] == [303, 303]
    assert recorded(home) == Counter(form.key for form in (one, two, three, four))
    assert warnings(home)
