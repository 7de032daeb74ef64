"""Publishing an edition: what appears, what is shared, what stays untouched."""

import errno
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from generators.edition.errors import EditionError
from generators.edition.format import Inputs, edition_id
from generators.edition.layout import CATALOGUE, LIBRARY, Home, page_file
from generators.edition.publisher import Published, staging
from generators.edition.reader import open_current, open_edition
from generators.edition.verify import verify_edition
from tests.generators.edition.building import PAGES, inputs, publish, snapshot

FIRST_PAGE = page_file("auto/role/role-0/")


def test_the_identity_of_an_edition_is_pinned_for_all_time() -> None:
    same = Inputs(
        content_digest="ab" * 32, generator="dutybook/1.0.0", settings={"b": 1, "a": "值", "c": True}
    )

    assert edition_id(same) == "0beb4f3094794b44"


@pytest.mark.parametrize(
    "other",
    [
        Inputs(content_digest="x", generator="g", settings={"a": "1"}),
        Inputs(content_digest="c", generator="x", settings={"a": "1"}),
        Inputs(content_digest="c", generator="g", settings={"a": "2"}),
        Inputs(content_digest="c", generator="g", settings={"a": 1}),
        Inputs(content_digest="c", generator="g", settings={}),
        Inputs(content_digest="cg", generator="", settings={"a": "1"}),
    ],
)
def test_any_other_input_is_another_edition(other: Inputs) -> None:
    assert edition_id(other) != edition_id(Inputs(content_digest="c", generator="g", settings={"a": "1"}))


def test_the_order_of_settings_does_not_matter() -> None:
    one = Inputs(content_digest="c", generator="g", settings={"a": 1, "b": 2})
    two = Inputs(content_digest="c", generator="g", settings={"b": 2, "a": 1})

    assert edition_id(one) == edition_id(two)


def test_a_published_edition_is_current_through_a_relative_link(home: Home) -> None:
    published = publish(home)

    assert str(home.current.readlink()) == f"editions/{published.id}"
    assert open_current(home).read(FIRST_PAGE) == "<h1>岗位 0</h1>".encode()
    assert verify_edition(published.folder).passed


def test_a_home_can_be_moved(home: Home, tmp_path: Path) -> None:
    published = publish(home)
    moved = Home(home.root.rename(tmp_path / "elsewhere"))

    assert open_current(moved).id == published.id
    assert verify_edition(moved.edition(published.id)).passed


def test_the_manifest_lists_every_file_with_its_digest_except_itself(home: Home) -> None:
    published = publish(home)
    manifest = json.loads((published.folder / "manifest.json").read_bytes())
    on_disk = {
        path: hashlib.sha256(content).hexdigest() for path, (content, _) in snapshot(published.folder).items()
    }
    del on_disk["manifest.json"]

    assert {path: entry["sha256"] for path, entry in manifest["files"].items()} == on_disk
    assert manifest["id"] == published.id == published.folder.name


def test_building_the_same_content_again_changes_nothing_on_disk(home: Home) -> None:
    first = publish(home)
    before = snapshot(home.root)
    link_before = os.lstat(home.current).st_mtime_ns
    second = publish(home)

    assert second.id == first.id
    assert (second.changed, second.reused) == (0, 0)
    assert snapshot(home.root) == before
    assert os.lstat(home.current).st_mtime_ns == link_before


def test_the_same_content_gives_the_same_bytes_in_another_home(tmp_path: Path) -> None:
    one, two = publish(Home(tmp_path / "one")), publish(Home(tmp_path / "two"))

    assert one.id == two.id
    assert {path: content for path, (content, _) in snapshot(one.folder).items()} == {
        path: content for path, (content, _) in snapshot(two.folder).items()
    }


def test_an_incremental_edition_is_byte_identical_to_a_full_one(tmp_path: Path) -> None:
    edited = PAGES | {"auto/role/role-3/": "<h1>改过</h1>"}
    warm = Home(tmp_path / "warm")
    publish(warm)
    incremental = publish(warm, "second", pages=edited)
    full = publish(Home(tmp_path / "cold"), "second", pages=edited)

    assert {path: content for path, (content, _) in snapshot(incremental.folder).items()} == {
        path: content for path, (content, _) in snapshot(full.folder).items()
    }


