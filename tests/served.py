"""The HTTP API on loopback, as `vintages serve` runs it, over a warehouse of a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from warehouse.api.app import api
from warehouse.connection import Access, engine, limited


@contextmanager
def served(access: Access, seconds: int = 30) -> Iterator[str]:
    """The address of the API, which asks as the analyst; it stops with the block."""
    application = api(limited(engine(access.analyst), seconds))
    config = uvicorn.Config(application, port=0, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        (port,) = (each.getsockname()[1] for each in server.servers[0].sockets)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
