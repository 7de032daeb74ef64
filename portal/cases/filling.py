"""Filling 填表: drafts of forms for a task, begun from the last record of the case, kept until the task is done."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert

from portal.attachments.service import Received
from portal.cases.acting import Turn, turn_of
from portal.cases.forms import Answers, Field, fields_of
from portal.cases.handed_in import files_in, settle_draft
from portal.cases.office import CaseOffice
from portal.cases.plans import Plan
from portal.cases.refusals import CaseUnknown
from portal.cases.tables import FORM
from portal.cases.values import Filled
from portal.clock import utc_text
from portal.ledger.ledger import reading
from portal.releases.texts import Texts
from portal.web.languages import Language


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form in front of somebody: its text, its fields in their language, and what it holds so far."""

    form: str
    text: Plan
    digests: Mapping[str, str]
    fields: tuple[Field, ...]
    filled: Mapping[str, Any]
    draft: Filled | None


def sheet_for(
    office: CaseOffice, texts: Texts, subject: str, task: str, *, form: str, language: Language
) -> tuple[Turn, Sheet]:
    """A form to fill in for a task. The refusals of :func:`turn_of`; CaseUnknown for a form the task has no use for."""
    files = office.records.ledger.files
    with reading(office.records.ledger.engine) as connection:
        turn = turn_of(office, texts, connection, subject, task)
    if form not in fillable(turn) or form not in texts.documents:
        raise CaseUnknown
    draft = turn.mine.get(form)
    digests = texts.keep(form, files) if draft is None else draft.digests
    text = office.plan(digests, language)
    filled = draft.filled if draft is not None else _last(turn.forms, form, digests)
    sheet = Sheet(
        form=form, text=text, digests=digests, fields=fields_of(text.text), filled=filled, draft=draft
    )
    return turn, sheet


def fillable(turn: Turn) -> tuple[str, ...]:
    """The forms that somebody may fill in for a task: what it hands in, and what its branches require."""
    branches = turn.plan.branches(turn.task.step) if turn.task.kind == "decision" else ()
    required = [form for branch in branches for form in branch.get("requires", ())]
    return tuple(dict.fromkeys((*turn.plan.records(turn.node), *required)))


def save(
    office: CaseOffice, turn: Turn, sheet: Sheet, answers: Answers, *, by: str, fresh: Sequence[Received] = ()
) -> None:
    """Keeps a draft with the files that came for it. It is no evidence until its task is done."""
    key = hashlib.sha256(f"{turn.task.key}\0{sheet.form}".encode()).hexdigest()[:32]
    row = {
        "key": key,
        "process_case": turn.case.key,
        "task": turn.task.key,
        "form": sheet.form,
        "digests": json.dumps(dict(sheet.digests), sort_keys=True),
        "filled": json.dumps(dict(answers.filled), ensure_ascii=False, sort_keys=True),
        "is_complete": answers.is_complete,
        "by": by,
        "at": utc_text(office.records.now()),
        "record": None,
    }

    still = {one["sha256"] for one in files_in(answers.filled)}

    def work(connection: Connection) -> None:
        connection.execute(delete(FORM).where(FORM.c.key == key, FORM.c.record.is_(None)))
        connection.execute(insert(FORM), row)
        settle_draft(connection, office, turn.task, sheet.form, fresh=fresh, still=still, by=by)

    office.records.ledger.sequencer.write(work).result()


def _last(forms: Sequence[Filled], form: str, digests: Mapping[str, str]) -> Mapping[str, Any]:
    """What the same form said when it was last handed in, as long as its text is the same."""
    same = [one for one in forms if one.form == form and one.record and dict(one.digests) == dict(digests)]
    return same[-1].filled if same else {}
