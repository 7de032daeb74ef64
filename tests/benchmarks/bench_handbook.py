"""Word documents: what 300 cost in one file, how tables grow, and what a whole unit's handbook takes.

300 made documents (heading, six paragraphs, twelve numbered points, a table of 10 to 50 rows) become one volume. Held
against that: streaming the same ready ``document.xml`` into a zip, and python-docx's own idiom for the same text,
``add_row().cells``. A handbook of a unit of the library is made in a process of its own. CPU time, medians.

    python tests/benchmarks/bench_handbook.py [--rounds 5] [--documents 300] [--content DIR] [--unit ID] [--json FILE]
"""

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

import docx

from generators.handbook.outline.blocks import (
    Block,
    Clause,
    Column,
    Front,
    Heading,
    Manuscript,
    Paragraph,
    Part,
    Row,
    Table,
    cell,
    run,
)
from generators.handbook.word.profile import load_profile
from generators.handbook.word.writing import write

STREAMING, ADD_ROW, LINEAR = 3.0, 0.1, 2.2
SECONDS, MEBIBYTES, PAGES = 10.0, 300.0, 150
WORDS = "市场 销售 合同 审批 方案 客户 资料 广告 活动 展厅 线索 投放 预算 结案 登记 核对 保管 期限 部门 经理 主管 专员".split()
HEADS = ("序号", "事项", "责任部门", "审批人", "记录")
UNIT = """
import json, resource, sys, time
from pathlib import Path
from generators.cache import Cache
from generators.handbook.outline.manuscripts import unit_handbook
from generators.handbook.outline.scribe import Scribe
from generators.handbook.word.profile import load_profile
from generators.handbook.word.writing import write
from generators.source.loader import load
library = load(Path(sys.argv[1]), Cache(None)).library
begin = time.process_time()
made = write(unit_handbook(Scribe(library, "zh-Hans"), sys.argv[2]), load_profile("enterprise")).content
taken = time.process_time() - begin
Path(sys.argv[3]).write_bytes(made)
print(json.dumps([taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(made) / 1024]))
"""


def sentence(dice: random.Random, least: int, most: int) -> str:
    """Words of a library's kind, between two lengths."""
    said = ""
    wanted = dice.randint(least, most)
    while len(said) < wanted:
        said += dice.choice(WORDS)
    return f"{said}。"


def made_document(number: int, *, rows: int = 0) -> dict[str, Any]:
    """The text of one document; the same on every run."""
    dice = random.Random(f"handbook-{number}")
    return {
        "title": f"{dice.choice(WORDS)}{dice.choice(WORDS)}管理流程",
        "paragraphs": [sentence(dice, 60, 180) for _ in range(6)],
        "points": [sentence(dice, 15, 40) for _ in range(12)],
        "rows": [
            [str(row + 1), sentence(dice, 12, 24), dice.choice(WORDS), dice.choice(WORDS), dice.choice(WORDS)]
            for row in range(rows or dice.randint(10, 50))
        ],
    }


def volume(documents: int, *, rows: int = 0) -> Manuscript:
    """The documents as one manuscript."""
    nothing = Table((Column("", 1),), (), "")
    front = Front("公司", "汇编", "手册", "", (), nothing, None, (), ())
    parts = tuple(made_part(made_document(number, rows=rows), number, front) for number in range(documents))
    return Manuscript("手册", "zh-Hans", "公司", parts, volume=front)


def made_part(text: dict[str, Any], number: int, front: Front) -> Part:
    """One document of the volume."""
    columns = tuple(Column(head, 1) for head in HEADS)
    rows = tuple(Row(tuple(cell(run(said)) for said in row)) for row in text["rows"])
    body: list[Block] = [
        Heading("目的"),
        *(Paragraph(run(said)) for said in text["paragraphs"]),
        Heading("流程步骤"),
    ]
    body += [Clause(run(said), series="points") for said in text["points"]]
    body += [Heading("审批权限"), Table(columns, rows, "审批权限")]
    return Part(
        document=f"unit/procedure/p{number}", title=text["title"], code=f"SC-{number:03}", revision="1.0",
        classification="内部", status="effective", effective="2026-01-01", digest="", address="", front=front,
        body=tuple(body),
    )  # fmt: skip


