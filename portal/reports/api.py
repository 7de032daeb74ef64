"""Reports for programs: coverage as of a day, and one record with its proof. Signed-in auditors only."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from portal.ledger.refusals import EntryUnknown
from portal.ledger.store import entry_at
from portal.reports import coverage
from portal.reports.auditor_pages import Audits
from portal.reports.coverage import Counts, Dimension
from portal.reports.picture import Selection
from portal.reports.stamp import standing_of
from portal.reports.view import view_of
from portal.web.described import REFUSALS
from portal.web.texts import texts

router = APIRouter(tags=["reports"], responses=REFUSALS)
_describe = texts("en").say
Place = Annotated[str, Query(max_length=200)]
_NEVER_KEPT = {"cache-control": "no-store"}


class CountsAnswer(BaseModel):
    """How many are asked, and how they stand."""

    model_config = ConfigDict(frozen=True)

    asked: int
    met: int
    late: int
    open: int
    waived: int
    earlier: int


class CoverageAnswer(BaseModel):
    """Coverage at the end of a day of the company's time zone, and how far the ledger reaches by now."""

    model_config = ConfigDict(frozen=True)

    day: datetime.date
    totals: CountsAnswer
    by: dict[str, CountsAnswer]
    entries: int
    code: str


class RecordAnswer(BaseModel):
    """One entry as it stands in the ledger, and the proof that it does (C2SP tlog-proof)."""

    model_config = ConfigDict(frozen=True)

    seq: int
    body: str
    leaf: str
    proof: str
    key: str


@router.get("/api/v1/coverage", operation_id="coverage", summary=_describe("api.coverage"))
def coverage_as_of(
    request: Request,
    response: Response,
    principal: Audits,
    *,
    day: Annotated[datetime.date | None, Query()] = None,
    by: Dimension = "department",
    unit: Place = "",
    document: Place = "",
) -> CoverageAnswer:
    """How many of those who should have confirmed had, by one dimension."""
    response.headers.update(_NEVER_KEPT)
    view, selection = view_of(request, principal), Selection(unit=unit, document=document)
    today = view.records.today()
    asked = today if day is None else max(min(day, today), datetime.date(1990, 1, 1))
    view.looks_at("api-coverage", {"day": asked.isoformat()} | selection.stated())
    with view.reading() as connection:
        picture = view.picture(connection, asked, selection)
        standing = standing_of(view.records.ledger, connection)
    return CoverageAnswer(
        day=asked,
        totals=_counts(coverage.total(picture)),
        by={key: _counts(counts) for key, counts in coverage.by(picture, by).items()},
        entries=standing.size,
        code=standing.code,
    )


@router.get("/api/v1/records/{seq}", operation_id="record", summary=_describe("api.record"))
def record(
    request: Request,
    response: Response,
    principal: Audits,
    seq: Annotated[int, Path(ge=1, le=1_000_000_000_000)],
) -> RecordAnswer:
    """One entry with its proof."""
    response.headers.update(_NEVER_KEPT)
    view = view_of(request, principal)
    ledger = view.records.ledger
    view.looks_at("api-record", {"seq": str(seq)})
    proof = ledger.proof(seq).text
    with view.reading() as connection:
        stored = entry_at(connection, seq)
    if stored is None:
        raise EntryUnknown(entry=seq)
    return RecordAnswer(
        seq=seq, body=stored.body.decode(), leaf=stored.leaf.hex(), proof=proof, key=ledger.key.text
    )


def _counts(found: Counts) -> CountsAnswer:
    return CountsAnswer(
        asked=found.asked,
        met=found.met,
        late=found.late,
        open=found.open,
        waived=found.waived,
        earlier=found.earlier,
    )
