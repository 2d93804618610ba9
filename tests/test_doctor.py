"""`vintages doctor`, each misconfiguration made for real."""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from ingestion.cli.findings import KNOWN_SETTINGS
from ingestion.errors import Misconfigured
from ingestion.settings import settings
from ingestion.stack.process import identify
from ingestion.stack.state import StackState, forget_state, write_state
from tests.fresh import fresh_database
from tests.shell import CODE, FIRST, JANUARY, Shell, shell_in
from warehouse.journal import Attempt, record_attempt, record_poll
from warehouse.server import ADMIN, Server

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "doctor.md"
NO_CHANNEL = '[rules.all]\nchannels = ["office"]\n'
NO_ADDRESS = """
[channels.office]
kind = "apprise"
address_from = "NOBODY_SET_THIS"

[rules.all]
channels = ["office"]
"""
REAL = "https://ec.europa.eu/eurostat/api/dissemination"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Shell]:
    """A shell over a warehouse with one vintage."""
    with shell_in(tmp_path_factory.mktemp("doctor"), server) as opened:
        opened.says("load", CODE, opened.file("first.tsv", FIRST), "--released-at", JANUARY)
        yield opened


@pytest.fixture
def databases(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection that may make databases and roles."""
    admin = server.url("postgres", ADMIN).replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        yield connection


def found(shell: Shell, check: str, **environment: str) -> dict[str, Any]:
    """What the doctor says of one check."""
    told = json.loads(shell.run("doctor", "--json", **environment).stdout)
    (one,) = [each for each in told["checks"] if each["check"] == check]
    assert one["advice"], "what to do is always said"
    result: dict[str, Any] = one
    return result


def checks_made(shell: Shell, **environment: str) -> dict[str, str]:
    """The state of every check."""
    told = json.loads(shell.run("doctor", "--json", **environment).stdout)
    return {each["check"]: each["state"] for each in told["checks"]}


def test_a_sound_installation_has_nothing_wrong(shell: Shell) -> None:
    assert "wrong" not in checks_made(shell).values()


@pytest.fixture
def worker(databases: psycopg.Connection[Any]) -> Iterator[str]:
    """A role with the rights of the one that runs tasks in containers."""
    databases.execute(
        "CREATE ROLE worker LOGIN PASSWORD 'a-password' IN ROLE vintages_loader, vintages_analyst"
    )
    yield "worker"
    databases.execute("DROP ROLE worker")


def test_the_role_of_the_containers_can_ask_for_all_of_it(shell: Shell, worker: str) -> None:
    url = shell.warehouse.url.set(username=worker, password="a-password")
    checks = checks_made(shell, WAREHOUSE_URL=url.render_as_string(hide_password=False))

    assert "wrong" not in checks.values()
    assert checks["tables"] == checks["decisions"] == "well"


@pytest.mark.parametrize(
    ("check", "state", "says", "environment"),
    [
        ("settings", "look", "VINTAGES_POLL_SECOND", {"VINTAGES_POLL_SECOND": "9"}),
        ("eurostat", "look", "127.0.0.1", {}),
        ("source folders", "wrong", "/no/such", {"VINTAGES_SOURCES": "/no/such"}),
        ("sources", "look", "no dataset", {}),
        (
            "pauses",
            "wrong",
            "every 1 s",
            {"VINTAGES_POLL_SECONDS": "1", "VINTAGES_EUROSTAT_URL": REAL},
        ),
        ("largest download", "look", "0.001 GB", {"VINTAGES_MAX_BYTES": "1000000"}),
        ("alerts", "look", "no rule tells", {}),
        ("airflow", "look", "does not run", {}),
        (
            "airflow",
            "wrong",
            "of api-server, by http://127.0.0.1:9",
            {"AIRFLOW__CORE__EXECUTION_API_SERVER_URL": "http://127.0.0.1:9/execution/"},
        ),
        (
            "warehouse",
            "wrong",
            "no warehouse answers",
            {"WAREHOUSE_URL": "postgresql://u@127.0.0.1:9/x"},
        ),
        ("workers", "wrong", "no queue", {"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor"}),
    ],
)
def test_a_setting_that_does_not_fit_is_found(
    shell: Shell, check: str, state: str, says: str, environment: dict[str, str]
) -> None:
    told = found(shell, check, **environment)

    assert told["state"] == state
    assert says in told["found"]


def test_an_empty_variable_is_as_none(shell: Shell) -> None:
    """No state in the folder of today, no folder of sources in which nothing is followed."""
    assert settings(dict.fromkeys(KNOWN_SETTINGS, "")) == settings({})
    assert settings({"VINTAGES_SOURCES": "/a::/b:"}).sources == (Path("/a"), Path("/b"))
    said = json.loads(shell.run("doctor", "--json", VINTAGES_ALERTS="").stdout)["checks"]
    assert "VINTAGES_ALERTS" not in {each["check"]: each["found"] for each in said}["settings"]


def test_a_value_that_is_no_number_is_named_with_its_variable(shell: Shell) -> None:
    refused = shell.refuses("doctor", VINTAGES_PACE_SECONDS="half")

    assert "VINTAGES_PACE_SECONDS wants a number, found 'half'" in refused


@pytest.mark.parametrize(
    ("variable", "value", "wanted"),
    [
        ("VINTAGES_TIMEOUT_SECONDS", "0", "0.01 to 86400"),
        ("VINTAGES_TIMEOUT_SECONDS", "1e10", "0.01 to 86400"),
        ("VINTAGES_PACE_SECONDS", "nan", "0 to 86400"),
        ("VINTAGES_QUEUE_SECONDS", "-1", "0 to 86400"),
        ("VINTAGES_POLL_SECONDS", "0", "0.01 to 86400"),
        ("VINTAGES_POLL_SECONDS", "-300", "0.01 to 86400"),
        ("VINTAGES_LOG_DAYS", "nan", "1 to 36500"),
        ("VINTAGES_MAX_BYTES", "inf", "1 to 1e+15"),
    ],
)
def test_a_number_that_nothing_could_run_with_is_named_with_its_bounds(
    variable: str, value: str, wanted: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        settings({variable: value})

    assert f"{variable} wants a number from {wanted}, found '{value}'" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"), [(NO_CHANNEL, "'office'"), (NO_ADDRESS, "no address for office")]
)
def test_alerts_that_reach_nobody_are_found(
    shell: Shell, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "alerts.toml"
    file.write_text(text)
    told = found(shell, "alerts", VINTAGES_ALERTS=str(file))

    assert told["state"] == "wrong"
    assert says in told["found"]


def test_a_source_file_that_is_wrong_is_named(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "eurostat").mkdir()
    (tmp_path / "eurostat" / "demo_table.toml").write_text("titel = 1\n")

    assert "'titel'" in found(shell, "sources", VINTAGES_SOURCES=str(tmp_path))["found"]


def test_a_rule_that_a_source_file_misspells_is_found_before_its_first_release(
    shell: Shell, tmp_path: Path
) -> None:
    text = 'title = "T"\nfrequencies = ["A"]\n[checks.rules."revison.size"]\nlimit = 3\n'
    (tmp_path / "eurostat").mkdir()
    (tmp_path / "eurostat" / "demo_table.toml").write_text(text)
    told = found(shell, "sources", VINTAGES_SOURCES=str(tmp_path))

    assert told["state"] == "wrong"
    assert 'DEMO_TABLE [checks.rules."revison.size"]: there is no such rule' in told["found"]


def test_a_home_that_is_no_folder_is_found(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("")

    assert found(shell, "home", VINTAGES_HOME=str(file))["state"] == "wrong"


@pytest.mark.skipif(os.geteuid() != 0, reason="Postgres has a user of its own only under root")
def test_a_folder_that_postgres_may_not_pass_is_named(shell: Shell, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "home").mkdir(parents=True)
    closed.chmod(0o700)
    environment = {**shell.environment, "VINTAGES_HOME": str(closed / "home")}
    del environment["WAREHOUSE_URL"]
    alone = Shell(closed / "home", shell.warehouse, shell.eurostat, environment)

    assert str(closed) in found(alone, "home")["advice"]


def test_an_archive_of_another_warehouse_is_found(shell: Shell, tmp_path: Path) -> None:
    told = found(shell, "archive and warehouse", VINTAGES_ARCHIVE=f"file://{tmp_path}/other")

    assert f"lacks the last release of {CODE}" in told["found"]


def test_a_database_in_another_encoding_is_found(
    shell: Shell, server: Server, databases: psycopg.Connection[Any]
) -> None:
    databases.execute(
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    )
    told = found(shell, "encoding", WAREHOUSE_URL=server.url("latin", ADMIN))
    databases.execute("DROP DATABASE latin")

    assert told["found"] == "the database is in LATIN1"


def test_airflows_own_database_is_known_for_what_it_is(
    shell: Shell, server: Server, databases: psycopg.Connection[Any]
) -> None:
    databases.execute("CREATE DATABASE airflows")
    url = server.url("airflows", ADMIN)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE dag_run (id integer)")
    told = found(shell, "database", WAREHOUSE_URL=url)
    databases.execute("DROP DATABASE airflows WITH (FORCE)")

    assert told["found"] == "it is Airflow's own"


def test_a_role_that_cannot_act_as_the_analyst_is_given_the_statement_that_mends_it(
    shell: Shell, databases: psycopg.Connection[Any]
) -> None:
    databases.execute(
        sql.SQL("CREATE ROLE lonely LOGIN PASSWORD {}").format(sql.Literal("a-password"))
    )
    url = shell.warehouse.url.set(username="lonely", password="a-password")
    told = found(shell, "rights", WAREHOUSE_URL=url.render_as_string(hide_password=False))
    databases.execute("DROP ROLE lonely")

    assert told["advice"] == "GRANT vintages_analyst TO lonely"


def test_tables_of_a_newer_version_are_found(shell: Shell, server: Server) -> None:
    with fresh_database(server) as name:
        url = server.url(name, ADMIN)
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("UPDATE public.migration SET version_num = '9999'")
        told = found(shell, "tables", WAREHOUSE_URL=url)

    assert "at migration 9999" in told["found"]


def test_a_feed_that_is_looked_at_with_every_third_poll_is_well_until_it_is_silent(
    shell: Shell,
) -> None:
    record_poll(shell.warehouse, "home_affairs_news", None)
    write_state(
        shell.home,
        StackState("http://127.0.0.1:9", datetime.now(UTC), identify("up", os.getpid())),
    )
    states = []
    for minutes in (16, 40):
        with shell.warehouse.begin() as connection:
            earlier = "UPDATE vintages.watcher SET last_poll_at = clock_timestamp() - :age"
            connection.execute(text(earlier), {"age": timedelta(minutes=minutes)})
        states.append(checks_made(shell)["watcher"])
    forget_state(shell.home)

    assert states == ["well", "wrong"]


def test_a_date_of_the_source_that_is_none_is_said(shell: Shell) -> None:
    told = {"date": "Thu, 11 Jun 99999999999999999999 23:00:00 +0200"}
    asked = Attempt("probe", "u", datetime.now(UTC), 1.0, "ok", headers=told)
    record_attempt(shell.warehouse, asked)

    assert "9999" in found(shell, "clock")["found"]


def test_every_check_is_on_the_page_of_the_doctor() -> None:
    folder = Path(__file__).parents[1] / "ingestion" / "cli"
    code = "".join(file.read_text() for file in folder.glob("*findings.py"))
    made = set(re.findall(r'Finding\(\s*"([a-z ]+)"', code))
    described = set(re.findall(r"^\| `([a-z ]+)`", PAGE.read_text(), flags=re.MULTILINE))

    assert made == described
