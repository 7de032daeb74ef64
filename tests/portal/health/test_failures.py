"""What documented failures look like to whoever meets them. A full disk, a lost database, a wrong clock: test_faults."""

import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal import cli
from portal.access.permissions import PortalRole
from portal.settings import Settings
from portal.web.texts import texts
from tests.making import ROOT, environment
from tests.portal.editions import publish
from tests.portal.health.certificates import a_certificate
from tests.portal.offices import PASSWORD, an_office


@pytest.mark.parametrize("name", ["ledger.key", "identity.key"])
def test_a_lost_key_stops_recording_and_makes_no_new_one(home: Path, name: str) -> None:
    publish(home)
    with an_office(home, reading="everyone") as office:
        office.hire("1001", "林书意", portal_role=PortalRole.HR)
        office.hire("1002", "王建国", roles=("auto/role/marketing-assistant",))
        entries = len(office.staff().people)
    shutil.copytree(home / "keys", home.parent / "safe")
    (home / "keys" / name).unlink()
    with an_office(home, reading="everyone") as office:
        page = office.stranger().sign_in("1001", PASSWORD)
        assert (page.status_code, "管理服务器的人可在日志和 dutybook doctor 中看到原因" in page.text) == (
            503,
            True,
        )
        assert str(home) not in page.text, "where the server keeps its keys is nobody else's business"
        confirming = office.stranger().get("/readyz").text
        assert str(home) not in confirming
    said = CliRunner().invoke(cli.app, ["evidence", "checkpoint", "--home", str(home), "--lang", "zh-CN"])
    assert (said.exit_code, str(home / "keys" / name) in said.stderr, "请从备份取回" in said.stderr) == (
        3,
        True,
        True,
    )
    with an_office(home, reading="everyone") as office:
        assert office.stranger().get("/auto/role/marketing-assistant/").status_code == 200, "reading goes on"
        assert office.stranger().get("/readyz").json()["records"] == "signing-key-missing"
    assert not (home / "keys" / name).exists()
    shutil.copy2(home.parent / "safe" / name, home / "keys" / name)
    with an_office(home) as office:
        assert len(office.staff().people) == entries
        assert office.stranger().sign_in("1001", PASSWORD).status_code == 303


def test_a_sign_in_service_that_is_down_leaves_passwords(home: Path) -> None:
    publish(home)
    down = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "dutybook", "oidc_name": "公司账号"}
    with an_office(home, **down) as office:
        office.hire("1001", "林书意")
        page = office.stranger().get("/sign-in/company/")
        assert (page.status_code, "没有收到可信的答复" in page.text) == (502, True), page.text
        assert office.stranger().sign_in("1001", PASSWORD).status_code == 303


def test_whoever_starts_with_an_expired_certificate_is_told_before_browsers_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, key = a_certificate(tmp_path, begins=-4000, ends=-3000)
    settings = Settings(tls_certificate=file, tls_key=key, public_address="https://duty.example.test")
    cli._say_about_certificate(settings, texts("en"))
    cli._say_about_certificate(Settings(), texts("en"))
    said = capsys.readouterr().err
    assert "browsers refuse it. Put a new one in place" in said
    assert len(said.splitlines()) == 1


def greeted(port: int, trusted: Path) -> str:
    """What a browser finds that trusts this certificate: the reason it refuses, or the status of the page."""
    context = ssl.create_default_context(cafile=trusted)
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=20) as wire,
            context.wrap_socket(wire, server_hostname="duty.example.test") as line,
        ):
            line.sendall(b"GET /sign-in/ HTTP/1.1\r\nhost: duty.example.test\r\nconnection: close\r\n\r\n")
            return line.recv(4096).split(b" ", 2)[1].decode()
    except ssl.SSLCertVerificationError as refused:
        return refused.verify_message


@pytest.mark.slow
def test_browsers_refuse_an_expired_certificate_as_whoever_starts_the_portal_is_told(
    home: Path, tmp_path: Path
) -> None:
    publish(home)
    file, key = a_certificate(tmp_path / "tls", begins=-4000, ends=-3000)
    with serving_tls(home, file, key) as port:
        assert greeted(port, file) == "certificate has expired"
    assert "浏览器会拒绝访问" in (home.parent / "said").read_text("utf-8")


def tls_settings(certificate: Path, key: Path) -> dict[str, str]:
    return {
        "DUTYBOOK_TLS_CERTIFICATE": str(certificate),
        "DUTYBOOK_TLS_KEY": str(key),
        "DUTYBOOK_PUBLIC_ADDRESS": "https://duty.example.test",
    }


@contextmanager
def serving_tls(home: Path, certificate: Path, key: Path) -> Iterator[int]:
    """`dutybook serve` with a certificate of its own, on a port; what it tells whoever started it goes to a file."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    command = [sys.executable, "-m", "portal.cli", "serve", "--port", str(port), "--home", str(home)]
    around = environment() | tls_settings(certificate, key)
    with (
        (home.parent / "said").open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=around, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            assert "https://duty.example.test/" in process.stdout.readline()
            yield port
        finally:
            process.terminate()
