"""The same content gives the same files, everywhere and however it is built."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from search_index import layout
from search_index.reader import SearchIndex, UnreadableIndex
from search_index.section import DocumentSections, Section, by_document
from search_index.vocabulary import Vocabulary
from search_index.writer import write_index
from tests.search_index.handbook import HANDBOOK, VOCABULARY

SHARDS = 16
write = partial(write_index, shards=SHARDS)
ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from search_index.writer import write_index
from tests.search_index.handbook import HANDBOOK, VOCABULARY
write_index(HANDBOOK, vocabulary=VOCABULARY, folder=Path(sys.argv[2]), shards=16)
"""


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_other_process_and_hash_seed_write_the_same_bytes(tmp_path: Path, seed: str) -> None:
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "here")
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", _SCRIPT, str(ROOT), str(tmp_path / "there")]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path)
    assert files(tmp_path / "here") == files(tmp_path / "there")


def test_order_of_the_sections_does_not_matter(tmp_path: Path) -> None:
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "one")
    write(reversed(HANDBOOK), vocabulary=VOCABULARY, folder=tmp_path / "other")
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_index_built_upon_an_earlier_one_equals_one_built_from_nothing(tmp_path: Path) -> None:
    edited = [replace(s, text=s.text + "另行通知。") if s.anchor == "a1" else s for s in HANDBOOK]
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "earlier")
    upon = write(edited, vocabulary=VOCABULARY, folder=tmp_path / "upon", reuse=tmp_path / "earlier")
    whole = write(edited, vocabulary=VOCABULARY, folder=tmp_path / "whole")
    assert (upon.built, upon.linked, whole.linked) == (1, SHARDS - 1, 0)
    assert upon.sections == whole.sections == len(HANDBOOK)
    assert files(tmp_path / "upon") == files(tmp_path / "whole")


def test_unchanged_documents_are_not_even_loaded(tmp_path: Path) -> None:
    def refuse() -> list[Section]:
        raise AssertionError("an unchanged document was loaded")

    documents = by_document(HANDBOOK)
    write(documents, vocabulary=VOCABULARY, folder=tmp_path / "earlier")
    lazy = [DocumentSections(document.document, document.digest, refuse) for document in documents]
    again = write(lazy, vocabulary=VOCABULARY, folder=tmp_path / "again", reuse=tmp_path / "earlier")
    assert again.built == 0
    assert files(tmp_path / "again") == files(tmp_path / "earlier")


def test_number_of_shards_grows_with_the_library_in_few_steps() -> None:
    assert [layout.shards_for(n) for n in (0, 1, 8, 9, 200, 512, 513, 1000, 50_000)] == [
        *(1, 1, 1, 2, 32, 64, 128, 128, 128),
    ]


def test_removed_document_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    left = [section for section in HANDBOOK if section.document != "parts/role/accountant"]
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "earlier")
    write(left, vocabulary=VOCABULARY, folder=tmp_path / "later", reuse=tmp_path / "earlier")
    index = SearchIndex.open(tmp_path / "later")
    assert index.search("会计").hits == ()
    assert index.search("市场助理").hits != ()


@pytest.mark.parametrize(
    ("word", "mentioned_in"), [("销售线索", 1), ("无人提及", 0), ("远行零部件", 1), ("样本", 1)]
)
def test_new_word_rebuilds_only_the_shards_that_mention_it(
    tmp_path: Path, word: str, mentioned_in: int
) -> None:
    wider = Vocabulary.of([*VOCABULARY.words, word], synonyms=VOCABULARY.synonyms)
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "earlier")
    upon = write(HANDBOOK, vocabulary=wider, folder=tmp_path / "upon", reuse=tmp_path / "earlier")
    write(HANDBOOK, vocabulary=wider, folder=tmp_path / "whole")
    assert upon.built == mentioned_in
    assert files(tmp_path / "upon") == files(tmp_path / "whole")


