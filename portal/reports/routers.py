"""The routes of reports, in the order in which the app asks them."""

from typing import Final

from fastapi import APIRouter

from portal.reports import (
    api,
    auditor_pages,
    case_boards,
    checklist_pages,
    duty_pages,
    evidence_pages,
    export_pages,
    listing_pages,
    open_pages,
    own_pages,
    record_pages,
    work_pages,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    api.router,
    own_pages.router,
    duty_pages.router,
    work_pages.router,
    checklist_pages.router,
    auditor_pages.router,
    case_boards.router,
    listing_pages.router,
    record_pages.router,
    evidence_pages.router,
    export_pages.router,
    open_pages.router,
)
