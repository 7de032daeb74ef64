"""Another search library can take Whoosh's place: two functions, and nothing else changes."""

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from search_index.reader import SearchIndex
from search_index.terms import Postings
from search_index.writer import write_index
from tests.search_index.handbook import HANDBOOK, VOCABULARY

PACKAGE = Path(__file__).resolve().parents[2] / "search_index"


def write_json(fields: Mapping[str, Mapping[str, Postings]], *, folder: Path) -> None:
    (folder / "terms.json").write_text(json.dumps(fields, sort_keys=True), "utf-8")


class JsonTerms:
    def __init__(self, folder: Path) -> None:
        self._fields = json.loads((folder / "terms.json").read_text("utf-8"))

    def postings(self, field: str, term: str) -> Postings:
        return {int(place): weight for place, weight in self._fields[field].get(term, {}).items()}

    def starting_with(self, field: str, prefix: str) -> Iterator[str]:
        return (term for term in sorted(self._fields[field]) if term.startswith(prefix))

    def close(self) -> None:
        pass


def test_another_backend_gives_the_same_answers(tmp_path: Path, handbook: SearchIndex) -> None:
    write_index(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "json", write_terms=write_json)
    other = SearchIndex.open(tmp_path / "json", open_terms=JsonTerms)
    for query in ["市场部经理", "软文谁来写", "sc010", "sczl", "市场调妍", "报销", "食堂菜单"]:
        one, same = handbook.search(query), other.search(query)
        assert [(hit.document, hit.anchor) for hit in one.hits] == [
            (hit.document, hit.anchor) for hit in same.hits
        ]
        assert one.facets == same.facets
    assert handbook.suggest("scz") == other.suggest("scz")


def test_only_one_module_knows_whoosh() -> None:
    knowing = {
        file.name
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
        if name.split(".")[0] == "whoosh"
    }
    assert knowing == {"whoosh_terms.py"}
