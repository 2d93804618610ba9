"""The machine that a run was made on, as far as figures depend on it."""

import os
import platform
from pathlib import Path

import psutil

from warehouse.server import TUNING


def machine() -> dict[str, object]:
    """Processor, cores, memory, versions, the server's settings, and how busy it was otherwise."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load": os.getloadavg()[0],
        "postgres": TUNING,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
