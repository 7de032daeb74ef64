"""Rules on document control 文件控制: owner, dates, readers, and a plan that is only a plan."""

from collections.abc import Iterator

from generators.model.control import Document
from generators.model.library import Library
from generators.model.nearness import nearest
from generators.model.outline import Outline
from generators.model.rules.registry import Spot, at, dated_rule, document_rule, inside, library_rule
from generators.model.rules.spans import day_after
from generators.model.rules.status import IN_FORCE, WRITTEN

AnyDocument = Outline[Document]


@document_rule("effective-date-missing")
def effective_date_missing(outline: AnyDocument) -> Iterator[Spot]:
    """A document in force says since when."""
    control = outline.document.control
    if control.status in IN_FORCE and not control.effective:
        yield at("control", "status")


@document_rule("owner-missing")
def owner_missing(outline: AnyDocument) -> Iterator[Spot]:
    """Every document that is being written or in force has a role that answers for it."""
    control = outline.document.control
    if control.status in WRITTEN and not control.owner:
        yield at("control", "status")


@document_rule("review-date-missing")
def review_date_missing(outline: AnyDocument) -> Iterator[Spot]:
    """A document in force says until when it has to be looked at again."""
    control = outline.document.control
    if control.status in IN_FORCE and not control.review_by:
        yield at("control", "status")


@document_rule("author-approves")
def author_approves(outline: AnyDocument) -> Iterator[Spot]:
    """Who wrote a document does not approve it."""
    control = outline.document.control
    if control.author and control.author == control.approver:
        yield at("control", "approver", role=control.author)


@document_rule("planned-has-content")
def planned_has_content(outline: AnyDocument) -> Iterator[Spot]:
    """A planned document is known by name only: no steps, duties, clauses, fields or prose."""
    document = outline.document
    if document.status == "planned" and (outline.nodes or document.prose):
        yield at("control", "status")


@document_rule("planned-without-owner")
def planned_without_owner(outline: AnyDocument) -> Iterator[Spot]:
    """A planned document says which role will have written it by which day."""
    control = outline.document.control
    if control.status == "planned" and not (control.owner and control.planned_for):
        yield at("control", "status")


@document_rule("restricted-without-readers")
def restricted_without_readers(outline: AnyDocument) -> Iterator[Spot]:
    """A restricted document names who may read it; otherwise nobody could."""
    control = outline.document.control
    if control.classification == "restricted" and not control.readers:
        yield at("control", "classification")


@document_rule("gap-registered")
def gap_registered(outline: AnyDocument) -> Iterator[Spot]:
    """A known gap is listed openly, as something that somebody will close."""
    for index, gap in enumerate(outline.document.control.gaps):
        english = {"what_en": gap.what.en} if gap.what.en else {}
        yield at("control", "gaps", index, what=str(gap.what), anchor=gap.about or gap.id, **english)


@document_rule("gap-without-owner")
def gap_without_owner(outline: AnyDocument) -> Iterator[Spot]:
    """A known gap says which role closes it by which day."""
    for index, gap in enumerate(outline.document.control.gaps):
        if not (gap.owner and gap.due):
            yield at("control", "gaps", index, anchor=gap.id)


@library_rule("approver-missing")
def approver_missing(library: Library) -> Iterator[Spot]:
    """A document in force names who approved it, where the company asks for that (``control.need_approver``)."""
    if library.company.control.need_approver:
        for key, extract in library.extracts.items():
            if extract.card.status in IN_FORCE and not extract.card.approver:
                yield inside(key, "control", "status")


@library_rule("reviewer-missing")
def reviewer_missing(library: Library) -> Iterator[Spot]:
    """A document in force names who reviewed it, where the company asks for that (``control.need_reviewer``)."""
    if library.company.control.need_reviewer:
        for key, extract in library.extracts.items():
            if extract.card.status in IN_FORCE and not extract.control.get("reviewer"):
                yield inside(key, "control", "status")


@library_rule("review-too-late")
def review_too_late(library: Library) -> Iterator[Spot]:
    """The review date lies within the company's review period, counted from the latest revision or effective date."""
    period = library.company.control.review_every
    latest: dict[str, str] = {}
    for key, extract in library.extracts.items():
        card = extract.card
        if card.status not in IN_FORCE or not (card.review_by and card.effective):
            continue
        since = max([card.effective, *(line["date"] for line in extract.revisions)])
        if since not in latest:
            latest[since] = day_after(since, period)
        if card.review_by > latest[since]:
            yield inside(key, "control", "review_by", date=card.review_by, period=period)


@dated_rule("review-overdue")
def review_overdue(library: Library, today: str) -> Iterator[Spot]:
    """The review date of a document in force has not passed."""
    for key, extract in library.extracts.items():
        card = extract.card
        if card.status in IN_FORCE and card.review_by and card.review_by < today:
            yield inside(key, "control", "review_by", date=card.review_by)


@library_rule("unknown-retention")
def unknown_retention(library: Library) -> Iterator[Spot]:
    """A retention class is one that the company defines."""
    known = {kept.id for kept in library.company.retention}
    for key, extract in library.extracts.items():
        named = extract.control.get("retention", "")
        if named and named not in known:
            yield inside(key, "control", "retention", name=named, nearest=nearest(named, known))


@library_rule("unknown-source")
def unknown_source(library: Library) -> Iterator[Spot]:
    """A source of facts is one that the company lists."""
    known = {source.id for source in library.company.sources}
    for key, extract in library.extracts.items():
        for index, named in enumerate(extract.card.basis):
            if named not in known:
                yield inside(key, "control", "basis", index, name=named, nearest=nearest(named, known))
