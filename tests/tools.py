"""The system tools that tests use, in one table: what they are, how one finds them, where they come from.

`make test` installs what is missing where that is allowed; a test that lacks its tool is then skipped by name
(`@pytest.mark.needs("chromium")`), and fails where CI=true, since a gate that skips is no gate.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.disks import may_mount


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool of the system: how to see that it is there, and the Debian package that brings it.

    What the machine itself has or has not comes in no package; without it a test is skipped by name, in CI too.
    """

    present: Callable[[], bool]
    package: str | None
    purpose: str


def find_program(*names: str) -> str | None:
    """The path of the first of these programs that is on this machine."""
    return next((path for name in names if (path := shutil.which(name))), None)


def find_chromium() -> str | None:
    """The path of Debian's chromium, or of the same browser under another name."""
    return find_program("chromium", "chromium-browser", "google-chrome")


def find_postgresql() -> Path | None:
    """The folder with initdb and pg_ctl, which Debian keeps off the PATH."""
    program = find_program("pg_ctl")
    found = [Path(program).resolve().parent] if program else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def has_chinese_font() -> bool:
    """Whether pages with Chinese text show characters rather than boxes."""
    lister = find_program("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def has_ipv6() -> bool:
    """Whether the loopback device has an address of version 6."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


TOOLS: Mapping[str, Tool] = {
    "chromium": Tool(
        present=lambda: find_chromium() is not None,
        package="chromium",
        purpose="opens the pages as a reader does",
    ),
    "libreoffice": Tool(
        present=lambda: find_program("soffice", "libreoffice") is not None,
        package="libreoffice-writer-nogui",
        purpose="opens Word documents",
    ),
    "chinese-font": Tool(
        present=has_chinese_font,
        package="fonts-noto-cjk",
        purpose="lets the browser draw Chinese text at its real width",
    ),
    "postgresql": Tool(
        present=lambda: find_postgresql() is not None,
        package="postgresql",
        purpose="keeps records on a server database, in a cluster of the test's own",
    ),
    "systemd": Tool(
        present=lambda: find_program("systemd-analyze") is not None,
        package=None,
        purpose="judges the sample units",
    ),
    "nginx": Tool(
        present=lambda: find_program("nginx") is not None,
        package=None,
        purpose="reads the sample configuration",
    ),
    "small-disk": Tool(
        present=may_mount, package=None, purpose="is filled or made read-only; to mount one takes permission"
    ),
    "full-device": Tool(
        present=lambda: Path("/dev/full").exists(), package=None, purpose="refuses whatever is written to it"
    ),
    "ipv6": Tool(present=has_ipv6, package=None, purpose="lets the portal listen on ::1"),
}


def missing_of(names: tuple[str, ...]) -> list[str]:
    """Those of *names* that this machine lacks; a name outside the table is a mistake in the test."""
    unknown = [name for name in names if name not in TOOLS]
    if unknown:
        raise KeyError(f"not in the table of tests/tools.py: {', '.join(unknown)}")
    return [name for name in names if not TOOLS[name].present()]


def _root_prefix() -> list[str] | None:
    """What to put before a command that needs root, or None where root cannot be had without a question."""
    if os.geteuid() == 0:
        return []
    sudo = find_program("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _install(packages: list[str], *, prefix: list[str]) -> bool:
    install = [*prefix, "apt-get", "install", "--yes", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(install, env=environment, check=False).returncode == 0:
        return True
    # On a fresh machine the lists of packages are empty or old.
    subprocess.run([*prefix, "apt-get", "update"], env=environment, check=False)
    return subprocess.run(install, env=environment, check=False).returncode == 0


def install_missing() -> None:
    """Install the missing tools where this is allowed, and say plainly what stays missing."""
    missing = missing_of(tuple(name for name, tool in TOOLS.items() if tool.package))
    if not missing:
        return
    packages = [package for name in missing if (package := TOOLS[name].package)]
    prefix = _root_prefix() if find_program("apt-get") else None
    if prefix is not None and _install(packages, prefix=prefix):
        return
    for name in missing:
        print(
            f"tests that need {name} ({TOOLS[name].purpose}) cannot run; Debian package: {TOOLS[name].package}"
        )


def list_tools() -> None:
    """Print the table with what is present here."""
    for name, tool in TOOLS.items():
        print(
            f"{name:14} {'present' if tool.present() else 'missing':8} {tool.package or '':22} {tool.purpose}"
        )


if __name__ == "__main__":
    install_missing() if sys.argv[1:] == ["install"] else list_tools()
