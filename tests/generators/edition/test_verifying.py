"""Verifying an edition: whatever was changed afterwards is found, and nothing else is reported."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generators.edition.format import canonical_json
from generators.edition.layout import CATALOGUE, LIBRARY, Home, page_file, restricted
from generators.edition.publisher import staging
from generators.edition.verify import Problem, verify_edition
from tests.generators.edition.building import catalogue, inputs, publish

FIRST_PAGE = page_file("auto/role/role-0/")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(Home(tmp_path_factory.mktemp("verify") / "var")).folder


def replace(file: Path, content: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(content)


def rewrite_manifest(folder: Path, **changes: Any) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes()) | changes
    replace(folder / "manifest.json", canonical_json(manifest) + b"\n")


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in verify_edition(folder).problems]


def test_a_published_edition_passes(home: Home) -> None:
    published = publish(home)
    verification = verify_edition(published.folder)

    assert verification.passed
    assert (verification.id, verification.files) == (published.id, published.changed)


def test_the_current_link_can_be_verified_as_it_is(home: Home) -> None:
    published = publish(home)

    assert verify_edition(home.current).id == published.id


def test_a_missing_a_changed_and_an_extra_file_are_all_reported(home: Home) -> None:
    folder = publish(home).folder
    (folder / FIRST_PAGE).unlink()
    replace(folder / LIBRARY, b'{"content": "worst"}')
    (folder / "site/planted.html").write_text("planted")

    assert codes(folder) == [
        ("file-changed", LIBRARY),
        ("file-missing", FIRST_PAGE),
        ("file-extra", "site/planted.html"),
    ]


def test_a_page_replaced_by_a_link_to_the_same_bytes_is_reported(home: Home, tmp_path: Path) -> None:
    folder = publish(home).folder
    elsewhere = (folder / FIRST_PAGE).rename(tmp_path / "page")
    (folder / FIRST_PAGE).symlink_to(elsewhere)

    assert codes(folder) == [("file-missing", FIRST_PAGE)]


def test_a_planted_link_is_reported(home: Home) -> None:
    folder = publish(home).folder
    (folder / "site/etc").symlink_to("/etc")

    assert codes(folder) == [("file-extra", "site/etc")]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_every_flipped_bit_is_found(published: Path, choice: st.DataObject) -> None:
    files = sorted(path for path in published.rglob("*") if path.is_file())
    file = choice.draw(st.sampled_from(files))
    content = file.read_bytes()
    bit = choice.draw(st.integers(0, len(content) * 8 - 1))
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    replace(file, bytes(flipped))
    try:
        assert not verify_edition(published).passed
    finally:
        replace(file, content)


def test_flips_are_all_that_was_wrong(published: Path) -> None:
    assert verify_edition(published).passed


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"format":1}', b"\xff\xfe"])
def test_a_manifest_that_cannot_be_read_is_reported(home: Home, content: bytes) -> None:
    folder = publish(home).folder
    replace(folder / "manifest.json", content)

    assert codes(folder) == [("manifest-unreadable", "manifest.json")]


def test_a_folder_without_a_manifest_or_without_anything_is_reported(home: Home, tmp_path: Path) -> None:
    folder = publish(home).folder
    (folder / "manifest.json").unlink()

    assert codes(folder) == [("manifest-unreadable", "manifest.json")]
    assert codes(tmp_path / "nowhere") == [("edition-missing", "")]


def test_a_renamed_edition_is_reported(home: Home) -> None:
    folder = publish(home).folder
    renamed = folder.rename(home.edition("0" * 16))

    assert codes(renamed) == [("id-mismatch", "manifest.json")]


def test_other_inputs_than_the_id_says_are_reported(home: Home) -> None:
    folder = publish(home).folder
    rewrite_manifest(folder, inputs={"content_digest": "other", "generator": "x", "settings": {}})

    assert codes(folder) == [("inputs-mismatch", "manifest.json")]


@pytest.mark.parametrize("found", [2, "1", True, None])
def test_another_format_is_reported(home: Home, found: object) -> None:
    folder = publish(home).folder
    rewrite_manifest(folder, format=found)

    assert codes(folder) == [("format-unknown", "manifest.json")]


def test_a_manifest_with_odd_spelling_is_reported(home: Home) -> None:
    folder = publish(home).folder
    manifest = json.loads((folder / "manifest.json").read_bytes())
    replace(folder / "manifest.json", json.dumps(manifest, indent=2).encode())

    assert codes(folder) == [("manifest-spelling", "manifest.json")]


def test_a_manifest_that_points_outside_is_reported_and_not_followed(home: Home) -> None:
    folder = publish(home).folder
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    rewrite_manifest(folder, files=files | {"../../../secret": {"sha256": "0" * 64, "size": 1}})

    assert codes(folder) == [("path-unsafe", "../../../secret")]


def test_a_file_whose_entry_is_nonsense_is_reported(home: Home) -> None:
    folder = publish(home).folder
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    rewrite_manifest(folder, files=files | {LIBRARY: {"sha256": 7, "size": "big"}})

    assert codes(folder) == [("file-changed", LIBRARY)]


def test_a_document_without_its_page_is_reported(home: Home) -> None:
    with staging(home, inputs()) as stage:
        stage.write(page_file("auto/role/here/"), b"here")
        stage.write(CATALOGUE, catalogue(["auto/role/here/", "auto/role/gone/"]))
        stage.write(restricted(CATALOGUE), catalogue(["auto/role/secret/"]))
        stage.write(LIBRARY, b"{}")
        folder = stage.publish().folder

    assert codes(folder) == [
        ("page-missing", "restricted/site/auto/role/secret/index.html"),
        ("page-missing", "site/auto/role/gone/index.html"),
    ]


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"documents": [{"id": "x"}]}', b'{"documents": [{"pages": []}]}']
)
def test_a_catalogue_that_cannot_be_read_is_reported(home: Home, content: bytes) -> None:
    with staging(home, inputs()) as stage:
        stage.write(CATALOGUE, content)
        stage.write(LIBRARY, b"{}")
        folder = stage.publish().folder

    assert codes(folder) == [("catalogue-unreadable", CATALOGUE)]


def test_an_edition_that_lists_no_catalogue_is_reported(home: Home) -> None:
    folder = publish(home).folder
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    del files[CATALOGUE]
    rewrite_manifest(folder, files=files)

    assert codes(folder) == [("catalogue-unreadable", CATALOGUE), ("file-extra", CATALOGUE)]


def test_problems_sort_by_path() -> None:
    assert sorted([Problem("b", "a"), Problem("a", "b")]) == [Problem("a", "b"), Problem("b", "a")]


def test_a_name_that_no_disk_can_hold_is_a_missing_file(home: Home) -> None:
    folder = publish(home).folder
    rewrite_manifest(folder, files={"x" * 400: {"sha256": "0" * 64, "size": 1}})

    assert Problem("x" * 400, "file-missing") in verify_edition(folder).problems


def test_a_folder_that_may_not_be_entered_is_reported(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = publish(home).folder

    def refuse(_: Path) -> list[str]:
        raise PermissionError(13, "Permission denied", str(folder / "site"))

    monkeypatch.setattr("generators.edition.verify.files_below", refuse)

    assert Problem("site", "folder-unreadable") in verify_edition(folder).problems
