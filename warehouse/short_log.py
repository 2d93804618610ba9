"""A log that a process writes for months, kept short."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

LARGEST_LOG = 20_000_000


def keep_short(log: Path) -> None:
    """Put what is in a large log aside, as it is; whoever appends to it goes on at its beginning.

    On a full disk it stays as it is until there is room.
    """
    with suppress(OSError):
        if log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(log, log.with_suffix(".old.log"))
            os.truncate(log, 0)
