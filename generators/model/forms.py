"""Forms 表单: typed fields and signature places; a filled form is a record 记录."""

from typing import Literal, Self

from pydantic import Field, model_validator

from generators.model.control import Document, Duration
from generators.model.names import ActorRef, DepartmentRef, Slug
from generators.model.text import Model, Wording, Wordings

FieldType = Literal[
    "text", "long_text", "number", "money", "date", "datetime", "time", "choice", "multi_choice",
    "yes_no", "person", "role", "department", "file", "signature", "table",
]  # fmt: skip


class FormField(Model):
    """FormField 栏目: one thing to fill in. ``table`` repeats its columns in rows."""

    id: Slug = Field(title="标识（页面锚点）")
    label: Wording = Field(title="栏目")
    type: FieldType = Field(default="text", title="类型")
    required: bool = Field(default=False, title="必填")
    group: Wording | None = Field(default=None, title="分组")
    options: Wordings = Field(default=(), title="选项")
    unit: Wording | None = Field(default=None, title="单位")
    hint: Wording | None = Field(default=None, title="填写说明")
    columns: tuple["FormField", ...] = Field(default=(), title="列")
    rows: int | None = Field(default=None, ge=1, le=100, title="空白行数")

    @model_validator(mode="after")
    def _parts_fit_type(self) -> Self:
        if (self.type in ("choice", "multi_choice")) != bool(self.options):
            raise ValueError("options-and-type")
        if (self.type == "table") != bool(self.columns):
            raise ValueError("columns-and-type")
        return self


class SignaturePlace(Model):
    """SignaturePlace 签署处: who signs, and as what."""

    id: Slug = Field(title="标识（页面锚点）")
    by: ActorRef | None = Field(default=None, title="签署者")
    capacity: Wording = Field(title="身份（如 拟订、签批）")


class Form(Document):
    """Form 表单 or register 台账."""

    kind: Literal["form"] = Field(title="类型")
    department: DepartmentRef = Field(title="归口部门")
    purpose: Wording | None = Field(default=None, title="用途")
    fields: tuple[FormField, ...] = Field(default=(), title="栏目")
    signatures: tuple[SignaturePlace, ...] = Field(default=(), title="签署处")
    is_register: bool = Field(default=False, title="是台账")
    landscape: bool = Field(default=False, title="横版")
    keep: Duration | Literal["permanent"] | None = Field(default=None, title="保管期限")
    kept_by: ActorRef | None = Field(default=None, title="保管者")
    copies: Wording | None = Field(default=None, title="份数与流向")
