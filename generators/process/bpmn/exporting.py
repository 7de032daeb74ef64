"""Exporting 导出: a procedure as a BPMN 2.0 file with its diagram."""

import json
from dataclasses import replace

from generators.model.procedures import Procedure, Step
from generators.process.bpmn.diagram import draw
from generators.process.bpmn.model import Model
from generators.process.bpmn.translation import model_of
from generators.process.bpmn.writer import write
from generators.process.flow import flow_of
from generators.process.parts import Flow, Names


def export_model(procedure: Procedure, names: Names) -> str:
    """The BPMN file of a procedure that has steps, in the language of *names*."""
    told = Told(names)
    return export_flow(procedure, flow_of(procedure, told.names), told)


def export_flow(procedure: Procedure, flow: Flow, told: "Told") -> str:
    """The BPMN file of a procedure whose flow is known, with all that was *told* while that was made."""
    model = _model(procedure, flow)
    return write(replace(model, embedded=_embedded(procedure, told)), draw(model))


def exported_model(procedure: Procedure, names: Names) -> Model:
    """The model of a procedure as it is exported, without the procedure inside."""
    return _model(procedure, flow_of(procedure, names))


def _model(procedure: Procedure, flow: Flow) -> Model:
    purpose = procedure.purpose.in_language(flow.language) if procedure.purpose else ""
    return model_of(flow, words=purpose)


class Told:
    """Names that remember what they were asked."""

    def __init__(self, names: Names) -> None:
        self._asked = names
        self.titles: dict[str, list[str]] = {}
        self.limits: dict[str, str] = {}
        self.names = Names(names.language, self._title, names.code, self._limit)

    def _title(self, key: str) -> str:
        self.titles[key] = [self._asked.title(key), self._asked.code(key)]
        return self.titles[key][0]

    def _limit(self, step: Step) -> str:
        said = self._asked.limit(step)
        if said:
            self.limits[step.id] = said
        return said


def _embedded(procedure: Procedure, told: Told) -> str:
    """What a file of ours carries of the procedure: all but its prose and its quiz, and the names it is drawn with."""
    data = procedure.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"prose", "prose_en", "quiz"}
    )
    said = {"procedure": data, "names": told.titles, "limits": told.limits}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
