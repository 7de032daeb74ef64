"""The command for Word documents: ``dutybook handbook KIND ID``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from generators.command_options import FINDINGS, USAGE, ContentOption, HomeOption, LanguageOption, give_up
from generators.console import ENVIRONMENT
from generators.messages import Locale, locale_of
from generators.model.library import Library

KindName = StrEnum(  # type: ignore[misc]
    "KindName",
    [
        (name.replace("-", "_"), name)
        for name in ("role", "job-description", "procedure", "policy", "guide", "checklist", "department", "unit",
                     "register", "form")
    ],
)  # fmt: skip


class ContentLanguage(StrEnum):
    """The languages a document is written in."""

    chinese = "zh-Hans"
    english = "en"


def handbook(  # noqa: PLR0917 - the options of a command
    kind: Annotated[KindName, typer.Argument(metavar="KIND", help="类型 · " + ", ".join(map(str, KindName)))],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="标识或编号，可多个 · ids or codes; several make one volume"),
    ] = None,
    profile: Annotated[
        str, typer.Option("--profile", help="版式 · enterprise, gbt9704, iso-en")
    ] = "enterprise",
    template: Annotated[
        Path | None,
        typer.Option("--template", help="公司自己的 .docx/.dotx · your own base", show_default=False),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="另出 PDF · a PDF besides (needs LibreOffice)")] = False,
    pages: Annotated[
        bool, typer.Option("--pages", help="目录带页码 · page numbers in the contents (needs LibreOffice)")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", help="文件 · file", show_default=False)
    ] = None,
    language: Annotated[
        ContentLanguage, typer.Option("--language", help="zh-Hans | en")
    ] = ContentLanguage.chinese,
    address: Annotated[
        str, typer.Option("--address", envvar="DUTYBOOK_ADDRESS", help="门户地址 · where the portal stands")
    ] = "",
    content: ContentOption = Path("content"),
    home: HomeOption = Path("var"),
    lang: LanguageOption = None,
) -> None:
    """生成 Word 手册 · Makes a Word document: a handbook, a job description, a procedure, a form, a whole volume.

    例 / Example: dutybook handbook role auto/role/marketing-manager --pdf
    """
    from generators.handbook.outline.scribe import Scribe

    locale = locale_of(lang)
    look, base = _look(profile, locale), _base(template, locale)
    library = _library(content, home, locale)
    scribe = Scribe(library, language.value, base=address)
    manuscript = _manuscript(scribe, kind.value, names or [], locale)
    written = _written(manuscript, look, base, locale, counted=pages)
    file = out or Path(_name(manuscript))
    _save(file, written, locale)
    typer.echo(str(file))
    if pdf:
        beside = file.with_suffix(".pdf")
        _save(beside, _pdf(written, locale), locale)
        typer.echo(str(beside))


def _look(name: str, locale: Locale) -> Any:
    from generators.handbook.word.profile import UnknownProfile, load_profile, profile_names
    from generators.model.nearness import nearest

    try:
        return load_profile(name)
    except UnknownProfile:
        known = ", ".join(profile_names())
        near = nearest(name, profile_names()) or profile_names()[0]
        give_up("handbook.profile-unknown", locale, USAGE, name=name, known=known, near=near)


def _base(template: Path | None, locale: Locale) -> Any:
    from generators.handbook.word.template import LARGEST, BadTemplate, read_template

    if template is None:
        return None
    try:
        with template.open("rb") as stream:
            return read_template(stream.read(LARGEST + 1))
    except BadTemplate as error:
        give_up(f"handbook.{error.code}", locale, FINDINGS, file=template, **error.values)
    except OSError as error:
        give_up("handbook.template-unreadable", locale, USAGE, file=template, reason=error.strerror)


def _library(content: Path, home: Path, locale: Locale) -> Library:
    from generators.cache import Cache
    from generators.source.loader import load

    if not content.is_dir():
        give_up("handbook.content-missing", locale, USAGE, folder=content)
    loaded = load(content, Cache(home / "cache" / "build"))
    if loaded.library is None:
        give_up("handbook.content-broken", locale, FINDINGS, folder=content)
    return loaded.library


def _manuscript(scribe: Any, kind: Any, names: list[str], locale: Locale) -> Any:
    from generators.handbook.binding import UnknownName, manuscript_for

    if not names and kind != "register":
        give_up("handbook.name-missing", locale, USAGE, kind=kind)
    try:
        return manuscript_for(scribe, kind, names)
    except UnknownName as error:
        code = "handbook.unknown-near" if error.near else "handbook.unknown"
        give_up(code, locale, USAGE, name=error.name, near=error.near, kind=kind)


def _written(manuscript: Any, look: Any, base: Any, locale: Locale, *, counted: bool) -> bytes:
    from generators.handbook.office import page_numbers
    from generators.handbook.painting import painter
    from generators.handbook.word.writing import write

    paint = painter() if manuscript.volume is None else None
    written = write(manuscript, look, base=base, paint=paint)
    if not counted:
        return written.content
    guessed = write(manuscript, look, base=base, pages=dict.fromkeys(written.bookmarks, 1))
    numbers = _office(locale, lambda: page_numbers(guessed.content, written.bookmarks))
    return write(manuscript, look, base=base, paint=paint, pages=numbers).content


def _pdf(document: bytes, locale: Locale) -> bytes:
    from generators.handbook.office import pdf_of

    made: bytes = _office(locale, lambda: pdf_of(document))
    return made


def _office(locale: Locale, ask: Any) -> Any:
    from generators.handbook.office import NoOffice, OfficeFailed

    try:
        return ask()
    except NoOffice:
        give_up("handbook.no-office", locale, ENVIRONMENT)
    except OfficeFailed:
        give_up("handbook.office-failed", locale, ENVIRONMENT)


def _name(manuscript: Any) -> str:
    from generators.handbook.files import file_name

    single = manuscript.parts[0] if manuscript.volume is None and manuscript.parts else None
    kind = "" if single is None or manuscript.look == "handbook" else single.front.kind
    del kind
    return file_name(single.code if single else "", manuscript.title, ending="docx")


def _save(file: Path, content: bytes, locale: Locale) -> None:
    from generators.handbook.files import save_whole

    try:
        save_whole(file, content)
    except OSError as error:
        give_up("cli.file-unwritable", locale, ENVIRONMENT, file=file, reason=error.strerror)
