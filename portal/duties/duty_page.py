"""The page of one duty in one period, for whose it is and for those who look after them."""

from starlette.responses import Response

from portal.acknowledgements.views import fingerprint, local, title_of
from portal.attachments.kinds import ACCEPT
from portal.duties.book import key_of
from portal.duties.corrections import REASONS, correct, may_correct
from portal.duties.counter import Counter
from portal.duties.evidence import Said, given_in
from portal.duties.facts import Correction, corrections_of
from portal.duties.refusals import DutyCorrected, DutyTextChanged, EvidenceMissing
from portal.duties.standing import Task
from portal.duties.views import CorrectedView, fields_of, name_of, with_proof
from portal.errors import PortalError
from portal.ledger.refusals import TextMissing
from portal.releases.organisation import Organisation
from portal.web.refusals import sentence
from portal.web.texts import texts


def page_of_duty(
    counter: Counter,
    task: Task,
    *,
    refusal: PortalError | None = None,
    said: Said | None = None,
    is_too_early: bool = False,
    place: str = "",
    verifies: bool = False,
) -> Response:
    """The duty; after a refusal with what was filled in and the same key, so that it counts once.

    ``place`` is its address where it is somebody else's; ``verifies`` says that it is for the reader to verify it.
    """
    line, wording, occurrence = counter.line(task), texts(counter.language), task.occurrence
    keeps_key = said is not None and not isinstance(refusal, DutyTextChanged)
    with counter.reading() as connection:
        matter = counter.desk.matter(connection, counter.library)
        kept = counter.records.ledger.files
        (line,) = with_proof(connection, [line], kept, counter.found, counter.language)
        names = names_of(task, matter.organisation)
        corrected = corrections_of(connection, task.subject, names, occurrence.bucket)
    people = matter.people
    return counter.page(
        "duty.html",
        title=wording.say("duty.page-title", role=line.role),
        status=200 if refusal is None else refusal.status,
        line=line,
        fact=task.fact,
        whose=name_of(people, task.subject) if place else "",
        place=place or line.place,
        by=lambda subject: name_of(people, subject),
        local=lambda moment: local(moment, counter.found.edition.zone)[:16],
        revision=occurrence.text.release.revision,
        key=said.key if keeps_key and said is not None else line.key,
        fields=fields_of(task, counter.found, counter.language, () if said is None else said.given),
        accept=ACCEPT,
        fingerprint=fingerprint(line.digest, 3),
        unpublished=counter.unpublished(occurrence.day),
        problem=None if refusal is None else _problem(counter, refusal),
        is_too_early=is_too_early,
        corrected=[_corrected(counter, one) for one in corrected],
        may_correct=may_correct(
            task, counter.principal, matter.organisation, today=counter.today, verifies=verifies
        ),
        may_verify=verifies and task.waits_for_verifier,
        reasons=REASONS,
    )


def correct_shown(counter: Counter, task: Task, *, reason: str, words: str, verifies: bool = False) -> None:
    """Corrects what the page shows; that it was corrected already is success. Refusals of correct."""
    with counter.reading() as connection:
        organisation = counter.desk.matter(connection, counter.library).organisation
    who, ledger = counter.principal, counter.records.ledger
    may = may_correct(task, who, organisation, today=counter.today, verifies=verifies)
    try:
        correct(ledger, task, reason=reason, words=words, by=who, may=may)
    except DutyCorrected:
        return


def names_of(task: Task, organisation: Organisation) -> frozenset[str]:
    """The names an occurrence has or had, where its role was renamed."""
    duty, period = task.occurrence.id, task.occurrence.period
    before = (old for old in organisation.moved if organisation.today_name(old) == duty.role)
    return frozenset(key_of(duty._replace(role=role), period) for role in (duty.role, *before))


def _corrected(counter: Counter, one: Correction) -> CorrectedView:
    try:
        said = given_in(counter.records.ledger.files.read(one.note))
    except TextMissing:
        said = ""
    return CorrectedView(one, said)


def _problem(counter: Counter, refusal: PortalError) -> str:
    """What is in the way; a form that is missing goes by its title, what has no name of its own by its kind."""
    wording = texts(counter.language)
    if isinstance(refusal, EvidenceMissing):
        missing = str(refusal.values["label"])
        title = title_of(counter.found, missing, counter.language)
        refusal = EvidenceMissing(label=wording.label(f"checklist.kind-{missing}", title))
    return sentence(refusal, wording)
