"""The tiny content folders of tests/libraries: one finding each, laid over the same clean library."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from generators.cache import Cache
from generators.model.findings import Finding
from generators.source.loader import Loaded, load

LIBRARIES = Path(__file__).parents[1] / "libraries"
CLEAN = "clean"
APART = frozenset({CLEAN, "pages"})
TODAY = "2026-06-01"
_KEPT_BACK = frozenset({"expected.txt", "without.txt"})


def codes() -> list[str]:
    """The finding codes that have a library."""
    return sorted(folder.name for folder in LIBRARIES.iterdir() if folder.name not in APART)


def compose(code: str, root: Path) -> Path:
    """The clean library with the files of one code over it; ``without.txt`` names what is left out."""
    content = root / "content"
    shutil.copytree(LIBRARIES / CLEAN, content, ignore=_left_out)
    shutil.copytree(LIBRARIES / code, content, ignore=_left_out, dirs_exist_ok=True)
    without = LIBRARIES / code / "without.txt"
    for place in without.read_text(encoding="utf-8").split() if without.exists() else ():
        (content / place).unlink()
    if code in MADE_BY_CODE:
        MADE_BY_CODE[code](content)
    return content


def _left_out(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in _KEPT_BACK}


def loaded(code: str, root: Path) -> Loaded:
    """What the loader makes of a code's library."""
    return load(compose(code, root), Cache(None), today=TODAY)


def expected(code: str) -> list[str]:
    """The lines ``file:line:column code`` that a library must give."""
    return (LIBRARIES / code / "expected.txt").read_text(encoding="utf-8").splitlines()


def told(found: Loaded, content: Path) -> list[str]:
    """What a library gave, in the same form."""
    return sorted(f"{_place(finding, content)} {finding.code}" for finding in found.findings)


def _place(finding: Finding, content: Path) -> str:
    return finding.place.replace(str(content), content.name)


def a_role(title: str) -> str:
    """A clean role, as YAML."""
    clerk = (LIBRARIES / CLEAN / "hq/roles/clerk.yaml").read_text(encoding="utf-8")
    return re.sub("文员", title, clerk.replace("id: clerk", "id: runner"))


def _writes(make: Callable[[], bytes]) -> Callable[[Path], None]:
    return lambda content: _write(content, make())


def _write(content: Path, raw: bytes) -> None:
    (content / "hq/roles/runner.yaml").write_bytes(raw)


MADE_BY_CODE: dict[str, Callable[[Path], None]] = {
    "yaml-nesting": _writes(lambda: b"kind: role\nduties: " + b"[" * 20_000),
    "yaml-too-large": _writes(lambda: a_role("通讯员").encode() + b"# " + b"x" * 5 * 1024 * 1024),
    "yaml-encoding": _writes(lambda: a_role("通讯员").encode("gbk")),
    "yaml-binary": _writes(lambda: a_role("通讯员").encode().replace(b"\n", b"\n# \0\n", 1)),
    "file-unreadable": lambda content: (content / "hq/roles/runner.yaml").symlink_to("nowhere.yaml"),
    "content-missing": shutil.rmtree,
}
"""Files that an editor or git would not leave alone, and folders that cannot be kept in git."""
