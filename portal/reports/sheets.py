"""What reports say as rows: coverage, matrix, one document, records, exceptions. The words come from the locale."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from portal.obligations.values import Obligation
from portal.reports import coverage
from portal.reports.cells import behind, lines_of, people_of
from portal.reports.confirmed import Confirmed, confirmed_until
from portal.reports.coverage import Counts
from portal.reports.exceptions import days_late, exceptions_of
from portal.reports.picture import Picture
from portal.reports.sheet import Cell, Column, Sheet, Table
from portal.reports.stamp import Stamp, stamp_lines
from portal.reports.view import View
from portal.web.texts import Texts, texts

_NARROW, _WIDE = 10, 28


def coverage_sheet(view: View, _connection: Connection, picture: Picture) -> Sheet:
    """Counts by unit, department, role and document."""
    words = texts(view.language)
    tables = [
        Table(
            title=words.say(f"report.by-{dimension}"),
            columns=_columns(words, (f"by-{dimension}", 36), *_COUNTED),
            rows=[
                [view.naming.with_unit(key), *_counted(counts)]
                for key, counts in coverage.by(picture, dimension).items()
            ],
        )
        for dimension in ("unit", "department", "role", "document")
    ]
    return _sheet(view, picture, "coverage", tables)


def matrix_sheet(view: View, _connection: Connection, picture: Picture) -> Sheet:
    """Everybody over every document they are asked for."""
    words, naming = texts(view.language), view.naming
    documents = sorted(picture.documents, key=lambda one: (not naming.code(one), naming.code(one), one))
    headings = [Column(title=naming.full(key, picture.release(key)), width=_NARROW) for key in documents]
    people = people_of(picture)
    table = Table(
        title=words.say("report.matrix"),
        columns=[*_columns(words, ("number", _NARROW), ("name", _NARROW), ("department", _WIDE)), *headings],
        rows=[
            [
                line.person.staff_number,
                line.person.name,
                naming.with_unit(line.department),
                *(_state(words, picture, line.cells.get(key)) for key in documents),
            ]
            for line in lines_of(picture, people, documents)
        ],
    )
    return _sheet(view, picture, "matrix", [table])


def document_sheet(view: View, connection: Connection, picture: Picture) -> Sheet:
    """Obligations one by one, with what was confirmed and when."""
    words, naming = texts(view.language), view.naming
    organisation = picture.facts.organisation
    made = {
        one.seq: one for one in confirmed_until(connection, organisation, organisation.end_of(picture.day))
    }
    columns = _columns(
        words, ("number", _NARROW), ("name", _NARROW), ("department", _WIDE), ("document", _WIDE),
        ("revision", _NARROW), ("state", 14), ("due", 12), ("confirmed-at", 18), ("entry", _NARROW),
    )  # fmt: skip
    rows = [
        [*_who(view, picture, one.subject), naming.full(one.document, picture.release(one.document)),
         one.revision, _state(words, picture, one), one.due.isoformat(), *_when(view, made, one)]
        for one in picture.obligations
    ]  # fmt: skip
    return _sheet(
        view, picture, "document", [Table(title=words.say("report.list"), columns=columns, rows=rows)]
    )


def records_sheet(view: View, connection: Connection, picture: Picture) -> Sheet:
    """Every confirmation recorded by the day."""
    words = texts(view.language)
    organisation = picture.facts.organisation
    asked = picture.selection
    made = [
        one
        for one in confirmed_until(connection, organisation, organisation.end_of(picture.day))
        if asked.document in ("", one.document) and asked.subject in ("", one.subject)
    ]
    table = Table(
        title=words.say("report.records"),
        columns=_columns(words, *_RECORDED),
        rows=[_recorded(view, picture, one) for one in made],
    )
    return _sheet(view, picture, "records", [table])


def exceptions_sheet(view: View, connection: Connection, picture: Picture) -> Sheet:
    """Late, late but confirmed, vacant, waived, on behalf, corrected: a table each."""
    words, naming = texts(view.language), view.naming
    found = exceptions_of(connection, picture)
    who = partial(_who, view, picture)
    heads = (("number", _NARROW), ("name", _NARROW), ("department", _WIDE), ("document", _WIDE))

    def table(code: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Cell]]) -> Table:
        return Table(title=words.say(f"report.{code}"), columns=_columns(words, *columns), rows=rows)

    tables = [
        table("late", (*heads, ("due", 12), ("days", _NARROW)),
              [[*who(one.subject), naming.full(one.document), one.due.isoformat(), days_late(one, picture.day)]
               for one in found.late]),
        table("tardy", (*heads, ("due", 12), ("confirmed-at", 18), ("days", _NARROW)),
              [[*who(one.obligation.subject), naming.full(one.obligation.document),
                one.obligation.due.isoformat(), view.local(one.at), one.days] for one in found.tardy]),
        table("vacancies", (("role", _WIDE), ("documents", 40), ("instead", _WIDE)),
              [[naming.with_unit(one.role), "; ".join(map(naming.full, one.documents)),
                "; ".join(view.name(picture.facts.people.get(subject), subject) for subject in one.instead)]
               for one in found.vacancies]),
        table("waivers", (*heads, ("until", 12), ("reason", 40)),
              [[*who(one.subject), naming.full(one.document), one.until.isoformat(), one.reason]
               for one in found.waivers]),
        table("on-behalf", _RECORDED, [_recorded(view, picture, one) for one in found.on_behalf]),
        table("corrected", _RECORDED, [_recorded(view, picture, one) for one in found.corrected]),
    ]  # fmt: skip
    return _sheet(view, picture, "exceptions", tables)


def footing(view: View, stamp: Stamp) -> tuple[str, ...]:
    """The words of a stamp."""
    words, values = texts(view.language), stamp_lines(stamp)
    return (words.say("report.stamp", **values), words.say("report.stamp-note"))


def lines_above(view: View, picture: Picture) -> list[str]:
    """What every report says first: which day, which part."""
    words, naming = texts(view.language), view.naming
    lines = [words.say("report.as-of-line", day=picture.day.isoformat(), zone=view.texts.edition.zone.key)]
    for name, value in picture.selection.stated().items():
        said = view.name(picture.facts.people.get(value), value) if name == "subject" else naming.full(value)
        said = words.label(f"kind.{value}", value) if name == "kind" else said
        lines.append(f"{words.say(f'report.by-{name}')}: {naming.place(value) if name == 'unit' else said}")
    return lines


_COUNTED = (("asked", _NARROW), ("met", _NARROW), ("percent", _NARROW), ("late", _NARROW), ("open", _NARROW),
            ("earlier", 14), ("waived", _NARROW))  # fmt: skip
_RECORDED = (("entry", _NARROW), ("confirmed-at", 18), ("number", _NARROW), ("name", _NARROW), ("department", _WIDE),
             ("document", _WIDE), ("revision", _NARROW), ("how", 14), ("corrected-by", 12))  # fmt: skip


def _columns(words: Texts, *named: tuple[str, int]) -> list[Column]:
    return [Column(title=words.say(f"report.column-{name}"), width=width) for name, width in named]


def _counted(counts: Counts) -> list[Cell]:
    return [counts.asked, counts.met, counts.exact, counts.late, counts.open, counts.earlier, counts.waived]


def _who(view: View, picture: Picture, subject: str) -> list[Cell]:
    person = picture.facts.people.get(subject)
    if person is None:
        return ["", subject, ""]
    place = picture.department_of(person)
    return [person.staff_number, view.name(person, subject), view.naming.with_unit(place) if place else ""]


def _state(words: Texts, picture: Picture, one: Obligation | None) -> str:
    if one is None:
        return ""
    days = behind(picture, one)
    return words.say("report.days-late", days=days) if days else words.say(f"report.state-{one.state}")


def _when(view: View, made: Mapping[int, Confirmed], one: Obligation) -> list[Cell]:
    found = None if one.met_by is None else made.get(one.met_by)
    return ["", ""] if found is None else [view.local(found.at), found.seq]


def _recorded(view: View, picture: Picture, one: Confirmed) -> list[Cell]:
    words = texts(view.language)
    how = words.say("report.how-on-behalf" if one.on_behalf else "report.how-own")
    return [one.seq, view.local(one.at), *_who(view, picture, one.subject), view.naming.full(one.document),
            one.revision, how, one.corrected_by]  # fmt: skip


def _sheet(view: View, picture: Picture, name: str, tables: Sequence[Table]) -> Sheet:
    title = texts(view.language).say(f"report.{name}-title")
    lines = lines_above(view, picture)
    return Sheet(name=name, title=title, lines=lines, tables=tables, language=view.language)
