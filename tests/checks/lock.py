"""The lock files say what pyproject.toml asks for, with hashes, for every Python from 3.11 on, and name no index."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

# Lock file → the extras it holds beside what the product needs to run.
LOCKS: Mapping[str, tuple[str, ...]] = {
    "requirements.lock": (),
    "requirements-server.lock": ("postgres", "sso", "notify"),
    "requirements-dev.lock": ("dev",),
    "requirements-bench.lock": ("dev", "bench"),
}
OLDEST_PYTHON = "3.11.2"
"""The Python of Debian 12; a lock made on a newer one may hold versions that do not install there."""

Pins = Mapping[str, list[Requirement]]


def offenders(root: Path) -> list[str]:
    """What is missing, too old, without a hash, or not for the oldest Python."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: list[str] = []
    for name, extras in LOCKS.items():
        text = (root / name).read_text(encoding="utf-8") if (root / name).exists() else ""
        pins = pins_of(text)
        wanted = [
            *project["dependencies"],
            *(line for extra in extras for line in project["optional-dependencies"].get(extra, ())),
        ]
        found += [f"{name}: {line}" for line in [*_form(text), *_unmet(wanted, pins), *_too_new(pins)]]
    return found + _disagreements(root)


def pins_of(text: str) -> Pins:
    """Package → its pins; a package has several where versions depend on the Python or the system."""
    pins: dict[str, list[Requirement]] = defaultdict(list)
    for line in re.findall(r"^[A-Za-z0-9][^\\\n]*", text, re.MULTILINE):
        requirement = Requirement(line.strip())
        pins[canonicalize_name(requirement.name)].append(requirement)
    return pins


def _form(text: str) -> Iterator[str]:
    if "://" in text or re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links)\b", text, re.MULTILINE):
        yield "names an index or an address"
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if "==" in block and "--hash=sha256:" not in block:
            yield f"no hash for {block.split()[0]}"


def _version(pin: Requirement) -> str:
    return str(pin.specifier).removeprefix("==")


def _unmet(wanted: list[str], pins: Pins) -> Iterator[str]:
    for line in wanted:
        requirement = Requirement(line)
        locked = pins.get(canonicalize_name(requirement.name), [])
        if not locked:
            yield f"{requirement.name} is not locked; run `make lock`"
        for pin in locked:
            if not requirement.specifier.contains(_version(pin), prereleases=True):
                yield f"{pin.name} is locked at {_version(pin)}, pyproject.toml asks for {requirement.specifier}"


def _too_new(pins: Pins) -> Iterator[str]:
    """Only of what is installed here can the needed Python be known without asking an index."""
    for name, locked in pins.items():
        for pin in locked:
            if pin.marker and not pin.marker.evaluate(
                {"python_version": "3.11", "python_full_version": OLDEST_PYTHON}
            ):
                continue
            needed = _needed_python(name, _version(pin))
            if needed and not SpecifierSet(needed).contains(OLDEST_PYTHON):
                yield f"{name} {_version(pin)} needs Python {needed}, Debian 12 has {OLDEST_PYTHON}"


def _needed_python(name: str, version: str) -> str | None:
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    if distribution.version != version or "Requires-Python" not in distribution.metadata:
        return None
    return distribution.metadata["Requires-Python"]


def _disagreements(root: Path) -> list[str]:
    """What people run must be what was tested: the same package has the same pins in every lock."""
    texts = [(root / name).read_text(encoding="utf-8") for name in LOCKS if (root / name).exists()]
    locks = [{name: sorted(map(str, pins)) for name, pins in pins_of(text).items()} for text in texts]
    names = sorted(set().union(*locks)) if locks else []
    return [
        f"{name} is locked differently in two lock files; run `make lock`"
        for name in names
        if len({tuple(lock[name]) for lock in locks if name in lock}) > 1
    ]
