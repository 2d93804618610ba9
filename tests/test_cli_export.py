"""The command that takes a vintage elsewhere."""

import csv
import gzip
from collections.abc import Iterator

import duckdb
import pytest

from ingestion.eurostat.read_sdmx_csv import read_sdmx_csv
from ingestion.eurostat.read_tsv import read_tsv
from tests.shared import shared_file
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, SECOND, Shell, shell_in
from warehouse.server import Server
from warehouse.snapshot import observation_hash

FIRST_VINTAGE = f"{CODE}@2026-01-08T10:00:00Z"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Shell]:
    """A shell over a warehouse with two vintages."""
    with shell_in(tmp_path_factory.mktemp("shell"), server) as opened:
        opened.says("load", CODE, opened.file("first.tsv", FIRST), "--released-at", JANUARY)
        opened.says("load", CODE, opened.file("second.tsv", SECOND), "--released-at", FEBRUARY)
        yield opened


def exported(shell: Shell, *words: str, code: str = CODE) -> bytes:
    """What the command writes to standard output."""
    result = shell.run("export", code, *words)
    assert result.exit_code == 0, result.stderr
    return result.stdout_bytes


def test_tsv_is_what_eurostat_served_to_the_byte_for_any_vintage(shell: Shell) -> None:
    assert exported(shell, "--format", "tsv") == SECOND
    assert exported(shell, "--format", "tsv", "--vintage", FIRST_VINTAGE) == FIRST
    assert exported(shell, "--format", "tsv", "--as-of", "2026-01-20") == FIRST


def test_sdmx_csv_has_eurostats_columns_and_stamps(shell: Shell) -> None:
    lines = exported(shell, "--format", "sdmx-csv", "--vintage", FIRST_VINTAGE).split(b"\r\n")

    assert lines[:3] == [
        b"DATAFLOW,LAST UPDATE,freq,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS",
        b"ESTAT:DEMO_TABLE(1.0),08/01/26 11:00:00,A,F,BE,2020,1,,",
        b"ESTAT:DEMO_TABLE(1.0),08/01/26 11:00:00,A,F,BE,2021,2,p,",
    ]
    assert b"ESTAT:DEMO_TABLE(1.0),08/01/26 11:00:00,A,M,BE,2021,,,C" in lines
    assert b"ESTAT:DEMO_TABLE(1.0),08/01/26 11:00:00,A,M,NA,2021,12.30,," in lines


def test_sdmx_csv_read_again_has_the_same_figures(shell: Shell) -> None:
    written = read_sdmx_csv(exported(shell, "--format", "sdmx-csv"))

    assert observation_hash(written) == observation_hash(read_tsv(SECOND))


def test_csv_has_a_column_per_dimension_and_the_vintage_that_brought_each_figure(
    shell: Shell,
) -> None:
    rows = list(csv.DictReader(exported(shell).decode().splitlines()))

    assert list(rows[0])[:3] == ["freq", "sex", "geo"]
    assert {(row["as_published"], row["released_at"]) for row in rows if row["geo"] == "FR"} == {
        ("40", "2026-02-08 10:00:00+00"),
        ("6", "2026-02-08 10:00:00+00"),
    }
    assert len(rows) == 8


def test_parquet_is_read_by_others(shell: Shell) -> None:
    file = shell.home / "demo.parquet"
    told = shell.told("export", CODE, "--format", "parquet", "--to", str(file))
    found = duckdb.execute(
        "SELECT obs_value, as_published, conf_status FROM read_parquet(?) "
        "WHERE sex = 'M' AND time_period = '2021' ORDER BY geo",
        [str(file)],
    ).fetchall()

    assert found == [(None, ":", "C"), (12.3, "12.30", None)]
    assert told == {
        "vintage_id": f"{CODE}@2026-02-08T10:00:00Z",
        "released_at": "2026-02-08T10:00:00+00:00",
        "observations": 8,
        "format": "parquet",
        "file": str(file),
    }


def test_what_was_not_out_yet_and_what_never_was_is_refused(shell: Shell) -> None:
    early = shell.refuses("export", CODE, "--as-of", "2020-01-01")
    never = shell.refuses("export", CODE, "--vintage", f"{CODE}@2020-01-01T00:00:00Z")

    assert "no release of DEMO_TABLE was out by 2020-01-01T00:00:00+01:00" in early
    assert "the first is of 2026-01-08" in early
    assert f"of DEMO_TABLE there are: {FIRST_VINTAGE}" in never
    assert shell.run("export", CODE, "--vintage", "OTHER@2020-01-01T00:00:00Z").exit_code == 2


