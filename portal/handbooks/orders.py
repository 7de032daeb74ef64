"""Orders 订单: what somebody wants made, as a value; the same order has the same key, and gives the same file."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from generators.handbook.shelf import handbook_digest
from portal.settings import program_version
from portal.web.languages import Language

RoleFile = Literal["handbook", "job-description"]
FileForm = Literal["docx", "pdf"]

CONTENT_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One file to be made.

    ``edition`` stands for the content of every document, ``program`` for what makes the file, ``template`` and
    ``status`` are digests of what was uploaded and of who had confirmed what; ``scope`` is the department or unit
    whose handbook this is, ``register`` the unit (or ``all``) whose register.
    """

    edition: str
    program: str
    address: str
    language: Language
    documents: tuple[str, ...] = ()
    scope: str = ""
    register: str = ""
    roles: RoleFile = "handbook"
    profile: str = "enterprise"
    form: FileForm = "docx"
    has_pages: bool = False
    template: str = ""
    status: str = ""

    @property
    def key(self) -> str:
        """The name of the finished file: a digest of everything that decides what stands in it."""
        return digest_of(asdict(self))

    @property
    def needs_office(self) -> bool:
        """Whether LibreOffice has to be asked."""
        return self.form == "pdf" or self.has_pages

    @property
    def is_small(self) -> bool:
        """Whether it is made while somebody waits: one document, or a register, without LibreOffice."""
        return len(self.documents) <= 1 and not self.needs_office


def digest_of(value: Any) -> str:
    """The digest of plain data."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"dutybook/order/1\0" + said.encode()).hexdigest()


def program_digest() -> str:
    """What decides how Word files look: the program that makes them, and its release, whose words stand in them."""
    return f"{program_version()} {handbook_digest()}"
