"""The port of the UI: the same at each start, as long as nobody else took it."""

import socket
from pathlib import Path

from ingestion.stack.environment import LOOPBACK

PREFERRED = 8080


def remembered_port(home: Path) -> int:
    """The port of the last start, else 8080, else any; remembered for the next start."""
    file = home / "airflow" / "port"
    wanted = int(file.read_text()) if file.exists() else PREFERRED
    port = wanted if is_free(wanted) else _any_free_port()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(port))
    return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of loopback now."""
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError:
        return False
    return True


def _any_free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
