"""The engine 流程引擎: SpiffWorkflow runs a model; here a case's course begins, stops where people act, and goes on.

Nothing else in the portal imports SpiffWorkflow. A course is stored as the engine's own account of its tasks, without
the model, which never changes while a case runs and is kept under its digest.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from portal.cases.joins import CaseParser, case_serializer, withdraw_since
from portal.cases.models import CHOICE, PROCESS, Node, ProcessModel, Way
from portal.cases.refusals import ModelUnusable

_REFUSED = "refused"
_MOST_TURNS = 10_000
_MODEL = ("spec", "subprocess_specs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place where a case waits: its key is this one visit's, ``way`` leads to one of several approvers."""

    key: str
    node: Node
    way: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What became of a case when somebody acted: the nodes it passed on the way to where it stops now."""

    course: str
    stops: tuple[Stop, ...]
    passed: tuple[Node, ...]
    is_over: bool

    @property
    def hands_to(self) -> tuple[str, ...]:
        """The procedures the case handed over to."""
        return tuple(dict.fromkeys(name for node in self.passed for name in node.hands_to))


class Engine:
    """Runs cases of one model. It holds no case itself; threads share it."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        try:
            parser = CaseParser()
            parser.add_bpmn_xml(etree.fromstring(model.prepared))
            self._spec: BpmnProcessSpec = parser.get_spec(PROCESS)
        except (SpiffWorkflowException, etree.LxmlError, KeyError, ValueError) as error:
            raise ModelUnusable from error
        self._serializer = case_serializer()

    def begin(self) -> Move:
        """A new case, at its first stop."""
        workflow = BpmnWorkflow(self._spec)
        return self._moved(workflow, _done(workflow))

    def go_on(self, course: str, stop: Stop, *, way: Way | None = None, refused: bool = False) -> Move:
        """Somebody acted: at a decision ``way`` was chosen, an approval may be refused. KeyError: the stop is gone."""
        workflow = self._opened(course)
        before = _done(workflow)
        task = self._task(workflow, stop.key)
        if stop.way is not None:  # one of several approvers: by signing they settle whose word it is
            task.data[CHOICE] = stop.way.number
            task.run()
            task = next(one for one in _ready(workflow) if one.task_spec.name == stop.node.id)
        if way is not None:
            self._take(task, way)
        if refused:
            workflow.data[_REFUSED] = sorted({*workflow.data.get(_REFUSED, ()), stop.node.step})
        task.run()
        return self._moved(workflow, before)

    def stops(self, course: str) -> tuple[Stop, ...]:
        """Where a case waits."""
        return tuple(self._stops(self._opened(course)))

    def handed_to(self, course: str) -> tuple[str, ...]:
        """The procedures that a case has handed over to so far."""
        nodes = self.model.nodes
        passed = (task.task_spec.name for task in _completed(self._opened(course)))
        return tuple(dict.fromkeys(name for key in passed if key in nodes for name in nodes[key].hands_to))

    def _moved(self, workflow: BpmnWorkflow, before: frozenset[Any]) -> Move:
        """Goes on to the next stops."""
        for _ in range(_MOST_TURNS):
            task = next((one for one in _ready(workflow) if not self._waits(one)), None)
            if task is None:
                break
            self._rule(workflow, task)
            task.run()
        else:
            raise ModelUnusable
        for task in self._twice(workflow):
            task.cancel()
        stops = tuple(self._stops(workflow))
        is_over = not stops
        if is_over and not self._has_ended(workflow):
            raise ModelUnusable
        passed = [task for task in _completed(workflow) if task.id not in before]
        nodes = self.model.nodes
        return Move(
            course=self._stored(workflow),
            stops=stops,
            passed=tuple(nodes[task.task_spec.name] for task in passed if task.task_spec.name in nodes),
            is_over=is_over,
        )

    def _twice(self, workflow: BpmnWorkflow) -> Iterator[Any]:
        """Tasks of steps that wait already: nobody is asked for the same thing twice."""
        seen = set()
        for task in sorted(_ready(workflow), key=lambda one: float(one.last_state_change)):
            if task.task_spec.name in seen:
                yield task
            seen.add(task.task_spec.name)

    def _has_ended(self, workflow: BpmnWorkflow) -> bool:
        nodes = self.model.nodes
        names = (task.task_spec.name for task in _completed(workflow))
        return any(name in nodes and nodes[name].kind == "end" for name in names)

    def _waits(self, task: Any) -> bool:
        node = self.model.nodes.get(task.task_spec.name)
        return node is not None and (node.is_open or node.kind == "choice")

    def _rule(self, workflow: BpmnWorkflow, task: Any) -> None:
        """At the gateway behind approvals: one refusal since the last time returns the case."""
        node = self.model.nodes.get(task.task_spec.name)
        if node is None or node.kind != "ruling":
            return
        refused = set(workflow.data.get(_REFUSED, ()))
        is_refused = node.step in refused
        ways = self.model.ways_from[node.id]
        self._take(task, next(way for way in ways if way.rejected == is_refused))
        workflow.data[_REFUSED] = sorted(refused - {node.step})

    def _take(self, task: Any, way: Way) -> None:
        if self.model.returns(way):
            withdraw_since(task, way.target)
        task.data[CHOICE] = way.number

    def _stops(self, workflow: BpmnWorkflow) -> Iterator[Stop]:
        for task in _ready(workflow):
            node = self.model.nodes.get(task.task_spec.name)
            if node is None:
                continue
            if node.kind == "choice":
                for way in self.model.ways_from[node.id]:
                    yield Stop(key=f"{task.id.hex}-{way.number}", node=self.model.nodes[way.target], way=way)
            else:
                yield Stop(key=task.id.hex, node=node)

    def _task(self, workflow: BpmnWorkflow, key: str) -> Any:
        wanted = key.partition("-")[0]
        found = next((task for task in _ready(workflow) if task.id.hex == wanted), None)
        if found is None:
            raise KeyError(key)
        return found

    @cached_property
    def _specs(self) -> Mapping[str, Any]:
        whole = self._serializer.to_dict(BpmnWorkflow(self._spec))
        return {name: whole[name] for name in _MODEL}

    def _stored(self, workflow: BpmnWorkflow) -> str:
        whole = self._serializer.to_dict(workflow)
        return json.dumps({name: value for name, value in whole.items() if name not in _MODEL})

    def _opened(self, course: str) -> BpmnWorkflow:
        # The serializer takes the model apart while it reads, so it is given one of its own.
        return self._serializer.from_dict(json.loads(course) | json.loads(json.dumps(self._specs)))


def _ready(workflow: BpmnWorkflow) -> list[Any]:
    return list(workflow.get_tasks(state=TaskState.READY))


def _completed(workflow: BpmnWorkflow) -> list[Any]:
    return list(workflow.get_tasks(state=TaskState.COMPLETED))


def _done(workflow: BpmnWorkflow) -> frozenset[Any]:
    return frozenset(task.id for task in _completed(workflow))
