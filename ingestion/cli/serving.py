"""The command that serves the warehouse over HTTP, read-only."""

from typing import Annotated

import typer

from ingestion.cli.desk import analyst
from ingestion.cli.output import note


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen at. Anyone who reaches it reads all figures.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: one that is free.")] = 8642,
    seconds: Annotated[
        int, typer.Option(min=1, metavar="SECONDS", help="How long a query may take in Postgres.")
    ] = 60,
) -> None:
    """Serve the figures over HTTP: SDMX-REST 2.2 with asOf, includeHistory and updatedAfter."""
    import uvicorn

    from warehouse.api.app import api
    from warehouse.connection import limited

    application = api(limited(analyst(), seconds))
    note(f"http://{host}:{port}/structure/dataflow lists the dataflows; Ctrl-C stops")
    uvicorn.run(application, host=host, port=port, log_level="warning")
