"""The ledger: entries, nodes of its tree, checkpoints and anchors are append-only; identities can be erased.

Rules: tables are spelled out here, never imported, since the code moves on and this must not. Ledger tables are only
ever added to; no migration alters or removes an entry. Both databases are served, and a test compares the result with
`portal.ledger.tables`.
"""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("ledger_entry", "ledger_node", "ledger_checkpoint", "ledger_anchor")

# The rule of insertion holds for every connection, also one without our settings: INSERT OR REPLACE meets it before
# it would remove anything.
_SQLITE_INSERT = {
    "ledger_entry": "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM ledger_entry)"
    " OR EXISTS (SELECT 1 FROM ledger_entry WHERE idempotency_key = NEW.idempotency_key)",
    "ledger_node": "EXISTS (SELECT 1 FROM ledger_node WHERE level = NEW.level AND position = NEW.position)",
    "ledger_checkpoint": "EXISTS (SELECT 1 FROM ledger_checkpoint WHERE size = NEW.size)",
    "ledger_anchor": "EXISTS (SELECT 1 FROM ledger_anchor WHERE number = NEW.number)",
}

_POSTGRESQL_REFUSAL = """
CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'ledger: append-only'; END $$
"""
_POSTGRESQL_INSERT = """
CREATE FUNCTION ledger_gapless() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM ledger_entry) THEN
    RAISE EXCEPTION 'ledger: append-only';
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """What changes."""
    _create_ledger()
    _create_identities()
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _create_ledger() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("idempotency_key", sa.Text(), nullable=False, unique=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "ledger_node",
        sa.Column("level", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.Text(), nullable=False),
    )
    op.create_table(
        "ledger_anchor",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
    )


def _create_identities() -> None:
    op.create_table(
        "identity_snapshot",
        sa.Column("commitment", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.Text(), nullable=False),
    )
    op.create_table(
        "identity_key",
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
    )


def _guard_sqlite() -> None:
    for table in _APPEND_ONLY:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table}: append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} {refusal}")
        op.execute(f"CREATE TRIGGER {table}_keeps BEFORE DELETE ON {table} {refusal}")
        op.execute(
            f"CREATE TRIGGER {table}_grows BEFORE INSERT ON {table} WHEN {_SQLITE_INSERT[table]} {refusal}"
        )


def _guard_postgresql() -> None:
    op.execute(_POSTGRESQL_REFUSAL)
    op.execute(_POSTGRESQL_INSERT)
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_stays")
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER")
    op.execute(
        "CREATE TRIGGER ledger_entry_grows BEFORE INSERT ON ledger_entry"
        " FOR EACH ROW EXECUTE FUNCTION ledger_gapless()"
    )
