"""Joins 汇合: what BPMN says of parallel gateways, token by token, also where a case comes round again.

SpiffWorkflow 3.2 counts whoever ever arrived, so that in a second round the first to arrive would not wait for the
others. Here a gateway takes one arrival of each way in and leaves the rest waiting.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.util.task import TaskState


class TokenGateway(ParallelGateway):  # type: ignore[misc]
    """A parallel gateway that consumes exactly one arrival of each way in."""

    def _update_hook(self, my_task: Any) -> bool:
        others = sorted(_waiting(my_task), key=lambda task: float(task.last_state_change))
        first = {task.parent.task_spec.name: task for task in reversed(others)}
        first.pop(my_task.parent.task_spec.name, None)
        wanted = {spec.name for spec in self.inputs} - {my_task.parent.task_spec.name}
        if wanted - first.keys():
            my_task._set_state(TaskState.WAITING)  # noqa: SLF001 - what a join of this engine does
            return False
        for name in wanted:
            first[name].cancel()
        my_task._inherit_data()  # noqa: SLF001
        return True

    def _run_hook(self, my_task: Any) -> bool:
        my_task._inherit_data()  # noqa: SLF001
        return True


class CaseParser(BpmnParser):  # type: ignore[misc]
    """Reads BPMN with our parallel gateways."""

    OVERRIDE_PARSER_CLASSES = {full_tag("parallelGateway"): (GatewayParser, TokenGateway)}  # noqa: RUF012


def case_serializer() -> BpmnWorkflowSerializer:
    """Writes and reads courses with our parallel gateways."""
    known = {**DEFAULT_CONFIG, TokenGateway: DEFAULT_CONFIG[ParallelGateway]}
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(known))


def withdraw_since(task: Any, step: str) -> None:
    """A case comes back to a step: what else began since it was there last begins anew, and is withdrawn now."""
    before = next((one for one in _ancestors(task) if one.task_spec.name == step), None)
    if before is None:
        return
    live = task.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING)
    for other in live:
        if other is not task and other.is_descendant_of(before) and not other.is_descendant_of(task):
            other.cancel()


def _ancestors(task: Any) -> Iterator[Any]:
    while task.parent is not None:
        task = task.parent
        yield task


def _waiting(my_task: Any) -> Iterator[Any]:
    """Who else arrived at the same gateway and was not taken along yet."""
    for task in my_task.workflow.get_tasks(state=TaskState.WAITING):
        if task.task_spec is my_task.task_spec and task is not my_task:
            yield task
