"""The page that explains the interface for programs, made from its OpenAPI description."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, JSONResponse

from portal.access.principals import reader
from portal.reading.pinning import Pinned
from portal.web.languages import language_of_tag, preferred
from portal.web.rendering import render, show
from portal.web.shell import PortalPage
from portal.web.texts import Texts, texts

router = APIRouter(include_in_schema=False)

_EXAMPLES = {"search": "?q=SC-005", "suggest": "?q=sc", "edition": ""}
"""For what every reader may ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of an operation, as the guide lists it."""

    name: str
    shape: str
    required: bool
    default: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing a program may ask."""

    id: str
    method: str
    path: str
    meaning: str
    parameters: tuple[Parameter, ...]
    example: str


@router.get("/api/openapi.json", dependencies=[Depends(reader)])
def description(request: Request) -> JSONResponse:
    """What programs may ask, as OpenAPI."""
    return JSONResponse(request.app.openapi(), headers={"cache-control": "private, no-cache"})


@router.get("/api/docs", dependencies=[Depends(reader)])
@router.get("/api/docs/", dependencies=[Depends(reader)])
def guide(request: Request, edition: Pinned, lang: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """The guide in the reader's language."""
    language = language_of_tag(lang) or preferred(request.headers.get("accept-language", ""))
    wording = texts(language)
    operations = tuple(_operations(request.app.openapi(), wording))
    other = "zh-Hans" if language == "en" else "en"
    page = PortalPage(
        address="api/docs",
        alternate=f"api/docs?lang={other}",
        language=language,
        title=wording.say("guide.title"),
        body=render("program_guide.html", language, operations=operations),
    )
    answer = show(edition, page)
    answer.headers["vary"] = "Accept-Language"
    return answer


def _operations(description: dict[str, Any], wording: Texts) -> Iterator[Operation]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            identity = operation["operationId"]
            yield Operation(
                id=identity,
                method=method.upper(),
                path=path,
                meaning=wording.say(f"api.{identity}"),
                parameters=tuple(_parameter(found, wording) for found in operation.get("parameters", ())),
                example=path + _EXAMPLES[identity] if identity in _EXAMPLES else "",
            )


def _parameter(found: dict[str, Any], wording: Texts) -> Parameter:
    schema = found["schema"]
    default = schema.get("default")
    return Parameter(
        name=found["name"],
        shape=_shape(schema, wording),
        required=found.get("required", False),
        default="" if default is None else str(default),
        meaning=wording.say(f"api.parameter.{found['name']}"),
    )


def _shape(schema: dict[str, Any], wording: Texts) -> str:
    """What may be given, in words: a text, a number between two others, some of these."""
    for option in schema.get("anyOf", ()):
        if option.get("type") == "array":
            return wording.say("guide.several", of=_shape(option["items"], wording))
    if "enum" in schema:
        return " ".join(schema["enum"])
    if schema.get("type") == "integer":
        return wording.say("guide.number", low=schema["minimum"], high=schema["maximum"])
    limit = schema.get("maxLength")
    return wording.say("guide.text-up-to", limit=limit) if limit else wording.say("guide.text")
