"""What can be seen of an installation from outside: boxes, failures, hearts and the log."""

import http.client
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from benchmarks.fault_campaign.site import Site
from ingestion.stack.health import LOOPBACK_ONLY

_LINE = "('eurostat_releases', 'eurostat_ingest')"
_COMPONENTS = ("scheduler", "triggerer", "dag_processor")
_RUNNING = f"""
SELECT dag_id, run_id, task_id, pid FROM task_instance
 WHERE state = 'running' AND dag_id IN {_LINE} AND pid IS NOT NULL ORDER BY start_date
"""  # noqa: S608 - constants
_ENDED = """
SELECT count(*) FROM task_instance WHERE dag_id = :dag_id AND run_id = :run_id
   AND task_id = :task_id AND state IN ('success', 'skipped')
"""
_TRIES_AGAIN = f"SELECT count(*) FROM task_instance_history WHERE dag_id IN {_LINE}"  # noqa: S608
_GIVEN_UP = f"""
SELECT count(*) FROM task_instance WHERE state = 'failed' AND dag_id IN {_LINE}
"""  # noqa: S608 - constants
_REFUSED = """
SELECT outcome, count(*) FROM vintages.fetch
 WHERE dataset_code IS NOT NULL AND outcome NOT IN ('ok', 'unchanged') GROUP BY 1
"""
_HELD = """
SELECT dataset_code, count(*) FROM vintages.release JOIN vintages.dataset USING (dataset_id)
 GROUP BY 1
"""
_DEATH = re.compile(r"^(.+) died(?: with code (-?\d+))?: starting it again", re.MULTILINE)


class Unreachable(Exception):
    """Postgres or the API server does not answer now: look again."""


@dataclass(frozen=True)
class Box:
    """A task that runs now, and its process."""

    dag_id: str
    run_id: str
    task_id: str
    pid: int


class Witness:
    """Looks at a site; every look raises Unreachable where who is asked is down."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def boxes(self) -> list[Box]:
        """The boxes of the line that run now."""
        return [Box(*row) for row in self._ask("airflow", _RUNNING)]

    def has_ended(self, box: Box) -> bool:
        """Whether a box has done its work, in whichever try."""
        values = {"dag_id": box.dag_id, "run_id": box.run_id, "task_id": box.task_id}
        return bool(self._ask("airflow", _ENDED, **values)[0][0])

    def held(self) -> dict[str, int]:
        """How many releases the warehouse has of each dataset."""
        return {code: int(count) for code, count in self._ask("warehouse", _HELD)}

    def counts(self) -> Counter[str]:
        """What went wrong so far, by what it was; always growing."""
        found = Counter({str(name): int(n) for name, n in self._ask("warehouse", _REFUSED)})
        found["box tried again"] = self._ask("airflow", _TRIES_AGAIN)[0][0]
        found["box given up"] = self._ask("airflow", _GIVEN_UP)[0][0]
        for name, code in _DEATH.findall(self._site.log.read_text(errors="replace")):
            found[f"{name} ended ({code})" if code else f"{name} ended"] += 1
        found["`vintages up` started"] = self._site.ups
        return found

    def pulse(self) -> dict[str, str]:
        """The last heartbeat of each component that is well, as Airflow tells it."""
        try:
            with LOOPBACK_ONLY.open(f"{self._site.url}/api/v2/monitor/health", timeout=5) as answer:
                health = json.load(answer)
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Unreachable(str(error)) from error
        told = {name: health.get(name) or {} for name in _COMPONENTS}
        return {
            name: str(each.get(f"latest_{name}_heartbeat"))
            for name, each in told.items()
            if each.get("status") == "healthy"
        }

    def is_well(self, before: dict[str, str]) -> bool:
        """Whether all processes run, and every heart beat again since ``before``."""
        now = self.pulse()
        beats = all(name in now and now[name] != before.get(name) for name in _COMPONENTS)
        self._ask("warehouse", "SELECT 1")
        return beats and self._site.is_up()

    def _ask(self, database: str, query: str, **values: object) -> list[tuple[Any, ...]]:
        role = "airflow" if database == "airflow" else "vintages_owner"
        engine = create_engine(self._site.server.url(database, role), poolclass=NullPool)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(query), values)]
        except DBAPIError as error:
            raise Unreachable(str(error)) from error
