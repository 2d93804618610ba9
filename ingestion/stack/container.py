"""The way into a container: the file that Airflow wants from a password, then the command.

`python -m ingestion.stack.container COMMAND …` is the image's entry point.
"""

import json
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

from ingestion.stack.credentials import ADMIN
from warehouse.private_file import write_private

PASSWORD = "AIRFLOW_ADMIN_PASSWORD"  # noqa: S105 - the name of the variable
PASSWORDS_FILE = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"


def prepare(environment: MutableMapping[str, str]) -> None:
    """Write the password of the UI where Airflow reads it; the commands no longer see it.

    Only the service that lets people in is given one.
    """
    password = environment.pop(PASSWORD, None)
    if password:
        file = Path(environment[PASSWORDS_FILE])
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, json.dumps({ADMIN: password}))


def main() -> None:
    """Prepare, then become the command that the arguments name."""
    prepare(os.environ)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command of the container, no shell


if __name__ == "__main__":
    main()
