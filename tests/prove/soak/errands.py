"""Errands: what people come to the portal for. Each begins on a page and ends where somebody would be content."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from tests.prove.soak.browser import Browser, Page

SLOW_RIVAL: Final = (409,)
"""Somebody else was quicker: the page says so, and nothing is wrong."""
NOT_THEIRS: Final = (403, 409)
WORDS: Final = (
    "年假", "报销", "请假", "市场推广", "进度控制", "试驾", "合同", "采购", "质量检查", "安全员", "印章", "入职", "离职交接",
    "加班", "客户投诉", "广告投放", "样板房", "档案", "投标", "混凝土试块", "库存盘点", "发票", "展车", "经费申请", "nianjia",
    "leave", "purchase approval", "出差标准", "谁批准", "供应商", "培训", "考勤",
)  # fmt: skip


@dataclass
class Told:
    """What people were told is recorded. ``confirmed``: the number of the entry → whose, and which document."""

    confirmed: dict[int, tuple[str, str]] = field(default_factory=dict)
    of_old: set[int] = field(default_factory=set)
    """Confirmations from before that may turn out to be mistakes."""

    corrected: set[int] = field(default_factory=set)
    duties: set[tuple[str, str, str, str]] = field(default_factory=set)
    ticked: set[tuple[str, str]] = field(default_factory=set)
    verified: set[tuple[str, str]] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)


@dataclass
class Guest:
    """Somebody signed in: their browser, whose they are, and what all are told together."""

    browser: Browser
    subject: str
    told: Told
    documents: tuple[str, ...]
    files: tuple[str, ...]

    def one_of(self, some: list[Any]) -> Any:
        """Any of several things."""
        return self.browser.chance.choice(some)

    def happens(self, share: float) -> bool:
        """Whether it happens this time."""
        return self.browser.chance.random() < share


Errand = Callable[[Guest], Awaitable[object]]


async def look(guest: Guest, kind: str, address: str) -> Page:
    """A page of the portal."""
    return await guest.browser.get(kind, address)


def looks(kind: str, *addresses: str) -> Errand:
    """An errand that is only looking at one of some pages."""

    async def errand(guest: Guest) -> Page:
        return await guest.browser.get(kind, guest.one_of(list(addresses)))

    return errand


async def read(guest: Guest) -> None:
    """A document, and one that it leads to."""
    address = guest.one_of(list(guest.documents))
    page = await guest.browser.get(
        "read a document", f"/{address}" if guest.happens(0.9) else f"/en/{address}"
    )
    near = [
        one
        for one in page.links(r"^/\w+/(role|policy|procedure|guide|form)/[\w-]+/$")
        if one.strip("/") + "/" in guest.documents
    ]
    if near:
        await guest.browser.get("read a document", guest.one_of(near))


async def search(guest: Guest) -> None:
    """Types, sees suggestions, asks, opens the first of what was found."""
    words = guest.one_of(list(WORDS))
    for end in {1, max(1, len(words) // 2), len(words)}:
        await guest.browser.at_once("suggestions", f"/api/v1/suggest?q={quote(words[:end])}")
    page = await guest.browser.get("search", f"/search/?q={quote(words)}")
    hits = [one.get("href") for one in page.root.xpath('//article[contains(@class, "hit")]//h2/a')]
    if hits:
        await guest.browser.get("read a document", guest.one_of(hits[:3]).partition("#")[0])


async def confirm(guest: Guest) -> None:
    """The first document that waits: read, answered, confirmed, and the receipt."""
    browser = guest.browser
    mine = await browser.get("my documents", "/my/documents/")
    waiting = mine.links(r"^/acknowledge/\w+/[\w-]+/[\w-]+/$")
    if not waiting:
        return
    address = guest.one_of(waiting[:3])
    page = await browser.get("page to confirm on", address)
    await browser.get("read a document", address.replace("/acknowledge/", "/"), allowed=(404,))
    forms = page.forms("^/acknowledge/")
    if not forms:
        return
    answer = await browser.send("confirm", forms[0], {"agree": "yes"}, allowed=(409, 422))
    receipt = re.match(r"/receipts/(\d+)/", answer.location)
    if receipt:
        document = "/".join(address.strip("/").split("/")[1:])
        guest.told.confirmed[int(receipt[1])] = (guest.subject, document)
        await browser.onwards(answer, "receipt")
        if guest.happens(0.3):
            await browser.get(
                "record and proof",
                f"/receipts/{receipt[1]}/{guest.one_of(['record.json', 'proof.tlog-proof', 'text/'])}",
            )


async def tick(guest: Guest) -> None:
    """A running checklist: something done, or what somebody else did verified."""
    browser = guest.browser
    page = await browser.get("my checklists", "/my/checklists/")
    running = page.links(r"^/my/checklists/[\w-]+/$")
    if not running or guest.happens(0.05):
        await _start_a_list(guest, page)
        return
    address = guest.one_of(running)
    page = await browser.get("a checklist", address)
    forms = page.forms(r"/(done|verify)/$")
    for form in forms[:2]:
        _, _, _, run, item, deed, _ = form.get("action").split("/")
        numbers = {
            one.get("name"): "JL-2026-017"
            for one in form.xpath('.//input[starts-with(@name, "words-")]')
            if one.get("required") is None
        }
        answer = await browser.send(f"checklist: {deed}", form, numbers, allowed=NOT_THEIRS)
        if answer.status != 303:
            return
        (guest.told.ticked if deed == "done" else guest.told.verified).add((run, item))
        await browser.onwards(answer)


async def _start_a_list(guest: Guest, page: Page) -> None:
    forms = page.forms(r"^/my/checklists/$")
    if forms:
        answer = await guest.browser.send("start a checklist", guest.one_of(forms), allowed=NOT_THEIRS)
        await guest.browser.onwards(answer)


async def do_a_duty(guest: Guest) -> None:
    """A recurring duty of this period."""
    browser = guest.browser
    page = await browser.get("my duties", "/my/duties/")
    places = page.links(r"^/my/duties/[\w-]+/[\w-]+/[\w-]+/[\w-]+/$")
    if not places:
        return
    address = guest.one_of(places)
    page = await browser.get("a duty", address)
    forms = page.forms(r"^/my/duties/[\w-]+/")
    if not forms:
        return
    answer = await browser.send("duty: done", forms[0], allowed=SLOW_RIVAL)
    if answer.status == 303:
        unit, slug, duty, period = address.strip("/").split("/")[2:]
        guest.told.duties.add((guest.subject, f"{unit}/role/{slug}", duty, period))
        await browser.onwards(answer)


async def move_a_case(guest: Guest) -> None:
    """A step of a running procedure, with its forms; now and then a new case."""
    browser = guest.browser
    page = await browser.get("cases", "/cases/")
    tasks, starts = page.links(r"^/cases/task/\w[\w-]*/$"), page.links(r"^/cases/start/")
    if starts and (not tasks or guest.happens(0.15)):
        await _start_a_case(guest, guest.one_of(starts))
    elif tasks:
        await _act(guest, guest.one_of(tasks))


async def _start_a_case(guest: Guest, address: str) -> None:
    page = await guest.browser.get("page to start a case on", address, allowed=(409,))
    forms = page.forms("^/cases/start/")
    if not forms:
        return
    answer = await guest.browser.send("case: start", forms[0], allowed=NOT_THEIRS)
    started = re.match(r"/cases/case/([\w-]+)/", answer.location)
    if started:
        guest.told.cases.add(started[1])
        await guest.browser.onwards(answer)


async def _act(guest: Guest, address: str) -> None:
    browser = guest.browser
    page = await browser.get("a task", address, allowed=(403, 404, 409))
    if page.status != 200:
        return
    for place in page.links(r"^/cases/task/[\w-]+/form/")[:2]:
        form = (await browser.get("a form of a case", place, allowed=SLOW_RIVAL)).forms(r"/form/")
        if form:
            filled = await browser.send(
                "case: fill a form",
                form[0],
                _cells(form[0], guest),
                button=("wish", "finish"),
                allowed=(409, 422),
            )
            if filled.status != 303:
                return  # it has to be mended first; somebody comes back to it
    form = page.forms(rf"{re.escape(address)}$")
    if not form:
        return
    outcomes = [one.get("value") for one in form[0].iter("button") if one.get("name") == "outcome"]
    outcome = (
        "refused"
        if "refused" in outcomes and guest.happens(0.1)
        else next(one for one in outcomes if one != "refused")
    )
    values = {
        one.get("name"): f"JL-{guest.browser.chance.randrange(10**6)}"
        for one in form[0].iter("input")
        if (one.get("name") or "").startswith("record-")
    }
    values |= {"text": "金额与预算不符，请核对。"} if outcome == "refused" else {}
    answer = await browser.send("case: act", form[0], values, button=("outcome", outcome), allowed=NOT_THEIRS)
    if answer.status == 303:
        guest.told.steps.add(address.strip("/").split("/")[2])
        await browser.onwards(answer)


def _cells(form: Any, guest: Guest) -> Mapping[str, str]:
    """Everything asked in a form of a case; what is asked is marked beside the field, so all fields are filled."""
    found: dict[str, str] = {}
    for one in form.iter("input", "textarea", "select"):
        name, kind = one.get("name") or "", one.get("type") or one.tag
        if not name.startswith("f-") or kind == "file":
            continue
        options = [option.get("value") or option.text_content() for option in one.iter("option")]
        if options:
            found[name] = next(option for option in options if option)
        elif kind in ("checkbox", "radio"):
            found[name] = one.get("value")
        else:
            found[name] = {"date": "2026-11-20", "datetime-local": "2026-11-20T09:30", "time": "09:30"}.get(
                kind
            ) or ("12" if one.get("inputmode") else "已核对")
    return found


async def take_a_word_file(guest: Guest) -> None:
    """The Word file of a document."""
    await guest.browser.get("a Word file", f"/handbooks/{guest.one_of(list(guest.files))}.docx")


EVERYBODY: Final[tuple[tuple[int, Errand], ...]] = (
    (14, looks("home", "/my/", "/my/", "/en/my/", "/")),
    (18, read),
    (14, search),
    (16, confirm),
    (9, tick),
    (9, do_a_duty),
    (9, move_a_case),
    (4, looks("my work", "/my/work/", "/my/duties/calendar/", "/account/")),
    (1, looks("my work as a sheet", "/my/work/xlsx/")),
    (3, take_a_word_file),
)
"""What employees come for, and how often."""
