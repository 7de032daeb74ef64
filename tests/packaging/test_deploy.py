"""What lies in deploy/ is what it says: units that systemd takes and that give little away, a proxy nginx takes."""

import random
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import lxml.html
import pytest
import yaml

from portal.settings import SECRETS, Settings
from tests.checks.tree import ROOT
from tests.making import dutybook, environment
from tests.portal.acknowledgements.crowds import assemble
from tests.portal.health.certificates import a_certificate
from tests.prove.soak.browser import filled_in

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").glob("dutybook*.[st][ei][rm]*"))
KNOWN = {f"DUTYBOOK_{name.upper()}" for name in Settings.model_fields}
KNOWN |= {f"DUTYBOOK_{name.upper()}_FILE" for name in SECRETS} | {"DUTYBOOK_CONTENT", "DUTYBOOK_BACKUPS"}


@pytest.mark.needs("systemd")
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    assert len(UNITS) == 5
    program = tmp_path / "dutybook"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(
            text.replace("=/opt/dutybook/bin/dutybook", f"={program}"), encoding="utf-8"
        )
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "dutybook" in line]
    assert ours == []


@pytest.mark.needs("systemd")
def test_the_service_may_do_little_beside_its_work() -> None:
    for name in ("dutybook.service", "dutybook-backup.service"):
        command = [
            "systemd-analyze",
            "security",
            "--offline=yes",
            "--threshold=25",
            str(DEPLOY / "systemd" / name),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.needs("nginx")
def test_nginx_takes_the_sample(tmp_path: Path) -> None:
    certificate, key = a_certificate(tmp_path)
    site = (DEPLOY / "nginx" / "dutybook.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/dutybook/tls.pem", str(certificate)).replace("/etc/dutybook/tls.key", str(key))
    (tmp_path / "site.conf").write_text(re.sub(r"listen .*\[::\].*;", "", site), encoding="utf-8")
    main = f"pid {tmp_path}/pid; error_log {tmp_path}/log;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    nginx = shutil.which("nginx") or "nginx"
    done = subprocess.run(
        [nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_setting_named_in_deploy_is_one() -> None:
    named = {
        name
        for path in DEPLOY.rglob("*")
        if path.is_file()
        for name in re.findall(r"\bDUTYBOOK_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert named - KNOWN == set()
    assert len(named) > 15


def test_the_compose_file_holds_together() -> None:
    compose: dict[str, Any] = yaml.safe_load(
        (DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8")
    )
    for service in compose["services"].values():
        assert set(service.get("secrets", ())) <= compose["secrets"].keys()
        assert set(service["networks"]) <= compose["networks"].keys()
        named = {mount.split(":")[0] for mount in service["volumes"] if not mount.startswith(("$", ".", "/"))}
        assert named <= compose["volumes"].keys()
    portal = compose["services"]["portal"]
    assert (portal["cap_drop"], portal["read_only"]) == (["ALL"], True)
    assert (DEPLOY.parent / portal["build"]["dockerfile"]).is_file()
    secrets_in_plain = [value for value in portal["environment"].values() if "password" in value.lower()]
    assert secrets_in_plain == []


@pytest.mark.slow
@pytest.mark.needs("nginx")
def test_a_person_confirms_over_tls_through_nginx(tmp_path: Path) -> None:
    home, ports = tmp_path / "var", [_free_port() for _ in range(3)]
    document = assemble(home, people=1, documents=1).forms[0].document
    with _portal(home, ports[2]), _nginx(tmp_path, ports) as certificate:
        link = dutybook("admin", "invite", "00000", "--address", "https://duty.example.com", home=home)
        assert link.returncode == 0, link.stderr
        with httpx.Client(verify=ssl.create_default_context(cafile=certificate)) as browser:
            visit = partial(_visit, browser, ports[1])
            assert _hop(ports[0]) == (308, "https://duty.example.com/my/?day=1")
            choosing = visit("GET", link.stdout.strip().removeprefix("https://duty.example.com"))
            chosen = _sent(visit, choosing, "/invitation/")
            assert chosen.status_code == 303
            assert all(name.startswith("__Host-") for name in browser.cookies)
            asking = visit("GET", f"/acknowledge/{document}/")
            assert "max-age" in asking.headers["strict-transport-security"]
            confirmed = _sent(visit, asking, "^/acknowledge/")
            assert confirmed.headers["location"].startswith("/receipts/")
            assert "收据" in visit("GET", confirmed.headers["location"]).text
            assert visit("GET", "/metrics").status_code == 404
            assert visit("POST", "/paper/", content=b"x" * (22 * 1024**2)).status_code == 413


@contextmanager
def _portal(home: Path, port: int) -> Iterator[None]:
    """`dutybook serve` as it is set up behind a proxy."""
    behind = {"DUTYBOOK_PUBLIC_ADDRESS": "https://duty.example.com", "DUTYBOOK_TRUSTED_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "portal.cli", "serve", "--port", str(port), "--home", str(home)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment() | behind, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(port)
            yield
        finally:
            process.terminate()


@contextmanager
def _nginx(folder: Path, ports: Sequence[int]) -> Iterator[Path]:
    """The sample as it lies there, with other ports and a certificate of its own; the certificate to trust."""
    certificate, key = a_certificate(folder, name="duty.example.com", ends=36_500)
    site = (DEPLOY / "nginx" / "dutybook.conf").read_text(encoding="utf-8")
    for old, new in (
        ("/etc/dutybook/tls.pem", str(certificate)),
        ("/etc/dutybook/tls.key", str(key)),
        ("127.0.0.1:8000", f"127.0.0.1:{ports[2]}"),
        ("listen 80;", f"listen 127.0.0.1:{ports[0]};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{ports[1]} ssl http2;"),
    ):
        assert old in site
        site = site.replace(old, new)
    (folder / "site.conf").write_text(re.sub(r"listen \[::\].*;", "", site), encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off; pid {folder}/pid; error_log {folder}/log;\nevents {{}}\nhttp {{ {temporary}include {folder}/site.conf; }}\n"
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    with subprocess.Popen([shutil.which("nginx") or "nginx", "-c", str(folder / "nginx.conf")]) as process:
        try:
            _wait_for(ports[1])
            yield certificate
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(400):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nobody listens on {port}")


def _visit(browser: httpx.Client, port: int, method: str, path: str, **sent: Any) -> httpx.Response:
    """One request as a browser makes it that found the portal's name in the company's DNS."""
    headers = {"host": "duty.example.com", "sec-fetch-site": "same-origin", "accept": "text/html"}
    request = browser.build_request(method, f"https://127.0.0.1:{port}{path}", headers=headers, **sent)
    request.extensions["sni_hostname"] = "duty.example.com"
    return browser.send(request)


def _sent(visit: Callable[..., httpx.Response], page: httpx.Response, pattern: str) -> httpx.Response:
    """The form of a page, filled and sent."""
    form = next(
        one
        for one in lxml.html.fromstring(page.content).iter("form")
        if re.search(pattern, one.get("action"))
    )
    fields, _ = filled_in(form, random.Random(1), right=(), password="a-long-enough-word-2026")
    return visit("POST", form.get("action"), data=dict(fields))


def _hop(port: int) -> tuple[int, str]:
    """Where somebody is sent who types the address without https."""
    answer = httpx.get(f"http://127.0.0.1:{port}/my/?day=1", headers={"host": "duty.example.com"})
    return answer.status_code, answer.headers["location"]
