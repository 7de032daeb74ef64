"""Makes one archive that installs Dutybook where there is no network: ``python deploy/bundle/make.py`` (make bundle).

Inside: wheels for every Python and processor listed below, each with its hash, the demonstration content, the units,
an install script, and SHA256SUMS over all of it. Packages come from the index that pip is set up with, once; what was
fetched before is checked against its hash and not fetched again. The same inputs make the same archive.
"""

import argparse
import gzip
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

ROOT: Final = Path(__file__).resolve().parents[2]
LOCKS: Final = ("requirements-server.lock", "deploy/requirements-pip.lock")
CARRIED: Final = (
    "content",
    "deploy",
    "docs",
    "LICENSE",
    "NOTICE",
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
)
_GLIBC: Final = (5, 12, 17, 24, 26, 27, 28, 31, 34)
_OLD_NAMES: Final = ("manylinux1", "manylinux2010", "manylinux2014", "linux")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A machine the bundle is for: its Python and its processor."""

    python: str
    machine: str

    @property
    def environment(self) -> dict[str, str]:
        """What markers in a lock file are asked about."""
        return {
            "python_version": ".".join(self.python.split(".")[:2]),
            "python_full_version": self.python,
            "platform_machine": self.machine,
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
        }

    @property
    def options(self) -> list[str]:
        """How pip is told to look for wheels of this machine."""
        abi = f"cp{''.join(self.python.split('.')[:2])}"
        platforms = [f"manylinux_2_{minor}_{self.machine}" for minor in _GLIBC]
        platforms += [f"{name}_{self.machine}" for name in _OLD_NAMES]
        options = [f"--platform={platform}" for platform in platforms]
        options += [f"--abi={name}" for name in (abi, "abi3", "none")]
        return [*options, "--implementation=cp", f"--python-version={self.python}"]

    def runs(self, wheel: str) -> bool:
        """Whether a wheel, by its name, is for this machine."""
        own = f"cp{''.join(self.python.split('.')[:2])}"
        return any(
            (tag.platform == "any" or tag.platform.endswith(self.machine))
            and (tag.interpreter in ("py3", own) or tag.abi == "abi3")
            for tag in parse_wheel_filename(wheel)[3]
        )


# 3.11.2 is Debian 12's; a package may want 3.11.5, so the last 3.11 is asked for as well.
TARGETS: Final = tuple(
    Target(python=python, machine=machine)
    for machine in ("x86_64", "aarch64")
    for python in ("3.11.2", "3.11.9", "3.12.9", "3.13.9")
)


def pins_of(lock: str) -> tuple[tuple[Requirement, str], ...]:
    """Every pin of a lock file with its block of hashes."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
    return tuple((Requirement(block.split("\\")[0].strip()), block) for block in blocks if "==" in block)


def wanted(lock: str, target: Target) -> str:
    """The part of a lock file that holds on a machine, without its markers."""
    held = (
        block.replace(f" ; {block.split(' ; ', 1)[1].splitlines()[0]}", " \\", 1) if " ; " in block else block
        for pin, block in pins_of(lock)
        if pin.marker is None or pin.marker.evaluate(target.environment)
    )
    return "\n".join(held) + "\n"


def fetch(wheels: Path, aside: Path, targets: Iterable[Target]) -> None:
    """Brings the wheels of all targets, checked against the lock."""
    lock = "\n".join((ROOT / name).read_text(encoding="utf-8").strip() for name in LOCKS)
    for target in targets:
        asked = aside / f"{target.machine}-{target.python}.txt"
        asked.write_text(wanted(lock, target), encoding="utf-8")
        sys.stderr.write(f"wheels for Python {target.python} on {target.machine}\n")
        _run(
            *("pip", "download", "-qq", "--no-deps", "--only-binary=:all:", "--require-hashes"),
            *(
                "--find-links",
                str(wheels),
                "--dest",
                str(wheels),
                "--requirement",
                str(asked),
                *target.options,
            ),
        )


