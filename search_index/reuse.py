"""What can be taken over from an earlier index.

A shard is taken over when it would come out the same: same schema, same documents with the same digests, and
no word that the vocabulary gained or lost stands anywhere in its texts. (A dictionary word changes how a text
is cut only where the text contains it.) So a new role's name rebuilds the shards that mention it, not all.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from search_index import layout
from search_index.folding import fold
from search_index.segmenter import own_words
from search_index.vocabulary import Vocabulary

_MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Shard:
    """A finished shard: where it is and how many sections it has."""

    folder: Path
    sections: int


class Earlier:
    """The shards of an earlier index by the digest of their documents; none where it is missing or damaged."""

    def __init__(
        self,
        shards: dict[str, Shard],
        *,
        folder: Path | None = None,
        changed_words: frozenset[str] = frozenset(),
    ) -> None:
        self._shards = shards
        self._folder = folder
        self._changed = changed_words

    @classmethod
    def read(cls, folder: Path | None, *, vocabulary: Vocabulary) -> Self:
        """Looks at an earlier index with the eyes of the vocabulary of today."""
        try:
            manifest = json.loads((folder / layout.MANIFEST).read_bytes()) if folder else {}
            before = (
                Vocabulary.from_json((folder / layout.VOCABULARY).read_text("utf-8"))
                if folder
                else vocabulary
            )
        except (OSError, ValueError, KeyError):
            return cls({})
        changed = (
            frozenset(own_words(before)) ^ frozenset(own_words(vocabulary))
            if before != vocabulary
            else frozenset()
        )
        if folder is None or manifest.get("schema") != layout.SCHEMA or len(changed) > _MOST_WORDS:
            return cls({})
        numbered = [(layout.shard_folder(folder, n), shard) for n, shard in enumerate(manifest["shards"])]
        shards = {
            shard["digest"]: Shard(path, shard["sections"]) for path, shard in numbered if path.is_dir()
        }
        return cls(shards, folder=folder, changed_words=changed)

    def same(self, digest: str) -> Shard | None:
        """The earlier shard of exactly these documents, if it would be cut the same today."""
        shard = self._shards.get(digest)
        return None if shard is None or (self._changed and self._mentions_changed_word(shard)) else shard

    def readings(self, number: int) -> dict[str, list[str]]:
        """How the words of the shard that had this number sound; nothing where there was none."""
        if self._folder is None:
            return {}
        try:
            found = json.loads((layout.shard_folder(self._folder, number) / layout.READINGS).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _mentions_changed_word(self, shard: Shard) -> bool:
        files = (shard.folder / layout.FOLDED, shard.folder / layout.SECTIONS)
        texts = [fold(file.read_text("utf-8")) for file in files]
        return any(word in text for word in self._changed for text in texts)


def link(shard: Shard, target: Path) -> None:
    """Puts the shard's files into a new folder, as further names of the same files where that is possible."""
    target.mkdir(parents=True)
    for file in sorted(shard.folder.iterdir()):
        _link_file(file, target / file.name)


def _link_file(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
