"""How the description of the programs' interface tells refusals: every operation may answer with one of these."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict


class Refusal(BaseModel):
    """Why a request was not granted: a code for programs, a sentence for people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    message: str


class RefusalAnswer(BaseModel):
    """What every refusal looks like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    error: Refusal


_WHEN: Final = {
    400: "The request is not one that can be read.",
    401: "Nobody is signed in, or the token is not known.",
    403: "Whoever is signed in may not do this.",
    404: "There is no such thing.",
    409: "It is no longer as it was when the request was made.",
    413: "The request is too large.",
    422: "A parameter has no meaning here.",
    503: "The edition or the records cannot be reached at this moment.",
}

REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": RefusalAnswer, "description": meaning} for status, meaning in _WHEN.items()
}
