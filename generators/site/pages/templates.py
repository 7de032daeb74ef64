"""The templates: compiled once per process, everything escaped unless it is markup already."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from generators.site.pages.pen import CLOCK, Pen, html

_ICON: Final = '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>'

ICONS: Final = SimpleNamespace(
    clock=html(CLOCK),
    file=html(_ICON.format('<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>')),
    print=html(_ICON.format('<path d="M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z"/>')),
    compare=html(_ICON.format('<path d="M6 4v16M10 7h8M10 12h8M10 17h5"/>')),
    warn=html(_ICON.format('<path d="M12 4 3 19.5h18zM12 10v4.5m0 2.4v.1"/>')),
    note=html(_ICON.format('<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>')),
    search=html(_ICON.format('<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>')),
)
"""Line icons; the word beside an icon says what it means."""


class _PlainCalls(Context):
    """Templates call what they are given just so: nothing of ours asks for the context, which to find out costs more
    than most calls."""

    def call(self, called: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
        """Macros alone want to know whether they are escaped; inside loops Jinja adds what only a context needs."""
        if type(called) is Macro:
            return super().call(called, *args, **values)
        values.pop("_loop_vars", None)
        values.pop("_block_vars", None)
        return called(*args, **values)


class _Environment(Environment):
    context_class = _PlainCalls


@cache
def _environment() -> Environment:
    environment = _Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals["icon"] = ICONS
    return environment


def keep_compiled(folder: Path) -> None:
    """Keeps compiled templates in a folder (a cache), so that the next process need not compile them again."""
    folder.mkdir(parents=True, exist_ok=True)
    _environment().bytecode_cache = FileSystemBytecodeCache(str(folder))


def render(name: str, pen: Pen, **values: object) -> Markup:
    """A template filled in."""
    return html(_environment().get_template(f"{name}.html").render(pen=pen, **values))
