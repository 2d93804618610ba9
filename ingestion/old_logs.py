"""Airflow writes a log for each try of each box, and lineage into one file; it deletes neither."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path


def delete_old_logs(folder: Path, before: datetime) -> int:
    """Delete the logs below a folder that were last written before a moment; how many there were.

    Folders go when nothing was put into them since that moment either: Airflow may just be making
    one that is empty still. Links are not followed, and what is no log stays.
    """
    moment = before.timestamp()
    deleted = 0
    for here, files, is_old in list(_folders(folder, moment)):
        for file in files:
            if ".log" in file.name and _written_at(file) < moment:
                file.unlink(missing_ok=True)
                deleted += 1
        if is_old and here != folder:
            with suppress(OSError):  # something is in it
                here.rmdir()
    return deleted


def put_aside(log: Path, now: datetime) -> None:
    """Rename a log that is never done, once a day: under the name of that day it grows old.

    Whoever opens it for each line begins another.
    """
    aside = log.with_name(f"{log.stem}.{now:%Y-%m-%d}.log{log.suffix}")
    if log.exists() and not aside.exists():
        log.rename(aside)


def _folders(folder: Path, moment: float) -> Iterator[tuple[Path, list[Path], bool]]:
    """Each folder before the one that it is in, with its files, and whether it is old."""
    for path, _, names in os.walk(folder, topdown=False):
        here = Path(path)
        yield here, [here / name for name in names], _written_at(here) < moment


def _written_at(path: Path) -> float:
    """When a file was last written; what is gone by now is new: nothing is done about it."""
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:
        return float("inf")
