"""Pages shown 所示页面: the bytes of a document's page are kept before anybody can say they have read it."""

import datetime
import threading

from sqlalchemy import Connection, insert, select

from portal.acknowledgements.tables import SHOWN
from portal.bookshelf import Rights, StaticFile
from portal.clock import utc_text
from portal.ledger.ledger import Ledger, reading
from portal.releases.texts import Texts
from portal.web.languages import Language

_REMEMBERED = 20_000


class PagesShown:
    """Keeps pages, each once. One of an app; threads share it."""

    def __init__(self) -> None:
        self._known: set[tuple[str, str]] = set()
        self._remembering = threading.Lock()

    def keep(
        self,
        ledger: Ledger,
        texts: Texts,
        document: str,
        language: Language,
        *,
        rights: Rights,
        now: datetime.datetime,
    ) -> str | None:
        """The digest of a document's page as this reader sees it, kept; nothing where there is no page."""
        page = _page(texts, document, language, rights)
        if page is None:
            return None
        found, digest = page
        if (found.sha256, digest) not in self._known:
            ledger.files.keep(texts.edition.read(found.path))
            row = {"shown": found.sha256, "document": document, "digest": digest}
            row |= {"language": language, "kept_at": utc_text(now)}
            ledger.sequencer.write(lambda connection: _note(connection, row), quiet=True).result()
            self._remember(found.sha256, digest)
        return found.sha256

    def at_hand(self, texts: Texts, document: str, language: Language, *, rights: Rights) -> str | None:
        """The digest of a page that is known to be kept; nothing where that has to be seen to."""
        page = _page(texts, document, language, rights)
        return page[0].sha256 if page is not None and (page[0].sha256, page[1]) in self._known else None

    def is_known(self, ledger: Ledger, shown: str, digest: str) -> bool:
        """Whether these bytes are a page that was shown, with exactly this text."""
        if (shown, digest) in self._known:
            return True
        query = select(SHOWN.c.shown).where(SHOWN.c.shown == shown, SHOWN.c.digest == digest)
        with reading(ledger.engine) as connection:
            return connection.execute(query).scalar_one_or_none() is not None

    def _remember(self, shown: str, digest: str) -> None:
        with self._remembering:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known.add((shown, digest))


def _page(texts: Texts, document: str, language: Language, rights: Rights) -> tuple[StaticFile, str] | None:
    """A document's page as this reader sees it, and the digest of its text."""
    listed = texts.listed.get(document)
    address = "" if listed is None else listed.pages.get(language, "")
    found = texts.edition.find(address, rights) if address else None
    return None if listed is None or found is None else (found, listed.digests.get(language, listed.digest))


def _note(connection: Connection, row: dict[str, str]) -> None:
    known = select(SHOWN.c.shown).where(SHOWN.c.shown == row["shown"])
    if connection.execute(known).scalar_one_or_none() is None:
        connection.execute(insert(SHOWN), row)
