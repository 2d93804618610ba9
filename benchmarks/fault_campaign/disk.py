"""A small disk that can really be full: a file system of its own, in memory."""

import contextlib
import errno
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

MEGABYTES = 3_000
_PIECE = bytes(1_000_000)


class Disk:
    """A file system of our own; ``fill`` takes all that is free, ``free`` gives it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Write until the system says ENOSPC; again, and it takes what others gave back."""
        with self._ballast.open("ab", buffering=0) as file:
            for piece in (_PIECE, _PIECE[:4096]):
                _write_while_there_is_room(file.fileno(), piece)

    def free(self) -> None:
        """Give it all back."""
        self._ballast.unlink(missing_ok=True)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Mount a disk of a few gigabytes; raises PermissionError where only root may.

    What is on it is gone with the block.
    """
    folder.mkdir()
    if os.geteuid() != 0:
        raise PermissionError("only root may mount a disk that can be filled")
    _run("mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "fault-campaign", str(folder))
    try:
        yield Disk(folder)
    finally:
        _unmounted(folder)


def _unmounted(folder: Path) -> None:
    """Processes that were just killed let go of their files a moment later."""
    for _ in range(20):
        with contextlib.suppress(subprocess.CalledProcessError):
            return _run("umount", str(folder))
        time.sleep(0.5)
    return _run("umount", "--lazy", str(folder))


def _write_while_there_is_room(file: int, piece: bytes) -> None:
    try:
        while os.write(file, piece) == len(piece):
            pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


def _run(program: str, *words: str) -> None:
    found = shutil.which(program) or program
    subprocess.run((found, *words), check=True, capture_output=True)  # noqa: S603 - constants
