"""Files 存盘: a file is there whole or not at all."""

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import Final

_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def save_whole(file: Path, content: bytes) -> None:
    """Writes aside and renames, so that a full disk leaves what was there before. OSError if it cannot."""
    descriptor, aside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:40]}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(aside).unlink()
        raise


def file_name(*parts: str, ending: str) -> str:
    """A name that every system takes: ``QC-R-010 市场部经理.docx``."""
    said = " ".join(_UNSAFE.sub(" ", part).strip() for part in parts if part.strip())
    return f"{said[:80].strip(' .') or 'handbook'}.{ending}"
