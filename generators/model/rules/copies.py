"""Rule on near copies 近乎相同的文件: what is written twice will be revised once.

Each extract carries a sketch of its document's text (see `generators.model.sketch`); sketches are compared, texts are
not opened.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from generators.model.extract import Extract
from generators.model.library import Library
from generators.model.rules.registry import Spot, inside, library_rule
from generators.model.rules.status import WRITTEN
from generators.model.sketch import likeness

NEARLY_THE_SAME = 0.7
"""From this share of common passages on, two texts are near copies. Measured: two scans of one text, with the errors
of text recognition in one of them, share 0.95; with every fiftieth character changed 0.84 stay; two texts of different
authors on one subject share less than 0.1."""

_KEYS = 8
_SHARED = 2
"""Near copies share at least two of their first eight passages: at 0.7 with a probability of 0.998."""

_CANDIDATES = 8
"""In a library full of copies each document is compared with the last few alike, and still reported."""


@library_rule("near-copy")
def near_copy(library: Library) -> Iterator[Spot]:
    """Two documents of one kind, also of different units, do not have nearly the same text; the later one is named
    with the one it is most like."""
    alike: dict[tuple[str, int], list[Extract]] = defaultdict(list)
    passages = {key: frozenset(extract.sketch) for key, extract in library.extracts.items()}
    for key, extract in sorted(library.extracts.items()):
        card = extract.card
        if card.status not in WRITTEN or not extract.sketch:
            continue
        lists = [alike[card.kind, passage] for passage in extract.sketch[:_KEYS]]
        seen = Counter(other.card.id for others in lists for other in others[-_CANDIDATES:])
        candidates = [library.extracts[other] for other, shared in seen.items() if shared >= _SHARED]
        nearest = max(
            ((_likeness(extract, other, passages), other.card) for other in candidates),
            key=lambda pair: (pair[0], pair[1].id),
            default=None,
        )
        if nearest and nearest[0] >= NEARLY_THE_SAME:
            other = nearest[1]
            yield inside(key, "title", other=f"{other.title} {other.id}", share=str(round(nearest[0] * 100)))
        for others in lists:
            others.append(extract)


def _likeness(one: Extract, other: Extract, passages: dict[str, frozenset[int]]) -> float:
    """How alike two documents are, or 0 where so few passages are in common that they cannot be near copies."""
    common = len(passages[one.card.id] & passages[other.card.id])
    if common < NEARLY_THE_SAME * min(len(one.sketch), len(other.sketch)):
        return 0.0
    return likeness(one.sketch, other.sketch)
