"""The clock of the stack: a preloaded library that adds what a file says to the time of day."""

import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


class Clock:
    """A clock that all processes with its ``environment`` share; ``step`` moves it while they run.

    ``offset_seconds`` is how far it is from the machine's.
    """

    def __init__(self, folder: Path) -> None:
        """Compile the library into a folder. Raises RuntimeError without a C compiler."""
        compiler = shutil.which("cc")
        if compiler is None:
            raise RuntimeError("the faults of the clock want a C compiler in the path as `cc`")
        self._file, library = folder / "clock", folder / "clock.so"
        flags = ("-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl")
        subprocess.run((compiler, *flags), check=True)  # noqa: S603 - our own file
        self.offset_seconds = 0
        self._file.write_bytes(struct.pack("q", 0))
        self.environment = {"LD_PRELOAD": str(library), "FAULT_CAMPAIGN_CLOCK": str(self._file)}

    def step(self, seconds: int) -> None:
        """Move the clock by so many seconds, for good."""
        self.offset_seconds += seconds
        with self._file.open("r+b") as file:  # in place: the processes have it mapped
            file.write(struct.pack("q", self.offset_seconds))
