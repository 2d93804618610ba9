"""The example releases, the real vintages and the reference panel, loaded into a warehouse."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from ingestion.eurostat.read_tsv import read_tsv
from ingestion.reporting import rounds_of
from ingestion.source import sources
from tests.rounds import Cells, Rounds
from tests.shared import shared_file
from warehouse.load import load
from warehouse.reporting_rounds import keep_rounds

EXAMPLES = Path(__file__).parents[1] / "examples"
FAULTY = "2026-02-12.tsv"  # the synthetic release that the check holds
WEEKLY = "DEMO_R_MWK_TS"
REAL_DAYS = ("2021-01-05", "2021-01-06", "2021-01-26")


def load_example(engine: Engine, code: str) -> None:
    """Load an example dataset as `vintages up` does: all its releases but the faulty one."""
    rounds = Rounds(engine)
    folder = EXAMPLES / "releases" / code
    for path in sorted(folder.glob("[0-9]*.toml")):
        told = tomllib.loads(path.read_text())
        if told["file"] != FAULTY:
            _load_file(rounds, code, folder / told["file"], told["update_data"])
    (followed,) = (each for each in sources([EXAMPLES / "sources"]) if each.dataset_code == code)
    keep_rounds(engine, code, rounds_of(followed))


def load_real_vintages(engine: Engine) -> None:
    """Load the three real vintages of weekly deaths; skips the test where they are absent."""
    rounds = Rounds(engine)
    for day in REAL_DAYS:
        path = shared_file(f"eurostat/vintages/{WEEKLY.lower()}/{day}.tsv")
        _load_file(rounds, WEEKLY, path, datetime.fromisoformat(f"{day}T10:00:00+00:00"))


def load_panel(
    engine: Engine,
    code: str,
    releases: Mapping[str, Cells],
    dimensions: tuple[str, ...] = ("geo",),
) -> None:
    """Load releases of cells by (key, period), by their dates."""
    rounds = Rounds(engine)
    for released_at, cells in sorted(releases.items()):
        rounds.load(code, released_at, cells, dimensions)


def reference_panel() -> dict[str, dict[tuple[str, str], str]]:
    """The synthetic panel that the reference numbers were computed on, by release."""
    releases: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    path = shared_file("revision_reference/toy_annual_vintages_long.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            releases[row["pub_date"]][row["geo"], row["time"]] = row["value"]
    return dict(releases)


def _load_file(rounds: Rounds, code: str, path: Path, released_at: datetime) -> None:
    snapshot = read_tsv(path.read_bytes())
    at = released_at.astimezone(UTC).replace(tzinfo=None)
    load(rounds.engine, *rounds.staged(code, at.isoformat(), snapshot))
