"""What can go wrong with editions. Each has a code; the sentence comes from the locale.

========================  =====================================================================
code                      meaning, values
========================  =====================================================================
home-not-a-folder         the home exists and is no folder (path)
home-not-writable         no permission to write below the home (path)
home-read-only            the file system is mounted read-only (path)
home-busy                 another build held the lock longer than we wait (path, seconds)
disk-full                 no space, or no quota, left (path)
file-too-large            the system refuses a file of this size (path)
storage-failed            any other refusal of the file system (path, reason)
current-not-a-link        ``current`` exists and is not a link (path)
edition-incomplete        a required file was never written (missing)
no-edition                nothing has been published here yet (path)
edition-unknown           there is no such edition (edition)
edition-damaged           an edition cannot be read as it was written (edition, file)
edition-format            written by a program with another format (edition, format, known)
========================  =====================================================================
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CODES = {
    errno.EACCES: "home-not-writable",
    errno.EPERM: "home-not-writable",
    errno.EROFS: "home-read-only",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "file-too-large",
    errno.ENOTDIR: "home-not-a-folder",
}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class EditionError(Exception):
    """A refusal with a code and the values of its sentence. Whatever was published before is untouched."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        """For logs; people read the sentence of the locale."""
        facts = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code} ({facts})" if facts else self.code


def storage_error(error: OSError, *, path: Path) -> EditionError:
    """The refusal of the file system in our words. ``path`` is named if the system names none."""
    where = str(error.filename or path)
    code = _CODES.get(error.errno or 0)
    if code is None:
        return EditionError("storage-failed", path=where, reason=error.strerror or str(error))
    return EditionError(code, path=where)


@contextmanager
def storage_errors(home: Path) -> Iterator[None]:
    """Turns refusals of the file system below the home into an EditionError; others pass unchanged.

    Builders write into the stage on their own too (the search index), and a full disk names no file.
    """
    try:
        yield
    except OSError as error:
        below_home = isinstance(error.filename, str) and _is_below(error.filename, home)
        if below_home or error.errno in _NO_ROOM:
            raise storage_error(error, path=home) from error
        raise


def _is_below(filename: str, home: Path) -> bool:
    return Path(filename).absolute().is_relative_to(home.absolute())
