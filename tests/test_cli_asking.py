"""The commands that ask: sql, revisions, as-of, known-at."""

import csv
import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import polars as pl
import pytest

from ingestion.cli.formats import destination
from ingestion.cli.screen import MOST_SHOWN
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, SECOND, Shell, shell_in
from warehouse.server import Server

ALL_TYPES = (
    "SELECT 12.30 AS number, 7 AS whole, true AS flag, NULL AS nothing, DATE '2026-01-08' AS day, "
    """TIMESTAMPTZ '2026-01-08 11:00+01' AS moment, '{"geo": "BE"}'::jsonb AS dimensions"""
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Shell]:
    """A shell over a warehouse with two vintages, loaded newest first."""
    with shell_in(tmp_path_factory.mktemp("shell"), server) as opened:
        opened.says("load", CODE, opened.file("second.tsv", SECOND), "--released-at", FEBRUARY)
        opened.says("load", CODE, opened.file("first.tsv", FIRST), "--released-at", JANUARY)
        yield opened


def test_rows_come_as_csv_json_and_parquet_with_the_same_content(shell: Shell) -> None:
    as_csv = list(csv.DictReader(StringIO(shell.says("sql", ALL_TYPES, "--format", "csv"))))
    as_json = shell.says("sql", ALL_TYPES, "--format", "json")
    file = shell.home / "answer.parquet"
    shell.says("sql", ALL_TYPES, "--format", "parquet", "--to", str(file))

    assert as_csv == [
        {
            "number": "12.30",
            "whole": "7",
            "flag": "t",
            "nothing": "",
            "day": "2026-01-08",
            "moment": "2026-01-08 10:00:00+00",
            "dimensions": '{"geo": "BE"}',
        }
    ]
    assert '"number": 12.30, "whole": 7, "flag": true, "nothing": null' in as_json
    assert json.loads(as_json)[0]["dimensions"] == {"geo": "BE"}
    (row,) = pl.read_parquet(file).to_dicts()
    assert (row["number"], row["nothing"]) == (12.3, None)
    assert row["moment"] == datetime(2026, 1, 8, 10, tzinfo=UTC)


def test_a_file_has_the_format_asked_for_and_the_answer_in_json_names_it(shell: Shell) -> None:
    """A script that gives --json to every command gets Parquet where it asks for Parquet."""
    file = shell.home / "one.parquet"
    told = shell.told("sql", "SELECT 1 AS one", "--format", "parquet", "--to", str(file))
    in_json = shell.home / "one.json"
    shell.told("sql", "SELECT 1 AS one", "--to", str(in_json))

    assert pl.read_parquet(file).to_dicts() == json.loads(in_json.read_text()) == [{"one": 1}]
    assert told == {"file": str(file), "format": "parquet"}


def test_parquet_goes_to_standard_output_where_it_is_no_screen(shell: Shell) -> None:
    result = shell.run("sql", "SELECT 1 AS one", "--format", "parquet")

    assert pl.read_parquet(result.stdout_bytes).to_dicts() == [{"one": 1}]


def test_parquet_wants_a_name_of_its_own_for_each_column(shell: Shell) -> None:
    file = shell.home / "twice.parquet"
    query = "SELECT 1 AS one, 2 AS one"
    result = shell.run("sql", query, "--format", "parquet", "--to", str(file))

    assert result.exit_code == 2
    assert "Parquet wants a name of its own for each column: say AS NAME" in result.stderr
    assert not file.exists()


