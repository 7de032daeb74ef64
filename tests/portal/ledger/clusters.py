"""A PostgreSQL cluster of a test's own: on loopback, on a free port, under another user than root, gone afterwards."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from portal.ledger.ledger import prepared
from tests.tools import find_postgresql


class Cluster:
    """One server with its data folder."""

    def __init__(self, *, safe: bool = False) -> None:
        programs = find_postgresql()
        assert programs is not None
        self._programs = programs
        self._has_tables = False
        self._user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.folder = Path(tempfile.mkdtemp(prefix="ledger-pg-"))
        if os.geteuid() == 0:
            account = pwd.getpwnam(self._user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.port = _free_port()
        self._run(
            "initdb", "--pgdata", self._data, "--auth=trust", "--username=tester", "--no-sync", "-E", "UTF8"
        )
        settings = f"listen_addresses='127.0.0.1'\nport={self.port}\nunix_socket_directories=''\n"
        settings += (
            "wal_writer_delay=10s\n" if safe else "fsync=off\n"
        )  # what waits for the writer is lost for sure
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as stream:
            stream.write(settings)
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        self._run("pg_ctl", "start", "--pgdata", self._data, "--wait", "--log", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "stop", "--pgdata", self._data, "--mode", mode, "--wait")

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, like: str = "template1") -> str:
        """The address of a new database, empty or like another that nobody is connected to."""
        import psycopg

        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{like}"')
        return self.address(database)

    def furnished(self, database: str) -> str:
        """The address of a new database whose tables are there."""
        if not self._has_tables:
            prepared(self.create("with_tables")).dispose()
            self._has_tables = True
        return self.create(database, like="with_tables")

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        as_whom = {"user": self._user, "group": self._user, "extra_groups": []} if os.geteuid() == 0 else {}
        with (self.folder / "said").open("ab") as said:
            subprocess.run(
                [str(self._programs / program), *arguments],
                check=True,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                **as_whom,  # type: ignore[call-overload]
            )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
