"""Channels: mail over SMTP, and through apprise whatever else a company uses (企业微信, 钉钉, 飞书)."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from portal.notices.outbox import Notice, Undeliverable

_PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice in words, and where it goes."""

    address: str
    title: str
    body: str


Writer = Callable[[Notice], Letter]
"""Puts a notice into the words of its reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Mail through one server: ``smtp://user:password@host:587`` (STARTTLS), ``smtps://…``, ``smtp://127.0.0.1``."""

    server: str
    sender: str
    writer: Writer

    def carry(self, notice: Notice) -> None:
        """Hands a letter to the server. Undeliverable."""
        letter = self.writer(notice)
        if "@" not in letter.address:
            raise Undeliverable("no-address", for_good=True)
        try:
            self._send(_message(letter, sender=self.sender))
        except smtplib.SMTPRecipientsRefused as problem:
            raise Undeliverable("recipient-refused", for_good=True) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise Undeliverable(f"{type(problem).__name__}: {problem}") from problem

    def _send(self, message: EmailMessage) -> None:
        parts = urlsplit(self.server)
        host, port = parts.hostname or "127.0.0.1", parts.port or (465 if parts.scheme == "smtps" else 25)
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with kind(host, port, timeout=_PATIENCE_SECONDS) as connection:
            if parts.scheme != "smtps" and parts.username:
                connection.starttls(context=ssl.create_default_context())
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            connection.send_message(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apprise:
    """Other channels through apprise (the extra ``notify``); they tell a group, so the letter names the person."""

    addresses: tuple[str, ...]
    writer: Writer

    def carry(self, notice: Notice) -> None:
        """Hands a notice to every address. Undeliverable."""
        try:
            import apprise
        except ImportError as problem:
            raise Undeliverable("apprise-missing", for_good=True) from problem
        messenger = apprise.Apprise()
        for address in self.addresses:
            messenger.add(address)
        letter = self.writer(notice)
        if not messenger.notify(title=letter.title, body=letter.body):
            raise Undeliverable("not-accepted")


def _message(letter: Letter, *, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.address
    message["Subject"] = " ".join(letter.title.split())
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message
