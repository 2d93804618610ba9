"""The HTTP API on loopback, as `vintages serve` runs it, and a client of it."""

import csv
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import uvicorn

from tests.rounds import Rounds
from warehouse.api.app import api
from warehouse.connection import Access, engine, limited

JANUARY = {("A,F,BE", "2020"): "1", ("A,F,BE", "2021"): "2 p", ("A,M,BE", "2021"): ":"}
FEBRUARY = {("A,F,BE", "2020"): "10", ("A,F,BE", "2021"): "2 p", ("A,F,FR", "2022"): "12.30"}
DATA = "/data/dataflow/ESTAT/DEMO/1.0"


@dataclass(frozen=True)
class Client:
    """Asks as any client would."""

    url: str
    between: str

    def get(self, address: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and body of one answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        with closing(connection):
            connection.request("GET", address, headers=named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def rows(self, address: str, **headers: str) -> list[dict[str, str]]:
        """The lines of an answer in CSV."""
        status, _, body = self.get(address, **headers)
        assert status == 200, body
        return list(csv.DictReader(body.splitlines()))

    def values(self, address: str) -> list[tuple[str, str, str, str]]:
        """Sex, country, period and value of each line."""
        names = ("sex", "geo", "TIME_PERIOD", "OBS_VALUE")
        return [tuple(row[name] for name in names) for row in self.rows(address)]  # type: ignore[misc]

    def refused(self, address: str, **headers: str) -> tuple[int, str]:
        """The status of a refusal, and its sentence."""
        status, _, body = self.get(address, **headers)
        (error,) = json.loads(body)["errors"]
        return status, error["detail"]


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


@contextmanager
def serving_two_vintages(access: Access) -> Iterator[Client]:
    """The API over January and February; ``between`` is a moment after which the second came."""
    rounds = Rounds(engine(access.loader))
    dimensions = ("freq", "sex", "geo")
    rounds.load("DEMO", "2026-01-08", JANUARY, dimensions)
    between = datetime.now(UTC).isoformat()
    rounds.load("DEMO", "2026-02-08", FEBRUARY, dimensions)
    with served(access) as url:
        yield Client(url, quote(between))
