"""The content folder 内容文件夹: which files there are, and what their place says about them."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generators.model.digest import tagged_digest
from generators.model.findings import SEVERITIES, Finding
from generators.model.names import FOLDERS, SLUG

_KIND_OF_FOLDER = {folder: kind for kind, folder in FOLDERS.items()}
_REVISION_FILE = re.compile(rf"(?P<slug>{SLUG.pattern})@(?P<revision>[0-9A-Za-z][0-9A-Za-z.\-]*)")
_ROOT_FILES = {"company.yaml": "company", "terms.yaml": "terms"}
_IGNORED_NAMES = frozenset({"LICENSE", "README.md", "README.zh-CN.md", "NOTICE"})
MARKDOWN_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class ContentFile:
    """A file of the content folder. ``place`` is relative to the folder, with slashes."""

    place: str
    kind: str
    unit: str
    slug: str
    raw: bytes
    revision: str = ""
    language: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def identifier(self) -> str:
        """The full id that the place gives the document."""
        if self.kind in ("company", "terms"):
            return self.kind
        return self.unit if self.kind == "unit" else f"{self.unit}/{self.kind}/{self.slug}"


@dataclass(frozen=True)
class ContentFolder:
    """What was found: YAML files, Markdown prose, and what is wrong with the places."""

    root: Path
    documents: tuple[ContentFile, ...]
    prose: tuple[ContentFile, ...]
    findings: tuple[Finding, ...]

    @property
    def digest(self) -> str:
        """Identifies the whole content: every file's place and bytes."""
        return tagged_digest(
            "dutybook/content/v1", [[f.place, f.digest] for f in (*self.documents, *self.prose)]
        )


def scan(root: Path) -> ContentFolder:
    """Reads every file of a content folder into memory, in a fixed order; hidden files are left alone."""
    if not os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises where it may not look
        return ContentFolder(root, (), (), (_at(str(root), "content-missing", folder=str(root)),))
    documents: list[ContentFile] = []
    prose: list[ContentFile] = []
    findings: list[Finding] = []
    for path, place in _files(root):
        found = _read(root, path, place)
        if isinstance(found, Finding):
            findings.append(found)
        elif found is not None:
            (prose if found.kind == "prose" else documents).append(found)
    places = {file.place for file in documents}
    if "company.yaml" not in places:
        findings.append(_at("company.yaml", "company-missing", folder=str(root)))
    return ContentFolder(root, tuple(documents), tuple(prose), tuple(findings))


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file, and every folder that cannot be entered: links to folders are not followed."""
    refused: list[Path] = []
    for folder, subfolders, names in os.walk(
        root, onerror=lambda error: refused.append(Path(error.filename))
    ):
        shown = sorted(name for name in subfolders if not name.startswith("."))
        links = [name for name in shown if Path(folder, name).is_symlink()]
        subfolders[:] = [name for name in shown if name not in links]
        for name in sorted([*names, *links]):
            path = Path(folder, name)
            if not name.startswith(".") and name not in _IGNORED_NAMES:
                yield path, path.relative_to(root).as_posix()
    for path in sorted(refused):
        yield path, path.relative_to(root).as_posix()


def _read(root: Path, path: Path, place: str) -> ContentFile | Finding | None:
    described = _describe(place)
    if described is None:
        return _not_ours(path, place)
    if not place.isprintable():
        return _unreadable(place, "odd-name")
    try:
        if reason := _why_not(root, path):
            return _unreadable(place, reason)
        with path.open("rb") as stream:
            raw = stream.read(MARKDOWN_LIMIT + 1)  # more would be refused anyway
    except OSError as error:
        return _unreadable(place, error.strerror or str(error))
    kind, unit, slug, revision, language = described
    return ContentFile(place, kind, unit, slug, raw, revision, language)


def _not_ours(path: Path, place: str) -> Finding | None:
    """What lies where no document may live: content in the wrong place is told, anything else left alone."""
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where it may not look
        return _unreadable(place, "linked-folder" if path.is_symlink() else "no-entry")
    if path.suffix.lower() not in (".yaml", ".yml", ".md"):
        return None
    return _at(_shown(place), "file-misplaced", folders="、".join(FOLDERS.values()))


def _why_not(root: Path, path: Path) -> str:
    """Why a file is not read though it could be: a pipe never ends, a link may publish what is not ours."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        mode = path.stat().st_mode
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
            return "leads-outside"
    return "" if stat.S_ISREG(mode) else "no-file"


def _unreadable(place: str, reason: str) -> Finding:
    return _at(_shown(place), "file-unreadable", reason=reason)


def _shown(place: str) -> str:
    """A place that can be printed and published, whatever bytes a name is made of."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in place)


def _describe(place: str) -> tuple[str, str, str, str, str] | None:
    """(kind, unit, slug, revision, language) as the place says, or None where no document may live."""
    parts = place.split("/")
    if len(parts) == 1:
        kind = _ROOT_FILES.get(place)
        return (kind, "", kind, "", "") if kind else None
    unit, name = parts[0], parts[-1]
    if len(parts) == 2:
        return ("unit", unit, unit, "", "") if name == "unit.yaml" else None
    kind = _KIND_OF_FOLDER.get(parts[1])
    if kind is None:
        return None
    if len(parts) == 3:
        return _describe_document(kind, unit, name)
    if len(parts) == 4 and parts[2] == "revisions":
        return _describe_revision(kind, unit, name)
    return None


def _describe_document(kind: str, unit: str, name: str) -> tuple[str, str, str, str, str] | None:
    if name.endswith(".yaml"):
        return kind, unit, name.removesuffix(".yaml"), "", ""
    if not name.endswith(".md"):
        return None
    slug = name.removesuffix(".md")
    if slug.endswith(".en"):
        return "prose", unit, f"{kind}/{slug.removesuffix('.en')}", "", "en"
    return "prose", unit, f"{kind}/{slug}", "", "zh-Hans"


def _describe_revision(kind: str, unit: str, name: str) -> tuple[str, str, str, str, str] | None:
    stem, dot, suffix = name.rpartition(".")
    match = _REVISION_FILE.fullmatch(stem.removesuffix(".en"))
    if not dot or match is None or suffix not in ("yaml", "md"):
        return None
    slug, revision = match["slug"], match["revision"]
    if suffix == "yaml":
        return kind, unit, slug, revision, ""
    return "prose", unit, f"{kind}/{slug}", revision, "en" if stem.endswith(".en") else "zh-Hans"


def _at(place: str, code: str, **values: str) -> Finding:
    return Finding(code, SEVERITIES[code], values=values, file=place, line=1, column=1)
