"""The port of the UI: the same at each start, as long as nobody else took it."""

import socket
from pathlib import Path

import psutil

from ingestion.stack.environment import LOOPBACK

PREFERRED = 8080
_PORTS = range(1, 65_536)


def remembered_port(home: Path) -> int:
    """The port of the last start, else 8080, else any; remembered for the next start."""
    file = home / "airflow" / "port"
    written = file.read_text().strip() if file.exists() else ""
    # a power cut can leave the file without its text
    wanted = int(written) if written.isdecimal() and int(written) in _PORTS else PREFERRED
    port = wanted if is_free(wanted) else any_free_port()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(port))
    return port


def listens(pid: int, port: int) -> bool:
    """Whether a process, or one that it started, is who answers on this port."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        found = [connection for member in family for connection in member.net_connections()]
    except psutil.NoSuchProcess:
        return False
    return any(it.status == psutil.CONN_LISTEN and it.laddr.port == port for it in found)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of loopback now."""
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError:
        return False
    return True


def any_free_port() -> int:
    """A port of loopback on which nobody listens now."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
