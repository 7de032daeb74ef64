"""One request, one edition; a new edition without a restart."""

import threading
import time
from pathlib import Path

import pytest

from portal.bookshelf import Bookshelf
from portal.errors import EditionUnreadable, NoEdition
from tests.portal.browsing import browse
from tests.portal.editions import SECTIONS, page, procedure, publish

PAGE = "site/auto/procedure/market-research/index.html"
ADDRESS = "/auto/procedure/market-research/"


def test_the_next_request_sees_a_new_edition(home: Path) -> None:
    first = publish(home)
    reader = browse(home)
    assert reader.get("/edition.json").json()["id"] == first.id

    renamed = [*procedure(title="门店走访", code="SC-077"), *SECTIONS[4:]]
    second = publish(home, "second", files={PAGE: page("门店走访")}, sections=renamed)

    assert reader.get("/edition.json").json()["id"] == second.id
    assert "门店走访" in reader.get(ADDRESS).text
    assert reader.get("/api/v1/search?q=sc077").json()["hits"][0]["title"] == "门店走访"


def test_the_first_edition_is_taken_up_without_a_restart(home: Path) -> None:
    reader = browse(home)
    assert reader.get("/").status_code == 503
    publish(home)

    assert reader.get("/").status_code == 200
    assert reader.get("/readyz").status_code == 200


def test_a_request_under_way_finishes_with_the_edition_it_began_with(home: Path) -> None:
    first = publish(home, files={PAGE: page("旧")})
    shelf = Bookshelf(home)
    edition = shelf.current()
    second = publish(home, "second", files={PAGE: page("新")})

    assert edition.read(PAGE) == page("旧")
    assert edition.search.search("sc003").total > 0
    assert (edition.id, shelf.current().id) == (first.id, second.id)


def test_an_edition_is_opened_once(home: Path) -> None:
    publish(home)
    shelf = Bookshelf(home)

    assert shelf.current() is shelf.current()


def test_no_request_ever_sees_two_editions(home: Path) -> None:
    """Both the page and the mark of an edition come from one answer, however often `current` moves."""
    shells = {
        content: dict.fromkeys(("zh-Hans", "en"), f"{content} [[db:title]] [[db:body]]")
        for content in ("one", "two")
    }
    published = {content: publish(home, content, shells=shells[content]).id for content in shells}
    shelf = Bookshelf(home)
    stop, torn, seen = threading.Event(), [], set()

    def read() -> None:
        while not stop.is_set():
            edition = shelf.current()
            shell = edition.shells["en"].split()[0]
            seen.add(shell)
            if edition.read("shells/zh.html").decode().split()[0] != shell or published[shell] != edition.id:
                torn.append(edition.id)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(40):
        publish(home, ("one", "two")[turn % 2], shells=shells[("one", "two")[turn % 2]])
        time.sleep(0.005)
    stop.set()
    for reader in readers:
        reader.join()

    assert torn == []
    assert seen == {"one", "two"}


def test_readers_keep_the_edition_before_if_the_new_one_is_damaged(home: Path) -> None:
    publish(home)
    reader = browse(home)
    reader.get("/")
    second = publish(home, "second")
    manifest = second.folder / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{")

    assert reader.get("/").status_code == 200
    ready = reader.get("/readyz")
    assert (ready.status_code, ready.json()["reasons"][0]["code"]) == (503, "edition-unreadable")


def test_a_damaged_edition_is_tried_again_after_it_was_mended(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = publish(home).folder / "manifest.json"
    whole = manifest.read_bytes()
    manifest.chmod(0o644)
    manifest.write_text("{")
    shelf = Bookshelf(home)
    with pytest.raises(EditionUnreadable):
        shelf.current()
    manifest.write_bytes(whole)
    with pytest.raises(EditionUnreadable):  # not with every request: opening costs time
        shelf.current()
    monkeypatch.setattr("portal.bookshelf._RETRY_SECONDS", 0)

    assert shelf.problem() is None


def test_while_a_new_edition_is_opened_others_read_the_one_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(home)
    shelf = Bookshelf(home)
    shelf.current()
    second = publish(home, "second")
    opening, go_on = threading.Event(), threading.Event()
    from portal import bookshelf

    open_index = bookshelf._open_index

    def slowly(files: object) -> object:
        opening.set()
        go_on.wait(10)
        return open_index(files)  # type: ignore[arg-type]

    monkeypatch.setattr(bookshelf, "_open_index", slowly)
    seen: list[str] = []
    opener = threading.Thread(target=lambda: seen.append(shelf.current().id))
    opener.start()
    opening.wait(10)
    meanwhile = shelf.current().id
    go_on.set()
    opener.join()

    assert (meanwhile, seen, shelf.current().id) == (first.id, [second.id], second.id)


def test_several_first_readers_wait_for_the_same_edition(home: Path) -> None:
    publish(home)
    shelf = Bookshelf(home)
    seen: list[int] = []
    readers = [threading.Thread(target=lambda: seen.append(id(shelf.current()))) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert len(seen) == 6
    assert len(set(seen)) == 1


def test_an_unpublished_library_is_no_longer_shown(home: Path) -> None:
    publish(home)
    shelf = Bookshelf(home)
    shelf.current()
    (home / "current").unlink()
    with pytest.raises(NoEdition):
        shelf.current()


def test_a_link_that_leads_elsewhere_is_not_followed(home: Path, tmp_path: Path) -> None:
    publish(home)
    (home / "current").unlink()
    (home / "current").symlink_to(tmp_path)

    assert browse(home).get("/").status_code == 503
