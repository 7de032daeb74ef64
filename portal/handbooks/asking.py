"""Asking 所求: what somebody has ticked and chosen on the page, as they sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import Depends, File, Request, UploadFile
from starlette.datastructures import FormData, QueryParams

from generators.handbook.word.profile import NORMAL, profile_names
from generators.handbook.word.template import LARGEST
from portal.errors import InvalidParameter
from portal.web.pages import language_of

_LONGEST = 200
_MOST = 2000
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "do": ("narrow", "make"),
    "what": ("chosen", "everything", "register"),
    "roles": ("handbook", "job-description"),
    "profile": (NORMAL, *(name for name in profile_names() if name != NORMAL)),
    "language": ("zh-Hans", "en"),
    "form": ("docx", "pdf"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which documents, and how the file is to look; ``unit``, ``department``, ``kind``, ``words`` narrow the list."""

    unit: str = ""
    department: str = ""
    kind: str = ""
    words: str = ""
    documents: Sequence[str] = ()
    do: str = "narrow"
    what: str = "chosen"
    roles: str = "handbook"
    profile: str = NORMAL
    language: str = "zh-Hans"
    form: str = "docx"
    has_pages: bool = False
    has_status: bool = False
    template: UploadFile | None = None

    def uploaded(self) -> bytes:
        """The bytes of the template, at most one more than may be; nothing where none was sent."""
        return b"" if self.template is None else self.template.file.read(LARGEST + 1)


async def asked_by_form(request: Request, template: Annotated[UploadFile | None, File()] = None) -> Asked:
    """What was sent with the form. InvalidParameter for a choice there is not."""
    asked = _asked(await request.form(), language_of(request))
    return replace(asked, template=template if template is not None and template.filename else None)


async def asked_by_address(request: Request) -> Asked:
    """What the address says: to begin with, or to come back to. InvalidParameter."""
    return _asked(request.query_params, language_of(request))


def _asked(sent: FormData | QueryParams, language: str) -> Asked:
    chosen = {name: _choice(sent, name, language if name == "language" else "") for name in _CHOICES}
    documents = [said for said in sent.getlist("document")[:_MOST] if isinstance(said, str)]
    return Asked(
        **chosen,
        unit=_word(sent, "unit"),
        department=_word(sent, "department"),
        kind=_word(sent, "kind"),
        words=_word(sent, "q").strip(),
        documents=tuple(dict.fromkeys(documents)),
        has_pages=bool(_word(sent, "pages")),
        has_status=bool(_word(sent, "status")),
    )


def _choice(sent: FormData | QueryParams, name: str, otherwise: str) -> Any:
    known = _CHOICES[name]
    said = _word(sent, name) or otherwise or known[0]
    if said not in known:
        raise InvalidParameter(parameter=name, reason="not-one-of", limit="", expected=", ".join(known))
    return said


def _word(sent: FormData | QueryParams, name: str) -> str:
    said = sent.get(name, "")
    if not isinstance(said, str):
        return ""
    if len(said) > _LONGEST:
        raise InvalidParameter(parameter=name, reason="too-long", limit=str(_LONGEST), expected="")
    return said


ByForm = Annotated[Asked, Depends(asked_by_form)]
ByAddress = Annotated[Asked, Depends(asked_by_address)]
