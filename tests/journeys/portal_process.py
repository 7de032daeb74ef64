"""A real portal over the demonstration library: built once, served as a process of its own, stopped by its id."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.making import ROOT, environment


@dataclass(frozen=True)
class Portal:
    """Where it answers, and the home it serves."""

    address: str
    home: Path

    def documents(self) -> list[dict[str, Any]]:
        """The rows of the served catalogue."""
        rows: list[dict[str, Any]] = json.loads((self.home / "current/catalogue.json").read_bytes())[
            "documents"
        ]
        return rows


@contextmanager
def served(home: Path, *, reading: str = "people") -> Iterator[Portal]:
    """Serves a home on a free port while the block runs: to people who sign in, or to everyone."""
    command = [sys.executable, "-m", "portal.cli", "serve", "--port", "0", "--home", str(home)]
    command += ["--reading", reading]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
    ) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://\S+/", process.stdout.readline())
            assert address, "the portal did not say where it listens"
            yield Portal(address[0].rstrip("/"), home)
        finally:
            process.terminate()
