"""Charts 图表: the hand-off map of a unit and organisation charts, drawn by the same layout as procedures."""

from collections.abc import Callable, Iterable, Sequence

from generators.messages import Locale, say
from generators.model.text import Language
from generators.process.layout import Picture, lay_out
from generators.process.layout.tree import lay_out_tree
from generators.process.parts import Edge, Flow, Lane, Named, Node
from generators.process.responsibility import Passing, Post

Title = Callable[[str], str]


def hand_off_picture(
    passings: Sequence[Passing],
    *,
    language: Language,
    title: str,
    named: Callable[[str], Named],
    lane_of: Callable[[str], str],
    lane_title: Title,
) -> Picture:
    """Which procedure leads into which: a lane for each department, and for each other unit. Each way is drawn once;
    a procedure without ways is not drawn."""
    ways = list(dict.fromkeys((way.source, way.target) for way in passings if way.source != way.target))
    order = _order(ways)
    places = {key: place for place, key in enumerate(order)}
    nodes = tuple(_procedure(named(key), lane_of(key)) for key in order)
    lanes = tuple(Lane(key, lane_title(key)) for key in dict.fromkeys(node.lane for node in nodes))
    edges = tuple(
        Edge(f"{source}--{target}", source, target, back=places[target] <= places[source])
        for source, target in ways
    )
    name = say("process.map", _locale(language), title=title)
    return lay_out(Flow(title, name, "", language, lanes, nodes, edges))


def _procedure(procedure: Named, lane: str) -> Node:
    return Node(
        procedure.id,
        "procedure",
        lane,
        title=procedure.title,
        limit=procedure.code,
        procedures=(procedure,),
    )


def _order(ways: Iterable[tuple[str, str]]) -> list[str]:
    """The procedures so that each stands behind those that lead into it; in a circle, as they are named."""
    after: dict[str, list[str]] = {}
    ends: dict[str, None] = {}
    for source, target in ways:
        after.setdefault(source, []).append(target)
        ends |= {source: None, target: None}
    done: list[str] = []
    seen: set[str] = set()

    def visit(key: str) -> None:
        if key not in seen:
            seen.add(key)
            for target in reversed(after.get(key, [])):
                visit(target)
            done.append(key)

    for key in reversed(ends):
        visit(key)
    return done[::-1]


def organisation_picture(
    posts: Sequence[Post], *, language: Language, title: str, named: Title, held_by: Title
) -> Picture:
    """Who is above whom: one box for each post, with the one who leads it."""
    nodes = tuple(
        Node(post.id, "post", "", title=named(post.id), limit=held_by(post.head) if post.head else "")
        for post in posts
    )
    edges = tuple(
        Edge(f"{post.above}--{post.id}", post.above, post.id, "reports") for post in posts if post.above
    )
    name = say("process.chart", _locale(language), title=title)
    return lay_out_tree(Flow(title, name, "", language, (), nodes, edges))


def _locale(language: Language) -> Locale:
    return "en" if language == "en" else "zh-CN"
