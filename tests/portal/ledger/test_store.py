"""The database itself keeps entries from being rewritten, whoever connects, and is what the migrations say."""

import sqlite3
from pathlib import Path

import pysqlite3.dbapi2
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from portal.database import (
    DatabaseNewer,
    DatabaseNotUnderstood,
    SqliteAffected,
    database_address,
    open_database,
    upgrade,
)
from portal.ledger.merkle import Frontier, Node, inclusion_proof, leaf_hash, proves_inclusion, root_at
from portal.ledger.store import StoredEntry, StoredNodes, add_entries, add_nodes, entry_at, size_of
from portal.ledger.tables import metadata
from portal.sqlite import SOUND_SQLITE
from tests.portal.ledger.clusters import Cluster
from tests.portal.ledger.ledgers import a_ledger, fill
from tests.portal.ledger.test_merkle import defined_root

ATTACKS = [
    "UPDATE ledger_entry SET body = '{}' WHERE seq = 2",
    "UPDATE ledger_entry SET seq = 9 WHERE seq = 2",
    "UPDATE ledger_entry SET leaf = leaf",
    "DELETE FROM ledger_entry WHERE seq = 2",
    "DELETE FROM ledger_entry",
    "INSERT INTO ledger_entry SELECT seq + 10, idempotency_key || 'x', body, leaf FROM ledger_entry WHERE seq = 1",
    "INSERT INTO ledger_entry SELECT 0, idempotency_key || 'x', body, leaf FROM ledger_entry WHERE seq = 1",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 1",
    "INSERT INTO ledger_entry SELECT max(seq) + 1, min(idempotency_key), min(body), min(leaf) FROM ledger_entry",
    "UPDATE ledger_checkpoint SET note = 'x'",
    "DELETE FROM ledger_checkpoint",
    "UPDATE ledger_node SET hash = hash",
    "DELETE FROM ledger_node",
    "UPDATE ledger_anchor SET size = 1",
    "DELETE FROM ledger_anchor",
]
UPSERT = (
    "INSERT INTO ledger_entry SELECT seq, idempotency_key, '{}', leaf FROM ledger_entry WHERE seq = 2"
    " ON CONFLICT (seq) DO UPDATE SET body = excluded.body"
)
ONLY_SQLITE = [
    "INSERT OR REPLACE INTO ledger_entry SELECT seq, idempotency_key, '{}', leaf FROM ledger_entry WHERE seq = 2",
    "REPLACE INTO ledger_entry SELECT 4, idempotency_key, '{}', leaf FROM ledger_entry WHERE seq = 2",
    "INSERT OR IGNORE INTO ledger_entry SELECT 9, 'x', '{}', leaf FROM ledger_entry WHERE seq = 2",
    "UPDATE OR REPLACE ledger_entry SET seq = 1 WHERE seq = 2",
    UPSERT,
    "INSERT OR REPLACE INTO ledger_checkpoint SELECT size, 'x', signed_at FROM ledger_checkpoint",
    "INSERT OR REPLACE INTO ledger_node SELECT level, position, x'00' FROM ledger_node",
    "INSERT OR REPLACE INTO ledger_anchor SELECT number, 1, place, kept_at FROM ledger_anchor",
]
ONLY_POSTGRESQL = [
    "TRUNCATE ledger_entry",
    "TRUNCATE ledger_checkpoint",
    UPSERT,
    "WITH gone AS (DELETE FROM ledger_entry RETURNING *) SELECT count(*) FROM gone",
]


def everything(engine: Engine) -> list[object]:
    tables = ("ledger_entry", "ledger_node", "ledger_checkpoint", "ledger_anchor")
    with engine.connect() as connection:
        return [connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all() for table in tables]  # noqa: S608


def test_no_sentence_of_sql_rewrites_what_was_recorded(home: Path, address: str | None) -> None:
    with a_ledger(home, address) as ledger:
        fill(ledger, 300)
        ledger.note_anchor(ledger.checkpoint(), place="paper")
        before = everything(ledger.engine)
        attacks = ATTACKS + (ONLY_SQLITE if address is None else ONLY_POSTGRESQL)
        for attack in attacks:
            with ledger.engine.connect().execution_options(writing=True) as connection:
                with pytest.raises(DBAPIError):
                    connection.execute(text(attack))
                connection.rollback()
        assert everything(ledger.engine) == before


