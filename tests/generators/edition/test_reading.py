"""Reading editions: the portal's side of the format."""

import json
import os
import threading

import pytest

from generators.edition.errors import EditionError
from generators.edition.layout import Home, page_file
from generators.edition.reader import EditionFiles, current_edition, edition_ids, open_current, open_edition
from tests.generators.edition.building import PAGES, publish

FIRST_PAGE = page_file("auto/role/role-0/")


def code_of(refusal: pytest.ExceptionInfo[EditionError]) -> str:
    return refusal.value.code


def test_an_empty_home_has_no_edition(home: Home) -> None:
    assert current_edition(home) is None
    assert edition_ids(home) == ()
    with pytest.raises(EditionError) as refusal:
        open_current(home)
    assert code_of(refusal) == "no-edition"


@pytest.mark.parametrize(
    "target", ["editions/../../etc", "/etc", "editions/XYZ", "elsewhere/0123456789abcdef", "editions"]
)
def test_a_link_to_somewhere_else_is_not_followed(home: Home, target: str) -> None:
    home.root.mkdir()
    home.current.symlink_to(target)

    assert current_edition(home) is None


def test_every_edition_stays_readable(home: Home) -> None:
    first, second = publish(home), publish(home, "second")

    assert edition_ids(home) == tuple(sorted([first.id, second.id]))
    assert open_edition(home, first.id).library_bytes() == b'{"content": "first"}'
    assert open_current(home).id == second.id


def test_the_catalogue_lists_documents_sorted_by_id(home: Home) -> None:
    publish(home, pages=dict(reversed(PAGES.items())))
    documents = open_current(home).catalogue().documents

    assert [document.id for document in documents] == sorted(address.strip("/") for address in PAGES)


@pytest.mark.parametrize("edition", ["0123456789abcdef", "../../../etc", "", "current"])
def test_an_unknown_edition_is_refused(home: Home, edition: str) -> None:
    publish(home)
    with pytest.raises(EditionError) as refusal:
        open_edition(home, edition)
    assert code_of(refusal) == "edition-unknown"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "id": "x", "inputs": {}, "files": {}}']
)
def test_a_manifest_that_cannot_be_read_is_a_damaged_edition(home: Home, content: str) -> None:
    manifest = publish(home).folder / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(content)
    with pytest.raises(EditionError) as refusal:
        open_current(home)
    assert code_of(refusal) == "edition-damaged"


def test_a_missing_manifest_is_a_damaged_edition(home: Home) -> None:
    (publish(home).folder / "manifest.json").unlink()
    with pytest.raises(EditionError) as refusal:
        open_current(home)
    assert code_of(refusal) == "edition-damaged"


def test_a_manifest_that_is_a_folder_is_refused_by_name(home: Home) -> None:
    manifest = publish(home).folder / "manifest.json"
    manifest.unlink()
    manifest.mkdir()
    with pytest.raises(EditionError) as refusal:
        open_current(home)
    assert code_of(refusal) == "storage-failed"


def test_a_renamed_edition_is_a_damaged_edition(home: Home) -> None:
    published = publish(home)
    published.folder.rename(home.edition("0" * 16))
    with pytest.raises(EditionError) as refusal:
        open_edition(home, "0" * 16)
    assert code_of(refusal) == "edition-damaged"


def test_an_edition_of_a_later_format_is_refused_by_name(home: Home) -> None:
    manifest = publish(home).folder / "manifest.json"
    later = json.loads(manifest.read_bytes()) | {"format": 2, "something": "new"}
    manifest.chmod(0o644)
    manifest.write_text(json.dumps(later))
    with pytest.raises(EditionError) as refusal:
        open_current(home)
    assert refusal.value.values == {"edition": open_id(home), "format": "2", "known": "1"}


def open_id(home: Home) -> str:
    return current_edition(home) or ""


def test_a_truncated_page_is_never_handed_out(home: Home) -> None:
    published = publish(home)
    page = published.folder / FIRST_PAGE
    page.chmod(0o644)
    os.truncate(page, 3)
    with pytest.raises(EditionError) as refusal:
        open_current(home).read(FIRST_PAGE)
    assert refusal.value.values == {"edition": published.id, "file": FIRST_PAGE}


def test_a_page_that_vanished_is_a_damaged_edition(home: Home) -> None:
    published = publish(home)
    edition = open_current(home)
    (published.folder / FIRST_PAGE).unlink()
    with pytest.raises(EditionError) as refusal:
        edition.read(FIRST_PAGE)
    assert code_of(refusal) == "edition-damaged"


def test_what_is_not_listed_is_not_read(home: Home) -> None:
    published = publish(home)
    (published.folder / "site" / "planted.html").write_text("planted")
    with pytest.raises(KeyError):
        open_current(home).read("site/planted.html")


def test_an_edition_without_a_catalogue_or_with_a_broken_one_is_damaged(home: Home) -> None:
    publish(home)
    edition = open_current(home)
    bare = EditionFiles(id=edition.id, folder=edition.folder, inputs=edition.inputs, files={})
    with pytest.raises(EditionError) as refusal:
        bare.catalogue()
    assert code_of(refusal) == "edition-damaged"

    catalogue = edition.path("catalogue.json")
    size = catalogue.stat().st_size
    catalogue.chmod(0o644)
    catalogue.write_bytes(b"x" * size)
    with pytest.raises(EditionError) as refusal:
        edition.catalogue()
    assert code_of(refusal) == "edition-damaged"


def test_a_reader_never_sees_two_editions_mixed(home: Home) -> None:
    publish(home, "first", pages={"a/": "first", "b/": "first"})
    publish(home, "second", pages={"a/": "second", "b/": "second"})
    stop = threading.Event()
    torn: list[tuple[bytes, bytes]] = []

    def read() -> None:
        while not stop.is_set():
            edition = open_current(home)
            pair = edition.read(page_file("a/")), edition.read(page_file("b/"))
            if pair[0] != pair[1]:
                torn.append(pair)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(60):
        content = ("first", "second")[turn % 2]
        publish(home, content, pages={"a/": content, "b/": content})
    stop.set()
    reader.join()

    assert torn == []
