"""Exporting 导出: a procedure as a BPMN 2.0 file with its diagram."""

from dataclasses import replace

from generators.model.procedures import Procedure
from generators.process.bpmn.diagram import draw
from generators.process.bpmn.importing import embedded_text, exported_model
from generators.process.bpmn.writer import write
from generators.process.parts import Names


def export_model(procedure: Procedure, names: Names) -> str:
    """The BPMN file of a procedure that has steps, in the language of *names*."""
    model = exported_model(procedure, names)
    return write(replace(model, embedded=embedded_text(procedure, names)), draw(model))
