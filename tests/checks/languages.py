"""Both languages complete: every catalogue of words has the same keys and placeholders in Chinese and English.

A catalogue is a folder named `locale` with one file per language, `en.toml` (`code = "text with {placeholders}"`)
or `en.html` (a template that sets `strings`), or gettext's `en/LC_MESSAGES/name.po`.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment

from tests.checks.tree import PACKAGES, repository_files

Words = dict[str, str]

CHINESE = {"zh-CN", "zh_CN", "zh-Hans", "zh_Hans"}
ENGLISH = {"en"}
_PLACEHOLDER = re.compile(r"\{[a-z_]\w*|%\([a-z_]\w*\)[sd]", re.ASCII)


def offenders(root: Path) -> list[str]:
    """Missing languages, keys, texts and placeholders of all catalogues."""
    found: list[str] = []
    for catalogue, files in sorted(_catalogues(root).items()):
        found += [f"{catalogue}: {line}" for line in _compare(files)]
    return found


def _catalogues(root: Path) -> Mapping[str, dict[str, Path]]:
    """Catalogue → language → its file."""
    catalogues: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in repository_files(root):
        name = path.relative_to(root)
        if name.parts[0] not in PACKAGES:
            continue
        if name.parent.name == "locale" and path.suffix in {".toml", ".html"}:
            catalogues[f"{name.parent.as_posix()}/*{path.suffix}"][path.stem] = path
        elif path.suffix == ".po":
            catalogues[f"{name.parents[2].as_posix()}/*/{path.name}"][name.parents[1].name] = path
    return catalogues


def _compare(files: Mapping[str, Path]) -> Iterator[str]:
    chinese = next((path for language, path in files.items() if language in CHINESE), None)
    english = next((path for language, path in files.items() if language in ENGLISH), None)
    if chinese is None or english is None:
        yield f"{'Chinese' if chinese is None else 'English'} is missing"
        return
    for language in set(files) - CHINESE - ENGLISH:
        yield f"{language} is neither of the two languages"
    for path in (chinese, english):
        yield from (f"{key!r} stands twice in {path.name}" for key in _doubled(path))
    words = _read(chinese), _read(english)
    yield from _compare_words(*words)
    # A template's strings hold settings too, such as the empty prefix of Chinese addresses.
    if chinese.suffix != ".html":
        yield from _untranslated(*words, both=chinese.suffix == ".po")


def _compare_words(chinese: Words, english: Words) -> Iterator[str]:
    for key in sorted(chinese.keys() ^ english.keys()):
        yield f"{key!r} is only in {'Chinese' if key in chinese else 'English'}"
    for key in sorted(chinese.keys() & english.keys()):
        if not _agree(key, _placeholders(chinese[key]), _placeholders(english[key])):
            yield f"{key!r} has other placeholders in Chinese than in English"


def _untranslated(chinese: Words, english: Words, *, both: bool) -> Iterator[str]:
    """Blank texts; blank in *both* may be meant in a table (a joint between sentences), never in gettext."""
    for key in sorted(chinese.keys() & english.keys()):
        blank = {"Chinese": not chinese[key].strip(), "English": not english[key].strip()}
        if both or not all(blank.values()):
            yield from (f"{key!r} has no text in {language}" for language, lacks in blank.items() if lacks)


def _agree(key: str, chinese: set[str], english: set[str]) -> bool:
    """The English singular ("the one result") may leave out the number."""
    return english <= chinese if key.endswith(("-one", "_one", ".one")) else english == chinese


def _placeholders(text: str) -> set[str]:
    return {found.lstrip("{") for found in _PLACEHOLDER.findall(text)}


def _doubled(path: Path) -> list[str]:
    """Message ids that stand twice in a .po file: the last would silently win."""
    ids = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted(key for key, times in Counter(ids).items() if path.suffix == ".po" and times > 1)


def _read(path: Path) -> Words:
    if path.suffix == ".toml":
        return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    if path.suffix == ".html":
        template = Environment(autoescape=True).from_string(path.read_text(encoding="utf-8"))
        return dict(_flat(vars(template.module)["strings"]))
    return _read_po(path)


def _flat(words: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested tables and lists as dotted keys, so that two trees can be compared."""
    if isinstance(words, Mapping):
        for key, inner in words.items():
            yield from _flat(inner, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(words, list | tuple):
        for place, inner in enumerate(words):
            yield from _flat(inner, f"{prefix}.{place}")
    else:
        yield prefix, str(words)


def _read_po(path: Path) -> Words:
    """Plural forms differ in number between languages, so they are judged as one text."""
    with path.open("rb") as stream:
        catalogue = read_po(stream)
    words: Words = {}
    for message in catalogue:
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        words[f"{message.context or ''}{key}"] = (
            "" if not forms or not all(forms) or message.fuzzy else " ".join(forms)
        )
    return words
