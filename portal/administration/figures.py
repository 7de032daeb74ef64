"""Figures 运行指标 for a collector, in the text format of Prometheus, for who holds a token of the scope ``metrics``.

Numbers only: nothing about who asked, and nothing about a person.
"""

import shutil
from collections.abc import Iterator

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection, func, select
from starlette.responses import PlainTextResponse

from portal.access.records import Records, TheRecords
from portal.access.tokens import token_for
from portal.jobs import overview
from portal.ledger import store
from portal.ledger.ledger import reading
from portal.ledger.tables import ANCHOR
from portal.notices.tables import OUTBOX
from portal.settings import program_version
from portal.web.tally import Tally

router = APIRouter(include_in_schema=False)

_KIND = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/metrics", dependencies=[Depends(token_for("metrics"))])
def metrics(request: Request, records: TheRecords) -> PlainTextResponse:
    """Requests, records, outbox and disk in numbers."""
    tally: Tally = request.app.state.tally
    with reading(records.ledger.engine) as connection:
        lines = [
            *_build(),
            *tally.lines(),
            *_of_records(connection),
            *_of_jobs(connection),
            *_of_disk(records),
        ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type=_KIND, headers={"cache-control": "no-store"})


def _build() -> Iterator[str]:
    yield "# TYPE dutybook_build_info gauge"
    yield f'dutybook_build_info{{version="{program_version()}"}} 1'


def _of_records(connection: Connection) -> Iterator[str]:
    newest = store.newest_checkpoint(connection)
    anchored = connection.execute(select(func.coalesce(func.max(ANCHOR.c.size), 0))).scalar_one()
    sizes = {
        "entries": store.size_of(connection),
        "signed": newest[0] if newest else 0,
        "anchored": int(anchored),
    }
    for name, size in sizes.items():
        yield f"# TYPE dutybook_ledger_{name} gauge"
        yield f"dutybook_ledger_{name} {size}"
    yield "# TYPE dutybook_outbox gauge"
    for state, number in connection.execute(select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)):
        yield f'dutybook_outbox{{state="{state}"}} {number}'


def _of_jobs(connection: Connection) -> Iterator[str]:
    yield "# TYPE dutybook_jobs gauge"
    for outcome, number in sorted(overview.how_many(connection).items()):
        yield f'dutybook_jobs{{outcome="{outcome}"}} {number}'


def _of_disk(records: Records) -> Iterator[str]:
    yield "# TYPE dutybook_disk_free_bytes gauge"
    yield f"dutybook_disk_free_bytes {shutil.disk_usage(records.home).free}"
