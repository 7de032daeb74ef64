"""JSON Schema of every kind, with Chinese titles, for completion and checking in an editor such as VS Code.

``python -m generators.source.schema [--check] [FOLDER]`` writes ``content/.schema/<kind>.json``; with ``--check`` it
only says whether the files are what the model gives.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from generators.model.kinds import MODELS

FOLDER = Path("content/.schema")
_INJECTED = ("unit", "prose", "prose_en")
_TITLES = {
    "company": "公司", "unit": "单位", "department": "部门", "role": "岗位", "procedure": "流程", "policy": "制度",
    "guide": "指引", "form": "表单", "checklist": "检查表", "external": "外部方", "terms": "术语表",
}  # fmt: skip


class _AuthorSchema(GenerateJsonSchema):
    """The schema of what an author writes: numbers and truth values may be typed bare or quoted."""

    def int_schema(self, schema: Any) -> dict[str, Any]:
        return {"type": ["integer", "string"], "pattern": "^[0-9]+$"} | _range(schema)

    def bool_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ARG002 - the base class names it
        return {"enum": [True, False, "true", "false"]}


def _range(schema: Any) -> dict[str, Any]:
    names = {"ge": "minimum", "le": "maximum"}
    return {name: schema[key] for key, name in names.items() if key in schema}


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind."""
    model: type[BaseModel] = MODELS[kind]
    schema = model.model_json_schema(schema_generator=_AuthorSchema, by_alias=True)
    definitions = schema.get("$defs", {})
    for part in (schema, *definitions.values()):
        _tidy(part)
    _forget_injected(schema)
    schema["title"] = f"{_TITLES[kind]}（{kind}）"
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _tidy(part: dict[str, Any]) -> None:
    part.pop("title", None)
    if "description" in part:
        part["description"] = part["description"].split("\n")[0]


def _forget_injected(schema: dict[str, Any]) -> None:
    for name in _INJECTED:
        schema["properties"].pop(name, None)


def files() -> dict[str, str]:
    """File name → content, for every kind."""
    return {
        f"{kind}.json": json.dumps(schema_of(kind), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for kind in MODELS
    }


def main(arguments: list[str]) -> int:
    """Writes the schemas, or with ``--check`` compares them; returns the exit code."""
    checking = "--check" in arguments
    folder = Path(next((argument for argument in arguments if not argument.startswith("-")), FOLDER))
    stale = [name for name, text in files().items() if _read(folder / name) != text]
    if checking:
        for name in stale:
            sys.stderr.write(f"{folder / name}: run python -m generators.source.schema\n")
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
