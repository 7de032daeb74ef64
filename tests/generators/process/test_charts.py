"""Hand-off maps and organisation charts are drawn as carefully as procedures."""

import random

from generators.process.charts import hand_off_picture, organisation_picture
from generators.process.layout import Picture
from generators.process.parts import Named
from generators.process.responsibility import Passing, Post
from generators.process.svg import description_of, svg_of, title_of
from tests.generators.process.geometry import flaws_of


def a_map(*ways: str) -> Picture:
    passings = [Passing(source, target) for source, target in (way.split("→") for way in ways)]
    return hand_off_picture(
        passings,
        language="zh-Hans",
        title="总部",
        named=lambda key: Named(key, f"流程{key}", f"SC-{key}"),
        lane_of=lambda key: f"部门{ord(key[-1]) % 3}",
        lane_title=str,
    )


def a_chart(*posts: Post) -> Picture:
    return organisation_picture(posts, language="en", title="HQ", named=str.upper, held_by=str)


def test_a_map_runs_from_the_first_procedure_to_the_last() -> None:
    (page,) = a_map("3→4", "4→5", "5→6").pages
    places = [page.shape[key].box.x for key in "3456"]
    assert places == sorted(places)
    assert len(set(places)) == 4


def test_a_circle_of_procedures_can_be_drawn() -> None:
    picture = a_map("1→2", "2→3", "3→1", "3→3")
    assert flaws_of(picture) == []
    assert len(picture.pages[0].routes) == 3


def test_maps_have_no_flaw() -> None:
    for seed in range(60):
        draw = random.Random(seed)
        keys = [f"{n:02}" for n in range(draw.randint(2, 30))]
        ways = [f"{draw.choice(keys)}→{draw.choice(keys)}" for _ in range(draw.randint(1, 40))]
        assert flaws_of(a_map("00→01", *ways)) == []


def test_charts_have_no_flaw() -> None:
    for seed in range(60):
        draw = random.Random(seed)
        posts = [
            Post(f"p{n}", f"p{draw.randrange(n)}" if n and draw.random() < 0.95 else "") for n in range(40)
        ]
        assert flaws_of(a_chart(*posts)) == []


def test_a_chart_says_who_is_above_whom_and_who_leads() -> None:
    picture = a_chart(Post("hq", "", "gm"), Post("sales", "hq", "head"), Post("stock", "hq"))
    drawn = svg_of(picture)
    assert all(f">{text}</text>" in drawn for text in ("HQ", "gm", "SALES", "head"))
    assert title_of(picture) == "Organisation of HQ"
    assert "HQ → SALES" in description_of(picture, picture.pages[0])
    assert 'class="tip"' not in drawn, "who reports to whom is no course of events"
