"""A process that records under load until it is killed: HOME ADDRESS FIRST MODE, confirmed keys on standard output.

MODE ``sound`` says "confirmed" when the sequencer does. ``hasty`` says so as soon as it has asked, ``lazy`` lets a
PostgreSQL server answer before its log is on disk: both are what a rig must catch, or it proves nothing.
"""

import os
import sys
import threading
from pathlib import Path
from typing import Any

from portal import database
from portal.errors import PortalError
from portal.ledger.ledger import Ledger
from tests.portal.ledger.ledgers import a_ledger, an_acknowledgement

WRITERS = 8
SPACING = 1_000_000


def write(ledger: Ledger, first: int, mode: str) -> None:
    """Confirms one after the other; each number belongs to one writer of one run."""
    for number in range(first, first + SPACING):
        try:
            waiting = ledger.sequencer.submit(an_acknowledgement(number))
            if mode != "hasty":
                waiting.result()
        except PortalError:
            os.write(1, b"refused\n")
            return
        os.write(1, b"%d\n" % number)


def prepare_lazily(connection: Any, _record: object) -> None:
    connection.execute("SET synchronous_commit = off")
    connection.commit()


def main(home: str, address: str, first: str, mode: str) -> None:
    if mode == "lazy":
        database._prepare_postgresql = prepare_lazily
    with a_ledger(Path(home), address or None) as ledger:
        os.write(1, b"ready\n")
        writers = [
            threading.Thread(target=write, args=(ledger, int(first) + writer * SPACING, mode), daemon=True)
            for writer in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
