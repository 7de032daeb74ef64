"""Search against what one would otherwise write: Whoosh with three fields, its scorer and its highlighter.

    python tests/benchmarks/bench_search.py --sections 10000 --queries 500 --json OUT

Both index the same sections with the same segmenter and answer the same distinct questions, one after the other
in turns, so that a busy machine disturbs both alike. Times are CPU times of this process.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import rjieba
from whoosh import analysis, fields, highlight, index, qparser, scoring

from search_index.reader import SearchIndex
from search_index.section import Section, by_document
from search_index.vocabulary import Vocabulary
from search_index.writer import write_index
from tests.benchmarks import corpus

Timings = dict[str, float]


def cpu(work: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    """CPU milliseconds of a piece of work, and what it returned."""
    began = time.process_time()
    result = work(*given)
    return (time.process_time() - began) * 1000, result


class RivalTokenizer(analysis.Tokenizer):  # type: ignore[misc]  # Whoosh carries no types
    """Words of the same segmenter, given to Whoosh the usual way."""

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, **rest: Any
    ) -> Iterator[Any]:
        token = analysis.Token(positions, chars, mode=rest.get("mode", ""))
        token.stopped, token.boost = False, 1.0
        words = [word for word in rjieba.tokenize(value, mode="search") if word[0].isalnum()]
        for place, (word, start, end) in enumerate(words):
            token.original = token.text = word.lower()
            if positions:
                token.pos = rest.get("start_pos", 0) + place
            if chars:
                token.startchar, token.endchar = start, end
            yield token


def build_rival(sections: list[Section], folder: Path) -> Any:
    """A default Whoosh index with three text fields."""
    folder.mkdir()
    text = RivalTokenizer()
    names = ("title", "heading", "text")
    schema = fields.Schema(
        id=fields.ID(stored=True), **{name: fields.TEXT(text, stored=True) for name in names}
    )
    writer = index.create_in(str(folder), schema).writer(limitmb=128)
    for section in sections:
        named = {name: getattr(section, name) for name in names}
        writer.add_document(id=f"{section.document}#{section.anchor}", **named)
    writer.commit()
    return index.open_dir(str(folder))


def rival_search(opened: Any) -> Callable[[str], int]:
    """Searches as its manual shows: parser over three fields, BM25F, ten highlighted hits."""
    searcher = opened.searcher(weighting=scoring.BM25F())
    parser = qparser.MultifieldParser(["title", "heading", "text"], opened.schema)

    def search(query: str) -> int:
        hits = searcher.search(parser.parse(query), limit=10)
        hits.fragmenter = highlight.ContextFragmenter(maxchars=120, surround=30)
        return sum(1 for hit in hits if hit.highlights("text", top=1) is not None)

    return search


def spread(values: list[float], name: str) -> Timings:
    """Median and 95th percentile in ms."""
    return {
        f"{name}_p50_ms": round(median(values), 3),
        f"{name}_p95_ms": round(quantiles(values, n=20)[-1], 3),
    }


def size_mb(folder: Path) -> float:
    """Size of all files below a folder."""
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6, 2)


def measure_ours(sections: list[Section], folder: Path) -> tuple[SearchIndex, dict[str, Any]]:
    """Builds and opens ours."""
    vocabulary = Vocabulary.of(corpus.titles(sections))
    build, _ = cpu(lambda: write_index(by_document(sections), vocabulary=vocabulary, folder=folder))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    opening, opened = cpu(lambda: SearchIndex.open(folder))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return opened, {
        "ours_build_ms_per_section": round(build / len(sections), 4),
        "ours_mb": size_mb(folder),
        "ours_open_ms": round(opening, 2),
        "ours_open_grew_mb": round(grown, 1),
    }


def compare(sections: list[Section], queries: list[str], work: Path) -> dict[str, Any]:
    """Builds both, asks both in turns."""
    opened, figures = measure_ours(sections, work / "ours")
    build, rival = cpu(lambda: build_rival(sections, work / "rival"))
    figures |= {
        "rival_build_ms_per_section": round(build / len(sections), 4),
        "rival_mb": size_mb(work / "rival"),
    }
    ask, ours, theirs = rival_search(rival), list[float](), list[float]()
    ask(queries[0])
    opened.search(queries[0])
    for query in queries:
        ours.append(cpu(opened.search, query)[0])
        theirs.append(cpu(ask, query)[0])
    figures |= spread(ours, "ours") | spread(theirs, "rival")
    suggestions = [cpu(opened.suggest, query[:2])[0] for query in queries]
    figures |= spread(suggestions, "suggest")
    figures["ratio_p50"] = round(figures["ours_p50_ms"] / figures["rival_p50_ms"], 4)
    figures["answered"] = sum(bool(opened.search(query).hits) for query in queries)
    return figures


_EDIT = """
import sys, time, pathlib, dataclasses
sys.path.insert(0, {root!r})
from search_index.section import DocumentSections, by_document
from search_index.vocabulary import Vocabulary
from search_index.writer import write_index
from tests.benchmarks import corpus
work, count = pathlib.Path({work!r}), {count}
sections = list(corpus.sections(count))
vocabulary = Vocabulary.of(corpus.titles(sections))
changed = sections[count // 2].document
edited = [dataclasses.replace(s, text=s.text + "另行通知。") if s.document == changed else s for s in sections]
documents = by_document(edited)
began = time.process_time()
written = write_index(documents, vocabulary=vocabulary, folder=work / "edited", reuse=work / "ours")
print((time.process_time() - began) * 1000, written.built)
"""


def edit_one(count: int, work: Path) -> dict[str, Any]:
    """What one edited document costs in a fresh process, its imports not counted."""
    root = str(Path(__file__).resolve().parents[2])
    script = _EDIT.format(root=root, work=str(work), count=count)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    spent, built = done.stdout.split()
    return {"edit_one_document_cpu_ms": round(float(spent), 1), "edit_one_document_shards_built": int(built)}


def rows(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """What is compared, with the most the ratio may be."""
    compared = (
        ("search, one question (median)", "p50_ms", "ms", 0.35),
        ("search, one question (95th percentile)", "p95_ms", "ms", 0.5),
        ("search, index one section", "build_ms_per_section", "ms", 1.0),
        ("search, size of the index", "mb", "MB", None),
    )
    return [
        {
            "what": what,
            "ours": figures[f"ours_{key}"],
            "rival": figures[f"rival_{key}"],
            "unit": unit,
            "bar": bar,
        }
        for what, key, unit, bar in compared
    ]


def main() -> None:
    """Prints the figures, and writes them where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sections", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    sections = list(corpus.sections(wanted.sections))
    with tempfile.TemporaryDirectory() as folder:
        figures = {"sections": len(sections), "queries": wanted.queries}
        figures |= compare(sections, corpus.queries(wanted.queries), Path(folder))
        figures |= edit_one(wanted.sections, Path(folder))
    for name, value in figures.items():
        print(f"{name:34} {value}")
    if wanted.json:
        wanted.json.write_text(json.dumps({"rows": rows(figures), "figures": figures}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
