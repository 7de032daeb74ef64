"""Publishing: an edition is put together aside, synced, renamed into place, and ``current`` moved last.

Whatever happens on the way (a crash, a full disk, SIGKILL), the edition published before stays whole and
current. What a dead build left behind is removed by the next one, which knows it is dead because it holds the lock.

    with staging(home, inputs) as stage:
        if not stage.already_published:
            for page in pages:
                stage.reuse(page.path) or stage.write(page.path, page.render())
            stage.adopt_folder(SEARCH, search_folder)
        published = stage.publish()
"""

import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from generators.edition.durability import exclusive, sync_folder, sync_tree
from generators.edition.errors import EditionError, storage_errors
from generators.edition.format import FORMAT, FileDigest, Inputs, Manifest, edition_id, manifest_bytes
from generators.edition.layout import (
    LINK_PREFIX,
    MANIFEST,
    REQUIRED,
    STAGING_PREFIX,
    Home,
    files_below,
    is_edition_path,
    link_target,
)
from generators.edition.reader import EditionFiles, open_current, open_edition
from generators.edition.verify import verify_edition

__all__ = ["Inputs", "Published", "Stage", "edition_id", "staging"]

PUBLISHED_MODE = 0o444
"""Published files are read-only, so that an editor or a script does not change history by mistake.
Folders stay writable: an operator may delete an old edition with ordinary means."""

