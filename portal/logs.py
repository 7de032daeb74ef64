"""The program's log 运行日志: lines for people or JSON for collectors, each with the request it belongs to.

It says what happened, never to whom: addresses of people, long numbers and pseudonyms are struck out of every line,
queries are not written at all. Whom something happened to stands in the security log, with its own rules.
"""

import contextlib
import contextvars
import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from typing import Final

from portal.personal import without_people
from portal.settings import Settings

REQUEST: Final[contextvars.ContextVar[str]] = contextvars.ContextVar("request", default="")
"""The id of the request that is being answered; empty outside of one."""

_GIVEN: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,63}")
_LONGEST: Final = 20_000
_FACTS: Final = ("method", "path", "status", "ms", "job")


def new_request_id(given: str = "") -> str:
    """An id for a request: the one a believed proxy gave, else a new one."""
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


class Lines(logging.Formatter):
    """For people: time, level, request, what."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(request)s%(message)s", "%Y-%m-%d %H:%M:%S")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """One line, more for a defect."""
        request = REQUEST.get()
        record.request = f"[{request}] " if request else ""
        return _clean(super().format(record))


class Json(logging.Formatter):
    """For collectors: an object a line. Its keys are a promise: docs/operations.md lists them."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever it holds."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        line["message"] = _clean(record.getMessage())
        if request := REQUEST.get():
            line["request"] = request
        line |= {name: value for name in _FACTS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["trace"] = _clean(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _clean(said: str) -> str:
    """Without people, and no longer than somebody would read."""
    return without_people(said[:_LONGEST])


class _Patient:
    """A log that cannot be written must not stop what it tells about."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Nobody is told."""


class _ToStream(_Patient, logging.StreamHandler):  # type: ignore[type-arg]
    pass


class _ToFile(_Patient, RotatingFileHandler):
    def close(self) -> None:
        """What a full disk does not take is lost."""
        with contextlib.suppress(OSError):
            super().close()


def install_logs(settings: Settings) -> logging.Handler:
    """The log of this process, as the settings want it; the handler, to be taken away again."""
    handler: logging.Handler
    if settings.log_file is None:
        handler = _ToStream(sys.stderr)
    else:
        settings.log_file.parent.mkdir(parents=True, exist_ok=True)
        largest = settings.log_file_mebibytes * 1024 * 1024
        handler = _ToFile(
            settings.log_file, maxBytes=largest, backupCount=settings.log_files_kept, encoding="utf-8"
        )
    handler.setFormatter(Json() if settings.log_format == "json" else Lines())
    logging.getLogger().addHandler(handler)
    logging.getLogger("portal").setLevel(logging.INFO)
    return handler
