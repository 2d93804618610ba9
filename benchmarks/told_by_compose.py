"""What Compose makes of docker-compose.yml, and the `.env` that it asks for."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from deploy.write_env import env_text, write_new

PROJECT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def written_secrets(folder: Path) -> dict[str, str]:
    """Write a fresh `.env` into a folder; returns what is in it."""
    text = env_text(scale=True)
    write_new(folder / ".env", text)
    lines = (line.partition("=") for line in text.splitlines() if not line.startswith("#"))
    return {name: value for name, _, value in lines}


def rendered(env_file: Path) -> dict[str, Any]:
    """The whole compose file as Compose understands it, with all variables filled in."""
    files = ("--file", PROJECT / "docker-compose.yml", "--env-file", env_file)
    command = (BIN / "docker-compose", *files, "config", "--format", "json")
    plain = {"PATH": "/usr/bin:/bin"}
    told = subprocess.run(command, env=plain, capture_output=True, check=True)  # noqa: S603 - as above
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def give_to(user: int, *paths: Path) -> None:
    """Make a user the owner of paths, where the caller may."""
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, user, -1)
