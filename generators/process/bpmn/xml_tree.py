"""Reading XML from strangers: no document type, no entities, no depth or size beyond reason, and a place for each word.

Whoever reads a tag takes what they understand; what nobody took can be listed afterwards. So nothing is lost silently.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 8 * 1024 * 1024
DEEPEST = 100
MOST_TAGS = 100_000
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\bencoding=["']([A-Za-z0-9._-]+)["']""")
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "big5"})
"""Encodings that Chinese tools write and the parser does not know."""


class UnreadableModel(Exception):
    """Why a file cannot be read as a model: a code under ``bpmn`` in the locale, and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass
class Tag:
    """One element of the file: its name without namespace, and what it holds."""

    name: str
    space: str
    line: int
    attributes: dict[str, str]
    children: list["Tag"] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    taken: bool = False
    unread: set[str] = field(default_factory=set)
    text_unread: bool = False

    def get(self, name: str) -> str:
        """An attribute, which counts as read; "" if it is not there."""
        self.unread.discard(name)
        return self.attributes.get(name, "").strip()

    def text(self) -> str:
        """The words inside, which count as read."""
        self.text_unread = False
        return "".join(self.words).strip()

    def take(self) -> "Tag":
        """Marks the tag as understood."""
        self.taken = True
        return self

    def each(self, *names: str) -> Iterator["Tag"]:
        """The children of these names in the tag's own namespace, each of which counts as understood."""
        return (tag.take() for tag in self.children if tag.name in names and tag.space == self.space)

    def first(self, name: str) -> "Tag | None":
        """The first child of a name, which counts as understood."""
        return next(self.each(name), None)

    def wholly(self) -> "Tag":
        """Marks the tag and everything in it as understood."""
        for tag in self.walk():
            tag.taken, tag.text_unread = True, False
            tag.unread.clear()
        return self

    def walk(self) -> Iterator["Tag"]:
        """The tag and everything below it, in the order of the file."""
        ahead = [self]
        while ahead:
            here = ahead.pop()
            yield here
            ahead.extend(reversed(here.children))


def read_xml(raw: bytes) -> Tag:
    """The root of an XML file; raises UnreadableModel with the reason."""
    if len(raw) > LARGEST:
        raise UnreadableModel("too-large", limit=LARGEST // 1024 // 1024)
    if not raw.strip():
        raise UnreadableModel("empty")
    growing = _Growing()
    try:
        growing.parse(_as_utf8(raw))
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or ""
        raise UnreadableModel("not-xml", line=error.lineno, column=error.offset + 1, reason=reason) from None
    except (LookupError, ValueError):
        raise UnreadableModel("encoding") from None
    if growing.root is None:
        raise UnreadableModel("empty")
    return growing.root


def _as_utf8(raw: bytes) -> tuple[bytes, str | None]:
    declared = _DECLARED.match(raw)
    name = declared.group(1).decode("ascii").lower() if declared else ""
    if name in _CHINESE:
        wide = "gb18030" if name.startswith("gb") else name
        return raw.decode(wide).encode(), "utf-8"
    return raw, None


class _Growing:
    """A tree that grows as the parser meets tags."""

    def __init__(self) -> None:
        self.root: Tag | None = None
        self._line: list[Tag] = []
        self._tags = 0

    def parse(self, source: tuple[bytes, str | None]) -> None:
        raw, encoding = source
        self._parser = parser = expat.ParserCreate(encoding, namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._say
        parser.buffer_text = True
        parser.Parse(raw, True)

    def _refuse(self, *_declaration: object) -> None:
        raise UnreadableModel("doctype", line=self._parser.CurrentLineNumber)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._tags += 1
        if len(self._line) >= DEEPEST:
            raise UnreadableModel("too-deep", limit=DEEPEST, line=self._parser.CurrentLineNumber)
        if self._tags > MOST_TAGS:
            raise UnreadableModel("too-many", limit=MOST_TAGS)
        space, _, local = name.rpartition(" ")
        tag = Tag(local, space, self._parser.CurrentLineNumber, attributes, unread=set(attributes))
        if self._line:
            self._line[-1].children.append(tag)
        else:
            self.root = tag
        self._line.append(tag)

    def _close(self, _name: str) -> None:
        tag = self._line.pop()
        tag.text_unread = bool("".join(tag.words).strip())

    def _say(self, words: str) -> None:
        if self._line:
            self._line[-1].words.append(words)
