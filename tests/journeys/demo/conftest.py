"""The demonstration; each module that wants it has a copy of its own, served."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.making import ROOT, environment


@dataclass(frozen=True)
class Demo:
    """A served demonstration: its address, its home, and how visitors sign in."""

    address: str
    home: Path

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.home / "demonstration.json").read_text(encoding="utf-8"))
        return found

    def visitor(self, part: str) -> dict[str, str]:
        found: dict[str, str] = next(one for one in self.said["sign_ins"] if one["part"] == part)
        return found


@contextmanager
def served_demo(home: Path) -> Iterator[Demo]:
    """Serves a demonstration on a free port while the block runs."""
    command = [sys.executable, "-m", "portal.cli", "demo", "--port", "0", "--home", str(home)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
    ) as process:
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(r"http://\S+/", line) for line in process.stdout)), None)
            assert found, "the demonstration did not say where it listens"
            yield Demo(re.match(r"http://[\d.:]+", found[0])[0], home)  # type: ignore[index]
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def demo(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A served copy of the demonstration, for the stories of one module."""
    home = tmp_path_factory.mktemp("demo") / "var"
    shutil.copytree(filled, home, symlinks=True)
    with served_demo(home) as running:
        yield running


@contextmanager
def signed_in(browser: Browser, demo: Demo, part: str, **context: Any) -> Iterator[Page]:
    """A page of somebody who has signed in with a demonstration account."""
    room = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", **context)
    try:
        page = room.new_page()
        page.goto(f"{demo.address}/sign-in/")
        page.fill("input[name=login]", demo.visitor(part)["login"])
        page.fill("input[name=password]", demo.said["password"])
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)
        yield page
    finally:
        room.close()
