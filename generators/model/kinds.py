"""Kinds → classes: which model a file's ``kind`` names."""

from generators.model.checklists import Checklist
from generators.model.control import Document
from generators.model.forms import Form
from generators.model.organisation import Company, Department, ExternalParty, Unit
from generators.model.policies import Guide, Policy
from generators.model.procedures import Procedure
from generators.model.roles import Role
from generators.model.terms import Terms
from generators.model.text import Model

DOCUMENTS: dict[str, type[Document]] = {
    "department": Department,
    "role": Role,
    "procedure": Procedure,
    "policy": Policy,
    "guide": Guide,
    "form": Form,
    "checklist": Checklist,
}
"""The kinds under document control."""

MODELS: dict[str, type[Model]] = {
    "company": Company,
    "unit": Unit,
    **DOCUMENTS,
    "external": ExternalParty,
    "terms": Terms,
}
"""Every kind a file may have."""