def test_what_parquet_and_json_have_no_type_for_is_text_without_quotes(shell: Shell) -> None:
    """The time in Brussels has no zone in Postgres; lists have the same numbers and moments."""
    query = (
        "SELECT TIMESTAMPTZ '2026-01-08 11:00+01' AT TIME ZONE 'Europe/Brussels' AS brussels, "
        "TIME '11:00' AS hour, INTERVAL '0 days' AS pause, ARRAY[12.30, 4] AS numbers, '' AS empty"
    )
    file = shell.home / "types.parquet"
    shell.says("sql", query, "--format", "parquet", "--to", str(file))

    assert pl.read_parquet(file).to_dicts() == [
        {
            "brussels": datetime(2026, 1, 8, 11),  # noqa: DTZ001 - as in the query
            "hour": "11:00:00",
            "pause": "0:00:00",
            "numbers": "[12.3, 4.0]",
            "empty": "",
        }
    ]
    assert '"numbers": [12.30, 4]' in shell.says("sql", query, "--format", "json")


def test_an_empty_answer_has_its_columns(shell: Shell) -> None:
    query = "SELECT 1 AS one, 'x' AS letter WHERE false"

    assert shell.says("sql", query, "--format", "csv") == "one,letter\n"
    assert shell.told("sql", query) == []
    assert "one   letter" in shell.says("sql", query)


def test_a_query_is_taken_from_a_file_and_from_standard_input(shell: Shell) -> None:
    path = shell.file("query.sql", b"SELECT count(*) AS vintages FROM figures.vintages")

    assert shell.told("sql", f"@{path}") == [{"vintages": 2}]
    piped = shell.run("sql", "-", "--json", given="SELECT '100%' AS share")
    assert json.loads(piped.stdout) == [{"share": "100%"}]


def test_a_table_says_how_many_rows_there_are_and_when_it_shows_only_some(shell: Shell) -> None:
    few = shell.run("sql", "SELECT generate_series(1, 3) AS number")
    many = shell.run("sql", f"SELECT generate_series(1, {MOST_SHOWN + 1}) AS number")

    assert few.stderr == "3 rows\n"
    assert many.stderr == "only the first 1,000 rows are shown: --format csv writes all of them\n"
    assert len(many.stdout.splitlines()) < MOST_SHOWN + 10


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM vintages.release", "permission denied for schema vintages"),
        ("CREATE TABLE figures.mine (one integer)", "read-only transaction"),
        ("SELECT 1; SELECT 2", "cannot insert multiple commands"),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT 1 / (3 - g) FROM generate_series(1, 9000) g", "division by zero"),
    ],
    ids=["tables", "write", "two", "syntax", "late"],
)
def test_what_an_analyst_may_not_or_cannot_ask_is_refused(
    shell: Shell, query: str, expected: str
) -> None:
    message = shell.refuses("sql", query)

    assert message.startswith("error: the warehouse refuses the query: ")
    assert expected in message


def test_what_is_no_number_is_text_in_json(shell: Shell) -> None:
    query = "SELECT 'NaN'::float8 AS one, ARRAY['-Infinity'::float8, 1.5] AS more, 'NaN'::numeric n"
    said = shell.says("sql", query, "--format", "json")

    assert json.loads(said) == [{"one": "nan", "more": ["-inf", 1.5], "n": "NaN"}]


def test_two_who_write_one_file_at_once_leave_one_of_them_whole(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    with destination(file, binary=False) as first, destination(file, binary=False) as second:
        first.write(b"the first, which is longer\n")
        second.write(b"the second\n")

    assert file.read_bytes() == b"the first, which is longer\n"
    assert list(tmp_path.iterdir()) == [file]


def test_a_failed_query_leaves_no_half_file(shell: Shell) -> None:
    file = shell.home / "half.csv"
    query = "SELECT 1 / (8000 - g) FROM generate_series(1, 9000) g"
    shell.refuses("sql", query, "--format", "csv", "--to", str(file))

    assert [path.name for path in shell.home.glob("*half*")] == []


def test_what_is_no_file_is_written_to_and_never_replaced(shell: Shell) -> None:
    pipe = shell.home / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()), daemon=True)
    reader.start()
    shell.says("sql", "SELECT 1 AS one", "--format", "csv", "--to", str(pipe))
    reader.join(timeout=10)

    assert (pipe.is_fifo(), heard) == (True, ["one\n1\n"])


