"""The command that serves the warehouse over HTTP, read-only."""

import contextlib
import socket
from typing import Annotated

import typer

from ingestion.cli.desk import analyst
from ingestion.cli.output import note
from ingestion.errors import Misconfigured


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
    with _listening(host, port) as opened, contextlib.suppress(KeyboardInterrupt):
        address = f"[{host}]" if ":" in host else host
        where = f"http://{address}:{opened.getsockname()[1]}"
        note(f"{where}/structure/dataflow lists the dataflows; Ctrl-C stops")
        uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[opened])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections. Raises Misconfigured where it can have none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Misconfigured(f"{error.strerror}: choose another --port or --host") from error
