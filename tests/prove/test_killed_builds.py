"""A build that dies at any moment leaves a whole edition behind, and the next build cleans up after it."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generators.edition.verify import verify_edition

DUTYBOOK = Path(sys.executable).with_name("dutybook")
PROSE = Path("handbook/demo/guides/before-you-call.md")


def dutybook(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(DUTYBOOK), *arguments], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def finish(process: subprocess.Popen[str]) -> float:
    began = time.monotonic()
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return time.monotonic() - began


def edit(company: Path, number: int) -> None:
    prose = company / PROSE
    prose.write_text(f"{prose.read_text(encoding='utf-8')}\n第 {number} 次补充。\n", encoding="utf-8")


def kill_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether the build was still at work when it was killed."""
    with process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
    return process.returncode == -signal.SIGKILL


@pytest.fixture
def company(tmp_path: Path) -> Path:
    finish(dutybook(tmp_path, "init", "handbook"))
    finish(dutybook(tmp_path, "build", "--content", "handbook"))
    return tmp_path


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_build_leaves_a_whole_edition(
    company: Path, proof: Callable[[str, str, str], None], *, full_size: bool
) -> None:
    edit(company, 0)
    usual = finish(dutybook(company, "build", "--content", "handbook"))
    moments = random.Random(20261121)
    builds, killed, broken = (200 if full_size else 8), 0, 0
    for number in range(1, builds + 1):
        edit(company, number)
        killed += kill_after(dutybook(company, "build", "--content", "handbook"), moments.uniform(0, usual))
        broken += not verify_edition((company / "var" / "current").resolve()).passed

    finish(dutybook(company, "build", "--content", "handbook"))
    left = [path.name for path in (company / "var" / "editions").iterdir() if path.name.startswith(".")]
    proof("a killed build leaves a whole edition", "0 broken", f"{broken} broken of {killed} killed")
    assert killed >= builds // 2
    assert (broken, left) == (0, [])
