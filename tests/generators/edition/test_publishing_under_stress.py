"""What can go wrong while publishing: killed builds, racing builds, full and forbidden disks."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generators.edition import durability, publisher
from generators.edition.errors import EditionError
from generators.edition.layout import Home, page_file
from generators.edition.publisher import staging
from generators.edition.reader import edition_ids, open_current
from generators.edition.verify import verify_edition
from tests.disks import remount, small_disk
from tests.generators.edition.building import inputs, publish, snapshot

ROOT = Path(__file__).parents[3]
NOBODY = 65534


def build(
    home: Home, content: str, *, pages: int = 40, pause: float = 0, user: int | None = None
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.generators.edition.building_process"]
    arguments = [str(home.root), content, str(pages), str(pause), str(os.getuid() if user is None else user)]
    return subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    output, _ = process.communicate(timeout=60)
    return process.returncode, output.strip()


def wait_for_files(home: Home, count: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        if sum(1 for _ in home.editions.glob(".staging-*/**/index.html")) >= count:
            return
        time.sleep(0.002)


@pytest.mark.slow
@pytest.mark.parametrize("moment", [1, 5, 13, 22, 31, 39, 40])
def test_a_build_killed_at_any_moment_leaves_the_old_edition_current(home: Home, moment: int) -> None:
    published = publish(home)
    process = build(home, "second", pause=0.004)
    wait_for_files(home, moment, process)
    process.send_signal(signal.SIGKILL)
    finish(process)

    assert verify_edition(home.edition(open_current(home).id)).passed
    assert all(verify_edition(home.edition(edition)).passed for edition in edition_ids(home))
    if open_current(home).id == published.id:  # unless the kill came too late to matter
        assert finish(build(home, "second"))[0] == 0
    assert not list(home.editions.glob(".staging-*"))


STEPS = ["sync_tree", "sync_folder", "_point_current", "manifest_bytes"]


@pytest.mark.parametrize("step", STEPS)
def test_a_build_that_dies_at_any_step_of_publishing_leaves_a_whole_current_edition(
    home: Home, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = publish(home)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publisher, step, die)
        with pytest.raises(KeyboardInterrupt):
            publish(home, "second")

    assert open_current(home).id == published.id
    assert all(verify_edition(home.edition(edition)).passed for edition in edition_ids(home))
    assert verify_edition(publish(home, "second").folder).passed
    assert open_current(home).inputs.content_digest == "second"


def test_everything_is_on_the_disk_before_the_edition_can_be_seen(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool, bool]] = []
    sync_tree, sync_folder = durability.sync_tree, durability.sync_folder

    def note(step: str) -> None:
        seen.append((step, any(edition_ids(home)), home.current.is_symlink()))

    def tree(folder: Path, *, new_files: list[Path]) -> None:
        note("tree")
        sync_tree(folder, new_files=new_files)

    def one(folder: Path) -> None:
        note(folder.name)
        sync_folder(folder)

    monkeypatch.setattr(publisher, "sync_tree", tree)
    monkeypatch.setattr(publisher, "sync_folder", one)
    publish(home)

    assert seen == [("tree", False, False), ("editions", True, False), ("var", True, True)]


def test_without_a_sync_of_the_file_system_every_new_file_and_folder_is_synced(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[str] = set()
    sync = durability._sync

    def note(path: Path) -> None:
        synced.add(path.name)
        sync(path)

    monkeypatch.setattr(durability, "_sync_file_system", lambda _: False)
    monkeypatch.setattr(durability, "_sync", note)
    publish(home)

    assert {
        "index.html",
        "manifest.json",
        "terms.seg",
        "role-0",
        "site",
        "shard-00",
        "editions",
        "var",
    } <= synced


@pytest.mark.slow
def test_two_builds_at_once_wait_for_each_other(home: Home) -> None:
    processes = [build(home, content, pause=0.004) for content in ("one", "two", "one")]
    outcomes = [finish(process) for process in processes]

    assert [code for code, _ in outcomes] == [0, 0, 0]
    assert outcomes[0][1] == outcomes[2][1] != outcomes[1][1]
    assert len(edition_ids(home)) == 2
    assert all(verify_edition(home.edition(edition)).passed for edition in edition_ids(home))


def test_a_build_that_waited_too_long_says_so(home: Home) -> None:
    waited: list[bool] = []
    with (
        staging(home, inputs()),
        pytest.raises(EditionError) as refusal,
        staging(home, inputs("second"), wait=0.1, on_wait=lambda: waited.append(True)),
    ):
        raise AssertionError("two builds wrote at once")

    assert (refusal.value.code, refusal.value.values["seconds"]) == ("home-busy", "0.1")
    assert waited == [True]


def test_a_build_goes_on_as_soon_as_the_other_is_done(home: Home) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with staging(home, inputs()):
            held.set()
            release.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    with staging(home, inputs("second"), wait=20, on_wait=release.set) as stage:
        assert not stage.already_published
    other.join()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", kibibytes=192) as disk:
        yield disk


@pytest.mark.needs("small-disk")
def test_a_full_disk_leaves_the_old_edition_and_says_so(tiny_disk: Path) -> None:
    home = Home(tiny_disk / "var")
    published = publish(home)
    before = snapshot(home.root)

    assert finish(build(home, "second")) == (1, "disk-full")
    assert snapshot(home.root) == before
    assert verify_edition(published.folder).passed
    assert verify_edition(publish(home, "third").folder).passed


def test_a_full_disk_met_by_another_writer_says_so_too(home: Home) -> None:
    def index() -> None:
        with staging(home, inputs()) as stage:
            stage.scratch("search")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(EditionError) as refusal:
        index()

    assert refusal.value.code == "disk-full"


@pytest.mark.needs("small-disk")
def test_a_read_only_disk_says_so(tiny_disk: Path) -> None:
    home = Home(tiny_disk / "var")
    published = publish(home)
    remount(tiny_disk, "ro")

    assert finish(build(home, "second", pages=2)) == (1, "home-read-only")
    assert verify_edition(published.folder).passed


@pytest.fixture
def ordinary_user(tmp_path: Path) -> int | None:
    """Permissions do not bind root, so root tries as nobody, who must be able to reach the folder."""
    if os.geteuid() != 0:
        return None
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder.name.startswith(("pytest-", "test_", "popen-")):
            folder.chmod(0o755)
    return NOBODY


def test_a_home_one_may_not_write_says_so(home: Home, ordinary_user: int | None) -> None:
    published = publish(home)
    before = snapshot(home.root)
    for folder in (home.root, home.editions):
        folder.chmod(0o555)
    home.lock.chmod(0o444)
    try:
        assert finish(build(home, "second", pages=2, user=ordinary_user)) == (1, "home-not-writable")
    finally:
        for folder in (home.root, home.editions):
            folder.chmod(0o755)
    assert snapshot(home.root) == before
    assert verify_edition(published.folder).passed


def test_a_home_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    with pytest.raises(EditionError) as refusal:
        publish(Home(tmp_path / "var"))
    assert refusal.value.code == "home-not-a-folder"

    with pytest.raises(EditionError) as refusal:
        publish(Home(tmp_path / "var" / "below"))
    assert refusal.value.code == "home-not-a-folder"


def test_a_current_that_is_no_link_is_not_overwritten(home: Home) -> None:
    home.current.mkdir(parents=True)
    (home.current / "mine").write_text("keep")
    with pytest.raises(EditionError) as refusal:
        publish(home)

    assert refusal.value.code == "current-not-a-link"
    assert (home.current / "mine").read_text() == "keep"


def test_an_error_of_the_content_folder_is_not_blamed_on_the_home(home: Home, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), staging(home, inputs()):
        (tmp_path / "content" / "missing.yaml").read_bytes()


def test_other_refusals_of_the_disk_name_the_file(home: Home) -> None:
    def write_below_a_file() -> None:
        with staging(home, inputs()) as stage:
            stage.write("site/x", b"file")
            stage.write("site/x/index.html", b"below a file")

    with pytest.raises(EditionError) as refusal:
        write_below_a_file()
    assert refusal.value.code == "storage-failed"
    assert refusal.value.values["path"].endswith("site/x")
    assert "site/x" in str(refusal.value)


def test_a_long_wait_is_not_needed_for_a_killed_build(home: Home) -> None:
    process = build(home, "first", pages=500, pause=0.01)
    wait_for_files(home, 3, process)
    process.kill()
    finish(process)
    started = time.monotonic()
    publish(home)

    assert time.monotonic() - started < 60
    assert (home.root / "current" / page_file("auto/role/role-0/")).is_file()
