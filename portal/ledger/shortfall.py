"""A shortfall 缺失: an outside anchor covers more than was restored, so the ledger is open to be read alone.

``ledger-behind.json`` in the home says so. Nothing is added to the ledger while it holds: another entry in the place of
a missing one would be another history. What is no evidence (sign-ins, the security log) is still written.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.ledger.durable import keep_file
from portal.ledger.refusals import LedgerBehindAnchor, LedgerDamaged

FILE = "ledger-behind.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """Entries after ``entries`` up to ``size`` are known to be missing; ``source`` is the anchor that says so."""

    source: str
    size: int
    entries: int

    def refusal(self) -> LedgerBehindAnchor:
        """What whoever would record is told."""
        return LedgerBehindAnchor(source=self.source, size=self.size, entries=self.entries)


def keep_shortfall(home: Path, shortfall: Shortfall) -> None:
    """Says in a home that its ledger is only to be read."""
    keep_file(home / FILE, json.dumps(asdict(shortfall), ensure_ascii=False).encode())


def shortfall_in(home: Path) -> Shortfall | None:
    """What a home's ledger lacks, if it is known to lack anything. LedgerDamaged if that cannot be read."""
    try:
        return Shortfall(**json.loads((home / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, TypeError, ValueError) as error:
        raise LedgerDamaged(entry=0) from error
