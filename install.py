"""Install exactly what requirements.lock says, and the project itself: `make install` runs this.

    .venv/bin/python install.py

uv takes a tenth of pip's time. pip installs it from the lock, and the rest where uv cannot.
"""

import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

LOCK = Path(__file__).with_name("requirements.lock")
PIP = (sys.executable, "-m", "pip")
LOCKED = ("--quiet", "--require-hashes")
# pip's option, uv's variable, and what separates several.
SAME = (
    ("index-url", "UV_DEFAULT_INDEX", " "),
    ("extra-index-url", "UV_INDEX", " "),
    ("find-links", "UV_FIND_LINKS", ","),
    ("cert", "SSL_CERT_FILE", " "),
)


def main() -> None:
    """Install with uv, or with pip and a sentence that says so."""
    uv = uv_of_the_lock()
    # Hashes say which file is the right one, so any index may give it.
    strategy = "--index-strategy=unsafe-best-match"
    environment = {**uv_settings(pip_settings()), **os.environ}
    if uv and _succeeds(*uv, "pip", "sync", *LOCKED, strategy, str(LOCK), given=environment):
        _require(*uv, "pip", "install", *_itself(), given=environment)
        return
    sys.stderr.write("uv could not install, for the reason above: pip does, in some minutes more\n")
    # The lock is complete. With dependencies, pip would look for `celery[redis]` anew.
    _require(*PIP, "install", *LOCKED, "--no-deps", "--requirement", str(LOCK))
    _require(*PIP, "install", *_itself())


def uv_of_the_lock() -> tuple[str, ...]:
    """The command uv in the version of the lock, installed by pip; nothing where pip cannot."""
    with tempfile.NamedTemporaryFile("w", suffix=".lock") as file:
        file.write(pinned("uv", LOCK.read_text(encoding="utf-8")))
        file.flush()
        installed = _succeeds(*PIP, "install", *LOCKED, "--no-deps", "--requirement", file.name)
    return (str(Path(sys.executable).with_name("uv")),) if installed else ()


def pinned(name: str, lock: str) -> str:
    """The lines of one package in the text of a lock file: its version and its hashes."""
    lines = lock.splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{name}=="))
    after = (at for at, line in enumerate(lines) if at > start and not line.startswith(" "))
    return "".join(lines[start : next(after, len(lines))])


def pip_settings() -> dict[str, str]:
    """What pip was told by its files and its environment, which comes first, by option."""
    command = (*PIP, "config", "list")
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - pip
    lines = [line.partition("=") for line in listed.splitlines()]
    said = {name: ast.literal_eval(value) for name, _, value in lines}
    levels = ("global.", "install.", ":env:.")
    return {
        name.removeprefix(level): value
        for level in levels
        for name, value in said.items()
        if name.startswith(level)
    }


def uv_settings(of_pip: Mapping[str, str]) -> dict[str, str]:
    """The same in uv's variables, without the folders that are not there: only pip ignores them."""
    told = {
        variable: between.join(filter(_may_be_there, of_pip.get(option, "").split()))
        for option, variable, between in SAME
    }
    return {variable: value for variable, value in told.items() if value}


def _may_be_there(place: str) -> bool:
    path = place.removeprefix("file://")
    return not path.startswith("/") or Path(path).exists()


def _itself() -> tuple[str, ...]:
    return ("--quiet", "--no-deps", "--no-build-isolation", "--editable", str(LOCK.parent))


def _succeeds(*command: str, given: Mapping[str, str] = os.environ) -> bool:
    return subprocess.run(command, env=given, check=False).returncode == 0  # noqa: S603 - pip or uv


def _require(*command: str, given: Mapping[str, str] = os.environ) -> None:
    if not _succeeds(*command, given=given):
        sys.exit(f"could not install: {' '.join(command[:4])} failed, for the reason above")


if __name__ == "__main__":
    main()
