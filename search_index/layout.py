"""Where an index keeps its files: every name is spelled here and nowhere else.

index.json          schema, number of shards, and for each shard the digest of its documents
vocabulary.json     words and synonyms, needed again to cut a question as the texts were cut
shard-00/           one per shard, depending on nothing but its own documents, vocabulary and schema
  sections.json       what a result list shows, column by column, without the texts
  original.txt        the sections' texts as written, one after another (UTF-8), each with its facts as JSON
  folded.txt          the same in the form that is compared: simplified, lower case, half width
  readings.json       how the names' words sound, so that the next run need not look them up
  library_*.trm/.pst  the term dictionary and postings, in the search library's own format
"""

from pathlib import Path
from typing import Final

SCHEMA: Final = 7
"""Raise on any change that makes an older folder unreadable or its answers different."""

_DOCUMENTS_PER_SHARD: Final = 8
_MOST_SHARDS: Final = 128

MANIFEST: Final = "index.json"
VOCABULARY: Final = "vocabulary.json"
SECTIONS: Final = "sections.json"
ORIGINAL: Final = "original.txt"
FOLDED: Final = "folded.txt"
READINGS: Final = "readings.json"


def shards_for(documents: int) -> int:
    """How many shards a library is dealt to: 1, 2, 4 … 128.

    So few documents to a shard that one edit costs little, so few shards that a term is looked up in few places. It
    changes only when the library has doubled; then everything is built anew, once.
    """
    wanted = 1
    while wanted < _MOST_SHARDS and wanted * _DOCUMENTS_PER_SHARD < documents:
        wanted *= 2
    return wanted


def shard_folder(folder: Path, number: int) -> Path:
    """The folder of one shard inside an index."""
    return folder / f"shard-{number:02d}"
