"""Licences: what is vendored carries its licence beside it and is named in NOTICE."""

from pathlib import Path

from tests.checks.tree import repository_files

LICENCE_NAMES = ("LICENSE", "LICENCE", "COPYING")


def offenders(root: Path) -> list[str]:
    """Vendored files without a licence in their folder, or absent from NOTICE; and missing papers of our own."""
    found = [f"{name} is missing" for name in ("LICENSE", "NOTICE") if not (root / name).exists()]
    notice = (root / "NOTICE").read_text(encoding="utf-8") if (root / "NOTICE").exists() else ""
    for path in repository_files(root):
        name = path.relative_to(root).as_posix()
        if "vendor" not in Path(name).parts[:-1] or path.name.startswith(LICENCE_NAMES):
            continue
        if not any(beside.name.startswith(LICENCE_NAMES) for beside in path.parent.iterdir()):
            found.append(f"{name}: no licence stands beside it")
        if path.name not in notice:
            found.append(f"{name}: not named in NOTICE")
    return found
