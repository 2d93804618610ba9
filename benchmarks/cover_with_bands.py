"""How often the expected band holds the figure that came: by simulation, on held-out rounds.

    python -m benchmarks.cover_with_bands --countries 30 --releases 40 --held-out 10

Quarterly figures of invented countries are released each quarter; a figure is revised in its next
three releases, by less each time. For each held-out release the band is asked as of the release
before it, so that nothing of it is known, and compared with what it brought. A band that states
90 % should hold between 85 and 95 % of them.
"""

import argparse
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text

from warehouse.candidate import Candidate
from warehouse.connection import engine
from warehouse.load import Arrival, load
from warehouse.migrate import migrate
from warehouse.neighbours import neighbours
from warehouse.period import period
from warehouse.server import Server
from warehouse.snapshot import Snapshot
from warehouse.stage import stage

CODE = "SIMULATED_Q"
REVISED_FOR = 3  # releases after the first
_DELAY = timedelta(days=45)
_FIRST_YEAR = 2010
SHARES = (0.8, 0.9)
BANDS = """
    SELECT band.age_in_periods, came.obs_value BETWEEN band.lower AND band.upper
      FROM figures.as_of(:code, :next) AS came
     CROSS JOIN LATERAL figures.expected_band(:code, came.series_key, came.time_period,
                                              coverage => :coverage, seen_at => :seen_at) AS band
     WHERE came.time_period = ANY (:young) AND band.refusal IS NULL"""
Coverage = Mapping[int, tuple[int, int]]
Histories = Mapping[tuple[str, str], list[Decimal]]


@dataclass(frozen=True)
class Simulation:
    """A panel: how many countries and releases, and the seed that everything follows from."""

    countries: int
    releases: int
    seed: int = 1

    def histories(self) -> Histories:
        """What each figure is at each age, from its first release on."""
        chance = random.Random(self.seed)  # noqa: S311 - figures, not secrets
        return {
            (f"C{country:02}", label): _history(chance)
            for country in range(self.countries)
            for label in _labels(self.releases)
        }

    def snapshots(self) -> Iterator[tuple[datetime, Snapshot]]:
        """Each release: a quarter more than the one before, and the younger quarters revised."""
        histories, labels = self.histories(), _labels(self.releases)
        for number, label in enumerate(labels):
            shown = labels[: number + 1]
            lines = [_line(key, histories, shown) for key in sorted({key for key, _ in histories})]
            yield _released_at(label), Snapshot(("geo",), tuple(shown), lines)


def simulate(warehouse: Engine, simulation: Simulation) -> list[datetime]:
    """Load all releases of a simulation; returns their moments."""
    before: Snapshot | None = None
    moments = []
    for at, snapshot in simulation.snapshots():
        key = f"{CODE}@{at:%Y-%m-%d}"
        with warehouse.begin() as connection:
            place = neighbours(connection, CODE, at)
        load(
            warehouse,
            stage(warehouse, place, Candidate(key, at, snapshot, before, None)),
            Arrival(key, at),
        )
        before = snapshot
        moments.append(at)
    return moments


def coverage_of(
    warehouse: Engine, moments: list[datetime], held_out: int, coverage: float = 0.9
) -> Coverage:
    """How many bands held the figure of the next release, and of how many, by age in quarters."""
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for place in range(len(moments) - held_out, len(moments)):
        young = _labels(place)[-REVISED_FOR:]
        seen = {"code": CODE, "seen_at": moments[place - 1], "coverage": coverage, "young": young}
        for age, held in _outcomes(warehouse, {**seen, "next": moments[place]}):
            inside, asked = found[age]
            found[age] = (inside + held, asked + 1)
    return found


def _outcomes(warehouse: Engine, values: Mapping[str, object]) -> Iterator[tuple[int, bool]]:
    """The age of each young figure, and whether its band held what came."""
    with warehouse.connect() as connection:
        yield from (tuple(row) for row in connection.execute(text(BANDS), values))


def _history(chance: random.Random) -> list[Decimal]:
    """A figure at each age: it moves by less and less, more often up than down."""
    value = chance.uniform(1000, 5000)
    values = [value]
    for age in range(REVISED_FOR):
        value *= 1 + chance.gauss(0.01, 0.03) / 2**age
        values.append(value)
    return [round(Decimal(each), 3) for each in values]


def _line(key: str, histories: Histories, shown: list[str]) -> bytes:
    """A series as it stands in the release of the last of these quarters."""
    ages = (min(len(shown) - place, REVISED_FOR + 1) for place in range(len(shown)))
    cells = (histories[key, label][age - 1] for label, age in zip(shown, ages, strict=True))
    return b"\t".join((key.encode(), *(str(cell).encode() for cell in cells)))


def _labels(count: int) -> list[str]:
    """The first quarters."""
    return [f"{_FIRST_YEAR + place // 4}-Q{place % 4 + 1}" for place in range(count)]


def _released_at(label: str) -> datetime:
    """A figure comes 45 days after its quarter."""
    last_day = period(label).last_day
    if last_day is None:
        raise ValueError(f"{label} has no last day")
    return datetime(last_day.year, last_day.month, last_day.day, 11, tzinfo=UTC) + _DELAY


def main() -> None:
    """Simulate, ask, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--countries", type=int, default=30)
    parser.add_argument("--releases", type=int, default=40)
    parser.add_argument("--held-out", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vintages-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = Server(home).start()
        try:
            migrate(engine(server.url("warehouse", "vintages_owner")))
            simulation = Simulation(chosen.countries, chosen.releases, chosen.seed)
            moments = simulate(engine(server.url("warehouse", "vintages_loader")), simulation)
            analyst = engine(server.url("warehouse", "vintages_analyst"))
            _print(
                {share: coverage_of(analyst, moments, chosen.held_out, share) for share in SHARES}
            )
        finally:
            server.stop()


def _print(found: Mapping[float, Coverage]) -> None:
    shown = Table(title="Bands on held-out rounds")
    for heading in ("stated", "age in quarters", "bands", "held"):
        shown.add_column(heading)
    for stated, by_age in found.items():
        for age, (inside, asked) in sorted(by_age.items()):
            shown.add_row(f"{stated:.0%}", str(age), str(asked), f"{inside / asked:.1%}")
    Console(width=80).print(shown)


if __name__ == "__main__":
    main()
