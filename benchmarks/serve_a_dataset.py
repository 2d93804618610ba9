"""How long a whole dataset takes over the HTTP API, and how much memory the server has for it.

    python -m benchmarks.serve_a_dataset --cells 2000000

The invented table of ask_about_revisions is served by a process of its own, as `vintages serve`
does it; a client reads the answers to the end and keeps none of them. Memory is the peak of the
process (VmHWM), and of the largest of Postgres' processes without what all of them share (RssAnon).
"""

import argparse
import http.client
import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import uvicorn
from rich.console import Console
from rich.table import Table

from benchmarks.ask_about_revisions import Size, invented
from benchmarks.revision_questions import CODE
from warehouse.api.app import api
from warehouse.connection import engine, limited

DATA = f"/data/dataflow/ESTAT/{CODE}/1.0"
ADDRESSES = {
    "all cells": DATA,
    "all cells, values alone": f"{DATA}?attributes=none",
    "the last period of each series": f"{DATA}?lastNObservations=1",
    "the first page of 100,000": f"{DATA}?limit=100000",
    "one series": f"{DATA}/Q.NR.I3.G7",
    "availability": f"/availability/dataflow/ESTAT/{CODE}",
}
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Told:
    """One answer: its seconds, its bytes and lines, and the memory at its peak in bytes."""

    seconds: float
    size: int
    lines: int
    server: int
    postgres: int


def main() -> None:
    """Make the warehouse, serve it, read it, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--vintages", type=int, default=3)
    chosen = parser.parse_args()
    size = Size(chosen.cells, chosen.vintages, 0.015)
    with invented(size) as server:
        analyst = server.url("warehouse", "vintages_analyst")
        postgres = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
        told = {name: _told(analyst, where, postgres) for name, where in ADDRESSES.items()}
        _print(size, told)


def _told(analyst: str, address: str, postgres: psutil.Process) -> Told:
    """One answer of a server that has given none before."""
    with _served(analyst) as (port, process), _watched(postgres) as peaks:
        began = time.perf_counter()
        size, lines = _read(port, address)
        seconds = time.perf_counter() - began
        server = _memory(process.pid or 0, "VmHWM")
    return Told(seconds, size, lines, server, max(peaks))


def _read(port: int, address: str) -> tuple[int, int]:
    """The bytes and lines of an answer, read to its end."""
    size = lines = 0
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=600)) as connection:
        connection.request("GET", address)
        answer = connection.getresponse()
        while piece := answer.read(_MEGABYTE):
            size += len(piece)
            lines += piece.count(b"\n")
    return size, lines


def _memory(process: int, field: str) -> int:
    """A number of /proc/<process>/status in bytes; 0 for a process that is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = (line.split()[1] for line in status.splitlines() if line.startswith(f"{field}:"))
    return 1024 * int(next(found, 0))


@contextmanager
def _served(analyst: str) -> Iterator[tuple[int, multiprocessing.Process]]:
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(analyst, ports))
    process.start()
    try:
        yield ports.get(timeout=60), process
    finally:
        process.terminate()
        process.join()


def _serve(analyst: str, ports: "multiprocessing.Queue[int]") -> None:
    config = uvicorn.Config(api(limited(engine(analyst), 600)), port=0, log_level="warning")
    listening = config.bind_socket()
    listening.listen()
    ports.put(listening.getsockname()[1])
    uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _watched(postgres: psutil.Process) -> Iterator[list[int]]:
    """The memory of the largest process of Postgres, five times a second."""
    seen, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            seen.append(max(_memory(each.pid, "RssAnon") for each in postgres.children()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def _print(size: Size, told: dict[str, Told]) -> None:
    caption = f"{size.cells:,} current cells, {size.vintages} vintages"
    shown = Table(title="A dataset over HTTP, as CSV", caption=caption)
    for heading in ("answer", "seconds", "MB", "lines", "server MB", "Postgres MB"):
        shown.add_column(heading, justify="left" if heading == "answer" else "right")
    for name, each in told.items():
        counts = (each.size, each.server, each.postgres)
        sent, server, postgres = (f"{count / _MEGABYTE:,.1f}" for count in counts)
        shown.add_row(name, f"{each.seconds:.1f}", sent, f"{each.lines:,}", server, postgres)
    Console(width=100).print(shown)


if __name__ == "__main__":
    main()
