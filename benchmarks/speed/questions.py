"""How long the server takes for what analysts ask, and how long a load makes them wait."""

import json
import statistics
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

ONE_SERIES = {
    "latest of one series": """
        SELECT * FROM figures.latest WHERE dataset_code = %(code)s AND series_key = %(key)s""",
    "history of one cell": """
        SELECT * FROM figures.versions
         WHERE dataset_code = %(code)s AND series_key = %(key)s AND time_period = %(period)s""",
    "triangle of one series": """
        SELECT * FROM figures.revision_triangle(%(code)s, %(key)s)""",
}
WHOLE = {
    "as_of of everything": """
        SELECT count(*), sum(obs_value) FROM figures.as_of(%(code)s, %(at)s)""",
    "known_at of everything": """
        SELECT count(*), sum(obs_value) FROM figures.known_at(%(code)s, now())""",
    "latest of everything": """
        SELECT count(*), sum(obs_value) FROM figures.latest WHERE dataset_code = %(code)s""",
    "revisions between neighbours": """
        SELECT count(*), sum(absolute), sum(relative) FROM figures.revisions
         WHERE dataset_code = %(code)s AND released_at = %(at)s""",
}
BARE = "count and sum of the bare table"
_BARE = "SELECT count(*), sum(obs_value) FROM bare"
EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) "
SAMPLE = """
    SELECT series_key, time_period FROM figures.latest
     WHERE dataset_code = %(code)s AND series_key > %(middle)s LIMIT 1"""


@dataclass(frozen=True)
class Answer:
    """Milliseconds in the server, each time it was asked: to run it, and to plan it before."""

    run: list[float]
    plan: list[float]


def ask(url: str, asked: Mapping[str, Any], times: int) -> dict[str, Answer]:
    """Each question so many times, after one that nobody counts, as an analyst.

    ``asked`` has the dataset's ``code``, a publication time ``at``, a series key ``key`` and one
    of its periods, ``period``.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        return {
            name: _asked(connection, question, asked, times)
            for name, question in (ONE_SERIES | WHOLE).items()
        }


def ask_the_bare_table(url: str, times: int) -> Answer:
    """How long Postgres takes to count and add up the numbers alone, with neither key nor history.

    What ``as_of`` of everything is compared with. The table is vacuumed before.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE bare")
        return _asked(connection, _BARE, {}, times)


def sample(url: str, code: str, middle: str) -> dict[str, str]:
    """A series and one of its periods: the first after ``middle``."""
    with psycopg.connect(url) as connection:
        row = connection.execute(SAMPLE, {"code": code, "middle": middle}).fetchone()
    if row is None:
        raise LookupError(f"{code} has no series after {middle}: load it first")
    return {"key": row[0], "period": row[1]}


def _asked(
    connection: psycopg.Connection[Any], question: str, asked: Mapping[str, Any], times: int
) -> Answer:
    connection.execute(question, asked).fetchall()
    plans = []
    for _ in range(times):
        row = connection.execute(EXPLAIN + question, asked).fetchone()
        told = row[0] if row else []
        plans.append(told if isinstance(told, list) else json.loads(told))
    return Answer(
        [plan[0]["Execution Time"] for plan in plans], [plan[0]["Planning Time"] for plan in plans]
    )


@dataclass
class Reader:
    """An analyst who reads without pause, in a thread of its own; used as a context."""

    url: str
    question: str
    asked: Mapping[str, Any]
    waits: list[float] = field(default_factory=list)

    def __enter__(self) -> "Reader":
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join()

    def summary(self) -> dict[str, float]:
        """Answers, and the median and the longest wait in milliseconds."""
        waits = [wait * 1000 for wait in self.waits]
        return {"answers": len(waits), "median": statistics.median(waits), "longest": max(waits)}

    def _read(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            while not self._leaving.is_set():
                began = time.perf_counter()
                connection.execute(self.question, self.asked).fetchall()
                self.waits.append(time.perf_counter() - began)
