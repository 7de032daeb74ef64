"""Our own exports come back exactly; what was changed in another tool comes back changed, and nothing else does."""

import re

import pytest

from generators.model.procedures import Procedure
from generators.model.text import LANGUAGES
from generators.process.bpmn.exporting import export_model
from generators.process.bpmn.importing import Imported, as_written, import_model
from tests.generators.process.bpmn.procedures import CAMPAIGN, CAMPAIGN_NAMES, drawn_procedures, names
from tests.generators.process.bpmn.words import nothing
from tests.generators.process.made_procedures import made_names, made_procedure

PROCEDURES = drawn_procedures()


def back(xml: str) -> Imported:
    return import_model(xml.encode(), lookup=nothing)


def codes(imported: Imported) -> list[str]:
    return [left.code for left in imported.left]


def steps_of(imported: Imported) -> dict[str, dict[str, object]]:
    return {step["id"]: step for step in imported.data["steps"]}


def campaign() -> str:
    return export_model(CAMPAIGN, CAMPAIGN_NAMES)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=[procedure.id for procedure in PROCEDURES])
def test_our_own_export_comes_back_exactly(procedure: Procedure) -> None:
    without_quiz = procedure.model_copy(update={"quiz": (), "prose": "", "prose_en": ""})
    for language in LANGUAGES:
        imported = back(export_model(procedure, names(language)))

        assert imported.ours
        assert imported.data == as_written(without_quiz)
        assert imported.left == ()


@pytest.mark.parametrize("seed", range(60))
def test_exports_of_made_procedures_come_back_exactly(seed: int) -> None:
    imported = back(export_model(made_procedure(seed), made_names()))

    assert imported.data == as_written(made_procedure(seed))
    assert imported.left == ()


def test_quiz_and_prose_stay_at_home() -> None:
    quiz = (
        {
            "id": "q",
            "ask": "谁批？",
            "see": "draft",
            "options": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}],
        },
    )
    procedure = Procedure.model_validate(CAMPAIGN.model_dump(by_alias=True) | {"quiz": quiz, "prose": "长文"})

    xml = export_model(procedure, CAMPAIGN_NAMES)

    assert "谁批？" not in xml
    assert "长文" not in xml


def test_moving_things_in_the_drawing_changes_nothing() -> None:
    moved = re.sub(r'<dc:Bounds x="\d+"', '<dc:Bounds x="7"', campaign())

    assert back(moved).data == as_written(CAMPAIGN)


def test_a_renamed_step_keeps_everything_else() -> None:
    imported = back(campaign().replace('name="起草推广方案"', 'name="起草方案并附预算"'))

    assert codes(imported) == ["step-changed"]
    assert steps_of(imported)["draft"] == {
        "id": "draft", "actor": "auto/role/r0", "do": "起草方案并附预算", "output": ["auto/form/campaign-plan"],
    }  # fmt: skip
    assert steps_of(imported)["in-plan"] == as_written(CAMPAIGN)["steps"][1]


def test_a_renamed_branch_keeps_the_form_it_requires() -> None:
    imported = back(campaign().replace('name="计划外"', 'name="不在计划内"'))

    branches = steps_of(imported)["in-plan"]["branches"]
    assert branches[1] == {"label": "不在计划内", "requires": ["auto/form/note"], "next": "approve-group"}  # type: ignore[index]


def test_english_words_stand_beside_the_chinese_ones() -> None:
    procedure = Procedure.model_validate(
        CAMPAIGN.model_dump(by_alias=True)
        | {"steps": [{"id": "draft", "actor": "auto/role/r0", "do": {"zh-Hans": "起草", "en": "Draft"}}]}
    )
    english = CAMPAIGN_NAMES.__class__("en", CAMPAIGN_NAMES.title, CAMPAIGN_NAMES.code, CAMPAIGN_NAMES.limit)

    imported = back(export_model(procedure, english).replace('name="Draft"', 'name="Write the plan"'))

    assert steps_of(imported)["draft"]["do"] == {"zh-Hans": "起草", "en": "Write the plan"}


def test_a_step_moved_to_another_lane_has_another_actor() -> None:
    xml = campaign()
    moved = xml.replace("        <bpmn:flowNodeRef>supervise</bpmn:flowNodeRef>\n", "", 1)
    lane = moved.index("<bpmn:flowNodeRef>draft</bpmn:flowNodeRef>")
    moved = moved[:lane] + "<bpmn:flowNodeRef>supervise</bpmn:flowNodeRef>" + moved[lane:]

    assert steps_of(back(moved))["supervise"]["actor"] == "auto/role/r0"


