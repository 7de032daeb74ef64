"""Which documents a rule asks something of: those in force, those being written, those of the past."""

from generators.model.control import Status

IN_FORCE: frozenset[Status] = frozenset({"effective"})
WRITTEN: frozenset[Status] = frozenset({"draft", "review", "effective"})
"""There is text that somebody works by, or soon will."""

PAST: frozenset[Status] = frozenset({"superseded", "withdrawn"})
