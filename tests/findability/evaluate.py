"""How well the library answers: `python -m tests.findability.evaluate [--half tune|test] [--failures]`."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generators.cache import Cache
from generators.indexing.sections import sections_of
from generators.indexing.words import vocabulary_of
from generators.phrases import wording
from generators.source.loader import load
from search_index.reader import SearchIndex
from search_index.results import Results
from search_index.writer import write_index

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = Path(__file__).with_name("questions.yaml")
LOOKED_AT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with the addresses that answer it; none where the library has no answer."""

    id: str
    words: str
    kind: str
    half: str
    accept: tuple[str, ...] = ()
    language: str = "zh-Hans"

    def accepts(self, address: str) -> bool:
        """Whether the section at this address (without the language) answers."""
        document, _, _ = address.partition("#")
        return address in self.accept or f"{document}#*" in self.accept


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the search said to it."""

    question: Question
    results: Results

    @property
    def addresses(self) -> list[str]:
        """Where the first hits open, without the language."""
        return ["/" + hit.address.removeprefix("en/") for hit in self.results.hits[:LOOKED_AT]]

    @property
    def rank(self) -> int | None:
        """The place of the first right hit, from 0."""
        return next((n for n, it in enumerate(self.addresses) if self.question.accepts(it)), None)

    @property
    def is_right(self) -> bool:
        """Whether the right section came first, or nothing where there is nothing."""
        return self.rank == 0 if self.question.accept else not self.results.answered


@dataclass(slots=True)
class Score:
    """Shares over some questions; 1 where there were none."""

    asked: list[Asked] = field(default_factory=list)

    @property
    def first(self) -> float:
        """How often the right section came first."""
        return _share([it.rank == 0 for it in self.asked if it.question.accept])

    @property
    def among_three(self) -> float:
        """How often it came among the first three."""
        return _share([it.rank is not None for it in self.asked if it.question.accept])

    @property
    def rightly_silent(self) -> float:
        """How often a question without an answer got none."""
        return _share([not it.results.answered for it in self.asked if not it.question.accept])


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes) if outcomes else 1.0


def read_questions(path: Path = QUESTIONS) -> list[Question]:
    """The questions of the file."""
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return [
        Question(
            id=entry["id"],
            words=entry["question"],
            kind=entry["kind_of_question"],
            half=entry["half"],
            accept=tuple(entry["accept"]),
            language=entry.get("language", "zh-Hans"),
        )
        for entry in entries
    ]


def index_of(content: Path, folder: Path) -> SearchIndex:
    """The index of the open part of a content folder, as an edition has it."""
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
    write_index(documents, vocabulary=vocabulary_of(library), folder=folder)
    return SearchIndex.open(folder)


def ask(index: SearchIndex, questions: Iterable[Question]) -> list[Asked]:
    """Asks all questions."""
    return [Asked(it, index.search(it.words, language=it.language, limit=LOOKED_AT)) for it in questions]


def by_kind(asked: Iterable[Asked]) -> dict[str, Score]:
    """The scores of each kind of question."""
    scores: dict[str, Score] = {}
    for it in asked:
        scores.setdefault(it.question.kind, Score()).asked.append(it)
    return dict(sorted(scores.items()))


def report(half: str, asked: list[Asked], *, failures: bool) -> Iterator[str]:
    """What is printed for one half."""
    yield f"\n{half}: {len(asked)} questions"
    for kind, score in {**by_kind(asked), "all": Score(asked)}.items():
        yield (
            f"  {kind:12} n={len(score.asked):3}  hit@1 {score.first:.3f}  hit@3 {score.among_three:.3f}"
            f"  no answer {score.rightly_silent:.3f}"
        )
    answered = sum(it.results.answer is not None for it in asked)
    yield f"  {answered} direct answers"
    for it in (it for it in asked if failures and not it.is_right):
        yield f"  {it.question.id} {it.question.words}"
        yield f"      wanted {' '.join(it.question.accept[:4]) or 'nothing'}"
        yield f"      got    {' '.join(it.addresses) or 'nothing'}"


def main() -> None:
    """Prints the counts of the halves asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "test"))
    parser.add_argument(
        "--failures",
        action="store_true",
        help="list what went wrong (of the test half only where it alone is asked for)",
    )
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    wanted = parser.parse_args()
    questions = read_questions(wanted.questions)
    with tempfile.TemporaryDirectory() as folder:
        index = index_of(wanted.content, Path(folder) / "index")
        for half in sorted({it.half for it in questions}):
            if wanted.half in (None, half):
                asked = ask(index, (it for it in questions if it.half == half))
                lines = report(
                    half, asked, failures=wanted.failures and (half != "test" or wanted.half == "test")
                )
                sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
