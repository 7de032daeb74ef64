"""Whatever people, accounts and access may say exists in both languages."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import portal
from portal.access.events import KINDS
from portal.access.permissions import PortalRole
from portal.errors import PortalError
from portal.web.languages import LANGUAGES, Language
from portal.web.texts import texts

ROSTER = (
    "formula not-printable missing not-a-day language not-an-address left-before-joined twice column-unknown"
    " unit-unknown department-unknown role-unknown role-retired manager external too-many-leavers"
).split()
PASSWORDS = ("too-short", "too-long", "guessed-first", "like-name")
CHANGES = ("joins", "amends", "moves", "begins", "ends", "leaves", "returns")


def refusals(of: type[PortalError] = PortalError) -> Iterator[type[PortalError]]:
    for found in of.__subclasses__():
        if "code" in vars(found):
            yield found
        yield from refusals(found)


def codes() -> set[str]:
    for name in ("access", "accounts", "people"):
        package = importlib.import_module(f"{portal.__name__}.{name}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    ours = [
        found for found in refusals() if found.__module__.split(".")[1] in ("access", "accounts", "people")
    ]
    assert len(ours) > 20
    return {
        *(f"error.{found.code}.{part}" for found in ours for part in ("title", "text")),
        *(f"roster.{code}" for code in ROSTER),
        *(f"password.{code}" for code in PASSWORDS),
        *(f"people.change.{code}" for code in CHANGES),
        *(f"event.{kind}" for kind in KINDS),
        *(f"portal-role.{role}" for role in PortalRole),
        *(f"people.state.{state}" for state in ("active", "left", "external", "all")),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_words(language: Language) -> None:
    assert [code for code in sorted(codes()) if texts(language).label(code, "") == ""] == []
