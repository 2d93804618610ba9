"""A real Postgres for the session, and a migrated warehouse of its own for each test."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from examples.eurostat_stand_in import StandIn
from ingestion.eurostat.line import Line
from ingestion.settings import Settings
from tests.desk import Desk
from tests.fresh import fresh_access, fresh_server
from tests.receivers import Hook, MailBox, mail_server, webhook
from warehouse.connection import Access, engine
from warehouse.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with the slowest tests start first, so that no worker waits for them at the end."""
    seconds: Counter[Path] = Counter()
    for item in items:
        seconds[item.path] += sum(mark.kwargs["seconds"] for mark in item.iter_markers("slow"))
    items.sort(key=lambda item: -seconds[item.path])


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """An embedded Postgres that is stopped with the session."""
    with fresh_server("vintages-test-") as started:
        yield started


@pytest.fixture
def access(server: Server) -> Iterator[Access]:
    """A warehouse copied from the migrated one: as new, in a tenth of a second."""
    with fresh_access(server) as made:
        yield made


@pytest.fixture
def warehouse(access: Access) -> Iterator[Engine]:
    """The warehouse as its loader, whose connections are kept: a story has many small steps."""
    made = engine(access.loader, QueuePool)
    yield made
    made.dispose()


@pytest.fixture
def desk(tmp_path: Path, access: Access) -> Iterator[Desk]:
    """A desk with an empty warehouse, an empty archive and an empty shelf."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    with StandIn(shelf) as eurostat:
        settings = Settings(
            home=tmp_path,
            archive_url=f"file://{tmp_path}/archive",
            warehouse_url=access.owner,
            eurostat_url=eurostat.url,
            sources=(tmp_path,),
            pace_seconds=0,
        )
        yield Desk(Line(settings), eurostat)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A webhook whose address the environment holds."""
    with webhook() as started:
        monkeypatch.setenv("TEST_HOOK", started.url)
        yield started


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailBox]:
    """A mail server whose address the environment holds."""
    with mail_server() as (started, port):
        monkeypatch.setenv("TEST_MAIL", f"smtp://127.0.0.1:{port}?disable_tls=true")
        yield started
