"""Terms in Whoosh: the one module that imports it.

Whoosh's usual writer names its segments at random and keeps a table of contents made of pickled classes, which
a reader would have to run. Its codec, one public layer below, takes a segment with a given name and writes only
the term dictionary and the postings; its segment reader takes the schema from us. So the bytes depend on the
terms alone, and no class of ours is ever stored. Nothing is compressed: blocks are small, and zlib would
take longer than all the rest.
"""

import os
import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import Any

from search_index.terms import FIELDS, Postings

with warnings.catch_warnings():
    # Its source compares a number with `is`; Python says so whenever it compiles the file.
    warnings.simplefilter("ignore", SyntaxWarning)
    from whoosh.codec.whoosh3 import W3Codec, W3Segment
    from whoosh.fields import ID, Schema
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.reading import SegmentReader, TermNotFound

_INDEX = "library"
_SEGMENT = "terms"


def _schema() -> Schema:
    return Schema(**{name: ID() for name in FIELDS})


def _segment() -> W3Segment:
    return W3Segment(W3Codec(compression=0), _INDEX, segid=_SEGMENT)


def write_terms(fields: Mapping[str, Mapping[str, Postings]], *, folder: Path) -> None:
    """Writes the terms of all fields; a TermWriter."""
    schema, segment, made = _schema(), _segment(), RamStorage()  # it asks after each word how far it has come
    writer = segment.codec().field_writer(made, segment)
    for field in sorted(fields):
        writer.start_field(field, schema[field])
        for key, postings in sorted((term.encode(), places) for term, places in fields[field].items()):
            writer.start_term(key)
            for place, weight in postings.items():
                writer.add(place, weight, b"", None)
            writer.finish_term()
        writer.finish_field()
    writer.close()
    for name in made.list():
        (folder / name).write_bytes(made.files[name])


class _Mapped(FileStorage):  # type: ignore[misc,unused-ignore]
    """A folder whose files are mapped into memory: no open file to forget, and a removed edition stays readable."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        with (Path(self.folder) / name).open("rb") as file:
            is_empty = os.fstat(file.fileno()).st_size == 0
            content = BytesIO() if is_empty else mmap(file.fileno(), 0, access=ACCESS_READ)
        return StructFile(content, name=name, **options)


class WhooshTerms:
    """The terms of one shard; a TermReader. Whoosh shares one file position, so one thread reads at a time."""

    def __init__(self, folder: Path) -> None:
        self._lock = Lock()
        self._reader = SegmentReader(_Mapped(str(folder), readonly=True), _schema(), _segment())

    def postings(self, field: str, term: str) -> Postings:
        """The places of a term; empty where it does not occur."""
        places: dict[int, float] = {}
        with self._lock:
            try:
                matcher = self._reader.postings(field, term)
            except TermNotFound:
                return places
            while matcher.is_active():
                places[matcher.id()] = matcher.weight()
                matcher.next()
        return places

    def starting_with(self, field: str, prefix: str) -> Iterator[str]:
        """The field's terms that begin so, in order."""
        with self._lock:
            found = [term.decode() for term in self._reader.expand_prefix(field, prefix)]
        return iter(found)

    def close(self) -> None:
        """Lets go of the files."""
        with self._lock:
            self._reader.close()


def open_terms(folder: Path) -> WhooshTerms:
    """Opens what `write_terms` wrote; a TermOpener."""
    return WhooshTerms(folder)