def test_a_new_step_stands_where_it_was_put() -> None:
    """起草 → 校对 → 判断: a task drawn between two steps, with the old flow led through it."""
    new = (
        '<bpmn:userTask id="Activity_1" name="校对" />'
        '<bpmn:sequenceFlow id="Flow_1" sourceRef="Activity_1" targetRef="in-plan" />'
    )
    xml = campaign().replace(
        'sourceRef="draft" targetRef="in-plan"', 'sourceRef="draft" targetRef="Activity_1"'
    )
    at = xml.index("    <bpmn:sequenceFlow")

    imported = back(xml[:at] + new + xml[at:])

    assert [step["id"] for step in imported.data["steps"]][:3] == ["draft", "jiao-dui", "in-plan"]
    assert "next" not in steps_of(imported)["draft"]
    assert "step-new" in codes(imported)


def test_a_removed_step_is_named_in_the_list() -> None:
    xml = campaign()
    xml = re.sub(r'    <bpmn:userTask id="supervise".*?</bpmn:userTask>\n', "", xml, flags=re.DOTALL)
    xml = re.sub(r'    <bpmn:sequenceFlow id="[^"]*" sourceRef="supervise"[^\n]*\n', "", xml)
    xml = re.sub(
        r'    <bpmn:sequenceFlow id="[^"]*" sourceRef="[^"]*" targetRef="supervise"[^\n]*\n', "", xml
    )
    xml = re.sub(r'    <bpmn:endEvent id="supervise.handoff".*?</bpmn:endEvent>\n', "", xml, flags=re.DOTALL)

    imported = back(xml)

    assert "supervise" not in steps_of(imported)
    assert "step-gone" in codes(imported)


def test_a_copied_step_is_a_step_of_its_own() -> None:
    copy = '<bpmn:userTask id="Activity_9" name="起草推广方案" dutybook:step="draft" />'
    xml = campaign()
    at = xml.index("    <bpmn:sequenceFlow")

    imported = back(xml[:at] + copy + xml[at:])

    assert len(imported.data["steps"]) == len(CAMPAIGN.steps) + 1
    assert steps_of(imported)["draft"] == as_written(CAMPAIGN)["steps"][0]


def test_words_added_in_another_tool_become_the_note() -> None:
    xml = campaign().replace('<bpmn:incoming>draft--in-plan</bpmn:incoming>',
                             '<bpmn:documentation>问清楚再判断</bpmn:documentation><bpmn:incoming>draft--in-plan</bpmn:incoming>')  # fmt: skip

    assert steps_of(back(xml))["in-plan"]["note"] == "问清楚再判断"


def test_an_export_without_our_marks_is_read_like_any_other_model() -> None:
    bare = re.sub(
        r' dutybook:\w+="[^"]*"', "", re.sub(r"<dutybook:procedure.*?</dutybook:procedure>", "", campaign())
    )

    imported = back(bare)

    assert not imported.ours
    assert [step["do"] for step in imported.data["steps"] if step.get("do")] == [
        "起草推广方案", "审批", "审批", "审批", "督办执行",
    ]  # fmt: skip


def test_a_damaged_inner_copy_is_said_and_the_rest_is_read() -> None:
    damaged = campaign().replace('{"procedure":', '{"nonsense":')

    imported = back(damaged)

    assert not imported.ours
    assert "embedded" in codes(imported)
    assert len(imported.data["steps"]) > 3


def test_parties_and_forms_are_found_in_the_library() -> None:
    known = {"市场经理": "hq/role/manager", "市场部": "hq/department/marketing"}
    xml = (
        campaign()
        .replace("<dutybook:procedure", "<dutybook:gone")
        .replace("</dutybook:procedure", "</dutybook:gone")
    )
    xml = re.sub(r' dutybook:\w+="[^"]*"', "", xml)

    imported = import_model(
        xml.encode(), lookup=lambda name, _: known.get(name, ""), department="hq/department/marketing"
    )

    assert imported.data["department"] == "hq/department/marketing"
    assert imported.data["steps"][0]["actor"] == "hq/role/manager"