def test_guards_hold_for_connections_that_are_not_ours(home: Path) -> None:
    """The program's own SQLite, without any of our settings."""
    with a_ledger(home) as ledger:
        fill(ledger, 300)
        ledger.note_anchor(ledger.checkpoint(), place="paper")
        before = everything(ledger.engine)
        foreign = sqlite3.connect(home / "records.sqlite", isolation_level=None)
        for attack in ATTACKS + ONLY_SQLITE:
            with pytest.raises(sqlite3.Error, match="append-only"):
                foreign.execute(attack)
        foreign.close()
        assert everything(ledger.engine) == before


def test_migrations_make_the_tables_the_code_means(home: Path, address: str | None) -> None:
    home.mkdir()
    engine = open_database(database_address(home, address))
    upgrade(engine)
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@pytest.mark.needs("postgresql")
def test_readers_cannot_write_on_a_server(home: Path, cluster: Cluster) -> None:
    with a_ledger(home, cluster.create("readers")) as ledger, ledger.engine.connect() as connection:
        insertion = text("INSERT INTO identity_key VALUES ('x', 'x')")
        with pytest.raises(DBAPIError, match="read-only"):
            connection.execute(insertion)


def test_connections_have_the_settings_that_keep_records(home: Path) -> None:
    with a_ledger(home) as ledger, ledger.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "recursive_triggers", "secure_delete", "mmap_size")
        }
    settings = {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "secure_delete": 1}
    assert found == settings | {"mmap_size": found["mmap_size"]}
    assert not found["mmap_size"]


def test_affected_sqlite_is_refused_by_its_number(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(pysqlite3.dbapi2, "sqlite_version_info", (3, 51, 2))
    monkeypatch.setattr(pysqlite3.dbapi2, "sqlite_version", "3.51.2")
    with pytest.raises(SqliteAffected) as refused:
        open_database(database_address(home))
    assert refused.value.values == {"found": "3.51.2", "needed": "3.51.3"}
    assert SOUND_SQLITE == (3, 51, 3)


def test_tables_of_a_newer_program_are_left_alone(home: Path) -> None:
    with a_ledger(home) as ledger:
        fill(ledger, 1)
        with ledger.engine.connect().execution_options(writing=True) as connection, connection.begin():
            connection.execute(text("UPDATE alembic_version SET version_num = 'ledger_9999'"))
    with pytest.raises(DatabaseNewer), a_ledger(home):
        pass


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://x/y", "oracle+x://y"])
def test_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(DatabaseNotUnderstood):
        open_database(address)


@pytest.mark.slow
def test_proofs_come_from_stored_parts_of_the_tree(home: Path) -> None:
    """Beyond 256 × 256 entries the second stored level is used, too."""
    size, frontier = 66_000, Frontier()
    stored = [
        StoredEntry(number, f"key-{number}", b"{}", leaf_hash(b"%d" % number))
        for number in range(1, size + 1)
    ]
    leaves = [entry.leaf for entry in stored]
    nodes = [node for leaf in leaves for node in frontier.append(leaf)]

    def store_all(connection: Connection) -> None:
        add_entries(connection, stored)
        add_nodes(connection, nodes)

    with a_ledger(home) as ledger:
        ledger.sequencer.write(store_all).result()
        with ledger.engine.connect() as connection:
            node_at = StoredNodes(connection)
            root = defined_root(leaves)
            assert root_at(size, node_at) == frontier.root() == root
            assert size_of(connection) == size
            for index in (0, 255, 256, 65_535, 65_536, size - 1):
                proof = inclusion_proof(index, size, node_at)
                assert proves_inclusion(leaves[index], index, size, root=root, proof=proof)
            assert node_at(16, 0) == defined_root(leaves[:65_536])
            assert node_at(12, 3) == defined_root(leaves[3 * 4096 : 4 * 4096])
            with pytest.raises(IndexError):
                node_at(17, 0)
            assert entry_at(connection, size + 1) is None


def test_node_above_the_stored_levels_is_made_from_those_below(home: Path) -> None:
    whole = [Node(16, position, bytes([position % 256]) * 32) for position in range(512)]
    with a_ledger(home) as ledger:
        ledger.sequencer.write(lambda connection: add_nodes(connection, whole)).result()
        with ledger.engine.connect() as connection:
            node_at = StoredNodes(connection)
            assert node_at(25, 0) == defined_root([node.hash for node in whole])
