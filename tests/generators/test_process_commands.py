"""``dutybook process export`` and ``import``, as a content owner types them."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from generators.cli import app
from tests.generators.builders import CONTROL, write_library
from tests.generators.process.bpmn.judges import schema_faults

STEPS = """steps:
  - {id: open, actor: boss, do: {zh-Hans: 开门, en: Open}}
  - {id: sell, actor: boss, do: {zh-Hans: 卖货, en: Sell}, next: end}
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_library(
        tmp_path / "content",
        shop__procedures__day=a_procedure("day", "SC-001") + STEPS,
        shop__procedures__night=a_procedure("night", "SC-002"),
    )


def a_procedure(identifier: str, code: str) -> str:
    head = f'kind: procedure\nid: {identifier}\ntitle: {identifier}\ncode: "{code}"\ndepartment: sales\n'
    return head + CONTROL


def dutybook(content: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["process", *arguments, "--content", str(content)])


def test_a_model_goes_to_standard_output(content: Path) -> None:
    for name in ("shop/procedure/day", "SC-001"):
        result = dutybook(content, "export", name)

        assert result.exit_code == 0
        assert schema_faults(result.stdout) == []
        assert "开门" in result.stdout


def test_a_picture_is_a_file_of_its_own(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "day.svg"

    assert (
        dutybook(
            content, "export", "SC-001", "--format", "svg", "--language", "en", "-o", str(file)
        ).exit_code
        == 0
    )

    root = ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - written a moment ago
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Open" in "".join(root.itertext())


def test_two_formats_are_two_files(content: Path, tmp_path: Path) -> None:
    result = dutybook(content, "export", "SC-001", "--format", "svg,bpmn", "-o", str(tmp_path / "day"))

    assert result.exit_code == 0
    assert sorted(file.name for file in tmp_path.glob("day.*")) == ["day.bpmn", "day.svg"]
    assert str(tmp_path / "day.bpmn") in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "shop/procedure/none"), 2),
        (("export", ""), 2),
        (("export", "SC-002"), 2),
        (("export", "SC-001", "--format", "png"), 2),
        (("export", "SC-001", "-o", "no/such/folder/day.bpmn"), 3),
        (("import", "nowhere.bpmn"), 2),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    content: Path, arguments: tuple[str, ...], code: int
) -> None:
    result = dutybook(content, *arguments)

    assert result.exit_code == code
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_an_export_comes_back_as_the_same_content(content: Path, tmp_path: Path) -> None:
    model, draft = tmp_path / "day.bpmn", content / "shop/procedures/day.yaml"
    dutybook(content, "export", "SC-001", "-o", str(model))
    before = dutybook(content, "export", "SC-001").stdout

    result = dutybook(content, "import", str(model), "-o", str(draft))

    assert result.exit_code == 0
    assert dutybook(content, "export", "SC-001").stdout == before
    assert CliRunner().invoke(app, ["check", "--content", str(content)]).exit_code == 0


FOREIGN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="进货"><laneSet>
<lane id="l" name="Shop manager"><flowNodeRef>a</flowNodeRef></lane></laneSet>
<scriptTask id="a" name="点货"><script>count()</script></scriptTask></process></definitions>"""


def test_a_foreign_model_becomes_a_draft_and_a_list(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "buy.bpmn"
    file.write_text(FOREIGN, encoding="utf-8")

    result = dutybook(content, "import", str(file), "--department", "sales", "--lang", "zh-CN")

    assert result.exit_code == 0
    assert "actor: shop/role/boss" in result.stdout
    assert "department: sales" in result.stdout
    assert f"{file}:3: [element]" in result.stderr
    assert "count()" in result.stderr


def test_scripts_get_the_list_as_json(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "buy.bpmn"
    file.write_text(FOREIGN, encoding="utf-8")

    told = json.loads(dutybook(content, "import", str(file), "--json").stdout)

    assert told["ours"] is False
    assert told["draft"]["steps"] == [{"id": "dian-huo", "actor": "shop/role/boss", "do": "点货"}]
    assert {"element", "task", "no-department"} <= {row["code"] for row in told["left"]}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_broken_file_is_refused_with_its_line(content: Path, tmp_path: Path, locale: str) -> None:
    file = tmp_path / "broken.bpmn"
    file.write_text("<definitions>\n<process></definitions>", encoding="utf-8")

    result = dutybook(content, "import", str(file), "--lang", locale)

    assert result.exit_code == 1
    assert "2" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_model_can_be_imported_without_content(tmp_path: Path) -> None:
    file = tmp_path / "buy.bpmn"
    file.write_text(FOREIGN, encoding="utf-8")

    result = dutybook(tmp_path / "none", "import", str(file))

    assert result.exit_code == 0
    assert "actor: shop-manager" in result.stdout
