"""From one observation at a time, as SDMX-CSV and JSON-stat give them, to a line per series."""


class LongTable:
    """Observations by series and period, in any order; periods become columns as they come."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._series: dict[str, list[str]] = {}

    def knows(self, key: str, label: str) -> bool:
        """Whether the series and the period were both seen before."""
        return key in self._series and label in self._columns

    def put(self, key: str, label: str, cell: str) -> bool:
        """Take an observation; False when its place is taken already, and nothing is changed.

        ``key`` is the codes joined by commas, ``label`` the period as written, ``cell`` not empty.
        """
        column = self._columns.setdefault(label, len(self._columns))
        cells = self._series.setdefault(key, [])
        if column >= len(cells):
            cells.extend([""] * (column - len(cells) + 1))
        if cells[column]:
            return False
        cells[column] = cell
        return True

    @property
    def periods(self) -> list[str]:
        """The periods as written, in the order of the cells."""
        return list(self._columns)

    def lines(self) -> list[bytes]:
        """Each series in key order: its key and a cell for each period."""
        width = len(self._columns)
        return [
            "\t".join((key, *cells, *[""] * (width - len(cells)))).encode()
            for key, cells in sorted(self._series.items())
        ]