def test_unchanged_files_are_shared_with_the_edition_before(home: Home) -> None:
    first = publish(home)
    second = publish(home, "second", pages=PAGES | {"auto/role/role-3/": "<h1>改过</h1>"})
    changed = page_file("auto/role/role-3/")

    assert (second.changed, second.reused) == (
        3,
        6,
    )  # page, library, index file; five pages and the catalogue
    assert (second.folder / FIRST_PAGE).samefile(first.folder / FIRST_PAGE)
    assert not (second.folder / changed).samefile(first.folder / changed)
    assert verify_edition(first.folder).passed
    assert verify_edition(second.folder).passed


def test_a_file_is_reused_without_being_read(home: Home) -> None:
    publish(home)
    with staging(home, inputs("second")) as stage:
        assert stage.reuse(FIRST_PAGE)
        assert not stage.reuse(page_file("auto/role/new/"))
        assert stage.reused == 1


def test_a_file_that_changed_its_size_is_never_reused(home: Home) -> None:
    published = publish(home)
    damaged = published.folder / FIRST_PAGE
    damaged.chmod(0o644)
    damaged.write_bytes(b"longer than it was before, much longer")
    with staging(home, inputs("second")) as stage:
        assert not stage.reuse(FIRST_PAGE)
        stage.write(FIRST_PAGE, "<h1>岗位 0</h1>".encode())

        assert stage.reused == 0


def test_a_file_replaced_by_a_link_is_never_reused(home: Home, tmp_path: Path) -> None:
    published = publish(home)
    secret = tmp_path / "secret"
    secret.write_bytes((published.folder / FIRST_PAGE).read_bytes())
    (published.folder / FIRST_PAGE).unlink()
    (published.folder / FIRST_PAGE).symlink_to(secret)
    with staging(home, inputs("second")) as stage:
        assert not stage.reuse(FIRST_PAGE)


def test_where_links_are_impossible_files_are_copied(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(home)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMLINK, "Too many links")

    monkeypatch.setattr(os, "link", refuse)
    second = publish(home, "second")

    assert second.reused == 7
    assert (second.folder / FIRST_PAGE).stat().st_nlink == 1
    assert verify_edition(second.folder).passed


