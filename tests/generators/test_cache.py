"""The cache only ever saves time: damaged, unwritable or absent, a build goes on without it."""

from pathlib import Path

import pytest

from generators.cache import Cache


def test_what_was_put_is_found_in_the_next_process(tmp_path: Path) -> None:
    first = Cache(tmp_path / "cache")
    first.put("space", "key", {"文": [1, None]})
    first.save()

    second = Cache(tmp_path / "cache")

    assert second.get("space", "key") == {"文": [1, None]}
    assert second.text("space", "key") == '{"文":[1,null]}'
    assert second.holds("space", "key")
    assert second.get("other", "key") is None


def test_entries_that_a_build_did_not_use_are_forgotten(tmp_path: Path) -> None:
    first = Cache(tmp_path / "cache")
    first.put("space", "old", 1)
    first.put("space", "kept", 2)
    first.save()
    second = Cache(tmp_path / "cache")
    second.get("space", "kept")
    second.save()

    third = Cache(tmp_path / "cache")

    assert (third.get("space", "kept"), third.get("space", "old")) == (2, None)


@pytest.mark.parametrize("damage", [b"", b"no blank here", b"key {broken\n", b"\xff\xfe\x00 \xff\n", b"key "])
def test_what_cannot_be_read_is_as_good_as_absent(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "space.lines").write_bytes(damage)
    cache = Cache(tmp_path)

    assert cache.get("space", "key") is None
    cache.put("space", "key", 1)
    cache.save()

    assert Cache(tmp_path).get("space", "key") == 1


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file")
    cache.put("space", "key", 1)

    cache.save()

    assert cache.get("space", "key") == 1


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    cache = Cache(None)
    cache.put("space", "key", 1)
    cache.save()

    assert cache.get("space", "key") == 1
    assert list(tmp_path.iterdir()) == []
