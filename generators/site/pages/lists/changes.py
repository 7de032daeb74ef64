"""The page of changes 改了什么: every line of every revision history, newest first, by month."""

from itertools import groupby

from markupsafe import Markup

from generators.site.pages.lists.home import history
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render


def changes(pen: Pen) -> Markup:
    """The content column."""
    lines = history(pen)
    months = [
        (pen.month(f"{month}-01"), list(found)) for month, found in groupby(lines, lambda line: line.date[:7])
    ]
    return render("changes", pen, count=len(lines), months=months)
