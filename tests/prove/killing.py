"""Kills a server in the midst of its work: after some forms were answered, however slow the machine is."""

import asyncio
from collections.abc import Iterator

from tests.portal.acknowledgements.crowds import Form
from tests.portal.acknowledgements.senders import Sending, send
from tests.portal.acknowledgements.served import Served

ANSWERED = 40
"""So many forms at least are answered before the server is killed."""


async def under_load(
    server: Served, forms: Iterator[Form], *, clients: int, seconds: float
) -> tuple[Sending, bool]:
    """Forms until the server is killed in their midst, so many seconds later at least; whether it was."""
    some_answered = asyncio.Event()
    noted = _noted(forms, clients + ANSWERED, some_answered)
    sending = asyncio.create_task(send(server.port, noted, clients=clients))
    await asyncio.sleep(seconds)
    await some_answered.wait()
    killed = await asyncio.to_thread(server.kill)
    return await sending, killed


def _noted(forms: Iterator[Form], enough: int, some_answered: asyncio.Event) -> Iterator[Form]:
    """The same forms; each client takes its next one once the last was answered."""
    for number, form in enumerate(forms):
        if number == enough:
            some_answered.set()
        yield form
    some_answered.set()