def build(folder: Path) -> Path:
    """Dutybook's own wheel."""
    _run("hatchling", "build", "--target", "wheel", "--directory", str(folder))
    return next(folder.glob("dutybook-*.whl"))


def assemble(
    archive: Path,
    *,
    wheels: Iterable[Path],
    own: Path,
    lock: str,
    version: str,
    carried: Iterable[str] = CARRIED,
) -> None:
    """Writes the archive; the same inputs give the same bytes."""
    top = archive.name.removesuffix(".tar.gz")
    own_pin = f"dutybook=={version} \\\n    --hash=sha256:{_digest(own.read_bytes())}\n"
    parts: dict[str, bytes] = {
        "requirements.txt": f"{lock.strip()}\n{own_pin}".encode(),
        "VERSION": f"{version}\n".encode(),
        "install": (ROOT / "deploy" / "bundle" / "install").read_bytes(),
    }
    parts |= {f"wheels/{path.name}": path.read_bytes() for path in (*wheels, own)}
    parts |= dict(_carried(carried))
    sums = "".join(f"{_digest(content)}  {name}\n" for name, content in sorted(parts.items()))
    parts["SHA256SUMS"] = sums.encode()
    archive.parent.mkdir(parents=True, exist_ok=True)
    with (
        archive.open("wb") as stream,
        gzip.GzipFile(fileobj=stream, mode="wb", mtime=0, compresslevel=6) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for name, content in sorted(parts.items()):
            _add(tar, f"{top}/{name}", content)


def _carried(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Files of the repository that come along, as git lists them."""
    git = shutil.which("git") or "git"
    listed = subprocess.run(
        [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", *names],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            yield name, (ROOT / name).read_bytes()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    found = tarfile.TarInfo(name)
    found.size = len(content)
    found.mode = 0o755 if content.startswith(b"#!") else 0o644
    tar.addfile(found, io.BytesIO(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _run(module: str, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False)
    if done.returncode != 0:
        raise SystemExit(3)


def version_of() -> str:
    """The version that pyproject.toml names."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(found["project"]["version"])


def main(arguments: list[str]) -> int:
    """Makes the archive and prints its path and digest."""
    reader = argparse.ArgumentParser(description="one archive that installs without a network")
    reader.add_argument("-o", "--output", type=Path, help="default: var/bundle/dutybook-VERSION.tar.gz")
    reader.add_argument("--machine", choices=("x86_64", "aarch64"), help="for one processor only")
    reader.add_argument("--python", help="for one Python only, such as 3.11")
    said = reader.parse_args(arguments)
    chosen = [
        target
        for target in TARGETS
        if said.machine in (None, target.machine)
        and (said.python is None or target.python.startswith(said.python))
    ]
    version, folder = version_of(), ROOT / "var" / "bundle"
    archive = said.output or folder / f"dutybook-{version}.tar.gz"
    wheels, own = folder / "wheels", folder / "own"
    for place in (wheels, own):
        place.mkdir(parents=True, exist_ok=True)
    for stale in own.glob("*.whl"):
        stale.unlink()
    fetch(wheels, folder, chosen)
    lock = (ROOT / LOCKS[0]).read_text(encoding="utf-8")
    assemble(archive, wheels=needed(wheels, lock, chosen), own=build(own), lock=lock, version=version)
    size = archive.stat().st_size / 1024**2
    print(f"{archive}\n{size:.0f} MiB, SHA-256 {_digest(archive.read_bytes())}")
    return 0


def needed(wheels: Path, lock: str, targets: Iterable[Target] = TARGETS) -> list[Path]:
    """The wheels that the locks name by digest and some target can run; what lies there besides stays out."""
    known = set(re.findall(r"sha256:([0-9a-f]{64})", lock + (ROOT / LOCKS[1]).read_text(encoding="utf-8")))
    chosen = tuple(targets)
    return [
        path
        for path in sorted(wheels.glob("*.whl"))
        if any(target.runs(path.name) for target in chosen) and _digest(path.read_bytes()) in known
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
