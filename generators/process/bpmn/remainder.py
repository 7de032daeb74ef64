"""Remainder 余项: what a model says and the draft made of it does not, so that nothing is lost silently.

Of a model that was exported here, what it said from the beginning (*before*) is known and not listed.
"""

from collections.abc import Iterator

from generators.process.bpmn.drafting import Draft
from generators.process.bpmn.listing import Left
from generators.process.bpmn.model import Element, Model, Way

NOTHING = Model(id="", title="")


def remainder(model: Model, draft: Draft, *, before: Model = NOTHING) -> Iterator[Left]:
    """Words, conditions, names of flows, lanes, pools and messages that have no place in the draft."""
    yield from _elements(model, draft, before)
    yield from _flows(model, draft, before)
    yield from _parties(model, draft, before)
    yield from _messages(model, draft, before)


def _elements(model: Model, draft: Draft, before: Model) -> Iterator[Left]:
    told = {line for step in draft.steps for line in step.words}
    titles = {step.title for step in draft.steps}
    for element in model.elements:
        was = before.element.get(element.id, Element("", ""))
        known = {was.words, *was.notes, *told, ""}
        for text in (element.words, *element.notes):
            if text not in known:
                yield Left("words", element.line, element.name or element.id, {"text": text})
        if element.part and was.id and element.name not in (was.name, "", *titles):
            yield Left("merge-name", element.line, element.name)


def _flows(model: Model, draft: Draft, before: Model) -> Iterator[Left]:
    labels = {branch.label for step in draft.steps for branch in step.branches}
    old = {way.id: way for way in before.ways}
    for way in model.sequence():
        was = old.get(way.id, Way("", "", ""))
        source = model.element.get(way.source)
        name = (source.name or source.id) if source else way.source
        if way.name not in (was.name, "", *labels):
            yield Left("flow-name", way.line, way.name, {"text": name})
        if way.condition not in (was.condition, "", *labels):
            yield Left("condition", way.line, way.name or name, {"text": way.condition})
        if way.words not in (was.words, ""):
            yield Left("words", way.line, way.name or way.id, {"text": way.words})


def _parties(model: Model, draft: Draft, before: Model) -> Iterator[Left]:
    """Lanes and pools in which nobody acts."""
    acting = {party.name for step in draft.steps for party in (step.actor, *step.by, *step.informed) if party}
    known = {
        *acting,
        draft.title,
        "",
        *(band.name for band in before.bands),
        *(pool.name for pool in before.pools),
    }
    for code, name in (
        *(("lane", band.name) for band in model.bands),
        *(("pool", pool.name) for pool in model.pools),
    ):
        if name not in known:
            yield Left(code, 0, name)


def _messages(model: Model, draft: Draft, before: Model) -> Iterator[Left]:
    """Messages out make somebody informed; their names, and messages that come in, have no place."""
    informed = {party.name for step in draft.steps for party in step.informed}
    pools = {key: pool.name for pool in model.pools for key in (pool.id, pool.process)}
    known = {way.id for way in before.ways}
    for way in (way for way in model.ways if way.message and way.id not in known):
        inside = way.source if way.source in model.element else way.target
        other = pools.get(way.target if inside == way.source else way.source, "")
        if way.name or inside == way.target or other not in informed:
            element = model.element[inside]
            yield Left("message", way.line, way.name or way.id, {"text": element.name or element.id})
