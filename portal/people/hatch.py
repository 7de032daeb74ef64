"""The hatch 窗口: what somebody who may run commands on the server asks of the portal that is running there.

One process writes the ledger, so a command beside a running portal hands its wish through a socket in the home
folder. Only the user the portal runs as, and root, are heard: the system itself says who is at the other end.
"""

import json
import logging
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from portal.access.records import Records
from portal.errors import PortalError
from portal.people.refusals import WishUnclear
from portal.people.wishes import Granted, Wish, carry_out_wish, granted_of, plain_of, wish_of

SOCKET: Final = "records.socket"
_LARGEST: Final = 64 * 1024
_PATIENCE: Final = 20.0
_BREATH: Final = 0.02
_CREDENTIALS: Final = struct.Struct("3i")

logger = logging.getLogger(__name__)


class NobodyThere(Exception):
    """No portal runs on this home that would carry a wish out."""


class RefusedThere(PortalError):
    """The running portal refused, for the reason its ``code`` names."""

    def __init__(self, code: str, values: dict[str, str | int]) -> None:
        self.code = code
        super().__init__(**values)


def ask(home: Path, wish: Wish) -> Granted:
    """Has the running portal carry a wish out. NobodyThere, RefusedThere."""
    try:
        with _address(home) as address, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(_PATIENCE)
            asking.connect(address)
            asking.sendall(json.dumps(plain_of(wish)).encode() + b"\n")
            answer = json.loads(_line(asking))
    except (OSError, ValueError) as error:
        raise NobodyThere from error
    if "refused" in answer:
        raise RefusedThere(str(answer["refused"]), answer["values"])
    return granted_of(answer)


class Hatch:
    """Hears wishes in a thread of its own, from :meth:`start` to :meth:`stop`."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._opened: socket.socket | None = None

    def start(self) -> None:
        """Opens, unless another portal has opened one on this home. Without a hatch everything else goes on."""
        self._stopping.clear()
        try:
            self._opened = _opened(self._records.home)
        except OSError as problem:
            logger.warning("commands cannot reach this portal while it runs: %s", problem)
            return
        if self._opened is not None:
            self._thread = threading.Thread(
                target=self._hear, args=(self._opened,), name="hatch", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """After the wish that is being carried out."""
        self._stopping.set()
        if self._opened is not None:
            with suppress(OSError):
                self._opened.shutdown(socket.SHUT_RDWR)  # whoever waits for a caller wakes up
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._opened is not None:
            self._opened.close()
            self._opened = None
            (self._records.home / SOCKET).unlink(missing_ok=True)

    def _hear(self, opened: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                caller, _ = opened.accept()
                with caller:
                    self._answer(caller)
            except (OSError, ValueError):  # whoever called has gone, or the hatch is being closed
                self._stopping.wait(_BREATH)

    def _answer(self, caller: socket.socket) -> None:
        caller.settimeout(_PATIENCE)
        if _user_of(caller) in (0, os.geteuid()):
            caller.sendall(json.dumps(self._said(_line(caller))).encode() + b"\n")

    def _said(self, line: bytes) -> dict[str, Any]:
        try:
            return plain_of(carry_out_wish(self._records, wish_of(json.loads(line))))
        except PortalError as refusal:
            return {"refused": refusal.code, "values": refusal.values}
        except (KeyError, TypeError, ValueError):
            return {"refused": WishUnclear.code, "values": {}}
        except Exception:
            logger.exception("a wish failed")
            return {"refused": "internal-error", "values": {}}


def _opened(home: Path) -> socket.socket | None:
    """A listening socket; nothing where somebody answers at this one already. What a dead process left goes."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _address(home) as address:
            if _is_answered(address):
                listening.close()
                return None
            (home / SOCKET).unlink(missing_ok=True)
            listening.bind(address)
            (home / SOCKET).chmod(0o600)
        listening.listen(4)
    except OSError:
        listening.close()
        raise
    return listening


def _is_answered(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trying:
        try:
            trying.connect(address)
        except OSError:
            return False
        return True


@contextmanager
def _address(home: Path) -> Iterator[str]:
    """The socket under a short name: an address of this kind holds a hundred characters, a folder's name more."""
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET}"
    finally:
        os.close(descriptor)


def _line(caller: socket.socket) -> bytes:
    """What the other end says in one line. ValueError if it says too much or breaks off."""
    said = b""
    while not said.endswith(b"\n"):
        part = caller.recv(4096)
        said += part
        if not part or len(said) > _LARGEST:
            raise ValueError("the line breaks off")
    return said


def _user_of(caller: socket.socket) -> int:
    """Who is at the other end, as the system knows it."""
    told = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(told)[1])
