"""${message}.

Rules: tables are spelled out here, never imported, since the code moves on and this must not. Ledger tables are only
ever added to; no migration alters or removes an entry. Both databases are served, and a test compares the result with
`portal.ledger.tables`.
"""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What changes."""
    ${upgrades if upgrades else "op.execute('')"}
