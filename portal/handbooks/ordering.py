"""Ordering 下单: from what somebody chose to a file at hand, made at once, or a job in the background."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from fastapi import Request

from generators.handbook.files import file_name
from generators.handbook.office import office_is_here
from generators.handbook.outline.scribe import handbook_words
from generators.handbook.word.package import Base
from generators.handbook.word.template import BadTemplate, read_template
from generators.messages import Locale
from generators.messages import say as generators_say
from portal.access.permissions import Permission
from portal.bookshelf import CatalogueDocument, PinnedEdition
from portal.handbooks.asking import Asked
from portal.handbooks.choosing import Choice, Meant, meant
from portal.handbooks.jobs import Job
from portal.handbooks.libraries import library_for
from portal.handbooks.making import Status, made
from portal.handbooks.orders import FileForm, Order, RoleFile, digest_of, program_digest
from portal.handbooks.refusals import OfficeMissing, StatusNotAllowed, TemplateRefused
from portal.handbooks.standing import Standing, standing_of
from portal.handbooks.workshop import Make, Workshop
from portal.reports.stamp import stamped
from portal.reports.view import View
from portal.web.languages import Language

_LOCALES: Mapping[Language, Locale] = {"zh-Hans": "zh-CN", "en": "en"}
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A file that can be handed out."""

    name: str
    form: FileForm
    content: bytes


def take(request: Request, choice: Choice) -> Finished | Job:
    """The file where it is at hand or quickly made, else a job. One of our refusals, or the ledger's."""
    view, asked, workshop = choice.view, choice.asked, workshop_of(request)
    found, template = meant(choice), asked.uploaded()
    base = _base(asked, template, view.language)
    standing = _standing(view, asked, found)
    order = _order(request, view, asked, found, template=template, standing=standing)
    if order.needs_office and not office_is_here():
        raise OfficeMissing
    name = _name(choice, order)
    known = workshop.at_hand(order.key)
    if known is None and not order.is_small:
        workshop.admit(view.principal.subject)
    status = _recorded(view, order, standing)
    if known is not None:
        return Finished(name=name, form=order.form, content=known)
    make = _make(view, found, order, base=base, status=status)
    if order.is_small:
        content = make(lambda _stage, _done: None)
        workshop.keep_if_possible(order.key, content)
        return Finished(name=name, form=order.form, content=content)
    return _begun(view, workshop, found, order, name=name, make=make)


def restricted_file(
    request: Request, edition: PinnedEdition, listed: CatalogueDocument, language: Language
) -> Finished:
    """The file of one restricted document, in the usual look; whoever asks has made sure that it may be read."""
    workshop = workshop_of(request)
    order = Order(
        edition=edition.id,
        program=program_digest(),
        address=_address(request),
        language=language,
        documents=(listed.id,),
    )
    content = workshop.at_hand(order.key)
    if content is None:
        content = made(order, library_for(edition, {listed.id}))
        workshop.keep_if_possible(order.key, content)
    title = listed.titles.get(language) or listed.title
    return Finished(name=file_name(listed.code, title, ending="docx"), form="docx", content=content)


def workshop_of(request: Request) -> Workshop:
    """The workshop of this app."""
    found: Workshop = request.app.state.workshop
    return found


def may_see_status(view: View) -> bool:
    """Whether this person may take away who has confirmed what: as for sign-off sheets."""
    return view.principal.may(Permission.EXPORT_SIGN_OFF)


def _base(asked: Asked, template: bytes, language: Language) -> Base | None:
    if not template:
        return None
    try:
        return read_template(template)
    except BadTemplate as error:
        named = "" if asked.template is None else asked.template.filename or ""
        values = {"file": named[:80], **error.values}
        sentence = generators_say(f"handbook.{error.code}", _LOCALES[language], **values)
        raise TemplateRefused(sentence=sentence) from error


def _standing(view: View, asked: Asked, found: Meant) -> Standing | None:
    if not asked.has_status or not found.documents:
        return None
    if not may_see_status(view):
        raise StatusNotAllowed
    return standing_of(view, found.documents, cast(Language, asked.language))


def _order(
    request: Request, view: View, asked: Asked, found: Meant, *, template: bytes, standing: Standing | None
) -> Order:
    return Order(
        edition=view.texts.edition.id,
        program=program_digest(),
        address=_address(request),
        language=cast(Language, asked.language),
        documents=found.documents,
        scope=found.scope,
        register=found.register,
        roles=cast(RoleFile, asked.roles),
        profile=asked.profile,
        form=cast(FileForm, asked.form),
        has_pages=asked.has_pages,
        template=digest_of(template.hex()) if template else "",
        status="" if standing is None else standing.digest,
    )


def _address(request: Request) -> str:
    return str(request.app.state.settings.public_address or request.base_url).rstrip("/")


def _recorded(view: View, order: Order, standing: Standing | None) -> Status:
    """What is printed about confirmations, once it is in the ledger that this person takes it away."""
    if standing is None:
        return {}
    stamp = stamped(
        view.records.ledger,
        "report-handbooks",
        _scope(order),
        by=view.principal.subject,
        now=standing.at,
    )
    return standing.blocks(view, stamp)


def _scope(order: Order) -> Mapping[str, str]:
    """What the ledger says was taken: the documents by name, or how many and a digest of their names."""
    said = {"documents": " ".join(order.documents[:_MOST_NAMED]), "count": str(len(order.documents))}
    if len(order.documents) > _MOST_NAMED:
        said |= {"all": digest_of(list(order.documents))}
    return said | ({"scope": order.scope} if order.scope else {})


def _make(view: View, found: Meant, order: Order, *, base: Base | None, status: Status) -> Make:
    edition = view.texts.edition
    return lambda told: made(
        order, library_for(edition, found.restricted), base=base, status=status, told=told
    )


def _begun(
    view: View, workshop: Workshop, found: Meant, order: Order, *, name: str, make: Callable[..., bytes]
) -> Job:
    job = Job(
        subject=view.principal.subject,
        key=order.key,
        name=name,
        form=order.form,
        documents=len(order.documents),
        at=view.records.now(),
        restricted=found.restricted,
        has_status=bool(order.status),
    )
    workshop.begin(job, make)
    return job


def _name(choice: Choice, order: Order) -> str:
    """What the file is called when it is saved."""
    said, naming = handbook_words(order.language), choice.view.naming
    if order.register:
        place = "" if order.register not in choice.view.texts.edition.units else naming.place(order.register)
        parts = [place, said("cover.kind-register")]
    elif order.scope:
        kind = "department" if "/" in order.scope else "unit"
        parts = [naming.place(order.scope), said(f"cover.kind-{kind}-volume")]
    elif len(order.documents) == 1:
        one = choice.known[order.documents[0]]
        parts = [one.code, one.titles.get(order.language) or one.title]
    else:
        parts = [said("cover.kind-selection-volume"), choice.view.records.today().isoformat()]
    return file_name(*parts, ending=order.form)
