"""BPMN 2.0: a procedure as a model that other tools open, and a draft procedure from a model drawn elsewhere."""
