"""Shares 份: who acts in a step, and the share of each of several approvers."""

from collections.abc import Iterable
from dataclasses import replace

from generators.model.procedures import Step
from generators.process.parts import Node


def actors_of(step: Step) -> tuple[str, ...]:
    """Who acts or signs in a step, the actor first."""
    approvers = step.approve.by if step.approve else ()
    return (step.actor, *approvers) if step.actor else approvers


def part_of(node: Node, place: int, approver: str, *, of: int) -> Node:
    """The share of one of several approvers; only the first shows what lies before them all."""
    number = f"{node.number}.{place}"
    first, last = place == 1, place == of
    return replace(
        node,
        id=f"{node.step}.{place}",
        lane=approver,
        number=number,
        limit=node.limit if first else "",
        note=node.note if first else "",
        forms_in=node.forms_in if first else (),
        forms_out=node.forms_out if last else (),
    )


def free_name(taken: Iterable[str], wish: str) -> str:
    """The wished name, or with the first number that makes it a new one."""
    names = set(taken)
    number = 1
    while (name := wish if number == 1 else f"{wish}.{number}") in names:
        number += 1
    return name
