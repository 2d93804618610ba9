"""Both lines over one warehouse: Eurostat's and the publishers', each a stand-in or files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import tomlkit

from ingestion.publications.document import Document
from ingestion.publications.judge import Judged
from ingestion.publications.steps import Line
from tests.press import DIMENSIONS, PRINTED, printed_cells
from tests.publishers import Bureau, bureau
from tests.rounds import Cells, Rounds
from warehouse.connection import Access


@dataclass
class Newsroom:
    """A warehouse, publishers that are a stand-in, and releases of datasets."""

    line: Line
    bureau: Bureau
    rounds: Rounds

    def run(self, document_id: str) -> Judged:
        """The whole line for a document, box by box."""
        edition_id = self.line.read(self.line.fetch(document_id))
        self.line.check(edition_id)
        return self.line.judge(document_id=self.line.load(edition_id))

    def release(self, code: str, day: str, cells: Cells, dimensions: tuple[str, ...]) -> Judged:
        """A release of a dataset, and the verdicts on what is bound to it."""
        self.rounds.load(code, f"{day}T10:00", cells, dimensions)
        return self.line.judge(dataset_code=code)

    def release_printed(self, *days: str) -> None:
        """Releases of the printed totals of the examples."""
        for day in days:
            self.release(PRINTED, day, printed_cells(day), DIMENSIONS)


def follow(folder: Path, followed: Document) -> None:
    """Write the file of a document."""
    path = folder / "publications" / f"{followed.document_id}.toml"
    path.parent.mkdir(exist_ok=True)
    told = _without_nothing(asdict(followed))
    path.write_text(tomlkit.dumps({key: told[key] for key in told if key != "document_id"}))


def _without_nothing(value: Any) -> Any:
    """Tables without what is absent, as TOML has no word for it."""
    if isinstance(value, dict):
        kept = {key: _without_nothing(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, [], {}, 0, "")}
    if isinstance(value, tuple | list):
        return [_without_nothing(each) for each in value]
    return value


@contextmanager
def newsroom(folder: Path, access: Access, *sources: Path) -> Iterator[Newsroom]:
    """A newsroom that follows the documents of some folders."""
    with bureau(folder) as house:
        chosen = replace(
            house.settings, warehouse_url=access.owner, sources=sources, max_bytes=20_000_000
        )
        line = Line(chosen)
        yield Newsroom(line, replace(house, settings=chosen), Rounds(line.warehouse))
