"""The command that deletes what Airflow keeps for ever."""

from typing import Annotated

import typer

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer


def tidy(
    days: Annotated[int, typer.Option(min=1, metavar="DAYS", help="How old they may be.")] = 30,
) -> None:
    """Delete old runs of the frequent DAGs from Airflow's own database, while it runs or not.

    Runs of releases and documents stay, as one may wait for a person. The warehouse is not touched.
    """
    from datetime import UTC, datetime, timedelta

    from ingestion.errors import Misconfigured
    from ingestion.stack.environment import airflow_environment
    from ingestion.stack.old_runs import FREQUENT, delete_old_runs
    from ingestion.stack.ports import PREFERRED
    from warehouse.server import Server

    home = chosen_settings().home
    server = Server(home)
    if not server.running():
        raise Misconfigured(
            f"no Postgres runs in {home}, and Airflow's database is there: `vintages up` first; "
            "for an Airflow of your own, see docs/how-to/watch-it.md"
        )
    environment = airflow_environment(home, server.url("airflow", "airflow"), PREFERRED)
    before = datetime.now(UTC) - timedelta(days=days)
    delete_old_runs(environment, before)
    told = {"before": before, "dags": FREQUENT}
    answer(told, f"runs of {', '.join(FREQUENT)} before {before:%Y-%m-%d} are gone")
