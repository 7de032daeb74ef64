"""Cache of derived values between builds: a disposable SQLite file, never a source of truth.

Keys are digests of everything a value was computed from, so an entry is either right or unused. A cache that cannot
be opened or is damaged is dropped and begun anew.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Cache:
    """Spaces of key → JSON value. Reads a whole space at once, writes new entries at `save`."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._spaces: dict[str, dict[str, bytes | str]] = {}
        self._new: dict[tuple[str, str], str] = {}
        self._used: set[tuple[str, str]] = set()

    def get(self, space: str, key: str) -> Any | None:
        """The value under *key*, or None."""
        body = self._new.get((space, key)) or self._space(space).get(key)
        if body is None:
            return None
        self._used.add((space, key))
        return json.loads(body)

    def holds(self, space: str, key: str) -> bool:
        """Whether there is a value under *key*; it counts as used."""
        if (space, key) in self._new or key in self._space(space):
            self._used.add((space, key))
            return True
        return False

    def put(self, space: str, key: str, value: Any) -> None:
        """Remembers a value until `save`."""
        self._new[space, key] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._used.add((space, key))

    def text(self, space: str, key: str) -> str | None:
        """The JSON text of a value, unparsed: to be copied into a larger file."""
        body = self._new.get((space, key)) or self._space(space).get(key)
        if body is None:
            return None
        self._used.add((space, key))
        return body if isinstance(body, str) else body.decode()

    def save(self) -> None:
        """Writes new entries and forgets those that this build did not use. A failure costs time later, no more."""
        if self._file is None:
            return
        with contextlib.suppress(sqlite3.Error, OSError), self._opened() as database:
            stale = [
                (space, key)
                for space, rows in self._spaces.items()
                for key in rows
                if (space, key) not in self._used
            ]
            database.executemany("delete from entry where space = ? and key = ?", stale)
            rows = [(space, key, body) for (space, key), body in self._new.items()]
            database.executemany("insert or replace into entry values (?, ?, ?)", rows)
            database.commit()

    def _space(self, space: str) -> dict[str, bytes | str]:
        if space not in self._spaces:
            self._spaces[space] = self._read(space)
        return self._spaces[space]

    def _read(self, space: str) -> dict[str, bytes | str]:
        if self._file is None or not self._file.exists():
            return {}
        try:
            with self._opened() as database:
                return dict(database.execute("select key, body from entry where space = ?", (space,)))
        except sqlite3.Error:
            with contextlib.suppress(OSError):
                self._file.unlink()
            return {}

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        assert self._file is not None  # noqa: S101 - callers have checked
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, timeout=10)
        try:
            database.execute("pragma synchronous = off")
            database.execute(
                "create table if not exists entry (space text, key text, body text, primary key (space, key)) "
                "without rowid"
            )
            yield database
        finally:
            database.close()
