"""The folder of all state: who may pass, read and write there."""

import os
from pathlib import Path

from ingestion.errors import Misconfigured

_PRIVATE = ("credentials.json", "postgres/server.json")


def require_home(home: Path, *, with_postgres: bool) -> None:
    """Make the folder where it is missing. Raises Misconfigured where nothing can live in it."""
    try:
        home.mkdir(parents=True, exist_ok=True)
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
            f"{', '.join(map(str, closed))}: chmod o+x there, or set VINTAGES_HOME elsewhere"
        )


def closed_folders(home: Path) -> list[Path]:
    """The folders on the way to the data that Postgres' own user may not pass (root only)."""
    if os.geteuid() != 0:
        return []
    folders = [home, *home.parents]
    return [folder for folder in folders if folder.exists() and not folder.stat().st_mode & 0o001]


def readable_secrets(home: Path) -> list[Path]:
    """The files with passwords that others than their owner can read."""
    files = (home / name for name in _PRIVATE)
    return [file for file in files if file.exists() and file.stat().st_mode & 0o077]
