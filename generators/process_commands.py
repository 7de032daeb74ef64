"""The commands for processes as pictures and models: ``dutybook process export`` and ``import``."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generators.command_options import (
    FINDINGS,
    USAGE,
    ContentOption,
    JsonOption,
    LanguageOption,
    give_up,
)
from generators.console import ENVIRONMENT
from generators.messages import Locale, locale_of, say
from generators.model.library import Library
from generators.model.procedures import Procedure
from generators.model.text import Language

if TYPE_CHECKING:
    from generators.process.bpmn.importing import Imported

app = typer.Typer(
    help="流程的图与模型 · Processes as pictures and BPMN 2.0 models",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FORMATS = ("svg", "bpmn")


class ContentLanguage(StrEnum):
    """The languages a procedure is drawn in."""

    chinese = "zh-Hans"
    english = "en"


def _formats(wish: str) -> str:
    unknown = [name for name in wish.split(",") if name not in FORMATS]
    if unknown:
        raise typer.BadParameter(
            say("cli.format-unknown", locale_of(), name=unknown[0], known=", ".join(FORMATS))
        )
    return wish


@app.command("export")
def export_process(  # noqa: PLR0917 - the options of a command
    identifier: Annotated[str, typer.Argument(metavar="ID", help="单位/procedure/标识，或编号 · id or code")],
    form: Annotated[str, typer.Option("--format", callback=_formats, help="svg,bpmn")] = "bpmn",
    out: Annotated[
        Path | None, typer.Option("-o", "--output", help="文件 · file", show_default=False)
    ] = None,
    language: Annotated[
        ContentLanguage, typer.Option("--language", help="zh-Hans | en")
    ] = ContentLanguage.chinese,
    content: ContentOption = Path("content"),
    lang: LanguageOption = None,
) -> None:
    """导出流程 · Exports a procedure as a picture or a BPMN 2.0 model.

    One format goes to standard output or to the file named; several go to files that differ in their ending.

    例 / Example: dutybook process export auto/procedure/press-release --format svg,bpmn -o press-release
    """
    locale = locale_of(lang)
    library = _library(content)
    procedure = _procedure(library, identifier)
    if library is None or procedure is None:
        give_up("cli.unknown-document", locale, USAGE, name=identifier)
    if not procedure.steps:
        give_up("cli.process-without-steps", locale, USAGE, name=identifier)
    formats = list(dict.fromkeys(form.split(",")))
    texts = {name: _drawn(library, procedure, name, language.value) for name in formats}
    if out is None and len(texts) == 1:
        typer.echo(texts[formats[0]], nl=False)
        return
    base = out or Path(procedure.id.rpartition("/")[2])
    for name, text in texts.items():
        file = base if len(texts) == 1 else _named(base, name)
        _write(file, text, locale)
        typer.echo(say("cli.written", locale, file=file), err=True)


@app.command("import")
def import_process(  # noqa: PLR0917 - the options of a command
    file: Annotated[Path, typer.Argument(metavar="FILE", help="BPMN 2.0 文件 · BPMN 2.0 file")],
    out: Annotated[
        Path | None, typer.Option("-o", "--output", help="文件 · file", show_default=False)
    ] = None,
    process: Annotated[str, typer.Option("--process", help="有几个流程时取哪一个 · which of several")] = "",
    department: Annotated[str, typer.Option("--department", help="归口部门 · department")] = "",
    content: ContentOption = Path("content"),
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """导入流程 · Makes a procedure draft from a BPMN 2.0 model, and lists what has no place in it.

    Names are looked up in the content folder, if there is one. The list goes to standard error.

    例 / Example: dutybook process import order.bpmn -o content/auto/procedures/order.yaml
    """
    from generators.process.bpmn.importing import import_model, left_sentence
    from generators.process.bpmn.xml_tree import LARGEST, UnreadableModel

    locale = locale_of(lang)
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        give_up("cli.model-unreadable", locale, USAGE, file=file, reason=error.strerror)
    lookup = _Directory(_library(content), department)
    try:
        imported = import_model(raw, lookup=lookup, locale=locale, wanted=process, department=department)
    except UnreadableModel as error:
        typer.echo(f"{file}: {say(f'bpmn.{error.code}', locale, **error.values)}", err=True)
        raise typer.Exit(FINDINGS) from error
    told = [(left.line, left.code, left_sentence(left, locale)) for left in imported.left]
    text = draft_text(imported, locale)
    if as_json:
        rows = [{"line": line, "code": code, "text": sentence} for line, code, sentence in told]
        facts = {"id": imported.data["id"], "ours": imported.ours, "draft": imported.data, "left": rows}
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        _write(out, text, locale)
    for line, code, sentence in () if as_json else told:
        typer.echo(
            f"{file}:{line}: [{code}] {sentence}" if line else f"{file}: [{code}] {sentence}", err=True
        )
    steps = len(imported.data.get("steps", ()))
    typer.echo(say("cli.process-imported", locale, steps=steps, left=len(told)), err=True)


def _library(content: Path) -> Library | None:
    from generators.cache import Cache
    from generators.source.loader import load

    return load(content, Cache(None)).library if content.is_dir() else None


def _procedure(library: Library | None, name: str) -> Procedure | None:
    """The procedure of an id or a code."""
    if library is None:
        return None
    for card in library.documents("procedure"):
        if name in (card.id, card.code) and name:
            document = library.document(card.id)
            return document if isinstance(document, Procedure) else None
    return None


def _drawn(library: Library, procedure: Procedure, form: str, language: Language) -> str:
    from generators.phrases.naming import names_in
    from generators.process.bpmn.exporting import export_model
    from generators.process.flow import flow_of
    from generators.process.layout import lay_out
    from generators.process.svg_file import svg_file

    names = names_in(library, language)
    if form == "bpmn":
        return export_model(procedure, names)
    return svg_file(lay_out(flow_of(procedure, names)))


def _named(base: Path, form: str) -> Path:
    stem = base.stem if base.suffix.lstrip(".") in FORMATS else base.name
    return base.with_name(f"{stem}.{form}")


def _write(file: Path, text: str, locale: Locale) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        give_up("cli.file-unwritable", locale, ENVIRONMENT, file=file, reason=error.strerror)


class _Directory:
    """Finds things of the library by title, alias or code; a name that means several things is looked for nearby."""

    def __init__(self, library: Library | None, department: str) -> None:
        self._near = department.partition("/")[0] if "/" in department else ""
        self._found: dict[tuple[str, str], list[str]] = {}
        for card in library.cards.values() if library else ():
            named = [name for text in (card.title, *card.aliases) for name in text.names()]
            for name in {*named, card.code, f"{card.code} {card.title}", f"{card.code} {card.title.en}"} - {
                "",
                " ",
            }:
                self._found.setdefault((_folded(name), card.kind), []).append(card.id)

    def __call__(self, name: str, kinds: tuple[str, ...]) -> str:
        known = list(
            dict.fromkeys(key for kind in kinds for key in self._found.get((_folded(name), kind), ()))
        )
        near = [key for key in known if key.startswith(f"{self._near}/")]
        return near[0] if len(near) == 1 else known[0] if len(known) == 1 else ""


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def draft_text(imported: "Imported", locale: Locale) -> str:
    """The draft as a content file, with the list of what has no place as comments at its end."""
    import yaml

    from generators.process.bpmn.importing import left_sentence

    class Plain(yaml.SafeDumper):
        """Writes every value out: content files know no aliases."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
            super().increase_indent(flow, False)

    draft = yaml.dump(imported.data, Dumper=Plain, allow_unicode=True, sort_keys=False, width=100)
    if not imported.left:
        return draft
    told = (" ".join(left_sentence(left, locale).split()) for left in imported.left)
    lines = "".join(f"# - {sentence}\n" for sentence in told)
    return f"{draft}\n# {say('cli.process-left', locale)}\n{lines}"
