"""The crowd: fifty seats, and who sits in them for a while. Employees get their accounts as real ones do."""

import asyncio
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from tests.prove.soak.browser import Browser, Sample
from tests.prove.soak.errands import Guest, Told
from tests.prove.soak.offices import ERRANDS

SHARES: Final = (("manager", 5), ("hr", 2), ("second-hr", 2), ("auditor", 3), ("owner", 1), ("approver", 1), ("administrator", 1), ("new-hire", 1))  # fmt: skip
"""Of fifty seats; everybody else is an employee."""
OF_SEATS: Final = 50
PASSWORD: Final = "luzhou-tianqi-qing-2026"
"""Of the employees this rig invites into a demonstration that nobody else uses."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    part: str
    login: str
    password: str
    subject: str


@dataclass
class Crowd:
    """Everybody who takes part, over one home, and what they were told."""

    base: str
    home: Path
    thinks: float
    chance: random.Random
    samples: list[Sample] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    employees: list[Account] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.said: dict[str, Any] = json.loads((self.home / "demonstration.json").read_text("utf-8"))
        library = json.loads((self.home / "current/library.json").read_text("utf-8"))
        listed = json.loads((self.home / "current/catalogue.json").read_text("utf-8"))["documents"]
        shown = [one for one in listed if one["classification"] != "restricted"]
        self.documents = tuple(one["pages"]["zh-Hans"] for one in shown)
        self.files = tuple(
            one["id"]
            for one in shown
            if one["status"] == "effective" and one["kind"] in ("role", "policy", "procedure")
        )
        self.right = frozenset(right_answers(library))

    def browser(self, password: str = "", *, thinks: float | None = None) -> Browser:
        """A new browser."""
        return Browser(
            self.base,
            random.Random(self.chance.random()),
            self.samples,
            right=self.right,
            thinks=self.thinks if thinks is None else thinks,
            password=password,
        )

    def visitor(self, part: str) -> Account:
        """One of the accounts every demonstration has."""
        one = next(one for one in self.said["sign_ins"] if one["part"] == part)
        return Account(part, one["login"], self.said["password"], one["subject"])

    async def come(self, account: Account, *, thinks: float | None = None) -> Guest:
        """Signs in."""
        browser = self.browser(account.password, thinks=thinks)
        page = await browser.get("page to sign in on", "/sign-in/")
        form = page.forms("/sign-in/$")[0]
        answer = await browser.send("sign in", form, {"login": account.login, "password": account.password})
        page = await browser.onwards(answer, "home")
        for link in page.root.xpath('//link[@rel="stylesheet"]/@href')[:4]:
            await browser.at_once("a style sheet", link)
        return Guest(browser, account.subject, self.told, self.documents, self.files)

    async def employ(self, number: int, confirmed: Mapping[str, Sequence[int]], each: int) -> None:
        """Human resources invites so many employees, each chooses a password and is asked for some texts again."""
        hr = await self.come(self.visitor("hr"), thinks=0)
        known = {one["subject"] for one in self.said["sign_ins"]}
        page = await hr.browser.get("people", "/people/")
        people = [link for link in page.links(r"^/people/person/s-\w+/$") if link.split("/")[3] not in known]
        self.chance.shuffle(people)
        for link in people[:number]:
            await self._invite(hr, link)
        await self._ask_again(hr, confirmed, each)
        await hr.browser.close()

    async def _ask_again(self, hr: Guest, confirmed: Mapping[str, Sequence[int]], each: int) -> None:
        """Some of their confirmations were mistakes: without that there would be nothing to confirm for an hour."""
        newest = [seq for one in self.employees for seq in confirmed.get(one.subject, ())[-2 * each :]]
        self.chance.shuffle(newest)
        form = None
        for seq in newest[: each * len(self.employees)]:
            if form is None:
                form = (await hr.browser.get("receipt", f"/receipts/{seq}/")).forms("/correct/$")[0]
            form.set("action", f"/receipts/{seq}/correct/")
            await hr.browser.send("correct a confirmation", form, allowed=(409,))
            self.told.corrected.add(seq)
        self.told.of_old.update(newest)

    async def _invite(self, hr: Guest, link: str) -> None:
        page = await hr.browser.get("a person", link)
        answer = await hr.browser.send("invite", page.forms("/access/invite/")[0], allowed=(403, 409))
        found = re.search(rb"/invitation/\?token=[\w-]+", answer.body)
        if found is None:  # whoever holds a granted role gets a link from the server alone
            return
        browser = self.browser(PASSWORD, thinks=0)
        page = await browser.get("invitation", found[0].decode())
        form = page.forms("/invitation/$")[0]
        await browser.onwards(await browser.send("choose a password", form), "home")
        login = form.xpath('.//input[@name="username"]/@value')[0]
        self.employees.append(Account("employee", login, PASSWORD, link.split("/")[3]))
        await browser.close()

    def seats(self, number: int) -> list[str]:
        """Who sits where, in the shares of fifty."""
        parts = [part for part, share in SHARES for _ in range(max(1, round(share * number / OF_SEATS)))]
        return [*parts[:number], *["employee"] * (number - len(parts))]

    async def sit(self, part: str, *, until: float, shift: float) -> None:
        """One seat: people come, do what they came for, and leave, one after the other."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self.chance.random() * min(120, shift / 2))  # nobody comes at the same moment
        while loop.time() < until:
            account = self.chance.choice(self.employees) if part == "employee" else self.visitor(part)
            end = min(until, loop.time() + shift * (0.5 + self.chance.random()))
            try:
                guest = await self.come(account)
            except httpx.HTTPError:
                continue
            await self._shift(guest, part, end)

    async def _shift(self, guest: Guest, part: str, end: float) -> None:
        loop, errands = asyncio.get_running_loop(), ERRANDS[part]
        weights = [weight for weight, _ in errands]
        while loop.time() < end:
            errand = guest.browser.chance.choices([one for _, one in errands], weights)[0]
            try:
                await errand(guest)
            except httpx.HTTPError:  # noted where it happened
                continue
        await leave(guest)
        await guest.browser.close()


async def leave(guest: Guest) -> None:
    """Signs out."""
    try:
        page = await guest.browser.get("account", "/account/")
        forms = page.forms("/sign-out/$")
        if forms:
            await guest.browser.send("sign out", forms[0])
    except httpx.HTTPError:  # noted where it happened
        return


def right_answers(library: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The right answers of every quiz in a library, as field and value."""
    for document in library["documents"]:
        for question in document.get("quiz") or document.get("questions") or ():
            yield from (
                (f"q-{question['id']}", option["id"])
                for option in question["options"]
                if option.get("correct")
            )
