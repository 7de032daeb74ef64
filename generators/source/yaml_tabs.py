"""Tabs used for indentation: invisible, of no agreed width, and forbidden."""

import re

from generators.source.yaml_bytes import BREAK
from generators.source.yaml_problems import Position, Problem, problem

_INDENTING_TAB = re.compile(r"^ *(\t)[\t ]*[^\s]")


def tabs_in_indentation(text: str, literal_lines: set[int], unread_from: int) -> list[Problem]:
    """One problem per line. Inside a block scalar a tab may be content; where the parser never arrived
    only a tab in the first column is certain."""
    if "\t" not in text:
        return []
    found = []
    for line, content in enumerate(BREAK.split(text), start=1):
        tab = _INDENTING_TAB.match(content)
        if tab and line not in literal_lines and (line <= unread_from or tab.start(1) == 0):
            found.append(problem("yaml-tab", Position(line, tab.start(1) + 1)))
    return found


def without_consequences(errors: list[Problem], tabs: list[Problem]) -> list[Problem]:
    """Syntax problems on the line of a tab or the line below it come from the tab."""
    indented = {found.line for found in tabs}
    return [error for error in errors if not {error.line, error.line - 1} & indented]
