"""A picture as a file of its own: the SVG of a page, with a style, so that it needs no site."""

from generators.process.layout.picture import Picture
from generators.process.svg import svg_of

_STYLE = """
svg { background: #fff }
text { font-family: "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif }
text { fill: #1c1c1c; font-size: 14px; text-anchor: middle }
.band { fill: none }
.rail, .band.external { fill: #f5f3ee }
.lane { fill: none; stroke: #c9c5bc }
.lane.first { stroke: #1c1c1c }
.lname { font-weight: 600 }
.lname[writing-mode] { dominant-baseline: central }
.box { fill: #fff; stroke: #1c1c1c; stroke-width: 1.25 }
.appr2 { fill: none; stroke: #1c1c1c; stroke-width: .75 }
.sign { fill: none; stroke: #1c1c1c; stroke-width: 1.75 }
.e { fill: none; stroke: #444; stroke-width: 1.25 }
.back { stroke-dasharray: 4 3 }
.tip { fill: #444 }
.form { fill: #fff; stroke: #777; stroke-linejoin: round }
.form.in { stroke-dasharray: 3 2 }
.sub, .lab { font-size: 12px }
.lab { fill: #444 }
.sub { fill: #666 }
.word, .onink { font-size: 13px }
.pill, .numc { fill: #1c1c1c; stroke: #1c1c1c }
.onink, .num { fill: #fff }
.num { font-size: 11px; font-weight: 600 }
"""


def svg_file(picture: Picture, number: int = 0) -> str:
    """One page of a picture as a file; a picture laid out without a width has only the first."""
    drawn = svg_of(picture, number)
    language = picture.flow.language
    head, rest = drawn.split("<title", 1)
    head = head.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{language}" ', 1)
    return f"{head}<style>{_STYLE}</style><title{rest}\n"
