"""Names of things: kinds, ids and references.

A full id is ``unit/kind/slug`` (``auto/role/marketing-manager``). In a document a bare slug means the same
unit, then its parent units; anything else is written in full. Ids never change; titles may.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, NewType

from pydantic import Field, StringConstraints

DocumentId = NewType("DocumentId", str)
"""``unit/kind/slug`` of a department, role, procedure, policy, guide, form, checklist or external party."""

UnitId = NewType("UnitId", str)

Kind = Literal[
    "company",
    "unit",
    "department",
    "role",
    "procedure",
    "policy",
    "guide",
    "form",
    "checklist",
    "external",
    "terms",
]

FOLDERS: dict[str, str] = {
    "department": "departments",
    "role": "roles",
    "procedure": "procedures",
    "policy": "policies",
    "guide": "guides",
    "form": "forms",
    "checklist": "checklists",
    "external": "external",
}
"""Kind → the folder its files live in, below a unit."""

CONTROLLED_KINDS = ("department", "role", "procedure", "policy", "guide", "form", "checklist")
"""Kinds that carry document control 文件控制."""

LONGEST_SLUG = 80
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Slug = Annotated[str, StringConstraints(pattern=rf"^{SLUG.pattern}$", max_length=LONGEST_SLUG)]
"""A stable name: lower-case Latin letters, digits and single hyphens. It is the page's anchor, too."""


RESERVED_UNITS = frozenset({
    "access", "account", "acknowledge", "api", "assets", "attachments", "calendar", "changes", "checklists", "company",
    "en", "findings", "forms", "glossary", "handbooks", "invitation", "my", "paper", "people", "policies", "procedures",
    "proposals", "receipts", "register", "releases", "reports", "restricted", "roles", "search", "sign-in", "sign-out",
    "term", "terms", "unanswered",
})  # fmt: skip
"""What no unit may be called: the portal's own pages have these addresses, or ids these words."""


@dataclass(frozen=True, slots=True)
class Points:
    """Marks a field that names other documents: which kinds it may name."""

    kinds: tuple[str, ...]


Reference = str
RoleRef = Annotated[str, Points(("role",)), Field(title="岗位")]
DepartmentRef = Annotated[str, Points(("department",)), Field(title="部门")]
UnitRef = Annotated[str, Points(("unit",)), Field(title="单位")]
FormRef = Annotated[str, Points(("form",)), Field(title="表单")]
ProcedureRef = Annotated[str, Points(("procedure",)), Field(title="流程")]
ChecklistRef = Annotated[str, Points(("checklist",)), Field(title="检查表")]
TermRef = Annotated[str, Points(("term",)), Field(title="术语")]
ActorRef = Annotated[str, Points(("role", "department", "external")), Field(title="岗位、部门或外部方")]
ReaderRef = Annotated[str, Points(("role", "department", "unit")), Field(title="岗位、部门或单位")]
PartyRef = Annotated[str, Points(("role", "department", "unit", "external")), Field(title="往来方")]
DocumentRef = Annotated[str, Points(CONTROLLED_KINDS), Field(title="文件")]
SuperiorRef = Annotated[str, Points(("department", "unit")), Field(title="上级部门或单位")]


def kind_of(identifier: str) -> str:
    """The kind a full id names: ``auto/role/x`` → ``role``, ``auto`` → ``unit``, ``term/x`` → ``term``."""
    parts = identifier.split("/")
    if len(parts) == 3:
        return parts[1]
    return "term" if parts[0] == "term" and len(parts) == 2 else "unit"


def unit_of(identifier: str) -> UnitId:
    """The unit a full id lives in; a term belongs to the whole company (an empty unit)."""
    return UnitId("" if identifier.startswith("term/") else identifier.split("/", 1)[0])


def slug_of(identifier: str) -> str:
    """The last part of a full id."""
    return identifier.rsplit("/", 1)[-1]


def address_of(identifier: str) -> str:
    """The page of a thing, relative to its language's root: ``auto/role/x/``; a term is a place in the glossary."""
    if identifier.startswith("term/"):
        return f"glossary/#{slug_of(identifier)}"
    return f"{identifier}/"
