"""Keys: a digest of everything a page depends on, computed without opening a document or rendering anything.

A page whose key is unchanged need not be rendered again. A key may change too often (that costs a millisecond);
it must never stay the same when a byte of the page changes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

from generators.model.extract import RESTRICTED, Card, Extract
from generators.model.findings import Finding
from generators.model.text import Text
from generators.phrases.around import Surroundings
from generators.site.pages.desk import Desk
from generators.site.pages.mentions import names_in
from generators.site.pages.passing import procedures_of, ways_of

_SCHEME: Final = "dutybook/page/1"
KINDS: Final = ("department", "role", "procedure", "policy", "guide", "form", "checklist")
"""Kinds of document, in the order of registers."""

_ABOVE: Final = ("superior", "superior_manager", "head", "reports_to")
"""Facts of departments and roles that say who stands above them."""

_PACKAGES: Final = ("jinja2", "markdown", "nh3", "pypinyin")
_GENERATORS: Final = Path(__file__).parents[2]
_CODE: Final = ("model", "locale", "phrases", "process", "site/pages", "messages.py", "site/shell.py")
_APART: Final = "\x1f"


@cache
def code_digest() -> str:
    """Everything that decides how a page looks but the shell: our templates, words and code, and the libraries."""
    digest = hashlib.blake2b(digest_size=16)
    for name in _PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in sorted(_code_files()):
        digest.update(f"{path.relative_to(_GENERATORS).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _code_files() -> Iterable[Path]:
    for name in _CODE:
        place = _GENERATORS / name
        found = place.rglob("*") if place.is_dir() else [place]
        yield from (path for path in found if path.suffix in (".py", ".html", ".toml"))


def digest_of(parts: Iterable[str]) -> str:
    """One digest over texts; none of them holds the separator, which is a control character."""
    return hashlib.blake2b(_APART.join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Keys:
    """The keys of one language's pages."""

    def __init__(self, desk: Desk, around: Surroundings, documents: Mapping[str, str]) -> None:
        self._desk = desk
        self._library = desk.library
        self._around = around
        self._documents = documents
        self._lines: dict[str, str] = {}

    # Parts that several pages share

    @cached_property
    def _common(self) -> str:
        """On every page: how pages look, in which language, what the company says, what names mean."""
        return digest_of((_SCHEME, code_digest(), self._desk.language, self.company, self.names))

    @cached_property
    def company(self) -> str:
        """The company's facts."""
        return digest_of((self._library.company.model_dump_json(),))

    @cached_property
    def names(self) -> str:
        """The names that become links in running text, and what terms mean."""
        units = (f"{unit.id}>{unit.parent}" for unit in self._library.units.values())
        names = (f"{name}={card.id}" for name, card in names_in(self._library))
        return digest_of((*units, *names, self.glossary))

    @cached_property
    def glossary(self) -> str:
        """Terms and their meanings."""
        return digest_of((self._library.glossary.model_dump_json(),))

    @cached_property
    def units(self) -> str:
        """Units and external parties, whose cards are few."""
        values = (*self._library.units.items(), *self._library.externals.items())
        return digest_of(f"{key} {value.model_dump_json()}" for key, value in values)

    def cards(self, *kinds: str) -> str:
        """The cards of some kinds of document, all their facts."""
        return digest_of(self._cards_of(kind) for kind in kinds)

    def _cards_of(self, kind: str) -> str:
        if kind not in self._by_kind:
            cards = self._library.documents(kind)
            self._by_kind[kind] = digest_of(map(_all_of, cards))
        return self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> dict[str, str]:
        return {}

    @cached_property
    def revisions(self) -> str:
        """All lines of all revision histories."""
        earlier = self._library.earlier_revisions
        extracts = self._library.extracts.items()
        return digest_of(f"{key}{extract.revisions!r}{earlier.get(key, ())!r}" for key, extract in extracts)

    @cached_property
    def term_uses(self) -> str:
        """Which documents name which terms."""
        terms = (f"term/{term.id}" for term in self._library.glossary.terms)
        uses = ((term, self._library.mentions_of(term)) for term in terms)
        return digest_of(f"{term}{sorted({use.source for use in named})!r}" for term, named in uses)

    @cached_property
    def gaps(self) -> str:
        """All known gaps."""
        return digest_of(f"{key}{extract.gaps!r}" for key, extract in self._library.extracts.items())

    @cached_property
    def deadlines(self) -> str:
        """All nodes with a deadline."""
        parts: list[str] = []
        for key, extract in self._library.extracts.items():
            parts.append(key)
            parts += (place.digest for place in extract.places.values() if is_timed(place.node))
        return digest_of(parts)

    @cached_property
    def findings(self) -> str:
        """All findings that may be shown."""
        return digest_of(_finding(f) for found in self._desk.findings_by_document.values() for f in found)

    # Pages

    def page(self, name: str, *parts: str) -> str:
        """The key of a page that lists things."""
        return digest_of((self._common, name, *parts))

    def document(self, card: Card) -> str:
        """The key of a document's page."""
        extract = self._library.extracts[card.id]
        parts = [self._common, card.id, self._documents[card.id], self._near(card)]
        parts += self._revisions_of(card.id)
        parts += (self._line(mention.target) for mention in extract.mentions)
        parts += self._incoming(card.id)
        parts += (_finding(f) for f in self._desk.findings_by_document.get(card.id, ()))
        parts += (self._start_of(card), f"files {self._desk.with_files}")
        parts += self._charges_of(card)
        return digest_of(parts)

    def drawing(self, card: Card) -> str:
        """The key of a procedure's files: its own text, and what it names."""
        named = (self._line(mention.target) for mention in self._library.extracts[card.id].mentions)
        own = (_SCHEME, "drawing", code_digest(), self._desk.language, self._documents[card.id])
        return digest_of((*own, *named))

    def _charges_of(self, card: Card) -> Iterable[str]:
        """A department's page says which part its roles have in which procedures."""
        if card.kind != "department":
            return
        ours = [card.id, *(role.id for role in self._around.members(card.id, "role"))]
        for procedure in procedures_of(self._library, ours):
            yield self._line(procedure)
            yield self._documents[procedure]

    def _start_of(self, card: Card) -> str:
        """The step that starts a checklist; it is named by its number."""
        start = card.fact("start") if card.kind == "checklist" else None
        procedure = self._library.extracts.get((start or {}).get("procedure", ""))
        return self._node(procedure, start.get("step", "")) if procedure and start else ""

    def comparison(self, card: Card) -> str:
        """The key of the page that compares a document's revisions."""
        everyone = (self.units, self.cards(*KINDS))  # an earlier revision may name anybody
        own = self._documents[card.id]
        return digest_of((self._common, "changes", card.id, own, *everyone, *self._revisions_of(card.id)))

    def place(self, identifier: str) -> str:
        """The key of a unit's or external party's page: itself, its documents, and where it is named."""
        own = [card.id for card in self._library.documents(unit=identifier)]
        near = [card.id for department in own for card in self._around.members(department)]
        lines = map(self._line, (*own, *near))
        drawn = (*self._posts_of(identifier), self._map(identifier))
        return digest_of((self._common, identifier, self.units, *lines, *drawn, *self._incoming(identifier)))

    def _posts_of(self, unit: str) -> Iterator[str]:
        """Who stands above whom in a unit, as its chart shows."""
        for card in self._library.documents("department", "role", unit=unit):
            superiors = [str(card.fact(name) or "") for name in _ABOVE]
            yield f"{card.id} {card.department} {card.fact('headcount')}"
            yield from map(self._line, filter(None, superiors))
            yield repr(superiors)

    def _map(self, unit: str) -> str:
        """What leads from, into and between the procedures of a unit, and the lanes they stand in."""
        ways = ways_of(self._library, unit)
        ends = (self._library.card(end) for way in ways for end in way)
        lanes = (f"{self._line(end.id)}{self._line(end.department)}{end.unit}" for end in ends)
        return digest_of((repr(ways), *lanes))

    def matrix(self, unit: str) -> str:
        """The key of a unit's responsibility matrix."""
        procedures = [card.id for card in self._library.documents("procedure", unit=unit)]
        named = {m.target for key in procedures for m in self._library.extracts[key].mentions}
        lines = map(self._line, (unit, *procedures, *sorted(named)))
        digests = (self._documents[procedure] for procedure in procedures)
        return digest_of((self._common, "matrix", unit, *lines, *digests))

    def _revisions_of(self, identifier: str) -> list[str]:
        revisions = self._library.earlier_revisions.get(identifier, ())
        return [f"{revision}={self._documents.get(f'{identifier}@{revision}', '')}" for revision in revisions]

    def _incoming(self, identifier: str) -> list[str]:
        """Where other documents name this one, with the node that does so and the forms named there."""
        extracts = self._library.extracts
        parts: list[str] = []
        for source, anchor, relation, _ in self._library.mentions_of(identifier):
            if source != identifier:
                parts += (self._line(source), relation)
                if anchor:
                    parts.append(self._node(extracts[source], anchor))
        return parts

    def _node(self, extract: Extract, anchor: str) -> str:
        name = f"{extract.card.id}#{anchor}"
        if name not in self._lines:
            forms = (self._line(form) for form in self._around.forms_at(extract.card.id, anchor))
            actors = map(self._line, actors_of(extract, anchor))
            place = extract.places.get(anchor)
            self._lines[name] = _APART.join((place.digest if place else "", *forms, *actors))
        return self._lines[name]

    def _near(self, card: Card) -> str:
        """The unit and department a document lies in, and its colleagues there."""
        name = f"near {card.unit} {card.department}"
        if name not in self._lines:
            departments = (self._line(near.id) for near in self._around.departments(card.unit))
            members = (self._line(near.id) for near in self._around.members(card.department))
            line = (self._line(unit) for unit in self._library.ancestors(card.unit))
            self._lines[name] = digest_of((*departments, "", *members, "", *line))
        return self._lines[name]

    def _line(self, identifier: str) -> str:
        """What a link to a thing, or a line about it in a list, shows."""
        line = self._lines.get(identifier)
        if line is None:
            card = self._library.card(identifier)
            page = card.id in self._desk.with_page
            line = (
                f"{identifier}{_APART}{_title(card)}{_APART}{card.code}{_APART}{card.status}{card.kind}{page}"
            )
            if card.id == RESTRICTED:
                line = RESTRICTED
            self._lines[identifier] = line
        return line


def actors_of(extract: Extract, anchor: str) -> list[str]:
    """Whom a node names as acting; shown beside it where the node is listed elsewhere."""
    node = extract.places[anchor].node if anchor in extract.places else {}
    approvers = node.get("approve", {}).get("by", []) if isinstance(node.get("approve"), dict) else []
    return [name for name in (node.get("actor"), node.get("party"), *approvers) if isinstance(name, str)]


def is_timed(node: Mapping[str, object]) -> bool:
    """Whether a node carries a deadline."""
    return "recurs" in node or "due" in node or "window" in node or "vague" in node


def _title(card: Card) -> str:
    title: Text = card.title
    return f"{title.zh}{_APART}{title.en}"


def _all_of(card: Card) -> str:
    aliases = ",".join(map(str, card.aliases))
    facts = (card.id, card.code, card.status, card.revision, card.department, card.owner, card.approver,
             card.effective, card.review_by, card.planned_for)  # fmt: skip
    return f"{_APART.join(facts)}{_title(card)}{aliases}{card.restricted}{card.facts!r}"


def _finding(finding: Finding) -> str:
    return repr(finding)