def test_wholly_other_vocabulary_reuses_nothing(tmp_path: Path) -> None:
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "earlier")
    other = Vocabulary.of([f"词{chr(0x4E00 + n)}" for n in range(300)])
    assert write(HANDBOOK, vocabulary=other, folder=tmp_path / "b", reuse=tmp_path / "earlier").linked == 0


def test_damaged_or_missing_earlier_index_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / layout.MANIFEST).write_text("{", "utf-8")
    for earlier in (tmp_path / "broken", tmp_path / "nowhere"):
        folder = tmp_path / f"upon-{earlier.name}"
        assert write(HANDBOOK, vocabulary=VOCABULARY, folder=folder, reuse=earlier).linked == 0


def test_shards_are_copied_where_files_cannot_be_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("another file system")

    monkeypatch.setattr(os, "link", refuse)
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "earlier")
    upon = write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "upon", reuse=tmp_path / "earlier")
    assert upon.built == 0
    assert files(tmp_path / "upon") == files(tmp_path / "earlier")


def test_index_is_never_written_over_another(tmp_path: Path) -> None:
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")
    with pytest.raises(FileExistsError):
        write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")


def test_index_of_another_schema_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")
    monkeypatch.setattr(layout, "SCHEMA", layout.SCHEMA + 1)
    with pytest.raises(UnreadableIndex):
        SearchIndex.open(tmp_path / "a")
    with pytest.raises(UnreadableIndex):
        SearchIndex.open(tmp_path / "nowhere")


def test_index_with_a_lost_shard_is_refused(tmp_path: Path) -> None:
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")
    (layout.shard_folder(tmp_path / "a", 3) / layout.SECTIONS).unlink()
    with pytest.raises(UnreadableIndex):
        SearchIndex.open(tmp_path / "a")


def test_no_file_of_the_index_names_a_class_of_ours(tmp_path: Path) -> None:
    write(HANDBOOK, vocabulary=VOCABULARY, folder=tmp_path / "a")
    assert not any(b"search_index" in content for content in files(tmp_path / "a").values())
    assert not list((tmp_path / "a").rglob("*.toc"))


def test_empty_library_can_be_written_and_asked(tmp_path: Path) -> None:
    write_index([], vocabulary=Vocabulary(), folder=tmp_path / "a")
    index = SearchIndex.open(tmp_path / "a")
    assert (len(index), index.search("市场").hits, index.suggest("市")) == (0, (), ())


def test_two_vocabularies_in_one_process_do_not_mix(tmp_path: Path) -> None:
    sections = [Section(document="u/term/a", title="词", text="衡启极光计划启动")]
    plain, named = Vocabulary.of(["无关词语"]), Vocabulary.of(["极光计划启动"])
    write(sections, vocabulary=plain, folder=tmp_path / "before")
    write(sections, vocabulary=named, folder=tmp_path / "named")
    write(sections, vocabulary=plain, folder=tmp_path / "after")
    assert files(tmp_path / "before") == files(tmp_path / "after")
    assert files(tmp_path / "named") != files(tmp_path / "before")


def test_vocabulary_survives_json_and_ignores_order() -> None:
    one = Vocabulary.of(["乙", "甲", " 甲 ", ""], synonyms=[("b", "a"), ("c",)])
    assert one == Vocabulary.of(["甲", "乙"], synonyms=[("a", "b", "a")])
    assert Vocabulary.from_json(one.to_json()) == one
    assert one.digest() == Vocabulary.from_json(one.to_json()).digest()


def test_section_digest_changes_with_every_field() -> None:
    section = HANDBOOK[0]
    changed: list[Section] = [
        replace(section, **{name: "其他"})  # type: ignore[arg-type]
        for name in ("document", "anchor", "title", "text", "code", "status")
    ]
    changed.append(replace(section, aliases=("甲",)))
    assert len({entry.digest() for entry in [section, *changed]}) == len(changed) + 1
