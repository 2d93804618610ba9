"""Our numbers arrive where Airflow's do: over loopback, by StatsD or by OpenTelemetry."""

import gzip
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics.stats_utils import get_stats_factory
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from sqlalchemy import Engine

from dags.boxes.measure import tell
from ingestion.measures import Measure, of_load, of_watchers
from tests.rounds import Rounds, snapshot_of_cells
from warehouse.journal import record_poll
from warehouse.load import load

pytestmark = [
    pytest.mark.airflow,
    # Airflow leaves the socket of its StatsD client to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
FIRST = {("BE", "2021"): "1", ("BE", "2022"): "2", ("FR", "2021"): "3", ("FR", "2022"): "4"}


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What listens in place of a StatsD server, while Airflow is told of it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(5)
        told = {
            "ON": "True",
            "HOST": "127.0.0.1",
            "PORT": str(listener.getsockname()[1]),
            "INFLUXDB_ENABLED": "True",
        }
        for name, value in told.items():
            monkeypatch.setenv(f"AIRFLOW__METRICS__STATSD_{name}", value)
        stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
        yield listener
        monkeypatch.undo()
        stats.initialize(factory=get_stats_factory(), export_legacy_names=False)


def test_numbers_of_a_load_arrive_beside_airflows_own(
    collector: socket.socket, warehouse: Engine
) -> None:
    rounds = Rounds(warehouse)
    rounds.load("DEMO", "2024-01-10", FIRST)
    second = snapshot_of_cells({**FIRST, ("FR", "2022"): "5"})
    stage_id, arrival = rounds.staged("DEMO", "2024-02-10", second)
    load(warehouse, stage_id, arrival)

    stats.incr("ti_successes")
    tell(of_load(warehouse, stage_id))
    own, rows, share, seconds = (collector.recv(512).decode() for _ in range(4))
    assert own == "airflow.ti_successes:1|c"
    assert rows == "airflow.vintages.load.rows,dataset=DEMO:1|c"
    assert share == "airflow.vintages.load.changed_share,dataset=DEMO:0.25|g"
    assert re.fullmatch(r"airflow\.vintages\.load\.seconds,dataset=DEMO:[\d.]+\|g", seconds)


def test_the_age_of_a_watcher_and_its_failures_arrive(
    collector: socket.socket, warehouse: Engine
) -> None:
    record_poll(warehouse, "eurostat_update_feed", "SourceUnavailable: no answer")
    tell(of_watchers(warehouse))
    age, errors = (collector.recv(512).decode() for _ in range(2))

    assert age.startswith("airflow.vintages.watcher.age_seconds,feed=eurostat_update_feed:0.")
    assert errors == "airflow.vintages.watcher.errors,feed=eurostat_update_feed:1|g"


def test_without_a_place_to_send_them_nothing_happens() -> None:
    tell([Measure("vintages.load.rows", 1, "count"), Measure("vintages.load.seconds", 0.5)])


@contextmanager
def opentelemetry_collector() -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and the metrics that it was sent."""
    taken: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers["Content-Encoding"] == "gzip"
            taken.append(gzip.decompress(body) if packed else body)
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", taken
        finally:
            server.shutdown()
            thread.join()


def test_numbers_arrive_by_opentelemetry_too() -> None:
    with opentelemetry_collector() as (address, taken):
        told = {
            "AIRFLOW__METRICS__OTEL_ON": "True",
            "OTEL_EXPORTER_OTLP_ENDPOINT": address,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "no_proxy": "127.0.0.1",
        }
        command = [sys.executable, "-m", "tests.tell_in_a_process"]
        subprocess.run(command, env=os.environ | told, check=True, timeout=120)

    found = {
        metric.name: (point.as_int or point.as_double, point.attributes[0].value.string_value)
        for body in taken
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in (*metric.sum.data_points, *metric.gauge.data_points)
    }
    assert found == {
        "airflow.vintages.load.rows": (3, "DEMO"),
        "airflow.vintages.load.changed_share": (0.25, "DEMO"),
    }
