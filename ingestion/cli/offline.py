"""The examples in place of Eurostat and other publishers, served by a process of their own."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import VintagesError

if TYPE_CHECKING:
    from sqlalchemy import Engine


PATIENCE_SECONDS = 60.0
# The next release or edition of an example is published as soon as the one before was fetched: the
# line takes them in any order.
_ADVANCE_SECONDS = "1"
_POLL_SECONDS = "2"


class ExamplesNotServed(VintagesError):
    """The stand-in does not start: read its log, or go online."""


def examples_folder() -> Path:
    """Where the examples lie. They are not imported: ingestion knows nothing of them."""
    found = find_spec("examples")
    if found is None or not found.submodule_search_locations:
        raise ExamplesNotServed("the examples are not installed: use a checkout of the project")
    return Path(found.submodule_search_locations[0])


@contextmanager
def examples_served(home: Path) -> Iterator[dict[str, str]]:
    """Serve the examples inside this block; yields the environment that makes all ask there."""
    stop_leftover(home)
    log = home / "logs" / "stand-in.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as errors, _stand_in(home, errors.fileno()) as process:
        _remember(home, process.pid)
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise ExamplesNotServed(f"the stand-in does not start: see {log}")
        yield {
            **json.loads(line),
            "VINTAGES_SOURCES": str(examples_folder() / "sources"),
            "VINTAGES_POLL_SECONDS": _POLL_SECONDS,
            "VINTAGES_PACE_SECONDS": "0",
        }


def stop_leftover(home: Path) -> bool:
    """End a stand-in that a killed `vintages up` left behind; False when there is none."""
    from ingestion.stack.process import ProcessId, stop_all

    try:
        left = ProcessId(**json.loads(_file(home).read_text()))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False  # none is there, or half of one, by a power cut
    was_alive = left.alive()
    stop_all([left], patience_seconds=5)
    _file(home).unlink(missing_ok=True)
    return was_alive


def releases_served() -> dict[str, int]:
    """How many releases each example has."""
    counts: dict[str, int] = {}
    for path in (examples_folder() / "releases").glob("*/[0-9]*.toml"):
        counts[path.parent.name] = counts.get(path.parent.name, 0) + 1
    return counts


def wait_for_examples(
    warehouse: "Engine", each_second: Callable[[Mapping[str, int]], None]
) -> dict[str, int]:
    """Wait until every example release is loaded or held; returns those still missing by dataset.

    Gives up after PATIENCE_SECONDS. ``each_second`` is told how many have arrived.
    """
    wanted = releases_served()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        arrived = _arrived(warehouse, list(wanted))
        missing = {code: wanted[code] - arrived[code] for code in wanted}
        each_second(arrived)
        if not any(missing.values()) or time.monotonic() > deadline:
            return {code: count for code, count in missing.items() if count}
        time.sleep(1)


def _arrived(warehouse: "Engine", codes: list[str]) -> dict[str, int]:
    from warehouse.statement import one

    with warehouse.connect() as connection:
        found = {code: one(connection, "settled_releases", dataset_code=code) for code in codes}
    return {code: row.releases for code, row in found.items()}


@contextmanager
def _stand_in(home: Path, errors: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "examples.serve"]
    options = {"--advance-seconds": _ADVANCE_SECONDS, "--memory": str(home)}
    words = [word for pair in options.items() for word in pair]
    # Apart from our terminal: Ctrl-C reaches only us, and we end things in their order.
    process = subprocess.Popen(  # noqa: S603 - a command of our own, no shell
        [*command, *words], stdout=subprocess.PIPE, stderr=errors, start_new_session=True
    )
    try:
        yield process
    finally:
        _end(process)
        _file(home).unlink(missing_ok=True)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5)
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _remember(home: Path, pid: int) -> None:
    from ingestion.stack.process import identify
    from warehouse.private_file import write_private

    write_private(_file(home), json.dumps(asdict(identify("stand-in", pid))))


def _file(home: Path) -> Path:
    return home / "stand-in.json"
