"""A browser without a screen: keeps cookies, follows links, fills forms as somebody in a hurry would.

Every request is noted with its kind, its time and what was wrong with the answer.
"""

import asyncio
import random
import re
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import lxml.html

LONGEST: Final = 30.0
"""Seconds after which somebody gives up on a page."""
_ENDS = re.compile(rb"</html>\s*\Z")
_SHELL: Final = (b"md-content", b'class="ac-')
"""Every page stands in the shell of the edition; only signing in stands alone."""
_WORDS: Final = ("按计划完成，无异常。", "已核对，数据一致。", "现场查看，情况正常。", "已按要求办理。")
PICTURE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5"
    "f645400000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: what it was for, how long it took, and what was wrong with the answer."""

    at: float
    kind: str
    seconds: float
    status: int
    address: str
    fault: str = ""
    refused: bool = False
    """Somebody else was quicker, and the page says so."""


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    address: str
    body: bytes
    location: str

    @cached_property
    def root(self) -> Any:
        return lxml.html.fromstring(self.body or b"<html></html>")

    def links(self, pattern: str) -> list[str]:
        """Addresses of links of this shape, each once."""
        found = (urlsplit(link.get("href")) for link in self.root.iter("a") if link.get("href"))
        wanted = re.compile(pattern)
        named = (one.path + (f"?{one.query}" if one.query else "") for one in found if not one.netloc)
        return list(dict.fromkeys(one for one in named if wanted.search(one)))

    def forms(self, pattern: str) -> list[Any]:
        """Forms that are sent to an address of this shape."""
        return [form for form in self.root.iter("form") if re.search(pattern, form.get("action") or "")]


@dataclass
class Browser:
    """One virtual user's browser. ``right`` are the right answers to quizzes: field and value."""

    base: str
    chance: random.Random
    samples: list[Sample]
    right: Collection[tuple[str, str]] = ()
    thinks: float = 4.0
    password: str = ""

    def __post_init__(self) -> None:
        headers = {
            "origin": self.base,
            "sec-fetch-site": "same-origin",
            "accept": "text/html,*/*",
            "accept-language": "zh-CN",
            "accept-encoding": "gzip",
        }
        kept = httpx.Limits(keepalive_expiry=2)  # before the server lets go of it, as browsers see to
        self.client = httpx.AsyncClient(base_url=self.base, headers=headers, timeout=LONGEST, limits=kept)

    async def close(self) -> None:
        await self.client.aclose()

    async def think(self) -> None:
        """Between two pages, people read."""
        if self.thinks:
            await asyncio.sleep(min(self.chance.expovariate(1 / self.thinks), 6 * self.thinks))

    async def get(self, kind: str, address: str, *, allowed: Collection[int] = ()) -> Page:
        """Opens a page or a file, after a moment of thought."""
        await self.think()
        return await self._ask(kind, "GET", address, allowed=allowed)

    async def at_once(self, kind: str, address: str) -> Page:
        """The same without thinking: what the page itself asks for."""
        return await self._ask(kind, "GET", address)

    async def send(
        self,
        kind: str,
        form: Any,
        values: Mapping[str, str] | None = None,
        *,
        button: tuple[str, str] | None = None,
        allowed: Collection[int] = (),
    ) -> Page:
        """Fills a form and sends it. What is required and empty is filled as the field wants it."""
        filled, files = filled_in(form, self.chance, right=self.right, password=self.password)
        filled = [(name, value) for name, value in filled if name not in (values or {})]
        filled += list((values or {}).items()) + ([button] if button else [])
        await self.think()
        action = form.get("action") or ""
        given: dict[str, list[str]] = {}
        for name, value in filled:
            given.setdefault(name, []).append(value)
        if form.get("enctype") == "multipart/form-data":
            parts = [(name, (None, value)) for name, value in filled]
            return await self._ask(kind, "POST", action, files=[*parts, *files], allowed=allowed)
        return await self._ask(kind, "POST", action, data=given, allowed=allowed)

    async def onwards(self, page: Page, kind: str = "after a change") -> Page:
        """Where an answer leads."""
        if not page.location:
            return page
        return await self._ask(kind, "GET", page.location)

    async def _ask(
        self, kind: str, method: str, address: str, *, allowed: Collection[int] = (), **sent: Any
    ) -> Page:
        began, at = time.perf_counter(), time.time()
        try:
            answer = await self.client.request(method, address, **sent)
        except httpx.HTTPError as error:
            taken = time.perf_counter() - began
            self.samples.append(Sample(at, kind, taken, 0, address, type(error).__name__))
            raise
        taken = time.perf_counter() - began
        location = _path(answer.headers.get("location", ""))
        page = Page(answer.status_code, address, answer.content, location)
        is_refused = answer.status_code in allowed
        fault = "" if is_refused else fault_of(answer, kind)
        self.samples.append(Sample(at, kind, taken, answer.status_code, address, fault, is_refused))
        return page


