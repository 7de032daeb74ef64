"""What the pages of running lists show: items with who does them, what is asked for, and what was given."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.acknowledgements.views import page_of, title_of
from portal.attachments.service import Attachment, attachments_about
from portal.checklists.answers import read_note
from portal.checklists.doers import Party
from portal.checklists.office import Scene
from portal.checklists.recording import Act, may_reopen
from portal.checklists.runs import Record, Run
from portal.checklists.standing import ItemStanding, Standing
from portal.checklists.text import Followed, words_of
from portal.ledger.refusals import TextMissing
from portal.people.facts import Person
from portal.releases.facts import in_force
from portal.web.languages import Language

SEES_ALL = frozenset({Permission.AUDIT, Permission.MANAGE_PEOPLE})
_MOST_NAMES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One piece of evidence that an item asks for, as a field of its form."""

    place: int
    kind: str
    label: str
    form: str = ""
    form_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One piece of evidence as it was given: words, or a signature. Files are listed apart."""

    kind: str
    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One item on the page."""

    standing: ItemStanding
    doing: Party
    verifying: Party
    asked: tuple[Asked, ...]
    is_mine: bool
    may_verify: bool
    may_reopen: bool
    is_late: bool
    read_title: str = ""
    read_page: str = ""
    given: tuple[Given, ...] = ()
    note: str = ""
    remark: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One list on its page; ``newer`` is the revision in force where it is another one."""

    standing: Standing
    items: tuple[ItemView, ...]
    people: Mapping[str, Person]
    newer: str = ""

    def names(self, party: Party) -> tuple[str, ...]:
        """The people of a party by name, a few of them; none where nobody is meant."""
        found = sorted(self.name(subject) for subject in party.people)
        return tuple(found[:_MOST_NAMES])

    def name(self, subject: str | None) -> str:
        """What somebody is called; nothing for the portal itself, the pseudonym for who was erased."""
        person = self.people.get(subject or "")
        return person.name if person is not None and person.name else (subject or "")[:8]


def is_involved(connection: Connection, scene: Scene, run: Run, who: Principal, language: Language) -> bool:
    """Whose list it is, who does, did or verifies any of it, who started it, and their managers; owners of it."""
    acted = {run.subject or "", run.started_by}
    if who.subject in acted or not who.team.isdisjoint(acted) or run.checklist in who.owned:
        return True
    standing = scene.standing(connection, run, language)
    for item in standing.items.values():
        by = {one.by for one in (item.completed, item.verified, item.reopened) if one is not None}
        if who.subject in by or not who.team.isdisjoint(by):
            return True
    return any(
        who.subject in people or not who.team.isdisjoint(people) for people in _people(scene, standing)
    )


def run_view(connection: Connection, scene: Scene, run: Run, who: Principal, language: Language) -> RunView:
    """A list as somebody sees it."""
    standing = scene.standing(connection, run, language)
    files: dict[int, list[Attachment]] = defaultdict(list)
    for one in attachments_about(connection, run.about):
        files[one.seq or 0].append(one)
    items = tuple(_item(scene, standing, item, who, language, files) for item in standing.items.values())
    release = in_force(connection, run.checklist)
    is_newer = release is not None and release.seq != run.release and release.digests != run.digests
    return RunView(
        standing=standing,
        items=items,
        people={str(key): person for key, person in scene.facts.people.items()},
        newer=release.revision if is_newer and release is not None else "",
    )


def _people(scene: Scene, standing: Standing) -> Iterable[frozenset[str]]:
    for item in standing.items.values():
        if item.entry.is_ticked:
            yield scene.doers.doing(standing.run, standing.text, item.entry).people
            if item.entry.verify:
                yield scene.doers.verifying(standing.run, item.entry).people


def _item(  # noqa: PLR0917 - one line of a page
    scene: Scene,
    standing: Standing,
    item: ItemStanding,
    who: Principal,
    language: Language,
    files: Mapping[int, Sequence[Attachment]],
) -> ItemView:
    run, entry, done = standing.run, item.entry, item.completed
    doing = scene.doers.doing(run, standing.text, entry)
    verifying = (
        scene.doers.verifying(run, entry, but=done.by if done else "") if entry.verify else Party(frozenset())
    )
    act = Act(scene=scene, standing=standing, item=item, principal=who, language=language)
    is_open, said = not scene.is_over(run), _said(scene, done)
    return ItemView(
        standing=item,
        doing=doing,
        verifying=verifying,
        asked=_asked(scene, standing.text, item, language),
        is_mine=is_open and entry.is_ticked and who.subject in doing.people,
        may_verify=is_open and item.state == "to-verify" and who.subject in verifying.people,
        may_reopen=run.closed_as != "stopped" and done is not None and may_reopen(act),
        is_late=run.closed_as is None and item.is_late(scene.now),
        read_title=title_of(scene.texts, entry.read, language) if entry.read else "",
        read_page=page_of(scene.texts, entry.read, language) if entry.read else "",
        given=tuple(_given(said)),
        note=str(said.get("note", "")),
        remark=_remark(scene, item.reopened),
        files=tuple(files.get(done.seq, ())) if done else (),
    )


def _asked(scene: Scene, text: Followed, item: ItemStanding, language: Language) -> tuple[Asked, ...]:
    return tuple(
        Asked(
            place=place,
            kind=one.kind,
            label=words_of(one.label) or (title_of(scene.texts, one.form, language) if one.form else ""),
            form=one.form or "",
            form_page=page_of(scene.texts, one.form, language) if one.form else "",
        )
        for place, one in enumerate(text.by_id[item.entry.id].evidence)
    )


def _said(scene: Scene, done: Record | None) -> Mapping[str, Any]:
    """What was written with it; nothing where nothing was, or it may no longer be kept."""
    if done is None or done.note is None:
        return {}
    try:
        return read_note(scene.ledger.files.read(done.note))
    except TextMissing:
        return {}


def _given(said: Mapping[str, Any]) -> Iterable[Given]:
    for one in said.get("evidence", ()):
        words = str(one.get("words", ""))
        if words or one.get("signed"):
            yield Given(kind=one["kind"], label=str(one.get("label", "")), words=words)


def _remark(scene: Scene, reopened: Record | None) -> str:
    if reopened is None or reopened.note is None:
        return ""
    try:
        return scene.ledger.files.read(reopened.note).decode()
    except TextMissing:
        return ""
