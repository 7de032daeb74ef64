"""Painting 渲图: flow pictures as PNG, for readers of Word files that do not know shapes.

Painting one takes a good part of a second and depends on the fonts of the machine. So it is done for documents that
somebody asks for, never for those of an edition, whose bytes are the same on every machine.
"""

import shutil
import subprocess
from functools import cache
from typing import Final

from generators.handbook.word.pictures import Paint
from generators.process.layout.picture import Picture
from generators.process.svg_file import svg_file

_ZOOM: Final = 2


@cache
def _chinese_family() -> str:
    """A Chinese sans-serif font of this machine; "" where there is none."""
    lister = shutil.which("fc-match")
    if lister is None:
        return ""
    command = [lister, "--format=%{family[0]}", "sans-serif:lang=zh-cn"]
    found = subprocess.run(command, capture_output=True, check=False, timeout=20)
    return found.stdout.decode(errors="replace").strip()


def painter() -> Paint | None:
    """Paints pictures, where the machine has what that takes: the painter and a Chinese font."""
    try:
        import resvg_py
    except ImportError:
        return None
    family = _chinese_family()
    if not family:
        return None

    def paint(picture: Picture, number: int) -> bytes:
        drawing = svg_file(picture, number).replace('"Noto Sans SC"', f'"{family}"', 1)
        return bytes(resvg_py.svg_to_bytes(svg_string=drawing, zoom=_ZOOM))

    return paint