def _path(location: str) -> str:
    there = urlsplit(location)
    return there.path + (f"?{there.query}" if there.query else "")


def fault_of(answer: httpx.Response, kind: str) -> str:
    """What is wrong with an answer; nothing if it is as it should be."""
    if answer.status_code >= 400:
        return f"{answer.status_code} {_said(answer)}"
    if "/sign-in/" in answer.headers.get("location", "") and kind != "sign out":
        return "was signed out"
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status_code != 200 or not is_page:
        return ""
    if not _ENDS.search(answer.content) or not any(mark in answer.content for mark in _SHELL):
        return "a page without its shell"
    return "a trace on a page" if b"Traceback (most recent" in answer.content else ""


def _said(answer: httpx.Response) -> str:
    """The refusal in a few words."""
    if not answer.content or not answer.headers.get("content-type", "").startswith("text/html"):
        return answer.text[:120]
    root = lxml.html.fromstring(answer.content)
    found = root.xpath('//*[@role="alert"]') or root.xpath("//article") or [root]
    return re.sub(r"\s+", " ", found[0].text_content()).strip()[:120]


Fields = list[tuple[str, str]]
Files = list[tuple[str, tuple[str, bytes, str]]]


def filled_in(
    form: Any, chance: random.Random, *, right: Collection[tuple[str, str]], password: str
) -> tuple[Fields, Files]:
    """What somebody fills into a form."""
    fields: Fields = []
    files: Files = []
    radios: dict[str, list[Any]] = {}
    for one in form.iter("input", "textarea", "select"):
        name, kind = one.get("name"), (one.get("type") or one.tag)
        if not name or one.get("disabled") is not None or kind in ("submit", "button"):
            continue
        if kind == "radio":
            radios.setdefault(name, []).append(one)
        elif kind == "file":
            files.append(_a_file(one, chance))
        else:
            fields += [(name, value) for value in _values(one, kind, chance, password)]
    fields += [(name, _chosen(buttons, chance, right)) for name, buttons in radios.items()]
    return fields, files


def _values(one: Any, kind: str, chance: random.Random, password: str) -> Iterator[str]:
    is_required = one.get("required") is not None
    if kind == "checkbox":
        if is_required or one.get("checked") is not None:
            yield one.get("value") or "on"
    elif kind == "select":
        options = [option.get("value", option.text_content()) for option in one.iter("option")]
        chosen = one.xpath(".//option[@selected]")
        filled = [option for option in options if option]
        if chosen:
            yield chosen[0].get("value", chosen[0].text_content())
        elif options and options[0] and not is_required:
            yield options[0]
        elif is_required and filled:
            yield chance.choice(filled)
    elif kind == "password":
        yield password
    else:
        known = one.text_content() if kind == "textarea" else one.get("value", "")
        is_wanted = is_required or one.get("name", "").startswith(
            "words-"
        )  # a form's number stands for its file
        yield known or (_written(one, kind, chance) if is_wanted else "")


def _written(one: Any, kind: str, chance: random.Random) -> str:
    if kind == "date":
        return one.get("max") or time.strftime("%Y-%m-%d")
    if kind == "number" or one.get("name", "").startswith("words-"):
        return str(chance.randrange(90, 100))
    return chance.choice(_WORDS)


def _a_file(one: Any, chance: random.Random) -> tuple[str, tuple[str, bytes, str]]:
    """A photo or a scan, no two alike; an empty part where nothing need be handed in, as browsers send it.

    Forms of cases can be saved half filled in: the page requires none of their fields, so all of them are filled.
    """
    name = str(one.get("name"))
    if one.get("required") is None and not name.startswith("f-"):
        return name, ("", b"", "application/octet-stream")
    is_photo = "pdf" not in (one.get("accept") or "")
    drawn = chance.randbytes(30_000).hex().encode()
    if is_photo:
        return name, ("photo.png", PICTURE + drawn, "image/png")
    return name, ("scan.pdf", b"%PDF-1.4\n% " + drawn + b"\n%%EOF\n", "application/pdf")


def _chosen(buttons: list[Any], chance: random.Random, right: Collection[tuple[str, str]]) -> str:
    """The right answer of a quiz, what is chosen already, or any."""
    known = [one for one in buttons if (one.get("name"), one.get("value")) in right]
    known = known or [one for one in buttons if one.get("checked") is not None]
    return str(chance.choice(known or buttons).get("value"))
