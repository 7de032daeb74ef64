"""The wheel alone is enough: installed far from the repository it makes, checks, builds and serves a library."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.parse
import venv
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.checks.tree import PACKAGES, ROOT, repository_files

SECONDS_TO_START = 60

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def run(*command: str | Path, folder: Path) -> str:
    """Run a command as a user without a checkout would, and return what it printed."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DUTYBOOK"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, folder=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def dutybook(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that holds the wheel and borrows the other packages from this one."""
    home = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    site = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=home).strip()
    )
    borrowed = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    site.joinpath("borrowed.pth").write_text("\n".join(sorted(borrowed)), encoding="utf-8")
    # pip would take the checkout's own entry among the borrowed packages for an installed Dutybook.
    install = ("install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", str(wheel))
    run(sys.executable, "-m", "pip", "--python", python, *install, folder=home)
    return home / "bin" / "dutybook"


@pytest.fixture(scope="module")
def library(dutybook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the repository with new content, checked and built by the installed command."""
    folder = tmp_path_factory.mktemp("company")
    run(dutybook, "init", "handbook", folder=folder)
    run(dutybook, "check", "--content", "handbook", folder=folder)
    run(dutybook, "build", "--content", "handbook", folder=folder)
    return folder


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, address: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def wait_until_ready(port: int, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if get(port, "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    server.kill()
    pytest.fail(f"the portal did not come up\n{server.communicate()}")


@contextmanager
def served(dutybook: Path, library: Path) -> Iterator[int]:
    port = free_port()
    command = [str(dutybook), "serve", "--port", str(port), "--reading", "everyone"]
    with subprocess.Popen(
        command, cwd=library, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        wait_until_ready(port, server)
        try:
            yield port
        finally:
            server.terminate()
            server.communicate(timeout=30)


def test_wheel_carries_three_packages_with_everything_they_show(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    below_root = (path.relative_to(ROOT).as_posix() for path in repository_files(ROOT))
    ours = {name for name in below_root if name.split("/")[0] in PACKAGES}
    assert packed == ours | {"generators/site/mkdocs.yml"}


def test_wheel_carries_its_licence_and_notice(wheel: Path) -> None:
    papers = {Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}
    assert papers == {"LICENSE", "NOTICE"}


def test_wheel_carries_no_tests_and_no_built_files(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if re.match(r"tests/|var/|content/|.*__pycache__", name)]


def test_installed_command_runs_outside_the_repository(dutybook: Path, tmp_path: Path) -> None:
    where = "import generators, portal, search_index as s; print(generators.__file__, portal.__file__, s.__file__)"
    places = run(dutybook.with_name("python"), "-c", where, folder=tmp_path).split()
    assert all(place.startswith(str(dutybook.parents[1])) for place in places)
    assert "init" in run(dutybook, "--help", folder=tmp_path)


def test_new_library_is_built_into_an_edition(library: Path) -> None:
    current = library / "var" / "current"
    assert current.is_symlink()
    assert json.loads((current / "catalogue.json").read_text(encoding="utf-8"))["documents"]


def test_portal_of_a_new_library_shows_pages_and_finds_documents(dutybook: Path, library: Path) -> None:
    catalogue = json.loads((library / "var" / "current" / "catalogue.json").read_text(encoding="utf-8"))
    code = next(document["code"] for document in catalogue["documents"] if document.get("code"))
    with served(dutybook, library) as port:
        for address in ("/", "/en/"):
            status, page = get(port, address)
            assert (status, "</html>" in page) == (200, True)
        status, answer = get(port, f"/api/v1/search?{urllib.parse.urlencode({'q': code})}")
    assert status == 200
    assert json.loads(answer)["hits"][0]["code"] == code
