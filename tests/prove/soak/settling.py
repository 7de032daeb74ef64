"""Afterwards: what people were told is compared with what the ledger holds."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from portal.ledger.ledger import reading
from portal.ledger.store import entries_of
from tests.portal.ledger.ledgers import a_ledger
from tests.prove.soak.errands import Told

Body = dict[str, Any]


def entries_in(home: Path) -> list[tuple[int, Body]]:
    """Every entry of a home, in order."""
    with a_ledger(home) as ledger, reading(ledger.engine) as connection:
        return [(stored.seq, json.loads(stored.body)) for stored in entries_of(connection)]


def confirmed_by(entries: list[tuple[int, Body]]) -> dict[str, list[int]]:
    """The newest confirmation of each document, by person, in order."""
    newest: dict[tuple[str, str], int] = {}
    for seq, body in entries:
        if body["kind"] == "acknowledgement:recorded":
            newest[body["subject"], body["document"]] = seq
    found: dict[str, list[int]] = {}
    for (subject, _), seq in sorted(newest.items(), key=lambda one: one[1]):
        found.setdefault(subject, []).append(seq)
    return found


def lost(told: Told, entries: list[tuple[int, Body]]) -> list[str]:
    """What somebody was told is recorded, and is not."""
    by_seq = dict(entries)
    made: dict[str, set[tuple[str, ...]]] = {}
    for _, body in entries:
        made.setdefault(body["kind"], set()).update(_names(body))
    steps = (
        made.get("task:done", set()) | made.get("approval:given", set()) | made.get("approval:refused", set())
    )
    return [
        *(
            f"entry {seq}: {whose}"
            for seq, whose in told.confirmed.items()
            if not _is(by_seq.get(seq), *whose)
        ),
        *_missing("duty", told.duties, made.get("duty:done", set())),
        *_missing("ticked", told.ticked, made.get("checklist-item:completed", set())),
        *_missing("verified", told.verified, made.get("checklist-item:verified", set())),
        *_missing("case", {(one,) for one in told.cases}, made.get("case:started", set())),
        *_missing("step", {(one,) for one in told.steps}, steps),
    ]


def doubled(entries: list[tuple[int, Body]], since: int) -> list[str]:
    """Confirmations of one person for one text of which there are more than were corrected."""
    corrected = {body["entry"] for _, body in entries if body["kind"] == "entry:corrected"}
    confirmed = Counter(
        (body["subject"], body["document"], body["revision"])
        for seq, body in entries
        if body["kind"] == "acknowledgement:recorded" and seq > since and seq not in corrected
    )
    return [f"{times} times {whose}" for whose, times in confirmed.items() if times > 1]


def _missing(what: str, told: set[Any], made: set[tuple[str, ...]]) -> list[str]:
    return [f"{what}: {one}" for one in sorted(told - made)]


def _is(body: Body | None, subject: str, document: str) -> bool:
    return body is not None and (body["kind"], body.get("subject"), body.get("document")) == (
        "acknowledgement:recorded",
        subject,
        document,
    )


def _names(body: Body) -> list[tuple[str, ...]]:
    """Under which names people know an entry."""
    kind = body["kind"]
    if kind == "duty:done":
        return [(body["subject"], body["document"], body["duty"], body["period"])]
    if kind.startswith("checklist-item:"):
        return [(body["case"], body["check_item"])]
    if kind == "case:started":
        return [(body["case"],)]
    return [(body["task"],)] if "task" in body else []