def test_real_files_come_out_as_they_went_in(shell: Shell) -> None:
    """The tables of today and of the bulk listing, of whole and of composite frequencies."""
    for name in ("tsv/proj_19np.tsv", "tsv_legacy/gov_10dd_edpt1.tsv", "tsv_legacy/teina200.tsv"):
        source = shared_file(f"eurostat/{name}")
        code = source.stem.upper()
        packed = shell.file(f"{source.name}.gz", gzip.compress(source.read_bytes()))
        shell.says("load", code, packed, "--released-at", JANUARY)

        assert exported(shell, "--format", "tsv", code=code) == source.read_bytes()
        written = read_sdmx_csv(exported(shell, "--format", "sdmx-csv", code=code))
        read = read_tsv(source.read_bytes())
        assert observation_hash(written) == observation_hash(read)


def test_a_release_with_the_same_figures_is_exported_as_the_vintage_that_it_repeats(
    shell: Shell,
) -> None:
    code, folder = "AGAIN_TABLE", shell.home / "again"
    for released_at in (JANUARY, FEBRUARY):
        shell.says("load", code, shell.file("again.tsv", FIRST), "--released-at", released_at)
    file = str(shell.home / "again.csv")
    told = shell.told("export", code, "--to", file)
    shell.says("export", code, "--into", str(folder))
    shell.says("export", code, "--into", str(folder), "--as-of", "2026-03-01")

    assert told["vintage_id"] == f"{code}@2026-01-08T10:00:00Z"
    partitions = [path.name for path in folder.glob("*/*")]
    assert partitions == ["vintage=2026-01-08T100000Z"]


def test_a_release_with_the_same_figures_is_no_vintage_by_name_either(shell: Shell) -> None:
    """Exported into a folder of vintages it would be there twice."""
    again = shell.file("twice.tsv", SECOND.replace(b"\t40 ", b"\t40  "))
    shell.says("load", "TWICE", shell.file("once.tsv", SECOND), "--released-at", JANUARY)
    shell.says("load", "TWICE", again, "--released-at", FEBRUARY)

    said = shell.refuses("export", "TWICE", "--vintage", "TWICE@2026-02-08T10:00:00Z")
    assert said.strip().endswith("of TWICE there are: TWICE@2026-01-08T10:00:00Z")


def test_history_has_every_version_in_sdmx_csv_2_and_in_parquet(shell: Shell) -> None:
    """France was revised in both years: two versions of each of its two figures."""
    rows = list(
        csv.DictReader(
            exported(shell, "--format", "sdmx-csv", "--includeHistory").decode().splitlines()
        )
    )
    file = shell.home / "history.parquet"
    told = shell.told("export", CODE, "--format", "parquet", "--include-history", "--to", str(file))
    versions = duckdb.execute(
        "SELECT as_published, replaced_at IS NULL FROM read_parquet(?) "
        "WHERE geo = 'FR' AND time_period = '2020' ORDER BY released_at",
        [str(file)],
    ).fetchall()

    assert list(rows[0])[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert [row["OBS_VALUE"] for row in rows if row["geo"] == "FR"] == ["4", "40", "5", "6"]
    assert versions == [("4", False), ("40", True)]
    assert told["versions"] == len(rows) == 10


def test_what_was_taken_after_a_moment_is_all_of_it_or_nothing_new(shell: Shell) -> None:
    everything = exported(shell, "--updatedAfter", "2020-01-01")
    nothing = exported(shell, "--updated-after", "2999-01-01")

    assert (len(everything.splitlines()), len(nothing.splitlines())) == (9, 1)


def test_a_folder_has_each_vintage_in_its_partition_and_duckdb_reads_it(shell: Shell) -> None:
    folder = shell.home / "lake"
    assert shell.told("export", CODE, "--into", str(folder))["vintages"] == 2

    found = duckdb.execute(
        "SELECT dataset, vintage, sum(obs_value) FROM read_parquet(?, hive_partitioning = true) "
        "WHERE geo = 'FR' GROUP BY ALL ORDER BY vintage",
        [f"{folder}/*/*/*.parquet"],
    ).fetchall()
    assert found == [(CODE, "2026-01-08T100000Z", 9.0), (CODE, "2026-02-08T100000Z", 46.0)]
    refused = shell.run("export", CODE, "--into", str(folder), "--include-history")
    assert (refused.exit_code, "--into stands alone" in refused.stderr) == (2, True)
