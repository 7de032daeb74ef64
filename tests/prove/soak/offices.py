"""Errands of those with an office: managers, human resources, owners, auditors, administrators."""

import asyncio
import datetime
import re
from typing import Final

from tests.prove.soak.browser import Page
from tests.prove.soak.errands import (
    EVERYBODY,
    NOT_THEIRS,
    Errand,
    Guest,
    looks,
    read,
    search,
    take_a_word_file,
)

_MINE: Final = 40
_OUT: Final = "take away"


def _a_day(guest: Guest) -> str:
    """Some day of the last year."""
    back = datetime.timedelta(days=guest.browser.chance.randrange(0, 360))
    return (datetime.datetime.now(datetime.UTC).date() - back).isoformat()


def follows(kind: str, address: str, pattern: str) -> Errand:
    """An errand that opens a list and then one of its lines."""

    async def errand(guest: Guest) -> None:
        page = await guest.browser.get(f"{kind}: list", address)
        found = page.links(pattern)
        if found:
            await guest.browser.get(kind, guest.one_of(found))

    return errand


def takes(address: str, pattern: str, *, share: float = 1.0) -> Errand:
    """An errand that takes a sheet or a file away from a page."""

    async def errand(guest: Guest) -> None:
        page = await guest.browser.get(f"page of {pattern}", address)
        forms = page.forms(pattern)
        if forms and guest.happens(share):
            await guest.browser.send(f"{_OUT} {pattern}", guest.one_of(forms))

    return errand


async def remind(guest: Guest) -> None:
    """Reminds one of the team."""
    page = await guest.browser.get("team", "/my/team/")
    forms = page.forms("^/my/team/remind/")
    if forms and guest.happens(0.3):
        await guest.browser.onwards(await guest.browser.send("remind", guest.one_of(forms)))


async def order_word_files(guest: Guest) -> None:
    """A few documents as one Word file: ordered, waited for, fetched."""
    browser = guest.browser
    page = await browser.get("handbooks", "/handbooks/")
    forms = page.forms("^/handbooks/$")
    some = page.root.xpath('//input[@name="document"]/@value')[:_MINE]
    what = guest.one_of(["chosen", "chosen", "register", "everything"])
    if not forms or not some:
        return
    answer = await browser.send(
        "order a Word file",
        forms[0],
        {"document": guest.one_of(some), "what": what, "do": "make"},
        allowed=(409,),  # their last one is still being made
    )
    for _ in range(20):
        page = await browser.onwards(answer, "a Word file being made")
        fetch = page.links(r"/file/$")
        if fetch:
            await browser.get("fetch a Word file", fetch[0])
            return
        if not page.forms("/cancel/"):
            return
        await asyncio.sleep(3)


async def sign_off_sheet(guest: Guest) -> None:
    """The sheet to sign of one document, for Word or a spreadsheet."""
    document = guest.one_of(list(guest.documents)).strip("/")
    page = await guest.browser.get("sign-off", f"/reports/sign-off/?document={document}")
    forms = page.forms("^/reports/sign-off/")
    if forms:
        await guest.browser.send("take away a sign-off sheet", guest.one_of(forms))


async def correct(guest: Guest) -> None:
    """A confirmation made by mistake: the person is asked again."""
    waiting = sorted((guest.told.confirmed.keys() | guest.told.of_old) - guest.told.corrected)
    if not waiting:
        return
    seq = guest.one_of(waiting)
    page = await guest.browser.get("receipt", f"/receipts/{seq}/")
    forms = page.forms("/correct/$")
    if forms:
        answer = await guest.browser.send("correct a confirmation", forms[0], allowed=NOT_THEIRS)
        if answer.status == 303:
            guest.told.corrected.add(seq)
            await guest.browser.onwards(answer)


async def paper(guest: Guest) -> None:
    """A signature on paper: entered with its scan, or confirmed by the second person."""
    page = await guest.browser.get("paper", "/paper/")
    waiting, entering = page.forms("/confirm/$"), page.forms("^/paper/$")
    if waiting and guest.happens(0.6):
        answer = await guest.browser.send("paper: second person", guest.one_of(waiting), allowed=NOT_THEIRS)
        await guest.browser.onwards(answer)
    elif entering:
        owing = await guest.browser.get("open confirmations", "/reports/open/")
        owed = [
            (row.xpath('string(td[contains(@class, "mono")])'), document.partition("document=")[2])
            for row in owing.root.xpath("//tbody/tr")
            for document in row.xpath('.//a[contains(@href, "sign-off/?document=")]/@href')
        ]
        if not owed:
            return
        person, document = guest.one_of(owed)
        answer = await guest.browser.send(
            "paper: enter", entering[0], {"person": person, "document": document}, allowed=(409, 422)
        )
        await guest.browser.onwards(answer)


