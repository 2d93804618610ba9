"""The commands that bring figures in: follow, ingest, load, decide."""

import gzip
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rounds import select
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, MARCH, SECOND, Shell, shell_in
from warehouse.server import Server

LOST = b"".join(FIRST.splitlines(keepends=True)[:3])
SDMX_CSV = (
    b"DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\r\n"
    b"ESTAT:OTHER_TABLE(1.0),08/01/26 11:00:00,A,BE,2020,1,p,\r\n"
)


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over an empty warehouse."""
    with shell_in(tmp_path, server) as opened:
        yield opened


def held_stage(shell: Shell) -> int:
    """The number of the one release that waits for a person."""
    (waiting,) = shell.told("status")["waiting"]
    number: int = waiting["stage_id"]
    return number


def hold_one(shell: Shell) -> int:
    """Load a table, then one that lost half of its series."""
    shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
    shell.refuses("load", CODE, shell.file("lost.tsv", LOST), "--released-at", FEBRUARY)
    return held_stage(shell)


def test_a_release_is_ingested_then_unchanged_then_republished_then_revised(shell: Shell) -> None:
    outcomes = []
    for tsv, moment in ((FIRST, JANUARY), (FIRST, JANUARY), (FIRST, FEBRUARY), (SECOND, MARCH)):
        shell.publish(tsv, moment)
        told = shell.told("ingest", CODE.lower())
        outcomes.append((told["outcome"], told["changes"]))

    assert outcomes == [
        ("vintage", {"first_published": 8}),
        ("unchanged", {}),
        ("republished", {}),
        ("vintage", {"revised": 2}),
    ]


def test_what_came_of_a_release_is_said_in_one_sentence(shell: Shell) -> None:
    shell.publish(FIRST, JANUARY)
    sentences = [shell.says("ingest", CODE), shell.says("ingest", CODE)]

    assert sentences == [
        "DEMO_TABLE, released 2026-01-08 10:00 UTC, is a vintage: 8 first_published\n",
        "DEMO_TABLE, released 2026-01-08 10:00 UTC, is held already: nothing changed\n",
    ]


def test_files_at_hand_are_loaded_in_any_order_and_once(shell: Shell) -> None:
    first, second = shell.file("first.tsv", FIRST), shell.file("second.tsv", SECOND)
    shell.says("load", CODE, second, "--released-at", FEBRUARY)
    late = shell.told("load", CODE, first, "--released-at", JANUARY)
    objects = len(list(shell.archive.releases()))
    again = shell.told("load", CODE, first, "--released-at", JANUARY)

    assert late["changes"] == {"first_published": 8}
    assert (again["outcome"], again["release_key"]) == ("unchanged", late["release_key"])
    assert len(list(shell.archive.releases())) == objects
    changes = "SELECT changes, evidence FROM figures.vintages ORDER BY released_at"
    assert select(shell.warehouse, changes) == [
        ({"first_published": 8}, "backfilled"),
        ({"revised": 2}, "backfilled"),
    ]


def test_a_moment_without_a_zone_is_brussels_time(shell: Shell) -> None:
    file = shell.file("first.tsv", FIRST)
    summer = shell.told("load", "SUMMER", file, "--released-at", "2021-07-05T11:00")
    day = shell.told("load", "DAY", file, "--released-at", "2021-01-05")
    zoned = shell.told("load", "ZONED", file, "--released-at", "2021-07-05T11:00Z")

    assert [told["released_at"] for told in (summer, day, zoned)] == [
        "2021-07-05T09:00:00+00:00",
        "2021-01-04T23:00:00+00:00",
        "2021-07-05T11:00:00+00:00",
    ]


def test_compressed_files_and_other_formats_are_taken_as_they_are(shell: Shell) -> None:
    packed = shell.file("first.tsv.gz", gzip.compress(FIRST))
    table = shell.file("other.csv", SDMX_CSV)

    assert shell.told("load", CODE, packed, "--released-at", JANUARY)["outcome"] == "vintage"
    assert shell.told("load", "OTHER_TABLE", table, "--released-at", JANUARY)["changes"] == {
        "first_published": 1
    }


def test_a_file_remembers_its_name_and_its_bytes(shell: Shell) -> None:
    told = shell.told("load", CODE, shell.file("old.tsv", FIRST), "--released-at", JANUARY)
    release = shell.archive.release(told["release_key"])

    assert release.origins == ("old.tsv",)
    assert [shell.archive.read(key) for key in release.parts] == [FIRST]


def test_a_held_release_is_let_in_by_a_person_with_a_reason(shell: Shell) -> None:
    stage = hold_one(shell)
    words = ("--name", "Ada", "--reason", "the countries left")
    told = shell.told("decide", str(stage), "accept", *words)

    assert told["outcome"] == "vintage"
    accepted = "SELECT accepted_by, accepted_because FROM figures.vintages ORDER BY released_at"
    assert select(shell.warehouse, accepted)[1] == ("Ada", "the countries left")
    assert shell.told("status")["waiting"] == []


def test_a_person_is_told_when_no_box_of_airflow_was_answered(shell: Shell) -> None:
    stage = hold_one(shell)
    decided = shell.run("decide", str(stage), "accept", "--name", "Ada", "--reason", "as it is")

    assert f"one that waits for stage {stage} ends in an hour" in decided.stderr


def test_a_held_release_is_kept_out_by_a_person_with_a_reason(shell: Shell) -> None:
    stage = hold_one(shell)
    before = shell.everything()
    told = shell.told("decide", str(stage), "reject", "--name", "Ada", "--reason", "a cut file")

    assert told == {
        "stage_id": stage,
        "outcome": "rejected",
        "decided_by": "Ada",
        "reason": "a cut file",
    }
    assert shell.everything() == before
    words = ("--name", "Bob", "--reason", "why not")
    assert "was rejected" in shell.refuses("decide", str(stage), "accept", *words)


def test_a_release_that_is_loaded_already_is_nobody_s_to_let_in(shell: Shell) -> None:
    stage = str(hold_one(shell))
    ada = ("decide", stage, "accept", "--name", "Ada", "--reason", "they left")
    shell.says(*ada)
    first = shell.refuses("decide", "1", "accept", "--name", "Bob", "--reason", "a wrong number")
    second = shell.refuses("decide", stage, "accept", "--name", "Bob", "--reason", "also")

    assert "stage 1 of DEMO_TABLE was loaded already, as it passed its checks" in first
    assert f"stage {stage} of DEMO_TABLE was loaded already, once Ada (they left) let" in second
    assert shell.told(*ada)["outcome"] == "vintage"


def test_what_a_decision_lets_in_without_asking_can_be_ended(shell: Shell) -> None:
    stage = str(hold_one(shell))
    words = ("--name", "Ada", "--reason", "as it is", "--remember-until", "2099-12-31")
    shell.says("decide", stage, "accept", *words)
    shell.says("load", CODE, shell.file("again.tsv", FIRST), "--released-at", MARCH)

    assert "is asked about again" in shell.says("ask-again", stage)

    shell.refuses("load", CODE, shell.file("lost.tsv", LOST), "--released-at", "2026-04-08T11:00")
    assert "lets nothing in" in shell.refuses("ask-again", stage)
    over = "SELECT remember_until < current_date AS over FROM figures.decisions"
    assert shell.told("sql", over) == [{"over": True}]


def test_what_is_let_in_after_a_later_release_is_found_and_ended_by_its_number(
    shell: Shell,
) -> None:
    """The release is staged anew, since the warehouse moved on: its decision has that number."""
    stage = str(hold_one(shell))
    shell.says("load", CODE, shell.file("again.tsv", FIRST), "--released-at", MARCH)
    words = ("--name", "Ada", "--reason", "as it is", "--remember-until", "2099-12-31")
    shell.says("decide", stage, "accept", *words)
    (decision,) = shell.told("sql", "SELECT stage_id, remember_until FROM figures.decisions")

    assert decision["stage_id"] != int(stage)
    assert decision["remember_until"] == "2099-12-31"
    assert "is asked about again" in shell.says("ask-again", str(decision["stage_id"]))
    assert "lets nothing in" in shell.refuses("ask-again", stage)


def test_a_decision_about_nothing_says_where_to_look(shell: Shell) -> None:
    decided = shell.refuses("decide", "77", "accept", "--name", "Ada", "--reason", "why")
    ended = shell.refuses("ask-again", "77")

    waits = "`vintages status` lists those that wait, figures.decisions those that were decided"
    assert decided == ended == f"error: there is no stage 77: {waits}\n"


def test_what_was_seen_of_a_first_release_that_waits_can_be_asked(shell: Shell) -> None:
    unknown_flag = shell.file("flag.tsv", FIRST.replace(b"2 p", b"2 q"))
    shell.refuses("load", CODE, unknown_flag, "--released-at", JANUARY)

    failed = shell.told("checks", CODE, "--failed")
    assert any("flags that no codelist knows" in row["reason"] for row in failed)
    assert "no release of OTHER is held; there are: DEMO_TABLE" in shell.refuses("checks", "OTHER")


def test_a_stage_that_does_not_wait_is_no_release_that_would_change_nothing(shell: Shell) -> None:
    stage = hold_one(shell)

    assert shell.told("quarantine", str(stage)) != []
    message = shell.refuses("quarantine", "77")
    assert message == f"error: no release waits as stage 77; those that wait: {stage}\n"


def test_following_writes_a_source_file_from_metadata_once(shell: Shell) -> None:
    shell.publish(FIRST, JANUARY)
    told = shell.told("follow", CODE.lower())
    source = tomllib.loads(Path(told["file"]).read_text())

    assert source["dimensions"] == ["freq", "sex", "geo"]
    assert source["frequencies"] == ["A"]
    assert f"{CODE} is followed already by {told['file']}" in shell.refuses("follow", CODE)
    assert shell.told("status")["followed_without_release"] == [CODE]


def test_a_dataset_that_eurostat_does_not_know_is_not_followed_and_not_ingested(
    shell: Shell,
) -> None:
    for command in ("follow", "ingest"):
        message = shell.refuses(command, "NO_SUCH_TABLE")
        assert "NO_SUCH_TABLE" in message
        assert "see whether the dataset was renamed or withdrawn" in message
