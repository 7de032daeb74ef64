"""Rules on mentions 引用: nobody is sent to a document that is no longer in force."""

from collections.abc import Iterator

from generators.model.digest import plain
from generators.model.extract import Mention
from generators.model.library import Library
from generators.model.outline import Outline
from generators.model.references import Path, references_in
from generators.model.rules.registry import Spot, inside, library_rule
from generators.model.rules.status import PAST


@library_rule("withdrawn-document-used")
def withdrawn_document_used(library: Library) -> Iterator[Spot]:
    """A document in use does not refer to one that was withdrawn or superseded."""
    gone = {key for key, extract in library.extracts.items() if extract.card.status in PAST}
    if not gone:
        return
    for key, extract in library.extracts.items():
        used = [mention for mention in extract.mentions if mention.target in gone] if key not in gone else []
        for path in _paths_of(library, key, used):
            yield inside(key, *path[0], title=str(library.card(path[1]).title), anchor=path[2])


def _paths_of(library: Library, key: str, mentions: list[Mention]) -> Iterator[tuple[Path, str, str]]:
    """Where a document makes some of its mentions: path, target, anchor. Only here is the document opened."""
    if not mentions:
        return
    document = library.document(key)
    targets = {mention.target for mention in mentions}
    nodes = {node.path: node.id for node in Outline(document).nodes}
    for place in references_in(plain(document), type(document)):
        if place.wording in targets and place.path[-1] != "superseded_by":
            lengths = range(len(place.path), 0, -1)
            anchor = next((nodes[place.path[:n]] for n in lengths if place.path[:n] in nodes), "")
            yield place.path, place.wording, anchor
