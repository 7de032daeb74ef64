"""Layout 布局: from a flow to a picture, always the same for the same flow.

Nodes stand in a grid of columns (the order of the steps) and rows (the lanes). Lines run in the channels between them
and through empty cells, never through a node; what belongs to a node, its label, its forms, stands inside its cell.
So nothing can overlap, whatever the procedure.
"""

from generators.process.layout.drawing import lay_out, lay_out_sheets
from generators.process.layout.picture import (
    Band,
    Box,
    FormShape,
    Label,
    Orientation,
    Page,
    Picture,
    Point,
    Route,
    Shape,
    Words,
)

__all__ = [
    "Band",
    "Box",
    "FormShape",
    "Label",
    "Orientation",
    "Page",
    "Picture",
    "Point",
    "Route",
    "Shape",
    "Words",
    "lay_out",
    "lay_out_sheets",
]
