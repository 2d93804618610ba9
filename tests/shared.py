"""Where the real data lie that the tests may read and the project may not carry."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("VINTAGES_SHARED", Path(__file__).parents[2] / "shared"))


def shared_file(name: str) -> Path:
    """A file or folder of the shared data; skips the test where it is absent."""
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"shared data absent: {name} (set VINTAGES_SHARED)")
    return path
