"""The console: what every command may rely on, whatever terminal, pipe or disk it meets."""

import codecs
import io
import sys
from collections.abc import Callable

import typer

from generators.messages import locale_of, say

ENVIRONMENT = 3


def run(app: Callable[[], object]) -> None:
    """Runs a command line; what the system refuses ends in one sentence and exit code 3."""
    _write_any_alphabet()
    try:
        app()
    except OSError as error:
        _say_and_close(say("cli.failed", locale_of(), reason=_reason(error)))
        raise SystemExit(ENVIRONMENT) from error


def _write_any_alphabet() -> None:
    """ASCII terminals get UTF-8, as most can show it; others see escapes for what they cannot write."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="backslashreplace")


def _reason(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _say_and_close(sentence: str) -> None:
    """Says it if anybody can hear, and gives up on what could not be written before."""
    for stream in (sys.stderr, sys.stdout):
        try:
            if stream is sys.stderr:
                typer.echo(sentence, err=True)
            stream.close()
        except OSError:
            continue
