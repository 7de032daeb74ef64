"""Values that cannot be meant together: refused with a reason that the locale can say."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from generators.messages import wording
from generators.model.forms import FormField
from generators.model.organisation import Company
from generators.model.procedures import Step
from generators.model.timing import Due, Recurrence, Window


@pytest.mark.parametrize(
    ("model", "values", "reason"),
    [
        (Recurrence, {"every": "month", "before_day": 3, "on_day": 5}, "before-and-on-day"),
        (Recurrence, {"every": "month", "weekday": "mon"}, "weekday-without-week"),
        (Recurrence, {"every": "week", "on_day": 5}, "day-without-month"),
        (Due, {"after": "收到申请"}, "due-without-time"),
        (Window, {}, "window-without-event"),
        (Step, {"id": "a"}, "step-says-nothing"),
        (
            Step,
            {"id": "a", "decide": "行吗", "approve": {"by": ["boss"]}, "branches": []},
            "step-decides-and-approves",
        ),
        (Step, {"id": "a", "decide": "行吗"}, "decision-without-branches"),
        (Step, {"id": "a", "do": "做", "rejected": "b"}, "rejected-without-approval"),
        (Step, {"id": "a", "do": "做", "next": "b", "fork": ["c", "d"]}, "step-leads-twice"),
        (FormField, {"id": "a", "label": "选", "type": "choice"}, "options-and-type"),
        (FormField, {"id": "a", "label": "表", "type": "table"}, "columns-and-type"),
        (Company, {"kind": "company", "title": "公司", "time_zone": "Mars/Base"}, "not-a-time-zone"),
        (Company, {"kind": "company", "title": "公司", "time_zone": "../etc/passwd"}, "not-a-time-zone"),
    ],
)
def test_a_contradiction_is_refused_with_its_reason(
    model: type[BaseModel], values: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(values)

    assert reason in [str(error.get("ctx", {}).get("error")) for error in refused.value.errors()]
    assert reason in wording("zh-CN")["reason"]
    assert reason in wording("en")["reason"]
