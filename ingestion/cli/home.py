"""The folder of all state: who may pass, read and write there."""

import os
import stat
import sys
from pathlib import Path

from ingestion.errors import Misconfigured

_PASSABLE = stat.S_IXGRP | stat.S_IXOTH  # Postgres' own user keeps the group of who starts it
_PRIVATE = ("credentials.json", "postgres/server.json")


def require_home(home: Path, *, with_postgres: bool) -> None:
    """Make the folder where it is missing. Raises Misconfigured where nothing can live in it."""
    folders = (home, *home.parents) if os.geteuid() == 0 else ()
    missing = [folder for folder in folders if not folder.exists()]
    try:
        home.mkdir(parents=True, exist_ok=True)
        for folder in missing:  # whatever the umask: Postgres may run as another user
            folder.chmod(folder.stat().st_mode | _PASSABLE)
    except OSError as error:
        raise Misconfigured(f"{home} cannot be made: {error}; set VINTAGES_HOME") from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise Misconfigured(
            f"{home} is not writable by this user: set VINTAGES_HOME, or its rights"
        )
    closed = closed_folders(home)
    if with_postgres and closed:
        raise Misconfigured(
            f"Postgres runs as a user of its own when started by root, and may not pass "
            f"{', '.join(map(str, closed))}: chmod go+x there, or have VINTAGES_HOME and this "
            "program elsewhere"
        )


def closed_folders(home: Path) -> list[Path]:
    """The folders on the way that Postgres' own user may not pass (root only).

    To the data, and to the programs of the embedded Postgres, which come with this one.
    """
    if os.geteuid() != 0:
        return []
    folders = dict.fromkeys([home, *home.parents, *Path(sys.prefix).parents])
    return [folder for folder in folders if folder.exists() and not _lets_pass(folder)]


def _lets_pass(folder: Path) -> bool:
    found = folder.stat()
    needed = _PASSABLE if found.st_gid == os.getegid() else stat.S_IXOTH
    return found.st_mode & needed == needed


def readable_secrets(home: Path) -> list[Path]:
    """The files with passwords that others than their owner can read."""
    files = (home / name for name in _PRIVATE)
    return [file for file in files if file.exists() and file.stat().st_mode & 0o077]
