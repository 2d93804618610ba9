"""Write `.env`: every password and key that docker-compose.yml asks for, made here and now.

Runs with any Python 3.11, before anything is installed: `python3 deploy/write_env.py`.
"""

import argparse
import base64
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

ENV_FILE = Path(__file__).parents[1] / ".env"
# Postgres and Airflow read these as users of their own.
MOUNTED = tuple(Path(__file__).with_name(name) for name in ("etc", "postgres"))
# Words of a URL are not quoted in docker-compose.yml: letters, digits, - and _ need no quoting.
PASSWORDS = (
    "POSTGRES_PASSWORD",
    "AIRFLOW_DB_PASSWORD",
    "VINTAGES_OWNER_PASSWORD",
    "VINTAGES_LOADER_PASSWORD",
    "VINTAGES_ANALYST_PASSWORD",
    "REDIS_PASSWORD",
    "AIRFLOW_ADMIN_PASSWORD",
    "AIRFLOW_API_SECRET",
)
_READ = {False: 0o004, True: 0o005}  # files, folders
HEAD = """\
# The passwords and keys of this installation, written once by deploy/write_env.py. Keep a copy
# where you keep other passwords, and out of version control. People log in to Airflow's UI as
# admin, with AIRFLOW_ADMIN_PASSWORD.
"""


def env_text(*, scale: bool = False, mail: bool = False) -> str:
    """A new `.env`; no two calls give the same."""
    values = {name: secrets.token_urlsafe(24) for name in PASSWORDS}
    values["AIRFLOW_JWT_SECRET"] = secrets.token_urlsafe(64)
    values["AIRFLOW_FERNET_KEY"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    values["AIRFLOW_EXECUTOR"] = "CeleryExecutor" if scale else "LocalExecutor"
    values["AIRFLOW_PARALLELISM"] = "16" if scale else "4"
    profiles = [name for name, wanted in (("scale", scale), ("mail", mail)) if wanted]
    values["COMPOSE_PROFILES"] = ",".join(profiles)
    return HEAD + "".join(f"{name}={value}\n" for name, value in values.items())


def write_new(file: Path, text: str) -> None:
    """Write a file that only its owner can read. Raises FileExistsError where there is one."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)


def closed(folders: Iterable[Path]) -> list[Path]:
    """What not everybody may read in these folders, as after a copy under umask 077."""
    found = (path for folder in folders for path in (folder, *folder.rglob("*")))
    return [path for path in found if _READ[path.is_dir()] & ~path.stat().st_mode]


def main(arguments: list[str] | None = None) -> int:
    """Write the file that the arguments name; the exit code."""
    parser = argparse.ArgumentParser(description="Write the passwords of a new installation.")
    parser.add_argument("--scale", action="store_true", help="with Redis and Celery workers")
    parser.add_argument("--mail", action="store_true", help="with a mail catcher")
    parser.add_argument("--file", type=Path, default=ENV_FILE)
    chosen = parser.parse_args(arguments)
    try:
        write_new(chosen.file, env_text(scale=chosen.scale, mail=chosen.mail))
    except FileExistsError:
        sys.stderr.write(
            f"{chosen.file} is there already, and the databases know its passwords: nothing was "
            "written. For a new installation move it away, and remove the volumes.\n"
        )
        return 1
    sys.stdout.write(f"wrote {chosen.file}, readable by its owner only\n")
    if closed(MOUNTED):
        shown = " ".join(map(str, MOUNTED))
        sys.stderr.write(f"no container could read its files: chmod -R o+rX {shown}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