def test_a_link_stays_a_link_to_the_file_that_is_written(shell: Shell) -> None:
    link, file = shell.home / "newest.csv", shell.home / "2026-01.csv"
    file.write_text("old")
    link.symlink_to(file.name)
    shell.says("sql", "SELECT 1 AS one", "--format", "csv", "--to", str(link))

    assert (link.is_symlink(), file.read_text()) == (True, "one\n1\n")


@pytest.mark.parametrize("words", [("sql", "SELECT 1", "--format", "csv"), ("export", CODE)])
def test_a_folder_that_is_not_there_is_a_wrong_use(shell: Shell, words: tuple[str, ...]) -> None:
    result = shell.run(*words, "--to", str(shell.home / "nowhere" / "rows.csv"))
    said = " ".join(result.stderr.replace("│", " ").split())

    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot write" in said
    assert "No such file or directory" in said


def test_revisions_are_the_changes_but_for_what_is_new(shell: Shell) -> None:
    told = shell.told("revisions", CODE)

    assert [(row["series_key"], row["before"], row["after"], row["absolute"]) for row in told] == [
        ("A.F.FR", "4", "40", 36),
        ("A.F.FR", "5", "6", 1),
    ]
    assert "A.F.FR" in shell.says("revisions", CODE)


def test_revisions_are_narrowed_by_kind_by_moment_and_to_the_largest(shell: Shell) -> None:
    new = shell.told("revisions", CODE, "--kind", "first_published")
    later = shell.told("revisions", CODE, "--since", "2026-02-09")
    largest = shell.told("revisions", CODE, "--top", "1")

    assert {row["change_kind"] for row in new} == {"first_published"}
    assert len(new) == 8
    assert later == []
    assert [row["absolute"] for row in largest] == [36]


def test_all_revisions_can_be_written_however_many_a_screen_shows(shell: Shell) -> None:
    rows = list(csv.DictReader(StringIO(shell.says("revisions", CODE, "--format", "csv"))))

    assert [(row["before"], row["after"]) for row in rows] == [("4", "40"), ("5", "6")]


def test_as_of_answers_from_publication_time(shell: Shell) -> None:
    def value(moment: str) -> list[str]:
        rows = shell.told("as-of", CODE.lower(), moment)
        return [
            row["as_published"]
            for row in rows
            if (row["series_key"], row["time_period"]) == ("A.F.FR", "2020")
        ]

    assert [value(day) for day in ("2026-01-01", "2026-01-20", "2026-03-01")] == [[], ["4"], ["40"]]


def test_known_at_answers_from_system_time(shell: Shell) -> None:
    query = "SELECT recorded_at FROM figures.releases ORDER BY recorded_at"
    first, second = (row["recorded_at"] for row in shell.told("sql", query))

    # The newer vintage was recorded first: what came late is no news to this question.
    assert len(shell.told("known-at", CODE, first)) == 8
    assert shell.told("known-at", CODE, first) == shell.told("known-at", CODE, second)
    assert shell.told("known-at", CODE, "2020-01-01") == []


def test_a_moment_before_the_first_release_says_when_that_was(shell: Shell) -> None:
    result = shell.run("as-of", CODE, "2020-01-01")

    assert "held for 2019-12-31 23:00 UTC: the first release held is of 2026-01-08" in result.stderr


def test_a_moment_before_anything_was_taken_names_the_day_of_that(shell: Shell) -> None:
    result = shell.run("known-at", CODE, "2020-01-01")

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert f"this warehouse took its first release at {today}" in result.stderr


def test_a_dataset_that_is_not_held_is_no_empty_answer(shell: Shell) -> None:
    for words in (("revisions", "NOPE"), ("as-of", "NOPE", "2026-01-01"), ("export", "NOPE")):
        assert "no release of NOPE is held; there are: DEMO_TABLE" in shell.refuses(*words)
