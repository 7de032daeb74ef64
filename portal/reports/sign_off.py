"""Sign-off sheets 签收表: one line a person. What was confirmed in the portal stands there; the rest sign by hand."""

from sqlalchemy import Connection

from portal.obligations.desk import names_of
from portal.obligations.values import Obligation
from portal.releases.facts import Release
from portal.reports.confirmed import Confirmed, Wanted, confirmed_until
from portal.reports.picture import Picture
from portal.reports.sheet import Cell, Column, Sheet, Table
from portal.reports.sheets import lines_above
from portal.reports.view import View
from portal.web.languages import root_of
from portal.web.texts import texts

_COLUMNS = (
    ("line", 5),
    ("number", 9),
    ("name", 9),
    ("department", 18),
    ("roles", 20),
    ("state", 24),
    ("signature", 14),
    ("signed-on", 12),
)


def sign_off_sheet(view: View, connection: Connection, picture: Picture, release: Release) -> Sheet:
    """The sheet of one document, as things stand."""
    words = texts(view.language)
    organisation = picture.facts.organisation
    wanted = Wanted(names=names_of(picture.facts, picture.selection.document))
    bound = organisation.end_of(picture.day)
    made = {one.seq: one for one in confirmed_until(connection, organisation, bound, wanted)}
    people = sorted(picture.obligations, key=lambda one: _place(picture, one))
    rows = [_row(view, picture, number, one, made) for number, one in enumerate(people, start=1)]
    table = Table(
        title=words.say("report.sign-off"),
        columns=[Column(title=words.say(f"report.column-{name}"), width=width) for name, width in _COLUMNS],
        rows=rows,
    )
    title = view.naming.document(picture.selection.document, release)
    return Sheet(
        name="sign-off",
        title=words.say("report.sign-off-title", title=title),
        lines=[*_facts(view, picture, release), *lines_above(view, picture)[:1]],
        tables=[table],
        language=view.language,
    )


def _facts(view: View, picture: Picture, release: Release) -> list[str]:
    """Which text exactly: code, revision, digest and where it is read, so that paper and portal prove the same."""
    words, naming, document = texts(view.language), view.naming, picture.selection.document
    digest = release.digests.get(view.language) or next(iter(release.digests.values()), "")
    address = naming.address(document) or root_of(view.language)
    return [
        words.say("report.sheet-document", code=naming.code(document), revision=release.revision),
        words.say("report.sheet-digest", digest=digest),
        words.say("report.sheet-address", address=f"{view.request.base_url}{address}"),
        words.say(
            "report.sheet-sentence",
            title=naming.document(document, release),
            revision=release.revision,
        ),
    ]


def _row(
    view: View, picture: Picture, number: int, one: Obligation, made: dict[int, Confirmed]
) -> list[Cell]:
    words, naming, person = texts(view.language), view.naming, picture.person(one.subject)
    found = None if one.met_by is None else made.get(one.met_by)
    if found is not None:
        code = "report.sheet-on-behalf" if found.on_behalf else "report.sheet-confirmed"
        state = words.say(code, at=view.local(found.at), entry=found.seq, revision=found.revision)
    elif one.state == "waived":
        state = words.say("report.state-waived")
    else:
        state = words.say("report.sheet-to-sign", due=one.due.isoformat())
    mark = "" if found is None and one.state != "waived" else "—"
    place = naming.with_unit(picture.department_of(person))
    roles = "; ".join(naming.place(role) for role in one.roles)
    return [number, person.staff_number, person.name, place, roles, state, mark, mark]


def _place(picture: Picture, one: Obligation) -> tuple[str, str, str, str]:
    person = picture.person(one.subject)
    return (picture.unit_of(person), picture.department_of(person), person.staff_number, one.subject)
