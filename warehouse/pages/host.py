"""What the pages are given by whoever shows them: they know neither Airflow nor source files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine


@dataclass(frozen=True)
class Followed:
    """A dataset that is followed, and when its silence means something; None: it never does."""

    dataset_code: str
    title: str
    late_after: timedelta | None = None
    frozen_after: timedelta | None = None


@dataclass(frozen=True)
class Host:
    """Where the pages are shown.

    ``analyst`` gives the warehouse as its analyst sees it, and raises WarehouseUnreachable;
    ``followed`` reads the source files. ``mounted_at`` is the pages' own path below the host's,
    ``decide_path`` and ``login_path`` are pages of the host.
    """

    analyst: Callable[[], Engine]
    followed: Callable[[], Sequence[Followed]]
    mounted_at: str = ""
    decide_path: str = "/required_actions"
    login_path: str = "/auth/login"
