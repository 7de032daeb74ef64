"""Cache of derived values between builds: disposable files, never a source of truth.

Keys are digests of everything a value was computed from, so an entry is either right or unused. Each space is one
file of lines, ``key`` blank ``JSON``; what cannot be read is as good as absent.
"""

import contextlib
import json
from pathlib import Path
from typing import Any

from pydantic_core import from_json

_SUFFIX = ".lines"


class Cache:
    """Spaces of key → JSON value in a folder. Reads a whole space at once, writes what changed at `save`."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._spaces: dict[str, dict[bytes, bytes]] = {}
        self._new: set[str] = set()
        self._used: dict[str, set[bytes]] = {}

    def get(self, space: str, key: str) -> Any | None:
        """The value under *key*, or None."""
        body = self._find(space, key)
        try:
            return None if body is None else from_json(body)
        except ValueError:
            return None

    def holds(self, space: str, key: str) -> bool:
        """Whether there is a value under *key*; it counts as used."""
        return self._find(space, key) is not None

    def text(self, space: str, key: str) -> str | None:
        """The JSON text of a value, unparsed: to be copied into a larger file."""
        body = self._find(space, key)
        return None if body is None else body.decode()

    def put(self, space: str, key: str, value: Any) -> None:
        """Remembers a value until `save`."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._space(space)[key.encode()] = text.encode("utf-8", "surrogatepass")
        self._used[space].add(key.encode())
        self._new.add(space)

    def save(self) -> None:
        """Writes new entries and forgets those that this build did not use. A failure costs time later, no more."""
        if self._folder is None:
            return
        for space, entries in self._spaces.items():
            used = self._used[space]
            if space in self._new or len(used) < len(entries):
                self._write(space, {key: body for key, body in entries.items() if key in used})

    def _find(self, space: str, key: str) -> bytes | None:
        body = self._space(space).get(key.encode())
        if body is not None:
            self._used[space].add(key.encode())
        return body

    def _space(self, space: str) -> dict[bytes, bytes]:
        if space not in self._spaces:
            self._spaces[space] = self._read(space)
            self._used[space] = set()
        return self._spaces[space]

    def _read(self, space: str) -> dict[bytes, bytes]:
        if self._folder is None:
            return {}
        try:
            lines = (self._folder / f"{space}{_SUFFIX}").read_bytes().split(b"\n")
        except OSError:
            return {}
        return {key: body for key, blank, body in (line.partition(b" ") for line in lines) if blank}

    def _write(self, space: str, entries: dict[bytes, bytes]) -> None:
        """Aside and renamed, so that a build that is killed leaves the file of the one before."""
        assert self._folder is not None  # noqa: S101 - `save` has checked
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            aside = self._folder / f".{space}{_SUFFIX}"
            aside.write_bytes(b"".join(b"%s %s\n" % entry for entry in entries.items()))
            aside.replace(self._folder / f"{space}{_SUFFIX}")
