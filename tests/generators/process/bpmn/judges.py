"""Those who judge a BPMN file: the schema, bpmn-io's lint, and SpiffWorkflow, which executes it."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from bpmn_io.bpmn_moddle.simple import create_moddle
from bpmn_io.lint import Linter
from bpmn_io.lint.resolver import NodeResolver
from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator

BPMN = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL"}
MOST_TURNS = 400


@cache
def _validator() -> Any:
    return BpmnValidator()


def schema_faults(xml: str) -> list[str]:
    """What the schema of BPMN 2.0 says against a file."""
    validator = _validator().validator
    validator.validate(etree.fromstring(xml.encode()))
    return [f"{error.line}: {error.message}" for error in validator.error_log]


def lint_faults(xml: str, *, without: tuple[str, ...] = ()) -> list[str]:
    """What bpmn-io's recommended rules say, warnings included."""
    linter = Linter({"config": {"extends": "bpmnlint:recommended"}, "resolver": NodeResolver()})
    read = create_moddle().from_xml(xml)
    told = linter.lint(cast("Any", read.root_element), {"extends": "bpmnlint:recommended"})
    found = [f"{rule}: {report['id']}: {report['message']}" for rule, reports in told.items() for report in reports
             if rule not in without]  # fmt: skip
    return [*(warning.message for warning in read.warnings), *found]


class Run:
    """The processes of a file, executed with different decisions until nothing new happens."""

    def __init__(self, xml: str) -> None:
        self._root = etree.fromstring(xml.encode())
        parser = BpmnParser()
        parser.add_bpmn_xml(self._root)
        self._specs = {key: parser.get_spec(key) for key in parser.process_parsers}
        self.taken: Counter[tuple[str, str]] = Counter()
        self._ways: dict[str, list[tuple[str, str]]] = {}
        for flow in self._find("sequenceFlow"):
            condition = flow.findtext("bpmn:conditionExpression", namespaces=BPMN)
            self._ways.setdefault(flow.get("sourceRef"), []).append((flow.get("targetRef"), condition or ""))
        self._data = [found.get("id") for found in self._find("dataObject")]
        self._to_end = self._distances()

    @property
    def flows(self) -> set[tuple[str, str]]:
        """Every sequence flow, as source and target."""
        return {(source, target) for source, ways in self._ways.items() for target, _ in ways}

    def everything(self, *, runs: int = 60) -> set[tuple[str, str]]:
        """Runs until every sequence flow was taken; returns those that never were."""
        for _ in range(runs):
            for process in self._specs:
                self.go(process)
            if not self.left:
                break
        return self.left

    @property
    def left(self) -> set[tuple[str, str]]:
        """The sequence flows that no case took so far."""
        return {way for way in self.flows if not self.taken[way]}

    def go(self, process: str = "Process", *, decisions: Mapping[str, str] | None = None) -> list[str]:
        """One case of a process from start to end; returns the nodes it passed, in order."""
        workflow = BpmnWorkflow(self._specs[process])
        for key in self._data:
            workflow.data_objects[key] = key
        seen: Counter[str] = Counter()
        passed: list[str] = []
        done: set[Any] = set()
        for _turn in range(MOST_TURNS):
            for task in workflow.get_tasks(state=TaskState.READY):
                self._decide(task, seen, decisions or {})
                task.run()
                break
            else:
                if not self._answer(workflow):
                    break
            for task in workflow.get_tasks(state=TaskState.COMPLETED):
                if task.id not in done:
                    done.add(task.id)
                    passed.append(task.task_spec.name)
                    seen[task.task_spec.name] += 1
        self._count(workflow)
        self.finished = workflow.is_completed()
        return [name for name in passed if name in self._ways or any(name == t for _, t in self.flows)]

    def lane_of(self, node: str) -> str:
        """The name of the lane in which a node stands."""
        lanes = self._find("lane")
        held = (
            lane for lane in lanes if node in [ref.text for ref in lane.findall("bpmn:flowNodeRef", BPMN)]
        )
        return str(next(held).get("name"))

    def _decide(self, task: Any, seen: Counter[str], decisions: Mapping[str, str]) -> None:
        task.data.update({key: key for key in self._data})
        gateway = task.task_spec.name
        ways = self._ways.get(gateway, [])
        if len(ways) < 2 or not ways[0][1]:
            return
        rounds = seen[gateway]
        fixed = decisions.get(gateway)
        if fixed is None or rounds:
            new = min(ways, key=lambda way: (self.taken[gateway, way[0]], self._to_end.get(way[0], 999)))
            home = min(ways, key=lambda way: self._to_end.get(way[0], 999))
            condition = (new if rounds < 2 else home)[1]
        else:
            condition = next(said for _, said in ways if said.endswith(f'== "{fixed}"'))
        name, _, value = condition.partition(" == ")
        task.data[name] = value.strip('"')

    def _answer(self, workflow: Any) -> bool:
        """Sends what the case waits for; False if it waits for nothing."""
        waiting = [task for task in workflow.get_tasks(state=TaskState.WAITING)
                   if getattr(task.task_spec, "event_definition", None) is not None]  # fmt: skip
        if not waiting:
            return False
        # An external party's process has a start for each thing it is asked; the least used comes first.
        task = min(waiting, key=lambda task: self.taken[task.task_spec.name, self._first(task)])
        workflow.catch(BpmnEvent(task.task_spec.event_definition, {}))
        return True

    def _first(self, task: Any) -> str:
        return self._ways.get(task.task_spec.name, [("", "")])[0][0]

    def _count(self, workflow: Any) -> None:
        reached = TaskState.COMPLETED | TaskState.READY | TaskState.WAITING | TaskState.CANCELLED
        for task in workflow.get_tasks(state=reached):
            if task.parent is not None and task.parent.state == TaskState.COMPLETED:
                self.taken[task.parent.task_spec.name, task.task_spec.name] += 1

    def _distances(self) -> dict[str, int]:
        ends = [end.get("id") for end in self._find("endEvent")]
        far = dict.fromkeys(ends, 0)
        changed = True
        while changed:
            changed = False
            for source, ways in self._ways.items():
                near = min((far[target] for target, _ in ways if target in far), default=None)
                if near is not None and near + 1 < far.get(source, 1_000):
                    far[source], changed = near + 1, True
        return far

    def _find(self, tag: str) -> list[Any]:
        found: list[Any] = self._root.findall(f".//bpmn:{tag}", namespaces=BPMN)
        return found