_WAIT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: files written anew and files shared with the edition before."""

    id: str
    folder: Path
    changed: int
    reused: int


@dataclass(slots=True)
class Stage:
    """An edition being put together. Paths are those of the layout; every file is given once."""

    home: Home
    inputs: Inputs
    id: str
    folder: Path
    previous: EditionFiles | None
    already_published: bool
    files: dict[str, FileDigest] = field(default_factory=dict)
    reused: int = 0
    _written: list[Path] = field(default_factory=list)
    _folders: set[str] = field(default_factory=set)

    def write(self, path: str, content: bytes) -> None:
        """Adds a file. The same bytes as in the previous edition are shared with it instead of written."""
        digest = FileDigest(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        if self._previously(path) == digest and self.reuse(path):
            return
        self._write_new(self._prepare(path), content)
        self.files[path] = digest

    def reuse(self, path: str) -> bool:
        """Shares a file with the previous edition without reading it. False if that has none, or lost its size."""
        digest = self._previously(path)
        if digest is None or self.previous is None:
            return False
        source = f"{self.previous.folder}/{path}"  # plain strings: this runs for every page of every build
        if not _is_whole(source, digest):
            return False
        if not _share(source, self._prepare(path), digest, copy=self._write_new):
            return False
        self.files[path] = digest
        self.reused += 1
        return True

    def scratch(self, path: str) -> Path:
        """A folder of the stage for a writer of its own (the search index); hand it back to ``adopt_folder``."""
        folder = Path(self._prepare(path))
        folder.mkdir()
        return folder

    def adopt_folder(self, path: str, folder: Path) -> None:
        """Adds every file of a folder that somebody else wrote: in the stage itself, or elsewhere (copied)."""
        in_place = folder == self.folder / path
        for name in files_below(folder):
            if in_place:
                self._adopt(f"{path}/{name}", folder / name)
            else:
                self.write(f"{path}/{name}", (folder / name).read_bytes())

    def publish(self) -> Published:
        """Makes the edition visible and current. Everything is on the disk before anybody can see it."""
        if not self.already_published:
            self._seal()
            self._move_into_place()
        _point_current(self.home, self.id)
        return Published(
            id=self.id,
            folder=self.home.edition(self.id),
            changed=len(self.files) - self.reused,
            reused=self.reused,
        )

    def _previously(self, path: str) -> FileDigest | None:
        return None if self.previous is None else self.previous.files.get(path)

    def _prepare(self, path: str) -> str:
        """Where a new file of the stage goes; its folder is there afterwards."""
        if self.already_published:
            raise ValueError(f"edition {self.id} is published already: nothing may be added")
        if not is_edition_path(path) or path in self.files:
            raise ValueError(f"not a new path of an edition: {path!r}")
        parent = path.rpartition("/")[0]
        if parent not in self._folders:
            os.makedirs(f"{self.folder}/{parent}", exist_ok=True)  # noqa: PTH103  see reuse
            self._folders.add(parent)
        return f"{self.folder}/{path}"

    def _write_new(self, target: str, content: bytes) -> None:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PUBLISHED_MODE)
        with os.fdopen(descriptor, "wb", buffering=0) as stream:
            rest = memoryview(content)
            while rest:
                rest = rest[stream.write(rest) :]
        self._written.append(Path(target))

    def _adopt(self, path: str, file: Path) -> None:
        if not is_edition_path(path) or path in self.files:
            raise ValueError(f"not a new path of an edition: {path!r}")
        found = os.lstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError(f"an edition holds plain files only: {path!r}")
        if self._is_shared(path, found):
            self.files[path] = self._previously(path) or _digest(file)
            self.reused += 1
            return
        file.chmod(PUBLISHED_MODE)
        self.files[path] = _digest(file)
        self._written.append(file)

    def _is_shared(self, path: str, found: os.stat_result) -> bool:
        """Whether a file is a further name of the one the previous edition has there."""
        digest = self._previously(path)
        if digest is None or self.previous is None or digest.size != found.st_size:
            return False
        with suppress(FileNotFoundError):
            return os.path.samestat(found, os.lstat(self.previous.path(path)))
        return False

    def _seal(self) -> None:
        missing = [path for path in REQUIRED if path not in self.files]
        if missing:
            raise EditionError("edition-incomplete", missing=", ".join(missing))
        manifest = Manifest(format=FORMAT, id=self.id, inputs=self.inputs, files=self.files)
        self._write_new(f"{self.folder}/{MANIFEST}", manifest_bytes(manifest))
        sync_tree(self.folder, new_files=self._written)

    def _move_into_place(self) -> None:
        final = self.home.edition(self.id)
        damaged = self.home.staging(self.id, f"damaged-{secrets.token_hex(4)}")
        if final.exists():  # published once, but no longer whole; only then is there a moment without it
            final.rename(damaged)
        self.folder.rename(final)
        sync_folder(self.home.editions)
        shutil.rmtree(damaged, ignore_errors=True)


@contextmanager
def staging(
    home: Home,
    inputs: Inputs,
    *,
    reuse: bool = True,
    wait: float = _WAIT_SECONDS,
    on_wait: Callable[[], None] | None = None,
) -> Iterator[Stage]:
    """Opens the stage for one edition, alone: a second build waits up to ``wait`` seconds for the first.

    ``reuse=False`` shares nothing with earlier editions, and takes this one as published only if no byte of it has
    changed (sizes are compared otherwise). EditionError if the home cannot be written.
    """
    with storage_errors(home.root):
        _prepare_home(home)
        with exclusive(home.lock, wait=wait, on_wait=on_wait):
            _remove_leftovers(home)
            stage = _open_stage(home, inputs, reuse=reuse)
            try:
                yield stage
            finally:
                shutil.rmtree(stage.folder, ignore_errors=True)


def _prepare_home(home: Home) -> None:
    if home.root.exists() and not home.root.is_dir():
        raise EditionError("home-not-a-folder", path=str(home.root))
    home.editions.mkdir(parents=True, exist_ok=True)
    if home.current.exists() and not home.current.is_symlink():
        raise EditionError("current-not-a-link", path=str(home.current))


def _remove_leftovers(home: Home) -> None:
    """What builds left that died: nobody else works on a home whose lock we hold."""
    for folder in home.editions.glob(f"{STAGING_PREFIX}*"):
        shutil.rmtree(folder)
    for link in home.root.glob(f"{LINK_PREFIX}*"):
        link.unlink()


def _open_stage(home: Home, inputs: Inputs, *, reuse: bool) -> Stage:
    identity = edition_id(inputs)
    return Stage(
        home=home,
        inputs=inputs,
        id=identity,
        folder=home.staging(identity, secrets.token_hex(4)),
        previous=_previous(home) if reuse else None,
        already_published=_is_published(home, identity, inputs, to_the_byte=not reuse),
    )


def _previous(home: Home) -> EditionFiles | None:
    """The edition to share files with; one that cannot be read is no reason to stop."""
    with suppress(EditionError):
        return open_current(home)
    return None


def _is_published(home: Home, identity: str, inputs: Inputs, *, to_the_byte: bool) -> bool:
    try:
        edition = open_edition(home, identity)
    except EditionError:
        return False
    whole = all(_is_whole(edition.path(path), digest) for path, digest in edition.files.items())
    if to_the_byte and whole:
        whole = verify_edition(edition.folder).passed
    return whole and edition.inputs == inputs


def _point_current(home: Home, edition: str) -> None:
    target = link_target(edition)
    with suppress(FileNotFoundError):
        if str(home.current.readlink()) == target:
            return
    link = home.new_link(secrets.token_hex(4))
    link.symlink_to(target)
    link.replace(home.current)
    sync_folder(home.root)


def _share(source: str, target: str, digest: FileDigest, *, copy: Callable[[str, bytes], None]) -> bool:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another device, no links here, or too many of them: a copy does as well
        content = Path(source).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest.sha256:
            return False
        copy(target, content)
    return True


def _is_whole(file: str | Path, digest: FileDigest) -> bool:
    try:
        found = os.lstat(file)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == digest.size


def _digest(file: Path) -> FileDigest:
    content = file.read_bytes()
    return FileDigest(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
