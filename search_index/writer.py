"""Writing an index: sections and a vocabulary in, a folder of shards out.

Documents are dealt to a fixed number of shards by a hash of their id. A shard whose inputs are those of the
index given as `reuse` is linked from there; the result is the same, byte for byte, as building everything.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search_index import layout
from search_index.digest import digest_of
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
    shards: int = layout.SHARDS,
    write_terms: TermWriter = write_whoosh_terms,
) -> Written:
    """Writes the index into a new folder.

    Give `DocumentSections` with digests to spare unchanged documents from being cut again; loose sections are
    grouped here. Raises FileExistsError where the folder already holds an index.
    """
    if (folder / layout.MANIFEST).exists():
        raise FileExistsError(folder)
    earlier = _shards_of(reuse, vocabulary=vocabulary)
    dealt = _deal(_grouped(documents), shards=shards)
    described: list[dict[str, Any]] = []
    words = vocabulary.digest()
    for number, members in enumerate(dealt):
        digest = digest_of("shard", [layout.SCHEMA, words, [[d.document, d.digest] for d in members]])
        target = layout.shard_folder(folder, number)
        known = earlier.get(digest)
        if known is not None:
            _link(known[0], target)
        count = known[1] if known is not None else _build(members, vocabulary, target, write_terms)
        described.append({"digest": digest, "sections": count, "linked": known is not None})
    linked = sum(bool(shard.pop("linked")) for shard in described)
    _describe(folder, vocabulary, described)
    return Written(sum(shard["sections"] for shard in described), built=shards - linked, linked=linked)


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


def _describe(folder: Path, vocabulary: Vocabulary, shards: list[dict[str, Any]]) -> None:
    manifest = {"schema": layout.SCHEMA, "vocabulary": vocabulary.digest(), "shards": shards}
    (folder / layout.VOCABULARY).write_text(vocabulary.to_json(), "utf-8")
    (folder / layout.MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")


def _shards_of(reuse: Path | None, *, vocabulary: Vocabulary) -> dict[str, tuple[Path, int]]:
    """The shards of an earlier index by digest; none where it cannot be trusted to be alike."""
    try:
        manifest = json.loads((reuse / layout.MANIFEST).read_text("utf-8")) if reuse else {}
    except (OSError, ValueError):
        manifest = {}
    if (
        reuse is None
        or manifest.get("schema") != layout.SCHEMA
        or manifest["vocabulary"] != vocabulary.digest()
    ):
        return {}
    folders = [(layout.shard_folder(reuse, number), shard) for number, shard in enumerate(manifest["shards"])]
    return {shard["digest"]: (path, shard["sections"]) for path, shard in folders if path.is_dir()}


def _link(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for file in sorted(source.iterdir()):
        _link_file(file, target / file.name)


def _link_file(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
