"""Building the site: ours against mkdocs-material with its usual settings and Chinese search.

Both build the same text: ours from YAML (Chinese tree only), the rival from Markdown. Every build is a fresh process;
CPU seconds are user + system, children included; ours and the rival's are run in turn and medians are compared.
The rival draws nothing, so the comparison is without pictures and downloads (what those add is a row of its own)
and without Word files (bench_handbook.py).

    python tests/benchmarks/bench_site.py [--documents 1000] [--rounds 3] [--growth] [--json FILE]
"""

import argparse
import filecmp
import json
import os
import resource
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

from tests.benchmarks import made_library

RIVAL = """site_name: 知识门户
docs_dir: {docs}
site_dir: {site}
use_directory_urls: true
theme:
  name: material
  language: zh
  font: false
  features: [navigation.instant, navigation.tabs, navigation.sections, navigation.top, navigation.footer,
    search.suggest, search.highlight, toc.follow]
plugins:
  - search: {{lang: [zh, en]}}
markdown_extensions: [tables, admonition, attr_list, {{toc: {{permalink: true}}}}, pymdownx.details,
  pymdownx.superfences, {{pymdownx.tasklist: {{custom_checkbox: true}}}}]
"""
OURS = (
    "import sys; from pathlib import Path; from generators.pipeline import build; "
    "build(Path(sys.argv[1]), Path(sys.argv[2]), with_index='--pages-only' not in sys.argv, "
    "with_pictures='--pictures' in sys.argv, with_handbooks=False)"
)
PAGES_ONLY = "--pages-only"
PICTURES = "--pictures"


def cpu_seconds(command: list[str], room: Path) -> float:
    """CPU seconds of one fresh process and its children; ends the benchmark when the process fails."""
    os.sync()  # what an earlier run wrote is not this one's to flush
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=room, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(room: Path, documents: int, home: str, *more: str) -> float:
    """One build of our library of a size."""
    content = room / f"content{documents}"
    if not content.exists():
        made_library.write_yaml(content, documents)
    command = [sys.executable, "-c", OURS, str(content), str(room / home), *more]
    return cpu_seconds(command, room)


def ours_anew(room: Path, documents: int, *more: str) -> float:
    """One full build into a home that knows nothing but what comes from the program alone: rendered shells and
    compiled templates.

    Every build gets a folder of its own: file systems are slow for a while after thousands of deletions.
    """
    home = room / f"full{documents}-{secrets.token_hex(4)}"
    program = room / "program"
    if program.exists():
        shutil.copytree(program, home / "cache")
    seconds = ours(room, documents, home.name, *more)
    if not program.exists():
        for name in ("shells", "templates"):
            shutil.copytree(home / "cache" / name, program / name)
    (room / "newest").unlink(missing_ok=True)
    (room / "newest").symlink_to(home.name)
    return seconds


def rival(room: Path, documents: int) -> float:
    """One full build of the rival."""
    docs, site = room / f"docs{documents}", room / f"site{documents}-{secrets.token_hex(4)}"
    if not docs.exists():
        made_library.write_markdown(docs, documents)
    config = room / f"rival{documents}.yml"
    config.write_text(RIVAL.format(docs=docs, site=site), encoding="utf-8")
    return cpu_seconds([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)], room)


def rebuild(room: Path, documents: int, round_: int) -> float:
    """A rebuild after one edit of one document, in a fresh process.

    A build of the unchanged content comes first: whoever edits has just built, so the system has the files at hand.
    """
    home = f"warm{documents}"
    ours(room, documents, home)
    edited = room / f"content{documents}" / "plant" / "roles" / "gw00007.yaml"
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("    do: ", f"    do: 第{round_}次改动，", 1), encoding="utf-8")
    return ours(room, documents, home)


def differing_files(one: Path, other: Path) -> list[str]:
    """Paths that differ between two editions, or are only in one."""
    names = {p.relative_to(r).as_posix() for r in (one, other) for p in r.rglob("*") if p.is_file()}
    return [
        name
        for name in sorted(names)
        if not ((one / name).is_file() and (other / name).is_file())
        or not filecmp.cmp(one / name, other / name, shallow=False)
    ]


def same_as_full(room: Path, documents: int) -> int:
    """Files of the rebuilt edition that differ from a full build of the same content."""
    ours_anew(room, documents)
    return len(
        differing_files(*((room / home / "current").resolve() for home in (f"warm{documents}", "newest")))
    )


def row(what: str, our: float, their: float, bar: float | None) -> dict[str, object]:
    """One line of the report."""
    return {"what": what, "ours": our, "rival": their, "unit": "s", "bar": bar}


def compare(room: Path, documents: int, rounds: int) -> list[dict[str, object]]:
    """Pages, pages with index, and a rebuild, against the rival's full build."""
    pages, whole, again, theirs = [], [], [], []
    ours_anew(room, documents)  # renders shells and compiles templates once
    for number in range(rounds):
        theirs.append(rival(room, documents))
        ours(
            room, documents, "warm-up"
        )  # ten seconds of the rival's work have put our files out of the system's mind
        pages.append(ours_anew(room, documents, PAGES_ONLY))
        whole.append(ours_anew(room, documents))
        again.append(rebuild(room, documents, number))
    differing = same_as_full(room, documents)
    if differing:
        sys.exit(f"{differing} files of the rebuilt edition differ from a full build")
    median = statistics.median(theirs)
    drawn = ours_anew(room, documents, PAGES_ONLY, PICTURES)
    return [
        row(f"pages of {documents} documents", statistics.median(pages), median, 0.20),
        row("pages and index", statistics.median(whole), median, 0.40),
        row("rebuild after one edit", statistics.median(again), median, 0.04),
        row(f"pages of {documents} documents, half of them drawn and to download", drawn, median, None),
    ]


def growth(room: Path, rounds: int) -> dict[str, object]:
    """CPU a page between 1,000 and 5,000 documents against that between 200 and 1,000."""
    seconds: dict[int, list[float]] = {200: [], 1000: [], 5000: []}
    for _ in range(rounds):
        for size, found in seconds.items():
            found.append(ours_anew(room, size, PAGES_ONLY))
    small, middle, large = (statistics.median(seconds[size]) for size in (200, 1000, 5000))
    return {
        **row("growth of pages, ms a page", (large - middle) / 4, (middle - small) / 0.8, 1.15),
        "unit": "ms",
    }


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = compare(Path(folder), options.documents, options.rounds)
        if options.growth:
            rows.append(growth(Path(folder), options.rounds))
    for found in rows:
        print(found)
    if options.json:
        options.json.write_text(json.dumps({"rows": rows}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
