"""The organisation chart 组织结构: units, the departments in each, the roles in those by superior role."""

from markupsafe import Markup

from generators.phrases.around import Surroundings
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import branches_of, units_in_order
from generators.site.pages.views.places import posts_figure


def chart(pen: Pen, around: Surroundings) -> Markup:
    """The content column of the organisation chart."""
    from generators.site.pages.views.pictures import company_drawing, departments_drawing

    library = pen.library
    rows = [(unit, branches_of(library, around, unit.id)) for unit in units_in_order(library)]
    return render(
        "chart",
        pen,
        units=rows,
        drawn=company_drawing(pen),
        departments=lambda unit: departments_drawing(pen, unit.id),
        unit_figures=lambda unit: posts_figure(pen, unit.id),
        above=lambda unit: (
            pen.phrase("chart.unit-of", unit=pen.link(unit.parent)) if unit.parent else NOTHING
        ),
    )
