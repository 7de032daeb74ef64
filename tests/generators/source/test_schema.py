"""The JSON Schemas: one for every kind, Chinese titles everywhere, and true of the content there is."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generators.model.kinds import MODELS
from generators.source.folder import scan
from generators.source.schema import files, main, schema_of
from generators.source.yaml_text import read_yaml

ROOT = Path(__file__).parents[3]
FOLDERS = [ROOT / "content", ROOT / "generators" / "starter"]


def properties(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    parts = [schema, *schema.get("$defs", {}).values()]
    return [(name, value) for part in parts for name, value in part.get("properties", {}).items()]


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_has_a_chinese_title(kind: str) -> None:
    missing = [
        name
        for name, value in properties(schema_of(kind))
        if not any("\u4e00" <= letter <= "\u9fff" for letter in value.get("title", ""))
    ]

    assert missing == []


@pytest.mark.parametrize("kind", MODELS)
def test_what_the_loader_adds_is_not_asked_of_authors(kind: str) -> None:
    schema = schema_of(kind)

    assert not {"prose", "prose_en"} & schema["properties"].keys()
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("folder", FOLDERS, ids=["content", "starter"])
def test_the_schemas_accept_the_content_there_is(folder: Path) -> None:
    validators = {kind: jsonschema.Draft202012Validator(schema_of(kind)) for kind in MODELS}
    refused = [
        f"{file.place}: {error.json_path} {error.message[:80]}"
        for file in scan(folder).documents
        for error in validators[file.kind].iter_errors(read_yaml(file.raw).value)
    ]

    assert refused == []


def test_the_schemas_refuse_what_the_model_refuses() -> None:
    validator = jsonschema.Draft202012Validator(schema_of("role"))
    sound = {"kind": "role", "id": "x", "title": "甲", "department": "d", "control": {"status": "effective"}}

    assert validator.is_valid(sound)
    assert not validator.is_valid({**sound, "titel": "乙"})
    assert not validator.is_valid({**sound, "control": {"status": "effectiv"}})


def test_stale_schemas_are_told_apart_from_fresh_ones(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == files().keys()

    (tmp_path / "role.json").write_text(json.dumps({}))

    assert main(["--check", str(tmp_path)]) == 1
