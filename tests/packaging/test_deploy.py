"""What lies in deploy/ is what it says: units that systemd takes and that give little away, a proxy nginx takes."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.settings import SECRETS, Settings
from tests.checks.tree import ROOT
from tests.portal.health.certificates import a_certificate

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