async def report(guest: Guest) -> None:
    """A report of today or of a past day, sometimes taken away."""
    name = guest.one_of(["coverage", "matrix", "exceptions", "records"])
    page = await guest.browser.get(
        f"report: {name}",
        f"/reports/{name}/?day={_a_day(guest)}" if guest.happens(0.5) else f"/reports/{name}/",
    )
    forms = page.forms("^/reports/export/")
    if forms and guest.happens(0.25):
        await guest.browser.send(f"take away: {name}", guest.one_of(forms))
    else:
        await _deeper(guest, page)


async def _deeper(guest: Guest, page: Page) -> None:
    found = page.links(r"^/reports/(document|person|record)/")
    if found:
        address = guest.one_of(found)
        kind = re.sub(r"^/reports/(\w+)/.*", r"\1", address)
        await guest.browser.get(f"report: {kind}", address)


async def pack(guest: Guest) -> None:
    """An evidence pack of one document."""
    page = await guest.browser.get("evidence", "/reports/evidence/")
    forms = page.forms("/pack/$")
    documents = [one for one in page.root.xpath('//select[@name="document"]/option/@value') if one]
    if forms and documents:
        await guest.browser.send("take an evidence pack", forms[0], {"document": guest.one_of(documents)})


async def verify_all(guest: Guest) -> None:
    """Everything recomputed, from the page."""
    page = await guest.browser.get("evidence", "/reports/evidence/")
    forms = page.forms("/verify/$")
    if forms:
        await guest.browser.send("verify everything", forms[0])


async def release(guest: Guest) -> None:
    """What waits to be released: proposed by its owner, released by somebody else."""
    page = await guest.browser.get("releases", "/releases/")
    waiting = page.links(r"^/releases/\w+/[\w-]+/[\w-]+/$")
    if not waiting:
        return
    page = await guest.browser.get("a release", guest.one_of(waiting), allowed=(404,))
    forms = page.forms(r"/release/$") or page.forms(r"^/releases/\w+/")
    if forms and guest.happens(0.3):
        answer = await guest.browser.send("propose or release", forms[0], allowed=(403, 409))
        await guest.browser.onwards(answer)


MANAGER: Final[tuple[tuple[int, Errand], ...]] = (
    *EVERYBODY,
    (20, remind),
    (15, looks("team", "/my/team/work/", "/my/team/duties/", "/my/team/")),
    (3, looks("team's work as a sheet", "/my/team/work/xlsx/")),
)
HR: Final[tuple[tuple[int, Errand], ...]] = (
    (6, read),
    (6, search),
    (14, follows("a person", "/people/", r"^/people/person/s-\w+/$")),
    (
        8,
        looks(
            "people",
            "/people/vacant/",
            "/people/?q=王",
            "/people/new/",
            "/people/erasure/",
            "/people/import/",
        ),
    ),
    (12, looks("open confirmations", "/reports/open/")),
    (12, correct),
    (10, paper),
    (6, order_word_files),
    (6, sign_off_sheet),
    (5, looks("duty board", "/reports/duties/")),
    (3, takes("/reports/checklists/", r"^/reports/checklists/\w+/")),
    (3, take_a_word_file),
    (5, looks("home", "/my/")),
)
AUDITOR: Final[tuple[tuple[int, Errand], ...]] = (
    (40, report),
    (6, follows("report: cases", "/reports/cases/", r"^/reports/cases/\w+/[\w-]+/[\w-]+/$")),
    (6, takes("/reports/checklists/", r"^/reports/checklists/\w+/", share=0.4)),
    (4, pack),
    (1, verify_all),
    (6, read),
    (6, search),
    (2, looks("who looked", "/reports/looks/")),
)
OWNER: Final[tuple[tuple[int, Errand], ...]] = (*EVERYBODY, (20, release), (12, looks("owned", "/my/owned/")))
ADMINISTRATOR: Final[tuple[tuple[int, Errand], ...]] = (
    (10, looks("administration", "/administration/")),
    (10, looks("jobs", "/administration/jobs/")),
    (6, looks("settings", "/administration/settings/")),
    (6, looks("sign-ins", "/administration/sign-ins/")),
    (6, looks("grants", "/access/")),
    (6, looks("security log", "/access/log/")),
    (5, read),
    (5, search),
)
ERRANDS: Final = {
    "new-hire": EVERYBODY,
    "employee": EVERYBODY,
    "manager": MANAGER,
    "hr": HR,
    "second-hr": HR,
    "owner": OWNER,
    "approver": OWNER,
    "auditor": AUDITOR,
    "administrator": ADMINISTRATOR,
}
"""What whom comes for: weights and errands."""
