"""Writing XML: tags and attributes in the order given, every word escaped, the same text every time."""

import re
from collections.abc import Mapping

_SPECIAL = re.compile('[&<>"\n\t\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(words: str, *, quoted: bool = False) -> str:
    """Words as XML may hold them; what XML has no way to write is left out."""
    if not _SPECIAL.search(words):  # nearly always, and asked tens of times for each node
        return words
    plain = _NOT_XML.sub("", words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not quoted:
        return plain
    return plain.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


class XmlText:
    """An XML text being written. Attributes without a value are left out."""

    def __init__(self) -> None:
        self._lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._open: list[str] = []
        self._indent = ""

    def leaf(self, name: str, attributes: Mapping[str, object] | None = None, words: str = "") -> None:
        """A tag that holds only words, or nothing."""
        head = self._head(name, attributes)
        self._say(f"<{head}>{escaped(words)}</{name}>" if words else f"<{head} />")

    def numbers(self, name: str, attributes: str) -> None:
        """A tag that holds nothing and whose attributes are numbers, written out: there are thousands of them."""
        self._lines.append(f"{self._indent}<{name} {attributes} />")

    def open(self, name: str, attributes: Mapping[str, object] | None = None) -> None:
        """Begins a tag."""
        self._say(f"<{self._head(name, attributes)}>")
        self._open.append(name)
        self._indent += "  "

    def close(self) -> None:
        """Ends the tag that was begun last."""
        name = self._open.pop()
        self._indent = self._indent[2:]
        self._say(f"</{name}>")

    def text(self) -> str:
        """The whole text."""
        return "\n".join(self._lines) + "\n"

    def _head(self, name: str, attributes: Mapping[str, object] | None) -> str:
        if not attributes:
            return name
        head = name
        for key, value in attributes.items():
            if value != "" and value is not None:
                head += f' {key}="{value if isinstance(value, int) else escaped(str(value), quoted=True)}"'
        return head

    def _say(self, line: str) -> None:
        self._lines.append(self._indent + line)
