"""What the checks look at: the files of the repository as git would see them, and the Python code among them."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("generators", "search_index", "portal")
_NEVER = {".git", ".venv", "var", "build", "dist", "__pycache__"}

Check = Callable[[Path], list[str]]
"""Looks at a repository and names every offender, one a line; an empty list is good news."""


def repository_files(root: Path) -> list[Path]:
    """Every file that is or would be committed; in a folder without git, every file that is not built."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = (root / name for name in listed.stdout.split("\0") if name)
    else:
        found = (path for path in root.rglob("*") if not _NEVER & set(path.relative_to(root).parts))
    return sorted(path for path in set(found) if path.is_file())


def python_modules(root: Path, *folders: str) -> Iterator[tuple[str, str]]:
    """The path below *root* and the text of every module in *folders*."""
    for path in repository_files(root):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".py" and name.startswith(tuple(f"{folder}/" for folder in folders)):
            yield name, path.read_text(encoding="utf-8")


def functions_of(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods and inner ones included."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
