"""Small documents for tests: say only what matters, the rest is sound."""

from pathlib import Path
from typing import Any

from generators.model.kinds import DOCUMENTS
from generators.model.procedures import Procedure
from generators.model.roles import Role


def a_document(kind: str, **values: Any) -> Any:
    """A sound document of a kind, with some values of one's own."""
    base: dict[str, Any] = {
        "kind": kind,
        "id": f"auto/{kind}/sample",
        "unit": "auto",
        "title": "样例",
        "control": {"status": "effective", "revision": "1.0", "effective": "2026-01-01"},
    }
    if kind != "department":
        base["department"] = "auto/department/marketing"
    if kind == "checklist":
        base["start"] = {"event": "manual"}
    return DOCUMENTS[kind].model_validate({**base, **values})


def a_role(**values: Any) -> Role:
    """A sound role."""
    role = a_document("role", **values)
    assert isinstance(role, Role)
    return role


def a_procedure(**values: Any) -> Procedure:
    """A sound procedure."""
    procedure = a_document("procedure", **values)
    assert isinstance(procedure, Procedure)
    return procedure


CONTROL = 'control: {revision: "1.0", status: effective, owner: boss, approver: boss, effective: "2026-01-01", review_by: "2027-01-01"}\n'


def write_library(folder: Path, **files: str) -> Path:
    """A content folder with company, one unit, one department and one role; *files* adds or replaces.

    A name such as ``shop__roles__clerk`` is the file ``shop/roles/clerk.yaml``.
    """
    texts = {
        "company": "kind: company\ntitle: {zh-Hans: 小公司, en: Small Company}\n",
        "terms": "kind: terms\n",
        "shop__unit": "kind: unit\nid: shop\ntitle: {zh-Hans: 门店, en: Shop}\n",
        "shop__departments__sales": (
            "kind: department\nid: sales\ntitle: {zh-Hans: 销售部, en: Sales}\nhead: boss\n" + CONTROL
        ),
        "shop__roles__boss": (
            "kind: role\nid: boss\ntitle: {zh-Hans: 店长, en: Shop manager}\ndepartment: sales\n"
            + CONTROL
            + "duties:\n  - {id: open, do: {zh-Hans: 每天开门, en: Open every day}, recurs: {every: day}}\n"
        ),
        **files,
    }
    for name, text in texts.items():
        file = folder / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
