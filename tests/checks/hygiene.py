"""What must never be committed: registry hosts, paths of one machine, big or built files, loose ends."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.checks.tree import repository_files

MEBIBYTE = 1024 * 1024
_LARGEST = 4 * MEBIBYTE

# The letter in brackets keeps this file from offending against itself.
_WORDS = {
    "the host of a package registry": r"\bpyp[i]\.org|pythonhoste[d]\.|registry\.npmj[s]|(deb|security)\.debia[n]\.org"
    r"|crate[s]\.io|proxy\.golan[g]\.org",
    "a path of the machine it was written on": r"/wor[k]/(main|shared|\.)|/tmp/contrac[t]|/roo[t]/|/opt/wheel[s]",
    "a loose end": r"\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b|NotImplementedErro[r]|pragma: no cove[r]",
}
_EVERYWHERE = {name: re.compile(pattern) for name, pattern in _WORDS.items()}
_UNCONDITIONAL = re.compile(r"@pytest\.mark\.(skip|xfail)\b(?!if)")
_BUILT = re.compile(r"^(var|build|dist|\.venv)/|(^|/)(__pycache__|node_modules|\.venv)/|\.egg-info/")


def offenders(root: Path) -> list[str]:
    """Every place that names what it should not, every file that should not be there."""
    found = [f"{name}: built or installed, yet tracked" for name in _tracked(root) if _BUILT.search(name)]
    for path in repository_files(root):
        name = path.relative_to(root).as_posix()
        if path.stat().st_size > _LARGEST:
            found.append(f"{name}: {path.stat().st_size / MEBIBYTE:.1f} MiB, at most 4 are allowed")
        elif "/vendor/" not in name:
            found += _words(name, path)
    return found


def _tracked(root: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    return [name for name in listed.stdout.split("\0") if name]


def _words(name: str, path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, start=1):
        for what, pattern in _EVERYWHERE.items():
            if pattern.search(line):
                yield f"{name}:{number}: names {what}"
        if name.startswith("tests/") and _UNCONDITIONAL.search(line):
            yield f"{name}:{number}: skips a test whatever the machine"
