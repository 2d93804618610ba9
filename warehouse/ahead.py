"""Work that goes on beside other work: the next piece is made while one is used."""

import ctypes
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")
# M_ARENA_MAX, M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's malloc.h, the latter two in bytes.
_OPTIONS = {-8: 1, -1: 64 << 20, -3: 4 << 20}


@contextmanager
def ahead(items: Iterable[_Item]) -> Iterator[Iterator[_Item]]:
    """The same items, each made in a thread of its own while the one before it is used.

    The first is begun at once. What making one raises is raised where it would have been used. No
    more than one waits. At the end of the context a generator of items is closed: left to the
    garbage collector, which may run within the start of another thread, one that has a thread of
    its own could wait for it for ever.
    """
    _keep_memory()
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
def _keep_memory() -> None:
    """Let threads take memory that others freed, and keep what was freed for what is made next.

    glibc would give each thread a part of its own, and keep what was freed there: after a dozen
    releases a process held twice as much. And it would give back to the system, and take again,
    what each block of lines needs: a third of the time. Other libraries of C do not know the call.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        for option, wanted in _OPTIONS.items():
            set_option(option, wanted)


def _some(coming: Iterator[_Item]) -> list[_Item]:
    """The next item, or nothing at the end."""
    return list(islice(coming, 1))
