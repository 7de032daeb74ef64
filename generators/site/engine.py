"""The one place that runs MkDocs: it renders the shells and gathers the files they need.

An edition needs the engine only when the look changes. The caller keeps the folder this module writes under
`shell_inputs_digest` and reads it back with `load_shells`, which starts no engine:

    shells/zh.html, shells/en.html    the rendered page of each language, with placeholders (see `shell`)
    shells/csp.json                   {"script-src": […]}, what the pages need to run under a strict policy
    assets/…                          stylesheets, scripts and pictures, to stand at the top of the site

The theme writes no executable inline script, so `script-src` is `'self'` alone; the hashes are collected all the
same, lest a new release of Material bring one back unseen.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from generators.languages import LANGUAGES, Language
from generators.site.shell import SHELL_FILES, TABS, Masthead, Shell, front_matter, load_shell

THEME: Final = Path(__file__).with_name("theme")
PLACEHOLDERS: Final = ("root", "address", "alternate", "title", "description", "robots", "query", "body")
ENGINE_PACKAGES: Final = ("mkdocs", "mkdocs-material")

_TIME_LIMIT = 120  # seconds; a shell takes about two
_ASSET = re.compile(r'\[\[db:root\]\](assets/[^"?#]+)')
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)
_DATA_BLOCK = re.compile(r"""type=["']?application/(?:ld\+)?json""", re.IGNORECASE)


class EngineError(Exception):
    """The site engine could not render the shells; the message carries what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shells:
    """The shell of each language, the folder of files they refer to, and their script policy."""

    by_language: Mapping[Language, Shell]
    assets: Path
    script_sources: tuple[str, ...]


def mkdocs_config() -> Path:
    """The site's `mkdocs.yml`: the copy inside an installed package, else the one at the top of a checkout."""
    packaged = Path(__file__).with_name("mkdocs.yml")
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "mkdocs.yml"


def shell_inputs_digest(
    mkdocs_yml: Path, *, masthead: Masthead, languages: Sequence[Language] = LANGUAGES
) -> str:
    """Identifies everything the shells are made from, so that an unchanged look is never rendered twice."""
    digest = hashlib.sha256(b"dutybook/shells/1\n")
    for name, content in _inputs(mkdocs_yml, masthead, languages):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def render_shells(
    *, mkdocs_yml: Path, masthead: Masthead, out: Path, languages: Sequence[Language] = LANGUAGES
) -> Shells:
    """Run the site engine on one page of placeholders per language and leave the result in `out`."""
    with tempfile.TemporaryDirectory(prefix="dutybook-shell-") as room:
        workshop = Path(room)
        _write_site(workshop, mkdocs_yml, masthead, languages)
        _run_mkdocs(workshop)
        _collect(workshop / "site", out, languages)
    return load_shells(out, languages=languages)


def load_shells(folder: Path, *, languages: Sequence[Language] = LANGUAGES) -> Shells:
    """The shells an earlier `render_shells` left in `folder`."""
    policy = json.loads((folder / "shells" / "csp.json").read_text(encoding="utf-8"))
    return Shells(
        by_language={
            language: load_shell(folder / "shells" / SHELL_FILES[language]) for language in languages
        },
        assets=folder / "assets",
        script_sources=tuple(policy["script-src"]),
    )


def inline_script_hashes(html: str) -> set[str]:
    """Policy sources for the executable scripts written inside a page; blocks of JSON are not executed."""
    inline = (found["text"] for found in _SCRIPT.finditer(html) if _is_executable_inline(found["attributes"]))
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline
    }


def _inputs(
    mkdocs_yml: Path, masthead: Masthead, languages: Sequence[Language]
) -> Iterable[tuple[str, bytes]]:
    for package in ENGINE_PACKAGES:
        yield package, version(package).encode()
    yield "mkdocs.yml", mkdocs_yml.read_bytes()
    for module in (Path(__file__), Path(__file__).with_name("shell.py")):
        yield module.name, module.read_bytes()
    for language in languages:
        yield language, json.dumps([masthead.company[language], masthead.notice[language]]).encode()
    for path in sorted(THEME.rglob("*")):
        if path.is_file():
            yield path.relative_to(THEME).as_posix(), path.read_bytes()


def _write_site(workshop: Path, mkdocs_yml: Path, masthead: Masthead, languages: Sequence[Language]) -> None:
    """A site of nothing but shells; the theme's folder is named outright, as a wheel lays files out otherwise."""
    config = {
        "INHERIT": str(mkdocs_yml.resolve()),
        "docs_dir": str(workshop / "pages"),
        "site_dir": str(workshop / "site"),
        "theme": {"custom_dir": str(THEME)},
        "nav": [{"shell": f"{language}.md"} for language in languages],
        "use_directory_urls": False,
    }
    (workshop / "pages").mkdir()
    # JSON is YAML, and needs no YAML library to write.
    (workshop / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    for language in languages:
        (workshop / "pages" / f"{language}.md").write_text(_shell_page(language, masthead), encoding="utf-8")


def _shell_page(language: Language, masthead: Masthead) -> str:
    names = (*PLACEHOLDERS, *(f"tab-{key}" for key in TABS))
    facts = {name: f"[[db:{name}]]" for name in names}
    company = {"company": masthead.company[language], "notice": masthead.notice[language]}
    return front_matter({**facts, **company, "language": language})


def _run_mkdocs(workshop: Path) -> None:
    """A process of its own: MkDocs configures logging and Material prints a banner when imported."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file", "mkdocs.yml"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=workshop,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=_TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise EngineError(f"the site engine gave no answer within {_TIME_LIMIT} seconds") from late
    if done.returncode:
        raise EngineError(
            f"the site engine stopped with code {done.returncode}:\n{(done.stderr or done.stdout).strip()}"
        )


def _collect(site: Path, out: Path, languages: Sequence[Language]) -> None:
    """Keep the shells, the files they name and our own assets; Material brings much more than that."""
    pages = {language: (site / f"{language}.html").read_text(encoding="utf-8") for language in languages}
    (out / "shells").mkdir(parents=True, exist_ok=True)
    for language, html in pages.items():
        (out / "shells" / SHELL_FILES[language]).write_text(html, encoding="utf-8")
    everything = "".join(pages.values())
    sources = ["'self'", *sorted(inline_script_hashes(everything))]
    (out / "shells" / "csp.json").write_text(json.dumps({"script-src": sources}) + "\n", encoding="utf-8")
    shutil.copytree(site / "assets" / "dutybook", out / "assets" / "dutybook", dirs_exist_ok=True)
    for named in sorted(set(_ASSET.findall(everything))):
        _copy_named(site / named, out / named)


def _copy_named(source: Path, target: Path) -> None:
    if not source.is_file():
        raise EngineError(f"the shell refers to a file the theme does not bring: {source.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _is_executable_inline(attributes: str) -> bool:
    return "src=" not in attributes and not _DATA_BLOCK.search(attributes)
