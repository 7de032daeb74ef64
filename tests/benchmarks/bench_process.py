"""Pictures of procedures: what one costs, and what all of them add to a build of the library.

The picture of a made procedure of 20 steps (flow, layout and SVG) is held against 20 ms; a whole build with pictures,
charts and the files for download against the same build without any (and without Word files, which would draw them
once more). CPU seconds, each build in a fresh process, in turn; medians are compared.

    python tests/benchmarks/bench_process.py [--rounds 5] [--content DIR] [--json FILE]
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from generators.model.procedures import Procedure
from generators.process.flow import flow_of
from generators.process.layout import lay_out
from generators.process.svg import svg_of
from tests.generators.process.made_procedures import made_names, made_procedure

STEPS = 20
MILLISECONDS = 20.0
SHARE = 1.15
BUILD = """
import sys
from pathlib import Path
from generators.pipeline import build
done = build(Path(sys.argv[1]), Path(sys.argv[2]), with_pictures=sys.argv[3] == "with", with_handbooks=False)
sys.exit(done.outcome not in ("published", "unchanged"))
"""


def twenty_steps() -> Procedure:
    """The first made procedure of exactly 20 steps that uses most of what there is."""
    made = (made_procedure(seed, most=24) for seed in range(1000))
    return max(
        (p for p in made if len(p.steps) == STEPS), key=lambda p: sum(len(s.branches) for s in p.steps)
    )


def picture_milliseconds(procedure: Procedure, rounds: int) -> float:
    """CPU milliseconds of one picture, the median of several."""
    names = made_names()

    def draw() -> None:
        picture = lay_out(flow_of(procedure, names), width=940)
        for page in range(len(picture.pages)):
            svg_of(picture, page)

    taken = []
    for _ in range(rounds * 4):
        before = time.process_time()
        draw()
        taken.append((time.process_time() - before) * 1000)
    return statistics.median(taken)


def build_seconds(content: Path, pictures: str) -> float:
    """CPU seconds of a build into an empty home."""
    with tempfile.TemporaryDirectory() as home:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", BUILD, str(content), home, pictures]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"the build failed: {done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, print, and write the rows of the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--content", type=Path, default=ROOT / "content")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    one = picture_milliseconds(twenty_steps(), chosen.rounds)
    print(f"a picture of {STEPS} steps: {one:.1f} ms CPU")
    builds: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(chosen.rounds):
        for pictures, taken in builds.items():
            taken.append(build_seconds(chosen.content, pictures))
    ours, rival = statistics.median(builds["with"]), statistics.median(builds["without"])
    print(f"a build: {ours:.2f} s CPU, without pictures {rival:.2f} s: {100 * (ours / rival - 1):+.1f} %")
    rows = [
        {"what": f"layout and SVG of {STEPS} steps, against the bar", "ours": one, "rival": MILLISECONDS,
         "unit": "ms", "bar": 1.0},
        {"what": "build with pictures, without", "ours": ours, "rival": rival, "unit": "s", "bar": SHARE},
    ]  # fmt: skip
    if chosen.json:
        chosen.json.write_text(json.dumps({"rows": rows}), encoding="utf-8")


if __name__ == "__main__":
    main()
