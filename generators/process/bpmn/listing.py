"""Listing 未能收入: what a model says that has no place in a procedure, or another place than its author meant.

Nothing is lost silently: what the reader did not take is found by looking through the whole file once more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generators.process.bpmn.vocabulary import INSTANCE, MODEL
from generators.process.bpmn.xml_tree import Tag

_MEANINGLESS = frozenset({
    "id", "isExecutable", "isClosed", "processType", "gatewayDirection", "textFormat", "exporter", "exporterVersion",
    "targetNamespace", "expressionLanguage", "typeLanguage", "evaluatesToTypeRef", "partitionElementRef",
    "isHorizontal",
})  # fmt: skip
"""Attributes that say something about the file or its drawing, not about the process."""

_USUAL = frozenset({
    ("startQuantity", "1"), ("completionQuantity", "1"), ("isForCompensation", "false"), ("isInterrupting", "true"),
    ("instantiate", "false"), ("parallelMultiple", "false"), ("isCollection", "false"), ("isImmediate", "true"),
    ("implementation", "##unspecified"), ("implementation", "##WebService"), ("cancelActivity", "true"),
    ("triggeredByEvent", "false"), ("isUnlimited", "true"), ("eventGatewayType", "Exclusive"),
    ("isSequential", "false"),
    ("ordering", "Parallel"), ("cancelRemainingInstances", "true"), ("associationDirection", "None"),
    ("waitForCompletion", "true"),
})  # fmt: skip
"""What BPMN takes for granted where nothing is said."""

_PLUMBING = frozenset({"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"})
_LONGEST = 400


@dataclass(frozen=True)
class Left:
    """One thing that was left out or became something else: a code under ``bpmn_left``, and its words."""

    code: str
    line: int
    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def left_out(root: Tag) -> Iterator[Left]:
    """Everything in the file that nobody took, in the order of the file; of nested things the outermost."""
    ahead: list[tuple[Tag, str]] = [(root, "")]
    while ahead:
        tag, owner = ahead.pop()
        name = tag.attributes.get("name", "").strip() or tag.attributes.get("id", "") or owner
        if not tag.taken:
            yield _left_tag(tag, owner)
            continue
        yield from _left_attributes(tag, name)
        if tag.text_unread:
            yield Left("text", tag.line, name, {"tag": tag.name, "text": _short("".join(tag.words))})
        ahead.extend((child, name) for child in reversed(tag.children))


def said_in(tag: Tag) -> str:
    """Every name, every text and every telling attribute in a tag."""
    said = [words for below in tag.walk() if below.name not in _PLUMBING for words in _words_of(below)]
    return "；".join(dict.fromkeys(" ".join(words.split()) for words in said if words.strip()))


def _words_of(tag: Tag) -> Iterator[str]:
    yield tag.attributes.get("name", "")
    for key, value in tag.attributes.items():
        local = _local(key)
        plumbing = (
            local == "name" or local in _MEANINGLESS or local.endswith("Ref") or (local, value) in _USUAL
        )
        if not plumbing and not key.startswith(INSTANCE):
            yield f"{local}={value}"
    yield "".join(tag.words)


def _left_tag(tag: Tag, owner: str) -> Left:
    own = {"tag": tag.name, "text": _short(said_in(tag))}
    if tag.space != MODEL:
        return Left("extension", tag.line, owner, own)
    return Left("element", tag.line, owner, own)


def _left_attributes(tag: Tag, name: str) -> Iterator[Left]:
    for key in sorted(tag.unread):
        value = tag.attributes[key]
        space, _, local = key.rpartition(" ")
        meaningless = space == INSTANCE or (not space and local in _MEANINGLESS) or (local, value) in _USUAL
        if not meaningless and value.strip():
            yield Left("attribute", tag.line, name, {"tag": tag.name, "key": local, "text": _short(value)})


def _local(key: str) -> str:
    return key.rpartition(" ")[2]


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
