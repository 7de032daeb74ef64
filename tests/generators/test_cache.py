"""The cache only ever saves time: damaged, unwritable or absent, a build goes on without it."""

from pathlib import Path

from generators.cache import Cache


def test_what_was_put_is_found_in_the_next_process(tmp_path: Path) -> None:
    first = Cache(tmp_path / "cache.sqlite")
    first.put("space", "key", {"文": [1, None]})
    first.save()

    second = Cache(tmp_path / "cache.sqlite")

    assert second.get("space", "key") == {"文": [1, None]}
    assert second.text("space", "key") == '{"文":[1,null]}'
    assert second.holds("space", "key")
    assert second.get("other", "key") is None


def test_entries_that_a_build_did_not_use_are_forgotten(tmp_path: Path) -> None:
    first = Cache(tmp_path / "cache.sqlite")
    first.put("space", "old", 1)
    first.put("space", "kept", 2)
    first.save()
    second = Cache(tmp_path / "cache.sqlite")
    second.get("space", "kept")
    second.save()

    third = Cache(tmp_path / "cache.sqlite")

    assert (third.get("space", "kept"), third.get("space", "old")) == (2, None)


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    cache = Cache(file)

    assert cache.get("space", "key") is None
    cache.put("space", "key", 1)
    cache.save()

    assert Cache(file).get("space", "key") == 1


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    cache = Cache(None)
    cache.put("space", "key", 1)
    cache.save()

    assert cache.get("space", "key") == 1
    assert list(tmp_path.iterdir()) == []
