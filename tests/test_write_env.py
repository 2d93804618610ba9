"""The passwords of a new installation: made once, for their owner, and never shown to a command."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from deploy.write_env import closed, env_text, main
from ingestion.stack.container import prepare
from tests.compose import PROJECT


def test_the_file_of_passwords_is_written_once_for_its_owner_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / ".env"
    assert main(["--file", str(file), "--scale"]) == 0
    first = file.read_text()
    assert main(["--file", str(file)]) == 1

    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "nothing was written" in capsys.readouterr().err
    assert {"AIRFLOW_EXECUTOR=CeleryExecutor", "COMPOSE_PROFILES=scale"} <= set(first.split())


def test_the_script_that_writes_it_needs_nothing_but_python(tmp_path: Path) -> None:
    script: list[str | Path] = [sys.executable, "-I", "-S", PROJECT / "deploy" / "write_env.py"]
    done = subprocess.run([*script, "--file", tmp_path / ".env"], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert ".env" in (PROJECT / ".gitignore").read_text().split()


def test_files_that_no_container_could_read_are_known(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    file = tmp_path / "etc" / "alerts.toml"
    file.touch(0o600)

    assert closed([tmp_path / "etc"]) == [file]
    file.chmod(0o644)
    assert closed([tmp_path / "etc"]) == []


def test_every_password_is_new_long_and_fit_for_a_url() -> None:
    first, second = (
        dict(line.split("=", 1) for line in env_text().splitlines() if not line.startswith("#"))
        for _ in range(2)
    )
    secret = [name for name in first if name.endswith(("PASSWORD", "SECRET", "KEY"))]

    assert len(secret) == 10
    assert {name for name in secret if first[name] == second[name]} == set()
    assert {name for name in secret if not re.fullmatch(r"[\w=-]{32,}", first[name])} == set()


def test_the_password_of_the_ui_reaches_its_file_and_no_command(tmp_path: Path) -> None:
    file = tmp_path / "airflow" / "passwords.json"
    environment = {
        "AIRFLOW_ADMIN_PASSWORD": "secret",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(file),
    }
    prepare(environment)

    assert yaml.safe_load(file.read_text()) == {"admin": "secret"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "AIRFLOW_ADMIN_PASSWORD" not in environment
