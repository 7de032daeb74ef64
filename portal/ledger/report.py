"""The readable report of an evidence pack: one page of plain HTML a language, to read and to print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from portal.ledger.checkpoints import Checkpoint
from portal.web.languages import Language
from portal.web.texts import Texts, texts

_STYLE = (
    "body{font:14px/1.6 sans-serif;margin:2rem;color:#1a1a1a}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#f2f2f2}"
    "code{font-size:.9em;overflow-wrap:anywhere}thead{display:table-header-group}"
)
_WHERE = ("document", "checklist", "revision", "duty", "period", "check_item", "step", "entry")
"""What an entry is about, as far as it says so."""
_COLUMNS = ("number", "time", "what", "document", "who", "text")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One record: its number, what it claims, and whose it is where that is still known."""

    seq: int
    claims: dict[str, Any]
    name: str


def report(rows: Sequence[ReportRow], checkpoint: Checkpoint, language: Language) -> str:
    """The report in one language."""
    words = texts(language)
    heads = "".join(f"<th>{escape(words.say(f'evidence.column.{name}'))}</th>" for name in _COLUMNS)
    body = "".join(f"<tr>{''.join(_cells(row, words))}</tr>\n" for row in rows)
    lines = "".join(f"<p>{line}</p>\n" for line in _lines(len(rows), checkpoint, words))
    title = escape(words.say("evidence.report"))
    return (
        f'<!doctype html>\n<html lang="{escape(words.say("language.tag"))}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n{lines}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{body}</tbody></table></body></html>\n"
    )


def kind_words(kind: str, words: Texts) -> str:
    """What a kind of entry is called."""
    return words.label(f"evidence.kind.{kind.replace(':', '-')}", kind)


def _lines(records: int, checkpoint: Checkpoint, words: Texts) -> Iterator[str]:
    yield escape(words.say("evidence.report-count", records=records, size=checkpoint.size))
    code = f"<code>{escape(checkpoint.short_code)}</code>"
    yield f"{escape(words.say('evidence.report-code'))} {code}"
    yield escape(words.say("evidence.report-verify"))
    yield f"<code>python3 -I verify.py {escape(words.say('evidence.report-arguments'))}</code>"


def _cells(row: ReportRow, words: Texts) -> Iterator[str]:
    claims = row.claims
    who = row.name or claims.get("subject") or claims.get("by") or ""
    values = (
        str(row.seq),
        str(claims.get("at", "")),
        kind_words(str(claims.get("kind", "")), words),
        " ".join(str(claims[name]) for name in _WHERE if claims.get(name)),
        str(who),
    )
    yield from (f"<td>{escape(value)}</td>" for value in values)
    yield f"<td><code>{escape(str(claims.get('digest', ''))[:16])}</code></td>"
