"""The bundle installs what was packed and nothing else, from its own files alone; `make bundle` fills it with wheels."""

import base64
import ensurepip
import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name, parse_wheel_filename

from deploy.bundle import make
from tests.checks.lock import pins_of
from tests.checks.tree import ROOT

pytestmark = pytest.mark.slow


def a_wheel(folder: Path, version: str) -> Path:
    """A wheel with one command that says its version."""
    folder.mkdir(parents=True, exist_ok=True)
    about = f"dutybook-{version}.dist-info"
    files = {
        "said.py": f"def main():\n    print('said {version}')\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: dutybook\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\ndutybook = said:main\n",
    }
    rows = [f"{name},{_hash(text)},{len(text)}" for name, text in files.items()]
    files[f"{about}/RECORD"] = "\n".join([*rows, f"{about}/RECORD,,"]) + "\n"
    path = folder / f"dutybook-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(
                zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text
            )  # built once, whenever that was
    return path


def _hash(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def a_bundle(folder: Path, version: str) -> Path:
    """An unpacked bundle of a very small program, with the pip that Python itself brings."""
    pip = next(Path(ensurepip.__file__).parent.joinpath("_bundled").glob("pip-*.whl"))
    archive = folder / f"dutybook-{version}.tar.gz"
    own = a_wheel(folder / version, version)
    make.assemble(archive, wheels=[pip], own=own, lock="", version=version, carried=("LICENSE", "docs"))
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / f"dutybook-{version}"


def install(bundle: Path, prefix: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Runs the install script as somebody would who has no index at all."""
    nowhere = {"PATH": os.environ["PATH"], "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_CACHE_DIR": "1"}
    command = [str(bundle / "install"), "--prefix", str(prefix), "--python", sys.executable, *more]
    return subprocess.run(command, env=nowhere, capture_output=True, text=True, check=False)


def said(program: Path) -> str:
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout.strip()


def test_a_bundle_installs_alone_and_a_second_one_waits_beside_it(tmp_path: Path) -> None:
    prefix = tmp_path / "opt"
    done = install(a_bundle(tmp_path, "1.0"), prefix)
    assert (done.returncode, said(prefix / "bin" / "dutybook")) == (0, "said 1.0"), done.stderr
    assert (prefix / "current" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()

    done = install(a_bundle(tmp_path, "1.1"), prefix)
    assert (done.returncode, said(prefix / "bin" / "dutybook")) == (0, "said 1.0"), done.stderr
    assert "dutybook upgrade" in done.stdout
    assert said(prefix / "releases" / "1.1" / "bin" / "dutybook") == "said 1.1"
    assert install(tmp_path / "dutybook-1.1", prefix).returncode == 3


def test_a_changed_bundle_installs_nothing(tmp_path: Path) -> None:
    bundle = a_bundle(tmp_path, "1.0")
    wheel = next(bundle.glob("wheels/dutybook-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"x")
    done = install(bundle, tmp_path / "opt")
    assert (done.returncode, (tmp_path / "opt").exists()) == (1, False)
    assert "The bundle is damaged or was changed" in done.stderr


def test_what_cannot_be_meant_is_said(tmp_path: Path) -> None:
    bundle = a_bundle(tmp_path, "1.0")
    assert install(bundle, tmp_path / "opt", "--colour").returncode == 2
    assert install(bundle, tmp_path / "opt", "--python", "/bin/false").returncode == 3
    assert not (tmp_path / "opt").exists()


def test_the_same_inputs_make_the_same_archive(tmp_path: Path) -> None:
    for name in ("a", "b"):
        a_bundle(tmp_path / name, "1.0")
    first, second = ((tmp_path / name / "dutybook-1.0.tar.gz").read_bytes() for name in ("a", "b"))
    assert first == second


@pytest.mark.parametrize("target", make.TARGETS, ids=lambda target: f"{target.machine}-{target.python}")
def test_every_machine_gets_one_version_of_each_package_that_runs_there(target: make.Target) -> None:
    lock = (ROOT / "requirements-server.lock").read_text(encoding="utf-8")
    asked = pins_of(make.wanted(lock, target))
    assert {len(pins) for pins in asked.values()} == {1}
    assert not [pin for pins in asked.values() for pin in pins if pin.marker]
    missing = pins_of(lock).keys() - asked.keys()
    assert missing <= {"colorama", "pywin32", "pysqlite3", "watchdog"}, missing
    assert ("pysqlite3" in missing) == (target.machine == "aarch64")


def test_a_bundle_for_one_machine_leaves_the_others_out() -> None:
    intel, arm = (
        next(t for t in make.TARGETS if t.machine == name and t.python == "3.12.9")
        for name in ("x86_64", "aarch64")
    )
    names = ["a-1-py3-none-any.whl", "b-1-cp312-cp312-manylinux2014_aarch64.manylinux_2_17_aarch64.whl"]
    names += ["c-1-cp39-abi3-manylinux_2_17_x86_64.whl", "d-1-cp311-cp311-manylinux_2_28_x86_64.whl"]
    assert [[name[0] for name in names if target.runs(name)] for target in (intel, arm)] == [
        ["a", "c"],
        ["a", "b"],
    ]


def test_only_wheels_that_the_lock_names_are_packed(tmp_path: Path) -> None:
    stray = a_wheel(tmp_path, "0.1")
    assert canonicalize_name(parse_wheel_filename(stray.name)[0]) == "dutybook"
    assert make.needed(tmp_path, "") == []


def a_program(prefix: Path, *, verifies: bool) -> None:
    """An installation whose command does what it is asked, or finds that records are not what was signed."""
    (prefix / "bin").mkdir(parents=True)
    (prefix / "releases").mkdir()
    fails = "" if verifies else 'case "$*" in *verify*) exit 1;; esac\n'
    script = f'#!/bin/sh\n{fails}case "$1 $2" in backup*) : > "$2";; *export) : > "$6";; *anchor) : > "$3/1.checkpoint";; esac\n'
    program = prefix / "bin" / "dutybook"
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.parametrize("verifies", [True, False])
def test_uninstalling_keeps_the_evidence_and_touches_no_record(tmp_path: Path, verifies: bool) -> None:
    prefix, home, keep = tmp_path / "opt", tmp_path / "home", tmp_path / "keep"
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "ledger.vkey").write_text("key", encoding="utf-8")
    a_program(prefix, verifies=verifies)
    script = str(ROOT / "deploy" / "bundle" / "uninstall")
    command = [script, "--prefix", str(prefix), "--home", str(home), "--keep", str(keep)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, prefix.exists()) == ((0, False) if verifies else (1, True)), done.stderr
    assert (home / "keys" / "ledger.vkey").exists()
    assert [(keep / name).exists() for name in ("evidence.zip", "last.dutybook")] == [verifies, verifies]
    assert verifies == ("--anchor" in done.stdout)
    assert subprocess.run([script], capture_output=True, check=False).returncode == 2
