"""The rule of every route: which guard it declares. A route without one is a defect; the app is not even assembled."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from portal.access.permissions import Permission
from portal.access.principals import csrf, may, open_to_all, reader, signed_in
from portal.access.tokens import token_for

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


_STRICTEST_FIRST = ("permission", "token", "signed-in", "reader", "open")


class RouteUnguarded(Exception):
    """A route says nothing about who may use it, or changes something without protection against forged forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may use a route: ``open``, ``reader``, ``signed-in``, ``token`` or one of some permissions."""

    path: str
    methods: frozenset[str]
    guard: str
    permissions: frozenset[Permission] = frozenset()
    has_csrf: bool = False

    @property
    def changes(self) -> bool:
        """Whether the route is for changing something."""
        return bool(self.methods - SAFE)


def rules(app: FastAPI) -> tuple[Rule, ...]:
    """The rule of every route, in their order. RouteUnguarded."""
    return tuple(_rule(route) for route in iter_route_contexts(app.routes))


def _rule(route: RouteContext) -> Rule:
    if not isinstance(route.original_route, APIRoute):
        raise RouteUnguarded(f"{route.path} is not declared as the others are")
    calls, methods = list(_calls(route.dependant)), frozenset(route.methods or ())
    guards = [known for call in calls if (known := _guard(call))]
    if not guards:
        raise RouteUnguarded(f"{sorted(methods)} {route.path} says nothing about who may use it")
    guard, permissions = min(guards, key=lambda known: _STRICTEST_FIRST.index(known[0]))
    rule = Rule(
        path=route.path or "",
        methods=methods,
        guard=guard,
        permissions=permissions,
        has_csrf=csrf in calls,
    )
    if rule.changes and guard in ("signed-in", "permission") and not rule.has_csrf:
        raise RouteUnguarded(f"{sorted(methods)} {route.path} changes something without csrf")
    return rule


def _guard(call: object) -> tuple[str, frozenset[Permission]] | None:
    if isinstance(call, may):
        return "permission", call.permissions
    if isinstance(call, token_for):
        return "token", frozenset()
    names = {open_to_all: "open", reader: "reader", signed_in: "signed-in"}
    name = next((name for guard, name in names.items() if guard is call), None)
    return None if name is None else (name, frozenset())


def _calls(dependant: Dependant) -> Iterator[object]:
    """Every dependency of a route, and theirs."""
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
