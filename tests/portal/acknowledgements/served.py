"""The portal as people meet it: the installed command in a process of its own, on loopback, killed by its number."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.portal.acknowledgements.crowds import Form

ROOT = Path(__file__).parents[3]


class Served:
    """A running portal."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.port = port

    def kill(self) -> bool:
        """Ends it at once, as a power cut would; whether it was still at work."""
        self.process.kill()
        return self.process.wait(timeout=60) == -9


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[Served]:
    """`dutybook serve` over a home, with further settings."""
    command = [sys.executable, "-m", "portal.cli", "serve", "--port", "0", "--home", str(home)]
    with started(command, **settings) as server:
        yield server


@contextmanager
def started(command: list[str], **settings: str) -> Iterator[Served]:
    """A program that says its address, or its port, in its first line."""
    environment = {**os.environ, "DUTYBOOK_LANG": "zh-CN", "PYTHONPATH": str(ROOT), **settings}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"(?:http://127\.0\.0\.1:|^)(\d+)", said)
            assert found, said
            yield Served(process, int(found[1]))
        finally:
            process.kill()


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser in front of a served portal: signed in, and with a reading pass."""

    port: int
    token: str
    reading_pass: str = ""

    def get(self, path: str) -> tuple[int, str]:
        """The status of a page, and what it says."""
        status, _, said = self._ask("GET", path, None)
        return status, said

    def confirms(self, form: Form, *, language: str = "zh-Hans") -> tuple[int, dict[str, str], str]:
        """Sends a form; status, headers, and what the page says."""
        prefix = "" if language == "zh-Hans" else "/en"
        body = form.request.partition(b"\r\n\r\n")[2]
        return self._ask("POST", f"{prefix}/acknowledge/{form.document}/", body)

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, dict[str, str], str]:
        cookies = f"dutybook-session={self.token}; dutybook-session-reading={self.reading_pass}"
        headers = {"cookie": cookies, "sec-fetch-site": "same-origin", "accept": "text/html"}
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            said = answer.read().decode()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, said
        finally:
            connection.close()
