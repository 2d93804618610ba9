"""Progress of long work, on standard error, only where a person watches."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ingestion.cli.output import is_watched

Item = TypeVar("Item")
Say = Callable[[str], None]  # told what begins now


@contextmanager
def steps(count: int) -> Iterator[Say]:
    """A bar of so many steps; each call of what is yielded ends one step and names the next."""
    if not is_watched():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count, completed=-1)

        def say(what: str) -> None:
            bar.update(task, description=what, advance=1)

        yield say


def tracked(items: Iterable[Item], total: int | None, what: str) -> Iterator[Item]:
    """The same items, with a bar of how many have passed."""
    if not is_watched():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, what, total, console=Console(stderr=True), transient=True)
