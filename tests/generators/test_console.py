"""Any terminal, pipe or disk: the command line says its sentence and ends with a documented code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from generators.cli import main; main()"]


def run(
    *arguments: str, stdout: int = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "DUTYBOOK_LANG": "zh-CN", **environment},
        check=False,
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help"), ("check", "--content", "nowhere")])
def test_no_alphabet_of_a_terminal_ends_in_a_traceback(encoding: str, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, PYTHONIOENCODING=encoding)

    assert b"Traceback" not in done.stdout + done.stderr
    assert done.returncode == (2 if "nowhere" in arguments else 0)


@pytest.mark.needs("full-device")
def test_a_full_disk_behind_standard_output_is_said(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("check", "--content", str(tmp_path), stdout=full.fileno())

    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert "没能完成" in done.stderr.decode()
