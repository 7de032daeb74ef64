"""A page's key changes whenever the page would: nothing stale is ever left standing, and little is made twice."""

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from generators.cache import Cache
from generators.languages import LANGUAGES, Language
from generators.site.pages import PlannedFile, PlannedPage, SitePages
from generators.site.shell import ShellPage
from tests.generators.site.page_libraries import CONTENT, large_library, loaded, planned

_VALUE = re.compile(r'(?:^|[\s{,\[-])([a-z_-]+|zh-Hans|zh-Hant): ?("[^"]*"|[^\s{\[\]},"][^{}\[\],"\n]*)')
_LEFT_ALONE = {"kind", "id", "unit", "classification", "event", "languages"}
_OTHERWISE = {
    "status": {"effective": "review", "review": "effective", "draft": "review", "superseded": "withdrawn"},
    "every": {"month": "quarter", "week": "week", "day": "workday", "workday": "day"},
    "change": {"material": "minor", "minor": "editorial"},
    "direction": {"in": "out", "out": "both"},
    "type": {"text": "long_text", "number": "money"},
    "mode": {"in_order": "all"},
    "horizon": {"long": "medium", "year": "concrete"},
}


def mutations() -> Iterator[tuple[str, str, str]]:
    """One change for every kind of file and key: which file, its text after the change, what was changed."""
    seen: set[tuple[str, str]] = set()
    for file in sorted(CONTENT.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        folder = "revisions" if "revisions" in file.parts else file.parent.name
        for found in _VALUE.finditer(text):
            key, value = found[1], found[2].strip()
            changed = _changed(key, value.strip('"'))
            if changed is None or (folder, key) in seen:
                continue
            seen.add((folder, key))
            start, end = found.span(2)
            rest = found[2][len(found[2].rstrip()) :]
            yield (
                file.relative_to(CONTENT).as_posix(),
                text[:start] + f'"{changed}"' + rest + text[end:],
                f"{key}: {value}",
            )


def _changed(key: str, value: str) -> str | None:
    """Another value of the same sort; None where there is no telling what would be one."""
    if key in _LEFT_ALONE or "/" in value:
        return None
    if key in _OTHERWISE:
        return _OTHERWISE[key].get(value)
    if key in _NUMBERS:
        return "7"
    return next((change(value) for pattern, change in _SORTS if re.search(pattern, value)), None)


_NUMBERS = ("headcount", "weight", "before_day", "on_day", "rows", "digits")
_NAMES = {
    "order": "report",
    "report": "order",
    "true": "false",
    "manager": "inspector",
    "inspector": "manager",
}
_SORTS: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    (r"[\u4e00-\u9fff]", lambda value: f"{value}甲"),
    (r"^\d{4}-\d\d-\d\d$", lambda value: value[:-1] + ("2" if value[-1] == "1" else "1")),
    (r"^\d{1,2}:\d\d$", lambda _: "08:15"),
    (r"^\d+(wd|d|w|m|y|h)$", lambda value: "9" + value.lstrip("0123456789")),
    (r"^[A-Z].*[ -]", lambda value: f"{value}1"),
    (r"", _NAMES.get),
)


CACHE = Cache(None)
"""Documents that a change leaves alone are read once."""


@cache
def as_it_is(language: Language) -> dict[str, tuple[str, ShellPage]]:
    """Key and rendered page of every address of the library before any change."""
    pages = planned(loaded(cache=CACHE), language)
    return {address: (page.key, page.render()) for address, page in pages.items()}


def files_of(pages: dict[str, PlannedPage]) -> dict[str, PlannedFile]:
    """The files beside pages by address."""
    return {file.address: file for page in pages.values() for file in page.files}


@cache
def files_as_they_are(language: Language) -> dict[str, tuple[str, bytes]]:
    """Key and content of every file beside a page before any change."""
    files = files_of(planned(loaded(cache=CACHE), language))
    assert len(files) == 3
    return {address: (file.key, file.render()) for address, file in files.items()}


def _is_stale(address: str, file: PlannedFile, before: dict[str, tuple[str, bytes]]) -> bool:
    key, content = before[address]
    return file.key == key and file.render() != content


def copied(tmp_path: Path, file: str, text: str) -> Path:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / file).write_text(text, encoding="utf-8")
    return content


MUTATIONS = {f"{file} {what}": (file, text) for file, text, what in mutations()}


def test_there_are_changes_to_try() -> None:
    assert len(MUTATIONS) > 120


# The languages take turns: each change is tried in one of them.
TRIED = [(name, LANGUAGES[place % 2]) for place, name in enumerate(sorted(MUTATIONS))]


@pytest.mark.parametrize(("name", "language"), TRIED)
def test_a_page_whose_key_stays_the_same_stays_the_same(
    name: str, language: Language, tmp_path: Path
) -> None:
    before = as_it_is(language)
    pages = planned(loaded(copied(tmp_path, *MUTATIONS[name]), CACHE), language)

    unchanged = [
        address for address, page in pages.items() if address in before and page.key == before[address][0]
    ]
    stale = [address for address in unchanged if pages[address].render() != before[address][1]]

    assert stale == []
    assert [file for file in files_of(pages).items() if _is_stale(*file, files_as_they_are(language))] == []
    assert (len(unchanged) == len(pages)) == ("secret" in name), "open pages show it, unless it is restricted"


def test_the_text_of_one_clause_changes_few_pages(tmp_path: Path) -> None:
    file = "works/policies/rules.yaml"
    text = (CONTENT / file).read_text(encoding="utf-8").replace("抽三件", "抽五件")
    old = planned(loaded(cache=CACHE))
    new = planned(loaded(copied(tmp_path, file, text), CACHE))

    assert [address for address in new if new[address].key != old[address].key] == ["works/policy/rules/"]


def test_an_earlier_revision_that_appears_changes_its_documents_pages(tmp_path: Path) -> None:
    content = copied(tmp_path, "works/roles/revisions/inspector@1.0.yaml", "")
    (content / "works/roles/revisions/inspector@1.0.yaml").unlink()
    old, new = planned(loaded(content, CACHE)), planned(loaded(cache=CACHE))

    changed = {address for address in old if new[address].key != old[address].key}

    assert set(new) - set(old) == {"works/role/inspector/changes/"}
    assert changed == {"works/role/inspector/", "", "changes/"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_rendered_twice_gives_the_same_bytes(language: Language) -> None:
    for one, two in zip(
        planned(loaded(), language).values(), planned(loaded(), language).values(), strict=True
    ):
        assert one.key == two.key
        assert one.render() == two.render() == one.render()


def test_keys_differ_by_language_and_page() -> None:
    pages: list[PlannedPage] = []
    for language in LANGUAGES:
        pages += planned(loaded(cache=CACHE), language).values()

    assert len({page.key for page in pages}) == len(pages)


def test_planning_opens_no_document() -> None:
    library, keys = large_library(40)

    assert list(SitePages(library, language="zh-Hans", keys=keys).plan())
    assert not library._opened
