"""Choosing 选文件: what there is to choose from for one person, and which documents a choice means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generators.handbook.outline.manuscripts import members_of, members_of_unit
from generators.handbook.outline.registers import EVERYTHING
from generators.handbook.outline.scribe import Scribe
from portal.bookshelf import CatalogueDocument
from portal.handbooks.asking import Asked
from portal.handbooks.libraries import library_for
from portal.handbooks.refusals import NothingChosen, TooMuchChosen
from portal.reports.view import View

MOST = 800
SHOWN = 100
KINDS = ("department", "role", "procedure", "policy", "guide", "form", "checklist")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The documents that one person may choose from, narrowed by what was asked."""

    view: View
    asked: Asked

    @cached_property
    def known(self) -> Mapping[str, CatalogueDocument]:
        """Every document this person may read and that says something."""
        edition = self.view.texts.edition
        readable = edition.readable(self.view.principal.rights)
        restricted = {key: edition.restricted_documents[key] for key in sorted(readable)}
        return {key: one for key, one in (*edition.documents.items(), *restricted.items()) if has_text(one)}

    @cached_property
    def found(self) -> Sequence[CatalogueDocument]:
        """Those that were asked for, by unit, department, kind and code."""
        return sorted(filter(self._is_meant, self.known.values()), key=self._place)

    @cached_property
    def chosen(self) -> Sequence[CatalogueDocument]:
        """Those that were ticked; what this person may not read is not among them."""
        return [self.known[key] for key in self.asked.documents if key in self.known]

    @cached_property
    def rest(self) -> Sequence[CatalogueDocument]:
        """What was asked for and is not ticked."""
        ticked = {one.id for one in self.chosen}
        return [one for one in self.found if one.id not in ticked]

    @property
    def units(self) -> Sequence[tuple[str, str]]:
        """The units by id and name."""
        return [(key, self.view.naming.place(key)) for key in sorted(self.view.texts.edition.units)]

    @property
    def departments(self) -> Sequence[tuple[str, str]]:
        """The departments of the chosen unit, or of all, by id and name."""
        naming, unit = self.view.naming, self.asked.unit
        found = [one.id for one in self.known.values() if one.kind == "department"]
        name = naming.place if unit else naming.with_unit
        return sorted((key, name(key)) for key in found if unit in ("", self.known[key].unit))

    def title(self, one: CatalogueDocument) -> str:
        """What a document is called in the language of the page."""
        return one.titles.get(self.view.language) or one.title

    def _is_meant(self, one: CatalogueDocument) -> bool:
        asked = self.asked
        if asked.unit not in ("", one.unit) or asked.kind not in ("", one.kind):
            return False
        if asked.department and asked.department not in (one.department, one.id):
            return False
        said = " ".join((one.id, one.code, one.title, *one.titles.values())).casefold()
        return all(word in said for word in asked.words.casefold().split())

    def _place(self, one: CatalogueDocument) -> tuple[str, str, int, str, str]:
        kind = KINDS.index(one.kind) if one.kind in KINDS else len(KINDS)
        return one.unit, one.department or "~", kind, one.code or "~", one.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a choice comes to: documents, or a register; the place whose handbook it is, if it is one's."""

    documents: tuple[str, ...] = ()
    restricted: frozenset[str] = frozenset()
    scope: str = ""
    register: str = ""


def meant(choice: Choice) -> Meant:
    """Which documents. NothingChosen, TooMuchChosen.

    A handbook of a whole department or unit is passed on: restricted documents stand in a file only where somebody
    who may read them ticked them by name.
    """
    asked = choice.asked
    if asked.what == "register":
        return Meant(register=_unit(choice) or EVERYTHING)
    if asked.what == "everything":
        is_whole = not asked.words and not asked.kind
        scope = asked.department or asked.unit if is_whole else ""
        return _bounded(Meant(documents=_everything(choice), scope=scope))
    documents = tuple(one.id for one in choice.chosen)
    restricted = frozenset(documents) & choice.view.texts.edition.restricted_documents.keys()
    return _bounded(Meant(documents=documents, restricted=restricted))


def _bounded(found: Meant) -> Meant:
    if not found.documents:
        raise NothingChosen
    if len(found.documents) > MOST:
        raise TooMuchChosen(n=len(found.documents), most=MOST)
    return found


def _everything(choice: Choice) -> tuple[str, ...]:
    """What the list shows without what is restricted, in the order of a handbook."""
    edition, asked = choice.view.texts.edition, choice.asked
    wanted = {one.id for one in choice.found if one.id in edition.documents}
    scribe = Scribe(library_for(edition), choice.view.language)
    if asked.department in edition.documents:
        ordered = members_of(scribe, asked.department)
    else:
        units = [asked.unit] if asked.unit else sorted(edition.units)
        ordered = [key for unit in units if unit in edition.units for key in members_of_unit(scribe, unit)]
    if asked.kind:  # forms stand in no handbook of a place, only where somebody asks for forms
        ordered += [one.id for one in choice.found]
    return tuple(key for key in dict.fromkeys(ordered) if key in wanted)


def _unit(choice: Choice) -> str:
    """The unit whose register is meant; that of a department is its unit's."""
    unit = choice.asked.unit or choice.asked.department.partition("/")[0]
    return unit if unit in choice.view.texts.edition.units else ""


def has_text(one: CatalogueDocument) -> bool:
    """Whether a document says more than its name."""
    return one.status != "planned"
