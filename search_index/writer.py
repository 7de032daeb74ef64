"""Writing an index: sections and a vocabulary in, a folder of shards out.

Documents are dealt to shards by a hash of their id. A shard that would come out as it is in the
index given as `reuse` is linked from there; the result is the same, byte for byte, as building everything.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index import layout
from search_index.digest import digest_of
from search_index.pinyin import learn
from search_index.reuse import Earlier, link
from search_index.section import DocumentSections, Section, by_document
from search_index.segmenter import segmenter_for
from search_index.shard import build_shard
from search_index.terms import TermWriter
from search_index.vocabulary import Vocabulary
from search_index.whoosh_terms import write_terms as write_whoosh_terms


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did: how many sections the index has, how many shards were built anew, how many linked."""

    sections: int
    built: int
    linked: int


def write_index(
    documents: Iterable[DocumentSections | Section],
    *,
    vocabulary: Vocabulary,
    folder: Path,
    reuse: Path | None = None,
    shards: int | None = None,
    write_terms: TermWriter = write_whoosh_terms,
) -> Written:
    """Writes the index into a new folder.

    Give `DocumentSections` with digests to spare unchanged documents from being cut again; loose sections are
    grouped here. Raises FileExistsError where the folder already holds an index.
    """
    if (folder / layout.MANIFEST).exists():
        raise FileExistsError(folder)
    earlier = Earlier.read(reuse, vocabulary=vocabulary)
    finished: list[tuple[str, int]] = []
    linked = 0
    grouped = _grouped(documents)
    for number, members in enumerate(_deal(grouped, shards=shards or layout.shards_for(len(grouped)))):
        digest = digest_of("shard", [layout.SCHEMA, [[d.document, d.digest] for d in members]])
        target, same = layout.shard_folder(folder, number), earlier.same(digest)
        if same is not None:
            link(same, target)
            linked += 1
        else:
            learn(earlier.readings(number))
        sections = same.sections if same else _build(members, vocabulary, target, write_terms)
        finished.append((digest, sections))
    _describe(folder, vocabulary, finished)
    return Written(sum(sections for _, sections in finished), built=len(finished) - linked, linked=linked)


def _grouped(documents: Iterable[DocumentSections | Section]) -> list[DocumentSections]:
    given = list(documents)
    loose = by_document(entry for entry in given if isinstance(entry, Section))
    return sorted(
        [*loose, *(entry for entry in given if isinstance(entry, DocumentSections))],
        key=lambda document: (document.document, document.digest),
    )


def _deal(documents: Sequence[DocumentSections], *, shards: int) -> list[list[DocumentSections]]:
    dealt: list[list[DocumentSections]] = [[] for _ in range(shards)]
    for document in documents:
        name = hashlib.sha256(document.document.encode()).digest()
        dealt[int.from_bytes(name[:4], "big") % shards].append(document)
    return dealt


def _build(
    members: Sequence[DocumentSections], vocabulary: Vocabulary, target: Path, write_terms: TermWriter
) -> int:
    sections = [section for document in members for section in document.load()]
    shard = build_shard(sections, segmenter=segmenter_for(vocabulary))
    shard.write(target, write_terms=write_terms)
    return len(sections)


def _describe(folder: Path, vocabulary: Vocabulary, shards: Sequence[tuple[str, int]]) -> None:
    described = [{"digest": digest, "sections": sections} for digest, sections in shards]
    manifest = {"schema": layout.SCHEMA, "vocabulary": vocabulary.digest(), "shards": described}
    (folder / layout.VOCABULARY).write_text(vocabulary.to_json(), "utf-8")
    (folder / layout.MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
