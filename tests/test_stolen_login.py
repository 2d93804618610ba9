"""What somebody can do who has the analyst's password: read figures, and nothing else."""

import os
import pwd
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.rounds import Rounds
from warehouse.connection import Access, engine
from warehouse.server import ADMIN, LIMITS, SYSTEM_USER, Server, password_file

DEPLOYED = Path(__file__).parents[1] / "deploy" / "postgres" / "20_limits.sql"
WRITES = (
    "INSERT INTO figures.datasets DEFAULT VALUES",
    "DELETE FROM figures.latest",
    "CREATE TABLE figures.mine (a integer)",
    "CREATE TABLE public.mine (a integer)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION figures.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMPORARY TABLE mine (a integer)",
    "SELECT lo_create(1)",
    "SELECT lo_from_bytea(0, 'figures')",
    "SELECT pg_logical_emit_message(true, 'a', 'b')",
    "COMMENT ON VIEW figures.latest IS 'mine'",
    "DROP VIEW figures.latest CASCADE",
)
FILES = (
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT pg_read_binary_file('/etc/hostname')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/hostname')",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION file_fdw",
    "LOAD '/tmp/mine.so'",
    "SHOW data_directory",
)
OTHER_SCHEMAS = (
    "SELECT * FROM vintages.version",
    "SELECT * FROM stage.stage",
    "SELECT * FROM quality.outcome",
    "SELECT * FROM documents.edition",
    "SELECT * FROM alerts.message",
    "SELECT * FROM pg_authid",
    "SELECT vintages.make_dataset_view(1::smallint)",
    "SELECT query_to_xml('SELECT * FROM vintages.version', true, true, '')",
)
OTHER_ROLES = (
    "SET ROLE vintages_loader",
    "SET ROLE vintages_owner",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE vintages_analyst SUPERUSER",
    "ALTER ROLE vintages_analyst CONNECTION LIMIT -1",
    "SET session_replication_role = replica",
    "SET temp_file_limit = -1",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_reload_conf()",
)
# a view that no rule makes writable; a table that is not even seen
REFUSED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ObjectNotInPrerequisiteState,
    psycopg.errors.UndefinedTable,
)


@pytest.fixture
def stolen(server: Server) -> Iterator[psycopg.Connection]:
    """A session of the analyst, in the warehouse as it is made."""
    with psycopg.connect(_plain(server.url("warehouse", "vintages_analyst"))) as connection:
        connection.autocommit = True
        yield connection


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


@pytest.mark.parametrize("statement", [*WRITES, *FILES, *OTHER_SCHEMAS, *OTHER_ROLES])
def test_a_stolen_analyst_login_is_refused_whatever_is_not_reading_figures(
    stolen: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(REFUSED):
        stolen.execute(statement.encode())


def test_every_schema_but_figures_is_shut_for_the_analyst(stolen: psycopg.Connection) -> None:
    open_ones = stolen.execute(
        "SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE')"
        " AND nspname !~ '^pg_(toast|temp)'"
    ).fetchall()

    assert {name for (name,) in open_ones} == {
        *("figures", "information_schema", "pg_catalog", "public")
    }


@pytest.mark.parametrize("database", ["airflow", "postgres", "template1"])
def test_the_analyst_is_let_into_no_other_database(server: Server, database: str) -> None:
    address = _plain(server.url(database, "vintages_analyst"))

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(address)


def test_a_statement_of_the_analyst_has_an_end_and_so_has_an_idle_transaction(
    stolen: psycopg.Connection,
) -> None:
    names = ("statement_timeout", "idle_in_transaction_session_timeout", "temp_file_limit")
    shown = [stolen.execute(f"SHOW {name}".encode()).fetchone() for name in names]

    assert shown == [("15min",), ("10min",), ("20GB",)]
    stolen.execute("SET statement_timeout = '50ms'")
    with pytest.raises(psycopg.errors.QueryCanceled):
        stolen.execute("SELECT pg_sleep(5)")


def test_the_analyst_cannot_take_every_connection(server: Server) -> None:
    address = _plain(server.url("warehouse", "vintages_analyst"))
    with ExitStack() as held:
        for _ in range(50):
            held.enter_context(psycopg.connect(address))
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            psycopg.connect(address)
        psycopg.connect(_plain(server.url("warehouse", "vintages_loader"))).close()


def test_loads_still_wait_for_each_other(access: Access) -> None:
    """The loader may take the locks that nobody else may."""
    rounds = Rounds(engine(access.loader))

    assert rounds.load("DEMO", "2026-01-08", {("BE", "2020"): "1"}).outcome == "vintage"


def test_containers_give_the_analyst_the_same_limits() -> None:
    assert DEPLOYED.read_text() == "\\connect warehouse\n" + LIMITS.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts Postgres as another user")
def test_the_first_password_is_for_postgres_own_user_only(server: Server) -> None:
    """initdb reads it from a file, while others may look into the folder for temporary ones."""
    assert server.running()  # so that its user exists

    with password_file("a-password") as path:
        told = Path(path).stat()
        assert Path(path).read_text() == "a-password"
    assert (told.st_uid, told.st_mode & 0o777) == (pwd.getpwnam(SYSTEM_USER).pw_uid, 0o600)
    assert not Path(path).exists()


def test_nobody_trusts_a_connection_without_a_password(server: Server) -> None:
    address = _plain(server.url("warehouse", ADMIN))

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address, password="wrong")
    rules = (server.data / "pg_hba.conf").read_text()
    assert [line for line in rules.splitlines() if line.endswith("trust")] == []