def streamed(document: bytes) -> bytes:
    """The ready part put into a zip: what nobody can do without."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        target.writestr("word/document.xml", document)
    return out.getvalue()


def add_rows(texts: list[dict[str, Any]]) -> None:
    """The same text by python-docx's documented idiom."""
    made = docx.Document()
    for text in texts:
        made.add_heading(text["title"], 1)
        for said in text["paragraphs"]:
            made.add_paragraph(said)
        for said in text["points"]:
            made.add_paragraph(said, style="List Number")
        table = made.add_table(1, len(HEADS))
        for place, head in zip(table.rows[0].cells, HEADS, strict=True):
            place.text = head
        for row in text["rows"]:
            for place, said in zip(table.add_row().cells, row, strict=True):
                place.text = said
    made.save(BytesIO())


def cpu(work: Callable[[], object], rounds: int) -> float:
    """CPU milliseconds, the median of several rounds, the collector at rest."""
    taken = []
    for _ in range(rounds):
        gc.collect()
        begin = time.process_time()
        work()
        taken.append((time.process_time() - begin) * 1000)
    return statistics.median(taken)


def unit_handbook(content: Path, unit: str, *, count: bool) -> tuple[float, float, int]:
    """CPU seconds, peak MiB and pages (0 where nobody counts them) of a unit's handbook."""
    file = Path(os.environ.get("TMPDIR", "/tmp")) / f"dutybook-bench-{os.getpid()}.docx"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", UNIT, str(content), unit, str(file)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        seconds, mebibytes, _ = json.loads(done.stdout)
        return seconds, mebibytes, pages_of(file.read_bytes()) if count else 0
    finally:
        file.unlink(missing_ok=True)


def pages_of(document: bytes) -> int:
    """The pages as LibreOffice lays them out; 0 where it is missing or fails."""
    from pypdf import PdfReader

    from generators.handbook.office import NoOffice, OfficeFailed, pdf_of

    try:
        return len(PdfReader(BytesIO(pdf_of(document))).pages)
    except (NoOffice, OfficeFailed):
        return 0


def main() -> None:
    """Measure, print, and write the rows of the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--documents", type=int, default=300)
    options.add_argument("--content", type=Path, default=ROOT / "content")
    options.add_argument("--unit", default="construction")
    options.add_argument(
        "--pages", action="store_true", help="count the pages, too; LibreOffice takes minutes for that"
    )
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    profile, texts = load_profile("enterprise"), [made_document(number) for number in range(chosen.documents)]
    manuscript = volume(chosen.documents)
    with zipfile.ZipFile(BytesIO(write(manuscript, profile).content)) as opened:
        ready = opened.read("word/document.xml")
    ours = cpu(lambda: write(manuscript, profile), chosen.rounds)
    zipping = cpu(lambda: streamed(ready), chosen.rounds)
    idiom = cpu(lambda: add_rows(texts), 1)
    hundred, two_hundred = (volume(40, rows=rows) for rows in (100, 200))
    long = cpu(lambda: write(two_hundred, profile), chosen.rounds)
    short = cpu(lambda: write(hundred, profile), chosen.rounds)
    seconds, mebibytes, pages = unit_handbook(chosen.content, chosen.unit, count=chosen.pages)
    print(
        f"{chosen.documents} documents: {ours / chosen.documents:.2f} ms each, {len(ready) >> 10} KiB of XML"
    )
    print(f"handbook of {chosen.unit}: {pages or 'uncounted'} pages (at least {PAGES} are asked for)")
    count = chosen.documents
    rows = [
        {"what": f"{count} documents, streaming ready parts", "ours": ours, "rival": zipping, "unit": "ms", "bar": STREAMING},
        {"what": f"{count} documents, python-docx add_row", "ours": ours, "rival": idiom, "unit": "ms", "bar": ADD_ROW},
        {"what": "tables of 200 rows, of 100", "ours": long, "rival": short, "unit": "ms", "bar": LINEAR},
        {"what": "handbook of a unit, against the bar", "ours": seconds, "rival": SECONDS, "unit": "s", "bar": 1.0},
        {"what": "its memory, against the bar", "ours": mebibytes, "rival": MEBIBYTES, "unit": "MiB", "bar": 1.0},
    ]  # fmt: skip
    if chosen.json:
        chosen.json.write_text(json.dumps({"rows": rows}), encoding="utf-8")
    if 0 < pages < PAGES:
        sys.exit(f"the handbook of {chosen.unit} has {pages} pages, fewer than {PAGES}")


if __name__ == "__main__":
    main()
