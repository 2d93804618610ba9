"""The numbers of series: those that are known, and new ones drawn for a stage."""

from sqlalchemy import Connection

from warehouse.candidate import Candidate
from warehouse.snapshot import Snapshot, series_key
from warehouse.statement import driver, run


class SeriesNumbers:
    """series_id by key; series that are new get numbers drawn for them."""

    def __init__(
        self, connection: Connection, dataset_id: int, stage_id: int, candidate: Candidate
    ) -> None:
        self.stage_id = stage_id
        self._known: dict[tuple[str, ...], dict[str, int]] = {}
        for snapshot in (candidate.snapshot, candidate.before, candidate.after):
            if snapshot is not None and snapshot.dimensions not in self._known:
                values = {"dataset_id": dataset_id, "dimensions": list(snapshot.dimensions)}
                self._known[snapshot.dimensions] = dict(
                    run(connection, "series_of", **values).fetchall()
                )
        self._add_new(connection, candidate.snapshot)

    def _add_new(self, connection: Connection, snapshot: Snapshot) -> None:
        known = self._known[snapshot.dimensions]
        new = [key for key in map(series_key, snapshot.lines) if key not in known]
        drawn = run(connection, "draw_series_numbers", wanted=len(new)).fetchall()
        copy = "COPY stage.series (stage_id, series_id, series_key) FROM STDIN"
        with driver(connection).cursor().copy(copy) as writer:
            for key, (number,) in zip(new, drawn, strict=True):
                known[key] = number
                writer.write_row((self.stage_id, number, key))
        self.new = len(new)

    def of(self, dimensions: tuple[str, ...]) -> dict[str, int]:
        """series_id by key, for keys made of these dimensions."""
        return self._known[dimensions]
