"""The words of BPMN 2.0: namespaces, which elements are work, gateways or events, and our own marks on them."""

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
POINTS = "http://www.omg.org/spec/DD/20100524/DI"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:dutybook:process:1"
"""Attributes and elements of ours inside a model; other tools keep them and show nothing of them."""

TASKS = frozenset({
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
})  # fmt: skip
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset({
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway",
})  # fmt: skip
MIDWAY = frozenset({"intermediateCatchEvent", "intermediateThrowEvent"})
EVENTS = MIDWAY | {"startEvent", "endEvent", "boundaryEvent"}
NODES = TASKS | SUBPROCESSES | GATEWAYS | EVENTS | {"callActivity"}
DATA = frozenset(
    {"dataObjectReference", "dataStoreReference", "dataObject", "dataStore", "dataInput", "dataOutput"}
)

EVENT_SUFFIX = "EventDefinition"
"""``timerEventDefinition`` makes an event a timer."""

# What a node is for, as the attribute ``part`` says; a step's own node carries none.
APPROVAL = "approval"  # signs
RULING = "ruling"  # agreed or returned
JOIN, FORK = "join", "fork"
ASKED, VERDICT = "asked", "verdict"  # around those who sign side by side
MERGE = "merge"  # alternative paths meet
START, END, HANDOFF = "start", "end", "handoff"
REQUEST, REPLY = "request", "reply"  # what the company does while an external party works
BEGIN, DONE = "begin", "done"  # the ends of an external party's work
