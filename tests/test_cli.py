"""The command line as a whole: what all commands have in common."""

import contextlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingestion.cli import PANELS, app
from ingestion.cli.reference import PAGE, reference
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, Shell, shell_in
from warehouse.server import Server

VINTAGES = str(Path(sys.executable).with_name("vintages"))
COMMANDS = [function.__name__.replace("_", "-") for panel in PANELS.values() for function in panel]


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over an empty warehouse."""
    with shell_in(tmp_path, server) as opened:
        yield opened


def watched(shell: Shell, *words: str, stream: str = "stderr", columns: int = 80) -> str:
    """What a command writes to a terminal on its standard error, or on its standard output."""
    ours, theirs = pty.openpty()
    terminal = {"TERM": "xterm", "PATH": "/usr/bin", "COLUMNS": str(columns)}
    environment = {**shell.environment, **terminal}
    command = [VINTAGES, *words]
    nowhere = subprocess.DEVNULL
    out, err = (theirs, nowhere) if stream == "stdout" else (nowhere, theirs)
    shown = b""
    with subprocess.Popen(command, env=environment, stdout=out, stderr=err) as ran:
        os.close(theirs)
        with contextlib.suppress(OSError):  # how Linux says that a terminal was closed
            while piece := os.read(ours, 4096):  # at once: a full terminal stops who writes
                shown += piece
    os.close(ours)
    assert ran.returncode == 0
    return shown.decode()


def test_the_help_comes_at_once_and_names_every_command() -> None:
    before = os.times()
    shown = subprocess.run([VINTAGES, "--help"], capture_output=True, text=True, check=True)
    after = os.times()
    seconds = sum(after[2:4]) - sum(before[2:4])  # of work: a busy machine is not our fault

    assert all(f" {command} " in shown.stdout for command in COMMANDS)
    assert seconds < 1  # heavy imports at the top take 1 s more than the 0.4 s


def test_no_command_imports_the_heavy_libraries_before_it_runs() -> None:
    heavy = {"sqlalchemy", "psycopg", "polars", "pandas", "airflow", "requests", "lxml"}
    code = "import sys, json, ingestion.cli; print(json.dumps(list(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert heavy.isdisjoint(json.loads(shown.stdout))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_json(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], catch_exceptions=False)

    assert shown.exit_code == 0
    assert "--json" in shown.stdout


def test_a_wrong_use_ends_with_code_2_and_says_so_on_standard_error(shell: Shell) -> None:
    for words in (
        ("nonsense",),
        ("load", CODE),
        ("as-of", CODE, "yesterday"),
        ("revisions", CODE, "--kind", "other"),
        ("decide", "1", "perhaps", "--name", "Ada", "--reason", "why"),
        ("decide", "1", "accept", "--name", " ", "--reason", "why"),
        ("sql", "@/nowhere.sql"),
        ("export", CODE, "--json"),
    ):
        result = shell.run(*words)
        assert (result.exit_code, result.stdout) == (2, ""), words
        assert "Usage" in result.stderr


def test_an_error_is_one_message_without_a_traceback(shell: Shell) -> None:
    message = shell.refuses("as-of", CODE, "2026-01-08")

    assert message == (
        "error: no release of DEMO_TABLE is held; there are: none yet. "
        "`vintages ingest DEMO_TABLE` fetches it\n"
    )


def test_without_a_warehouse_every_question_says_what_to_start(shell: Shell) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:9/none"

    for words in (("ingest", CODE), ("sql", "SELECT 1"), ("audit",), ("export", CODE)):
        message = shell.refuses(*words, WAREHOUSE_URL=nowhere)
        assert "no warehouse answers at" in message
        assert "vintages up" in message


def test_a_database_without_tables_is_named_and_how_to_make_them(
    shell: Shell, server: Server
) -> None:
    message = shell.refuses("ingest", CODE, WAREHOUSE_URL=server.url("postgres", "postgres"))

    assert "has no tables of Vintages yet: `vintages up --without-airflow`" in message


def test_a_setting_that_is_no_number_is_an_error_of_ours(shell: Shell) -> None:
    message = shell.refuses("status", VINTAGES_POLL_SECONDS="often")

    assert "VINTAGES_POLL_SECONDS wants a number, found 'often'" in message


def test_the_program_installed_answers_in_json_and_nothing_else(shell: Shell) -> None:
    shell.publish(FIRST, JANUARY)
    environment = {**shell.environment, "PATH": "/usr/bin"}
    words = [VINTAGES, "ingest", CODE, "--json"]
    ran = subprocess.run(words, capture_output=True, check=True, env=environment)

    assert json.loads(ran.stdout)["outcome"] == "vintage"
    assert ran.stderr == b""


def test_long_work_shows_its_progress_only_where_a_person_watches(shell: Shell) -> None:
    words = ["load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY]

    assert "comparing with the releases held" in watched(shell, *words)
    assert watched(shell, *words, "--json") == ""
    assert shell.run(*words).stderr == ""


@pytest.mark.parametrize(
    "words", [("sql", "SELECT 1 AS one"), ("export", CODE), ("export", CODE, "--include-history")]
)
def test_standard_output_by_its_name_has_the_rows_and_nothing_else(
    shell: Shell, words: tuple[str, ...]
) -> None:
    shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
    command = [VINTAGES, *words, "--format", "csv"]
    environment = {**shell.environment, "PATH": "/usr/bin"}
    said = [
        subprocess.run([*command, *more], capture_output=True, check=True, env=environment).stdout
        for more in ((), ("--to", "/dev/stdout"))
    ]

    assert said[0] == said[1] != b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_letter_that_the_terminal_lacks_is_shown_as_an_escape(
    shell: Shell, encoding: str
) -> None:
    """JSON is UTF-8 on any terminal, since an escape of this kind is none of its own."""
    environment = {**shell.environment, "PATH": "/usr/bin", "PYTHONIOENCODING": encoding}
    command = [VINTAGES, "sql", "SELECT 'Ελλάδα' AS geo"]
    table, told = (
        subprocess.run([*command, *more], capture_output=True, check=True, env=environment).stdout
        for more in ((), ("--json",))
    )

    assert rb"\u0395\u03bb\u03bb" in table
    assert json.loads(told.decode()) == [{"geo": "Ελλάδα"}]


@pytest.mark.parametrize(
    ("given", "code", "answer"),
    [
        ("SELECT 'Österreich' AS geo".encode(), 0, "geo\nÖsterreich\n".encode()),
        ("\ufeffSELECT 1 AS geo".encode(), 0, b"geo\n1\n"),
        (b"SELECT '\xff' AS geo", 2, b""),
    ],
)
def test_a_query_from_standard_input_is_utf_8_or_refused(
    shell: Shell, given: bytes, code: int, answer: bytes
) -> None:
    environment = {**shell.environment, "PATH": "/usr/bin", "PYTHONIOENCODING": "ascii"}
    words = [VINTAGES, "sql", "-", "--format", "csv"]
    ran = subprocess.run(words, input=given, capture_output=True, check=False, env=environment)

    assert (ran.returncode, ran.stdout) == (code, answer)
    assert b"Traceback" not in ran.stderr


def test_an_answer_in_json_is_utf_8_on_any_terminal(shell: Shell) -> None:
    environment = {**shell.environment, "PATH": "/usr/bin", "PYTHONIOENCODING": "latin-1"}
    file = shell.file("Ελλάδα.csv", b"")
    words = [VINTAGES, "sql", "SELECT 1 AS one", "--format", "csv", "--to", file, "--json"]
    ran = subprocess.run(words, capture_output=True, check=True, env=environment)

    assert json.loads(ran.stdout.decode())["file"] == file


def test_a_command_to_copy_is_one_line_on_a_narrow_terminal(shell: Shell) -> None:
    shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
    lost = b"".join(FIRST.splitlines(keepends=True)[:3])
    shell.refuses("load", CODE, shell.file("lost.tsv", lost), "--released-at", FEBRUARY)
    (waiting,) = shell.told("status")["waiting"]

    command = f"vintages decide {waiting['stage_id']} accept --name YOU --reason WHY (or reject)"
    assert command in watched(shell, "status", stream="stdout", columns=40)


def test_a_reader_that_leaves_early_does_not_hang_the_query(shell: Shell) -> None:
    query = "SELECT repeat('x', 1000) FROM generate_series(1, 100000)"
    words = [VINTAGES, "sql", query, "--format", "csv"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env={**shell.environment}) as ran:
        assert ran.stdout is not None
        ran.stdout.readline()
        ran.stdout.close()

        assert ran.wait(timeout=30) == 1


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference()
    assert app.info.name == "vintages"
