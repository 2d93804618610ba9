"""The embedded Postgres beside Airflow: started again when it dies, as nothing runs without it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

from warehouse.errors import WarehouseUnreachable
from warehouse.server import Server
from warehouse.short_log import keep_short


@dataclass
class KeptPostgres:
    """A server that is looked after; ``say`` is told what happens, and each trouble once."""

    server: Server
    say: Callable[[str], None]
    _trouble: str = field(default="", init=False)

    def runs(self) -> bool:
        """Whether it runs, now or again; False while it cannot start, as on a full disk."""
        keep_short(self.server.log)
        if self.server.running():
            return True
        if not self._trouble:
            self.say("Postgres died: starting it again")
        try:
            self.server.start()
        except (WarehouseUnreachable, psycopg.OperationalError) as error:
            self._tell(str(error))
            return False
        self._trouble = ""
        self.say("Postgres runs again")
        return True

    def _tell(self, trouble: str) -> None:
        if not self._trouble:
            self.say(f"Postgres does not start and is tried again until it does: {trouble}")
        self._trouble = trouble
