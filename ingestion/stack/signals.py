"""Signals that ask to stop, treated alike: as Ctrl-C, and once."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Never

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal raise KeyboardInterrupt here, only the first time.

    What follows is cleaning up, which takes seconds and must not be left half done. A signal that
    our parent made us ignore stays ignored: that is how ``nohup`` works.
    """
    heard = [number for number in STOPPING if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, _interrupt) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> Never:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
