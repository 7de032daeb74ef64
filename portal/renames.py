"""Renames 更名: records keep the names of their day; this finds the names of today."""

from collections.abc import Mapping


def today_name(moved: Mapping[str, str], identifier: str) -> str:
    """The id a thing has now, if it was renamed, once or several times; ``moved`` is the edition's old id → new id."""
    for _ in moved:  # a circle of names ends after as many steps as there are names
        if identifier not in moved:
            break
        identifier = moved[identifier]
    return identifier
