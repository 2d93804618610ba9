"""docker-compose.yml as Docker itself reads it, and what runs in it."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from deploy.write_env import env_text, write_new

PROJECT = Path(__file__).parents[1]
COMPOSE = PROJECT / "docker-compose.yml"
TOOLS = Path(sys.executable).parent
PROFILES = "scale,mail"


def compose(env_file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `docker-compose` with the file, all profiles on and nothing of this environment."""
    command: list[str | Path] = [
        TOOLS / "docker-compose",
        "--file",
        COMPOSE,
        "--env-file",
        env_file,
        *words,
    ]
    environment = {"COMPOSE_PROFILES": PROFILES, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@cache
def rendered(folder: Path) -> dict[str, Any]:
    """The whole file, with every variable filled from a fresh `.env`."""
    env_file = folder / ".env"
    write_new(env_file, env_text(scale=True, mail=True))
    told = compose(env_file, "config", "--format", "json")
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found