def test_a_copy_is_made_only_of_a_file_that_still_has_its_digest(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = publish(home)
    page = published.folder / FIRST_PAGE
    page.chmod(0o644)
    page.write_bytes(b"x" * page.stat().st_size)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    with staging(home, inputs("second")) as stage:
        assert not stage.reuse(FIRST_PAGE)


def test_index_files_linked_from_the_edition_before_count_as_reused(home: Home) -> None:
    first = publish(home)
    with staging(home, inputs("second")) as stage:
        search = stage.scratch("search")
        os.link(first.folder / "search/shard-00/terms.seg", search / "terms.seg")
        (search / "shard-00").mkdir()
        os.link(first.folder / "search/shard-00/terms.seg", search / "shard-00/terms.seg")
        (search / "shard-01").mkdir()
        (search / "shard-01/terms.seg").write_bytes(b"new")
        stage.adopt_folder("search", search)

        assert stage.reused == 1
        assert sorted(stage.files) == [
            "search/shard-00/terms.seg",
            "search/shard-01/terms.seg",
            "search/terms.seg",
        ]


def test_a_folder_from_elsewhere_is_copied_and_shared_the_next_time(home: Home, tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    (assets / "css").mkdir(parents=True)
    (assets / "css/main.css").write_text("body { color: black }")

    def build(content: str) -> Published:
        with staging(home, inputs(content)) as stage:
            stage.adopt_folder("site/assets", assets)
            stage.write(CATALOGUE, b'{"documents":[],"format":1}')
            stage.write(LIBRARY, b"{}")
            return stage.publish()

    build("first")
    published = build("second")

    assert (published.changed, published.reused) == (0, 3)
    assert not (published.folder / "site/assets/css/main.css").samefile(assets / "css/main.css")


def test_published_files_are_read_only(home: Home) -> None:
    published = publish(home)
    modes = {path.stat().st_mode & 0o222 for path in published.folder.rglob("*") if path.is_file()}

    assert modes == {0}


def test_an_edition_without_its_catalogue_is_not_published(home: Home) -> None:
    def forget_the_catalogue() -> None:
        with staging(home, inputs()) as stage:
            stage.write(LIBRARY, b"{}")
            stage.publish()

    with pytest.raises(EditionError) as refusal:
        forget_the_catalogue()

    assert refusal.value.code == "edition-incomplete"
    assert refusal.value.values == {"missing": CATALOGUE}
    assert not home.current.exists()


@pytest.mark.parametrize(
    "path",
    [
        "../outside",
        "site/../../x",
        "/etc/x",
        "site//x",
        "",
        "site/",
        "manifest.json",
        "a\\b",
        "a\x00b",
        "./x",
    ],
)
def test_nothing_is_written_outside_the_edition(home: Home, path: str) -> None:
    with staging(home, inputs()) as stage, pytest.raises(ValueError, match="not a new path"):
        stage.write(path, b"x")


def test_a_file_is_given_once(home: Home) -> None:
    with staging(home, inputs()) as stage:
        stage.write("site/index.html", b"one")
        with pytest.raises(ValueError, match="not a new path"):
            stage.write("site/index.html", b"two")


def test_a_published_edition_takes_no_more_files(home: Home) -> None:
    publish(home)
    with staging(home, inputs()) as stage, pytest.raises(ValueError, match="published already"):
        stage.write("site/more.html", b"x")


def test_a_link_in_an_adopted_folder_is_refused(home: Home) -> None:
    with staging(home, inputs()) as stage:
        search = stage.scratch("search")
        (search / "passwd").symlink_to("/etc/passwd")
        with pytest.raises(ValueError, match="plain files"):
            stage.adopt_folder("search", search)


def test_going_back_to_earlier_content_only_moves_the_link(home: Home) -> None:
    first = publish(home)
    publish(home, "second", pages=PAGES | {"auto/role/role-1/": "<h1>改过</h1>"})
    before = snapshot(home.editions)
    again = publish(home)

    assert again.id == first.id == open_current(home).id
    assert snapshot(home.editions) == before


def test_an_edition_that_lost_a_file_is_built_again(home: Home) -> None:
    published = publish(home)
    (published.folder / FIRST_PAGE).unlink()
    publish(home)

    assert verify_edition(home.edition(published.id)).passed
    assert [path.name for path in home.editions.iterdir()] == [published.id]


def test_an_unreadable_current_edition_does_not_stop_a_build(home: Home) -> None:
    published = publish(home)
    manifest = published.folder / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{")
    with staging(home, inputs("second")) as stage:
        assert stage.previous is None
    assert verify_edition(publish(home, "second").folder).passed


def test_a_build_may_decide_to_share_nothing(home: Home) -> None:
    publish(home)
    with staging(home, inputs("second"), reuse=False) as stage:
        assert stage.previous is None


def test_an_error_while_building_leaves_no_trace(home: Home) -> None:
    published = publish(home)
    before = snapshot(home.root)

    def fail_halfway() -> None:
        with staging(home, inputs("second")) as stage:
            stage.write("site/index.html", b"half")
            raise RuntimeError("a bug in a page")

    with pytest.raises(RuntimeError, match="a bug in a page"):
        fail_halfway()

    assert snapshot(home.root) == before
    assert open_current(home).id == published.id


def test_staging_folders_and_links_of_dead_builds_are_removed(home: Home) -> None:
    publish(home)
    dead = home.staging("0" * 16, "dead")
    dead.mkdir()
    (dead / "half").write_text("x")
    home.new_link("dead").symlink_to("editions/nowhere")
    publish(home, "second")

    assert not dead.exists()
    assert not home.new_link("dead").is_symlink()


def test_an_empty_home_that_does_not_exist_yet_is_created(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "b" / "var")
    published = publish(home)

    assert stat.S_ISLNK(home.current.lstat().st_mode)
    assert open_edition(home, published.id).library_bytes() == b'{"content": "first"}'


def test_building_anew_repairs_a_file_whose_size_is_as_it_was(home: Home) -> None:
    folder = publish(home).folder
    page = folder / page_file("auto/role/role-1/")
    page.chmod(0o644)
    page.write_bytes(page.read_bytes().replace("岗".encode(), "冈".encode()))

    with staging(home, inputs(), reuse=False) as stage:
        assert not stage.already_published
