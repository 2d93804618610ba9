"""Work that goes on beside other work: the next piece is made while one is used."""

import ctypes
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")
_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


@contextmanager
def ahead(items: Iterable[_Item]) -> Iterator[Iterator[_Item]]:
    """The same items, each made in a thread of its own while the one before it is used.

    The first is begun at once. What making one raises is raised where it would have been used. No
    more than one waits. At the end of the context a generator of items is closed: left to the
    garbage collector, which may run within the start of another thread, one that has a thread of
    its own could wait for it for ever.
    """
    _share_memory()
    coming = iter(items)
    try:
        with ThreadPoolExecutor(1) as beside:
            yield _used(beside, coming, beside.submit(_some, coming))
    finally:
        if isinstance(coming, Generator):
            coming.close()


def _used(
    beside: Executor, coming: Iterator[_Item], following: Future[list[_Item]]
) -> Iterator[_Item]:
    while some := following.result():
        following = beside.submit(_some, coming)
        yield from some


@cache
def _share_memory() -> None:
    """Let threads take memory that others freed.

    glibc would give each thread a part of its own, and keep what was freed there: after a dozen
    releases a process held twice as much. Other libraries of C do not know the call.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_ARENA_MAX, 1)


def _some(coming: Iterator[_Item]) -> list[_Item]:
    """The next item, or nothing at the end."""
    return list(islice(coming, 1))
