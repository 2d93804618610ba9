"""The command that tells a BI tool where the warehouse is."""

import json

import psycopg
import pytest
from typer.testing import CliRunner

from ingestion.cli import app
from tests.shell import shell_in
from warehouse.server import Server


def test_a_tool_gets_in_with_what_it_is_told_and_sees_figures_alone(server: Server) -> None:
    home = str(server.folder.parent)
    environment = {"VINTAGES_HOME": home, "WAREHOUSE_URL": None}
    told = json.loads(CliRunner().invoke(app, ["connect", "--json"], env=environment).stdout)

    with psycopg.connect(told["url"]) as connection:
        assert told["user"] == "vintages_analyst"
        assert connection.execute("SELECT count(*) FROM figures.latest").fetchone() is not None
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM vintages.release")


def test_the_password_of_the_owner_is_told_to_no_tool(
    tmp_path_factory: pytest.TempPathFactory, server: Server
) -> None:
    with shell_in(tmp_path_factory.mktemp("shell"), server) as shell:
        address = "postgresql://owner:of-all-tables@127.0.0.1:5433/warehouse"
        shown = shell.says("connect", WAREHOUSE_URL=address)

    assert "5433" in shown
    assert "member of vintages_analyst" in shown
    assert "of-all-tables" not in shown
