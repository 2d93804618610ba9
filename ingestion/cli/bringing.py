"""Commands that bring a release in: ingest, load."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.asking import Code
from ingestion.cli.desk import moment_of, opened_line
from ingestion.cli.output import answer
from ingestion.cli.progress import Say, steps
from warehouse.errors import VintagesError

if TYPE_CHECKING:
    from ingestion.eurostat.line import Line
    from ingestion.release import Release
    from warehouse.load import Loaded


def ingest(code: Code) -> None:
    """Fetch the current release of a dataset from Eurostat, check it and load it."""
    from ingestion.source import normal_code

    line = opened_line()
    with steps(4) as say:
        say(f"fetching {normal_code(code)}")
        release_key = line.fetch(normal_code(code))
        loaded = _carried(line, release_key, say)
    tell(loaded, release_key)


def load(
    code: Code,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, help="TSV or SDMX-CSV, also as .gz."
        ),
    ],
    released_at: Annotated[
        datetime,
        typer.Option(
            parser=moment_of,
            metavar="MOMENT",
            help="When the world could first see these figures: 2021-01-05T11:00; Brussels time "
            "where it has no zone.",
        ),
    ],
) -> None:
    """Load a file at hand as a release of a dataset, in any order, also long after newer ones."""
    from ingestion.source import normal_code

    code = normal_code(code)
    line = opened_line()
    with steps(4) as say:
        say(f"archiving {file.name}")
        bytes_key = line.archive.put(file)
        with _kept(code, file.name, bytes_key):
            release_key = _held_already(line, (code, released_at), bytes_key)
            if release_key is None:
                release = _release_at_hand(line, (code, released_at), file.name, bytes_key)
                release_key = line.archive.put_release(release)
            loaded = _carried(line, release_key, say)
    tell(loaded, release_key)


def _held_already(line: "Line", place: tuple[str, datetime], bytes_key: str) -> str | None:
    """The release that holds these very bytes for this moment, so that there is only one of it."""
    from warehouse.neighbours import neighbours

    with line.warehouse.begin() as connection:
        same = neighbours(connection, *place).same
    if same is None or line.archive.release(same.release_key).parts != (bytes_key,):
        return None
    return same.release_key


def _release_at_hand(
    line: "Line", place: tuple[str, datetime], origin: str, bytes_key: str
) -> "Release":
    """A file as a release, in whatever format it shows."""
    from ingestion.decompress import unpacked_beginning, verify_gzip
    from ingestion.eurostat.read import format_of
    from ingestion.release import Release

    with line.archive.open(bytes_key) as file:
        verify_gzip(file, line.settings.max_bytes)
        source_format = format_of(unpacked_beginning(file))
    code, released_at = place
    return Release(
        dataset_code=code,
        released_at=released_at,
        fetched_at=datetime.now(UTC),
        source_format=source_format,
        parts=(bytes_key,),
        evidence="backfilled",
        origins=(origin,),
    )


def _carried(line: "Line", release_key: str, say: Say) -> "Loaded":
    """Stage, check and load an archived release once others of its dataset are; what came of it."""
    from warehouse.turn import turn

    release = line.archive.release(release_key)
    say("comparing with the releases held, after any other load of the dataset")
    with turn(line.warehouse, release.dataset_code):
        return _settled(line, release_key, release, say)


def _settled(line: "Line", release_key: str, release: "Release", say: Say) -> "Loaded":
    from warehouse.load import Loaded

    held = _count(line, release.dataset_code)
    stage = line.stage(release_key)
    if stage is None:
        outcome = "unchanged" if _count(line, release.dataset_code) == held else "republished"
        return Loaded(release.dataset_code, release.released_at, outcome, {})
    say("checking")
    line.require_passed(stage)
    say("loading")
    loaded = line.load(stage)
    judge(line)
    return loaded


def judge(line: "Line") -> None:
    """Compare printed figures with the data anew, where a vintage may change what they say."""
    from ingestion.publications.steps import Line as DocumentLine

    DocumentLine(line.settings).judge_outstanding()


def _count(line: "Line", dataset_code: str) -> int:
    from warehouse.statement import one

    with line.warehouse.connect() as connection:
        return int(one(connection, "count_releases", dataset_code=dataset_code).releases)


@contextmanager
def _kept(code: str, file_name: str, bytes_key: str) -> Iterator[None]:
    """An error about a file names it and its dataset, and says that its bytes are kept."""
    try:
        yield
    except VintagesError as error:
        told = str(error).removeprefix(code).lstrip(":, ")
        kept = f"the figures are as they were, and the bytes are in the archive as {bytes_key}"
        raise type(error)(f"{file_name}: {code}: {told}\n{kept}") from error


def tell(loaded: "Loaded", release_key: str | None) -> None:
    """Say what became of a release."""
    counts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(loaded.changes.items()))
    outcomes = {
        "unchanged": "is held already: nothing changed",
        "republished": "brought the same figures as the release before it: no new vintage",
        "vintage": f"is a vintage: {counts}",
    }
    told = {
        "dataset_code": loaded.dataset_code,
        "released_at": loaded.released_at,
        "outcome": loaded.outcome,
        "changes": dict(loaded.changes),
        "release_key": release_key,
    }
    moment = f"{loaded.released_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    answer(told, f"{loaded.dataset_code}, released {moment}, {outcomes[loaded.outcome]}")
