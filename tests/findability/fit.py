"""Learns what each piece of evidence is worth: `python -m tests.findability.fit [--write]`.

From the questions of the tune half, from ways of asking held out of the index, and from `unanswerable.txt`, questions no
handbook of this group answers. Without `--write` the search is judged on folds it was not fitted on; questions that have
an answer in common are always in the same fold. The test half is never read, and nothing is random: equal content gives
equal weights.
"""

import argparse
import dataclasses
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from generators.cache import Cache
from generators.indexing.sections import sections_of
from generators.indexing.words import vocabulary_of
from generators.phrases import wording
from generators.source.loader import load
from search_index.reader import SearchIndex
from search_index.section import Section
from search_index.vocabulary import Vocabulary
from search_index.writer import write_index
from tests.findability.evaluate import ROOT, Question, read_questions
from tests.findability.fitting import Example, Vector, cross_validated, examples, fit_confidence, fit_order

LEARNED: Final = ROOT / "search_index" / "learned.py"
UNANSWERABLE: Final = Path(__file__).with_name("unanswerable.txt")
_HELD_OUT, _HELD_WEIGHT = 1000, 0.05
_HELD_IN_A_HUNDRED = 20
_ENGLISH: Final = frozenset("where what how who which is can when".split())
_SMALL = 0.005


def sections(content: Path) -> tuple[list[Section], Vocabulary]:
    """The sections of the open part of a content folder, and its vocabulary."""
    loaded = load(content, Cache(None))
    if loaded.library is None:
        raise FileNotFoundError(content)
    library = loaded.library.open_part
    documents = sections_of(
        library,
        keys=loaded.keys,
        plain_data=lambda name: json.loads(loaded.plain_text(name)),
        wording=wording,
    )
    return [section for document in documents for section in document.load()], vocabulary_of(library)


def without_some_ways(given: Sequence[Section]) -> tuple[list[Section], list[Question]]:
    """The sections without one in five of their ways of asking, and some of those ways as questions."""
    kept, held = list[Section](), list[tuple[str, Question]]()
    for section in given:
        marks = [(_mark(way), way) for way in section.asked]
        stay = tuple(way for mark, way in marks if int(mark[:4], 16) % 100 >= _HELD_IN_A_HUNDRED)
        kept.append(dataclasses.replace(section, asked=stay))
        if section.language == "zh-Hans":
            held += [(mark, _asking(way, section)) for mark, way in marks if way not in stay]
    return kept, [question for _, question in sorted(held, key=lambda row: row[0])[:_HELD_OUT]]


def _mark(way: str) -> str:
    return hashlib.sha256(way.encode()).hexdigest()


def _asking(way: str, section: Section) -> Question:
    return Question(id=_mark(way)[:8], words=way, kind="way", half="held", accept=("/" + section.address,))


def unanswerable() -> list[Question]:
    """Questions that no handbook of this group answers."""
    lines = UNANSWERABLE.read_text("utf-8").splitlines()
    return [
        Question(
            id=f"u{number}",
            words=line,
            kind="none",
            half="tune",
            language="en" if line.split()[0] in _ENGLISH else "zh-Hans",
        )
        for number, line in enumerate(lines)
    ]


def gathered(content: Path) -> tuple[list[Example], list[Example]]:
    """The examples that are judged by, and those that only help."""
    given, vocabulary = sections(content)
    poorer, held = without_some_ways(given)
    with tempfile.TemporaryDirectory() as folder:
        whole = _index(given, vocabulary, Path(folder) / "whole")
        tune = (question for question in read_questions() if question.half == "tune")
        judged = examples(whole, tune, weight=1.0)
        silent = examples(whole, unanswerable(), weight=1.0)
        helping = examples(_index(poorer, vocabulary, Path(folder) / "poorer"), held, weight=_HELD_WEIGHT)
    return judged, [*silent, *helping]


def _index(given: Sequence[Section], vocabulary: Vocabulary, folder: Path) -> SearchIndex:
    write_index(given, vocabulary=vocabulary, folder=folder)
    return SearchIndex.open(folder)


def module(order: Vector, sure: Vector) -> str:
    """The text of `search_index/learned.py`."""
    return "".join(f"{line}\n" for line in _lines(order, sure))


def _lines(order: Vector, sure: Vector) -> Iterator[str]:
    yield '"""What each piece of evidence is worth, as `tests/findability/fit.py` found out; do not edit by hand.'
    yield ""
    yield "`ORDER` weighs what is measured of a section, and what sort of section it is for what sort of question (deadline,"
    yield "approver, form, owner, how, what, may, or a mere name); `ANSWERS` and `BIAS` weigh whether the first one answers."
    yield '"""'
    yield ""
    yield "from typing import Final"
    for name, weights in (("ORDER", order), ("ANSWERS", {key: worth for key, worth in sure.items() if key})):
        yield ""
        yield f"{name}: Final[dict[str, float]] = {{"
        yield from (
            f'    "{key}": {round(worth, 3)},' for key, worth in weights.items() if abs(worth) > _SMALL
        )
        yield "}"
    yield f"BIAS: Final = {round(sure[''], 3)}"


def main() -> None:
    """Judges the search on folds, or writes the weights fitted on everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights instead of judging them")
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    wanted = parser.parse_args()
    judged, helping = gathered(wanted.content)
    if not wanted.write:
        sys.stdout.write("".join(f"{line}\n" for line in cross_validated(judged, helping)))
        return
    order = fit_order([*judged, *helping])
    LEARNED.write_text(module(order, fit_confidence([*judged, *helping], order)), "utf-8")


if __name__ == "__main__":
    main()
