"""What `vintages doctor` looks at in the server itself, and in the archive beside it."""

from collections.abc import Iterator

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.cli.finding import Finding
from ingestion.settings import Settings
from warehouse.server import LIMITS
from warehouse.statement import one

_LEAST_VERSION = 18


def server_findings(warehouse: Engine, settings: Settings) -> Iterator[Finding]:
    """What makes a warehouse impossible there, whatever its tables are."""
    with warehouse.connect() as connection:
        facts = one(connection, "server_facts")
    if facts.version < _LEAST_VERSION:
        found = f"Postgres {facts.version}"
        yield Finding("server", "wrong", found, f"Postgres {_LEAST_VERSION} or newer is wanted")
    if facts.encoding != "UTF8":
        advice = "make the database anew with ENCODING 'UTF8'"
        yield Finding("encoding", "wrong", f"the database is in {facts.encoding}", advice)
    if facts.is_airflows:
        advice = "give the warehouse a database of its own, and name it in WAREHOUSE_URL"
        yield Finding("database", "wrong", "it is Airflow's own", advice)
    if facts.lacks_analyst and settings.warehouse_url:  # ours has a URL for each role
        found = f"{facts.role} cannot act as vintages_analyst"
        yield Finding("rights", "wrong", found, f"GRANT vintages_analyst TO {facts.role}")


def limit_findings(warehouse: Engine) -> Iterator[Finding]:
    """Whether the analyst can do no more than read."""
    with warehouse.connect() as connection:
        facts = one(connection, "server_facts")
    if facts.lacks_limits:
        found = "the analyst can fill the disk and stop loads: large objects, advisory locks"
        advice = f"by a superuser: psql --dbname={facts.database} --file={LIMITS}"
        yield Finding("limits", "look", found, advice)
    else:
        yield Finding("limits", "well", "the analyst can read figures and nothing else")


def archive_findings(warehouse: Engine, settings: Settings) -> Iterator[Finding]:
    """Whether the archive is that of this warehouse: of its last release it must have the bytes."""
    with warehouse.connect() as connection:
        last = one(connection, "newest_release_key")
    if last and not Archive(settings.archive_url).holds(last.release_key):
        found = f"{settings.archive_url} lacks the last release of {last.dataset_code}"
        advice = "mend VINTAGES_ARCHIVE: it is that of another warehouse; else `vintages audit`"
        yield Finding("archive and warehouse", "wrong", found, advice)
