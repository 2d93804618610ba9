"""Passwords stay where they are kept: not in errors, logs, findings, or pictures of settings."""

import os
import re
from pathlib import Path

import pytest

from ingestion.settings import access, settings
from tests.shell import Shell, shell_in
from warehouse.connection import engine, require
from warehouse.dump import DumpFailed, dump
from warehouse.errors import WarehouseUnreachable
from warehouse.server import Server

PROJECT = Path(__file__).parents[1]
SECRET = "s3cretT0ken"
NOWHERE = f"postgresql://somebody:{SECRET}@127.0.0.1:9/warehouse"
COMMANDS = (
    ("doctor",),
    ("doctor", "--json"),
    ("status",),
    ("sql", "SELECT 1"),
    ("migrate",),
    ("ingest", "DEMO_TABLE"),
    ("audit",),
    ("replay",),
)
# Eurostat's own endpoints, the hosts of publishers, and words that are no address
_ADDRESS_IN_A_SOURCE = re.compile(r"(address_from|connection|webhook|channel)\s*=")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Shell:
    """A shell whose home is empty; what it reaches is given with each command."""
    with shell_in(tmp_path_factory.mktemp("secrets"), server) as opened:
        return opened


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("url", [NOWHERE, NOWHERE.replace(":9/", ":nine/")])
def test_no_command_tells_the_password_of_the_warehouse(
    shell: Shell, command: tuple[str, ...], url: str
) -> None:
    said = shell.run(*command, WAREHOUSE_URL=url)

    assert said.exit_code != 0 or command == ("status",)
    assert SECRET not in said.output + said.stderr


def test_no_error_on_the_way_to_the_warehouse_tells_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reached = access(settings({**os.environ, "WAREHOUSE_URL": NOWHERE}))

    with pytest.raises(WarehouseUnreachable) as away:
        require(engine(reached.loader))
    with pytest.raises(DumpFailed) as undumped:
        dump(reached.owner, tmp_path / "dump", "none")
    assert SECRET not in str(away.value) + str(undumped.value)


def test_the_picture_of_the_settings_has_no_password() -> None:
    found = settings({"WAREHOUSE_URL": NOWHERE})

    assert SECRET not in repr(found)
    assert found.warehouse_url == NOWHERE
    assert SECRET not in repr(access(found))


def test_no_source_file_can_say_where_alerts_are_sent() -> None:
    """Addresses are in the environment of those who run it, under names that alerts.toml gives."""
    for name in ("source.py", "publications/document.py", "publications/statement.py"):
        text = (PROJECT / "ingestion" / name).read_text(encoding="utf-8")
        assert _ADDRESS_IN_A_SOURCE.findall(text) == []
    for path in (PROJECT / "ingestion" / "sources").rglob("*.toml"):
        assert _ADDRESS_IN_A_SOURCE.findall(path.read_text(encoding="utf-8")) == [], path
