"""Work that goes on beside other work: the next piece is made while one is used."""

import ctypes
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")
_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def ahead(items: Iterable[_Item]) -> Generator[_Item, None, None]:
    """The same items, each made in a thread of its own while the one before it is used.

    What making one raises is raised where it would have been used. No more than one waits. Who
    keeps it by a name closes it: left to the garbage collector, which may run within the start of
    another thread, it could wait for its own thread for ever.
    """
    _share_memory()
    coming = iter(items)
    with ThreadPoolExecutor(1) as beside:
        following = beside.submit(_some, coming)
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
