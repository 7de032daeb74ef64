"""The command that opens the portal: where it listens, what it says, how it ends."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal.cli import app
from tests.portal.editions import publish

ROOT = Path(__file__).parents[2]
ANYWHERE = "0.0.0.0"  # noqa: S104  to be refused


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "portal.cli", "serve", *arguments]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(home: Path, *arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running portal and what it said when it opened."""
    process = subprocess.Popen(
        command("--home", str(home), *arguments),
        cwd=ROOT,
        env=os.environ | {"DUTYBOOK_LANG": "zh-CN", "DUTYBOOK_READING": "everyone"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def get(said: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    found = re.search(r"http://(?:\[([^]]+)\]|([^:/]+)):(\d+)/", said)
    assert found
    connection = http.client.HTTPConnection(found[1] or found[2], int(found[3]), timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.slow
def test_a_reader_opens_the_portal_and_it_takes_up_a_new_edition(home: Path) -> None:
    first = publish(home)
    with serving(home, "--port", "0") as (process, said):
        assert "门户已打开：http://127.0.0.1:" in said
        assert f"发布版 {first.id[:4]}·{first.id[4:8]}" in said
        answer, body = get(said, "/")
        assert (answer.status, "首页" in body.decode()) == (200, True)
        assert "server" not in {name.lower() for name in answer.headers}
        assert get(said, "/", host="evil.example")[0].status == 421

        second = publish(home, "second")
        assert json.loads(get(said, "/edition.json")[1])["id"] == second.id
        get(said, "/search/?q=secret-question")

        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr
        log = process.stderr.read()
        assert "GET /search/ 200" in log
        assert "secret-question" not in log
        assert "Traceback" not in log


@pytest.mark.slow
def test_ctrl_c_ends_the_portal_quietly(home: Path) -> None:
    with serving(home, "--port", "0", "--lang", "en") as (process, said):
        assert "nothing has been published yet" in said
        assert get(said, "/")[0].status == 503
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr
        assert "Traceback" not in process.stderr.read()


@pytest.mark.slow
def test_a_request_under_way_is_finished_before_the_portal_stops(home: Path) -> None:
    publish(home)
    with serving(home, "--port", "0") as (process, said):
        port = int(said.split("http://127.0.0.1:")[1].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            time.sleep(0.2)
            process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            received = b""
            with suppress(ConnectionError):  # what had not come whole is not answered
                slow.sendall(b"Connection: close\r\n\r\n")
                received = slow.recv(100)
        assert process.wait(60) == 0
        assert received == b"" or received.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "host", [ANYWHERE, "::", "192.168.1.5", "example.org", "", "127.0.0.1.example.org", "10.0.0.1"]
)
def test_the_portal_opens_to_nobody_outside_this_machine(home: Path, host: str) -> None:
    refused = CliRunner().invoke(
        app, ["serve", "--home", str(home), "--host", host, "--port", "0", "--lang", "en"]
    )

    assert refused.exit_code == 2
    assert "is not an address of this machine" in refused.stderr
    assert isinstance(refused.exception, SystemExit)


def test_the_environment_cannot_open_the_portal_either(home: Path) -> None:
    refused = run("--home", str(home), DUTYBOOK_HOST=ANYWHERE, DUTYBOOK_PORT="0", DUTYBOOK_LANG="zh")

    assert refused.returncode == 2
    assert "不是本机地址" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "localhost",
        pytest.param("[::1]", marks=pytest.mark.needs("ipv6")),
    ],
)
def test_every_address_of_this_machine_will_do(home: Path, host: str) -> None:
    publish(home)
    with serving(home, "--port", "0", "--host", host) as (_, said):
        assert get(said, "/healthz")[0].status == 200


def test_a_port_in_use_is_said_in_a_sentence(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = run("--home", str(home), "--port", str(port), "--lang", "zh-CN")

    assert refused.returncode == 3
    assert (
        refused.stderr.strip()
        == f"端口 {port} 已被别的程序占用。请先关闭它，或用 --port 另选一个（0 为任意空闲端口）。"
    )


def test_a_port_that_is_none_is_a_wrong_use(home: Path) -> None:
    assert run("--home", str(home), "--port", "70000").returncode == 2
    assert run("--home", str(home), "--port", "http").returncode == 2


def test_help_says_how_in_both_languages() -> None:
    said = run("--help", COLUMNS="200", NO_COLOR="1")

    assert said.returncode == 0
    assert "dutybook serve --port 8080" in said.stdout
    assert "打开门户" in said.stdout
