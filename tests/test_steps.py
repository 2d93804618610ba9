"""The line without Airflow: real vintages, a stand-in for Eurostat, a real warehouse."""

from itertools import pairwise, permutations
from pathlib import Path

import pandas
import pytest
from sqlalchemy import text

from examples.stand_in.bad_days import etags, too_big_for
from ingestion.checks.decision import Decision
from ingestion.errors import CheckFailed, Malformed
from ingestion.eurostat.line import Line
from ingestion.eurostat.read_release import read_release
from ingestion.replay import beside, replay
from tests.desk import Desk, publish, table
from tests.fresh import fresh_access
from tests.rounds import moment, select
from tests.shared import shared_file
from warehouse.errors import ReleaseConflict
from warehouse.recreate import disagreements, recreated, releases_held
from warehouse.server import Server
from warehouse.snapshot import cells

WEEKLY = "DEMO_R_MWK_TS"
DAYS = ("2021-01-05", "2021-01-06", "2021-01-26")


def follow(folder: Path) -> None:
    """Follow DEMO_TABLE by a source file."""
    (folder / "eurostat").mkdir()
    (folder / "eurostat" / "demo_table.toml").write_text('title = "Demo"\nfrequencies = ["A"]\n')


def vintage_file(day: str) -> Path:
    """One of the three real vintages of weekly deaths."""
    return shared_file(f"eurostat/vintages/demo_r_mwk_ts/{day}.tsv")


def recounted(day_before: str, day: str) -> dict[str, int]:
    """The changes between two real vintages, counted by pandas alone."""
    cells = {}
    for name, of in (("before", day_before), ("after", day)):
        frame = pandas.read_csv(vintage_file(of), sep="\t", dtype=str, keep_default_na=False)
        melted = frame.set_index(frame.columns[0]).rename(columns=str.strip).stack().str.strip()
        cells[name] = melted[melted != ""]
    both = pandas.DataFrame(cells).fillna("")
    number_before, number_after = (~both[name].isin(["", ":"]) for name in ("before", "after"))
    kinds = {
        "revised": number_before & number_after & (both.before != both.after),
        "backfilled": (both.before == ":") & number_after,
        "first_published": (both.before == "") & (both.after != ""),
        "withdrawn": number_before & (both.after == ":"),
        "vanished": (both.before != "") & (both.after == ""),
    }
    return {kind: int(found.sum()) for kind, found in kinds.items() if found.any()}


def hashes(line: Line) -> list[tuple[str, str, str]]:
    """Outcome and content hash of every release held."""
    with line.warehouse.connect() as connection:
        return [(str(r.released_at), r.outcome, r.content_hash) for r in releases_held(connection)]


def test_three_real_vintages_are_counted_as_they_are(desk: Desk) -> None:
    loaded = [desk.load_file(WEEKLY, vintage_file(day), day) for day in DAYS]

    assert loaded == [
        {"first_published": 39420},
        {"revised": 180, "backfilled": 31},
        {"revised": 956, "backfilled": 591, "first_published": 108, "withdrawn": 1},
    ]
    assert loaded[1:] == [recounted(*pair) for pair in pairwise(DAYS)]


@pytest.mark.long
def test_six_orders_of_three_real_vintages_end_in_the_same_hashes(desk: Desk) -> None:
    outcomes = []
    for number, order in enumerate(permutations(DAYS)):
        code = f"{WEEKLY}_{number}"
        for day in order:
            desk.load_file(code, vintage_file(day), day)
        assert [desk.load_file(code, vintage_file(day), day) for day in order] == [None] * 3
        with desk.line.warehouse.connect() as connection:
            held = releases_held(connection, code)
        outcomes.append([(r.released_at, r.outcome, r.content_hash, r.observations) for r in held])

    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert disagreements(desk.line.warehouse) == []


def test_every_cell_of_a_real_file_comes_back_to_the_character(desk: Desk) -> None:
    for name, code in (
        ("tsv/env_wasmun_excerpt_2026-09-19.tsv", "ENV_WASMUN"),
        ("tsv/proj_19np.tsv", "PROJ_19NP"),
        ("tsv_legacy/gov_10dd_edpt1.tsv", "GOV_10DD_EDPT1"),
    ):
        desk.load_file(code, shared_file(f"eurostat/{name}"), "2024-01-01")

    with desk.line.warehouse.connect() as connection:
        for release in releases_held(connection):
            archived = desk.line.archive.release(release.release_key)
            as_read = read_release(archived, desk.line.archive, desk.line.settings)
            assert list(cells(recreated(connection, release))) == list(cells(as_read))


def test_a_release_is_noticed_fetched_and_loaded_once(desk: Desk, tmp_path: Path) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    follow(tmp_path)

    assert desk.line.releases_wanted() == ["DEMO_TABLE"]
    assert desk.ingest("DEMO_TABLE") == {"first_published": 1}
    assert desk.line.releases_wanted() == []
    assert desk.ingest("DEMO_TABLE") is None
    assert [outcome for _, outcome, _ in hashes(desk.line)] == ["vintage"]


def test_a_recheck_ends_with_the_answer_that_the_data_are_those_of_before(
    desk: Desk, tmp_path: Path
) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    follow(tmp_path)
    desk.eurostat.bad_day("/data/", etags(), times=None)
    desk.ingest("DEMO_TABLE")
    with desk.line.warehouse.begin() as connection:
        connection.execute(
            text("UPDATE vintages.fetch SET started_at = started_at - '31 d'::interval")
        )

    assert desk.line.releases_wanted() == ["DEMO_TABLE"]
    assert desk.ingest("DEMO_TABLE") is None
    assert desk.line.releases_wanted() == []


def test_the_same_figures_under_a_new_stamp_are_republished_and_no_vintage(
    desk: Desk, tmp_path: Path
) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    follow(tmp_path)
    desk.ingest("DEMO_TABLE")

    publish(desk, "2026-01-09T11:00:00+01:00", b"1")

    assert desk.ingest("DEMO_TABLE") is None
    assert [outcome for _, outcome, _ in hashes(desk.line)] == ["vintage", "republished"]
    assert desk.line.releases_wanted() == []


def test_a_release_that_cannot_be_read_is_not_fetched_again_at_once(
    desk: Desk, tmp_path: Path
) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"no number")
    follow(tmp_path)

    with pytest.raises(Malformed, match="line 2"):
        desk.ingest("DEMO_TABLE")

    assert desk.line.releases_wanted() == []
    publish(desk, "2026-01-09T11:00:00+01:00", b"1")
    assert desk.line.releases_wanted() == ["DEMO_TABLE"]


def test_a_dataset_in_slices_is_the_same_dataset(desk: Desk) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1", b"2 p", b": c")
    desk.ingest("DEMO_TABLE")
    desk.eurostat.bad_day("/data/DEMO_TABLE", too_big_for(2), times=None)
    publish(desk, "2026-01-09T11:00:00+01:00", b"1", b"2 p", b": c")

    assert desk.ingest("DEMO_TABLE") is None
    with desk.line.warehouse.connect() as connection:
        first, second = releases_held(connection)
    assert first.content_hash == second.content_hash
    assert len(desk.line.archive.release(second.release_key).parts) == 2


def test_other_figures_under_an_old_stamp_are_a_silent_release(desk: Desk) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    desk.ingest("DEMO_TABLE")

    publish(desk, "2026-01-08T11:00:00+01:00", b"2")

    assert desk.ingest("DEMO_TABLE") == {"revised": 1}
    query = "SELECT silent FROM figures.vintages ORDER BY released_at"
    assert select(desk.line.warehouse, query) == [(False,), (True,)]


def test_a_file_that_contradicts_its_moment_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.load_file("DEMO_TABLE", table(tmp_path, b"1"), "2026-01-08")

    with pytest.raises(ReleaseConflict, match="give this file its own moment"):
        desk.load_file("DEMO_TABLE", table(tmp_path, b"2"), "2026-01-08")


def test_a_release_that_lost_half_of_its_series_waits_for_a_person(desk: Desk) -> None:
    whole = vintage_file(DAYS[0])
    lines = whole.read_bytes().splitlines(keepends=True)
    half = desk.line.settings.home / "half.tsv"
    half.write_bytes(b"".join(lines[:18]))
    desk.load_file(WEEKLY, whole, DAYS[0])
    before = hashes(desk.line)

    with pytest.raises(CheckFailed, match="19 of 36 series are gone"):
        desk.load_file(WEEKLY, half, DAYS[1])

    assert hashes(desk.line) == before
    (stage,) = select(desk.line.warehouse, "SELECT stage_id FROM stage.stage WHERE status = 'held'")
    desk.line.decide(stage[0], Decision("Ada", "the countries asked for it"), accept=True)
    accepted = select(
        desk.line.warehouse, "SELECT accepted_by FROM figures.vintages ORDER BY released_at"
    )
    assert accepted == [(None,), ("Ada",)]


def test_a_newer_release_is_not_blocked_by_one_that_waits(desk: Desk, tmp_path: Path) -> None:
    first, half, third = (
        table(tmp_path, *values) for values in ((b"1", b"2"), (b"1",), (b"1", b"3"))
    )
    desk.load_file("X", first, "2026-01-01")
    with pytest.raises(CheckFailed):
        desk.load_file("X", half, "2026-02-01")
    desk.load_file("X", third, "2026-03-01")

    (stage,) = select(desk.line.warehouse, "SELECT stage_id FROM stage.stage WHERE status = 'held'")
    desk.line.decide(stage[0], Decision("Ada", "real"), accept=True)

    kinds = (
        "SELECT released_at::date::text, change_kind FROM figures.revisions ORDER BY 1, series_key"
    )
    assert select(desk.line.warehouse, kinds)[2:] == [
        ("2026-02-01", "vanished"),
        ("2026-03-01", "reappeared"),
    ]
    assert disagreements(desk.line.warehouse) == []


def test_replay_of_the_archive_gives_the_same_hashes(desk: Desk, server: Server) -> None:
    for day in DAYS:
        desk.load_file(WEEKLY, vintage_file(day), day)

    with fresh_access(server) as other:
        replayed = list(replay(desk.line, beside(desk.line, other.owner)))

    assert len(replayed) == 3
    assert all(release.agrees for release in replayed)


def test_a_dataset_that_begins_without_a_figure_has_its_first_vintage_with_the_first(
    desk: Desk, tmp_path: Path
) -> None:
    """Nothing was read: a person is asked, whatever the order."""
    with pytest.raises(CheckFailed, match="nothing was read"):
        desk.load_file("DEMO_TABLE", table(tmp_path), "2024-01-01")
    (stage,) = select(desk.line.warehouse, "SELECT stage_id FROM stage.stage WHERE status = 'held'")
    desk.line.decide(stage[0], Decision("Ada", "it begins so"), accept=True)

    loaded = desk.load_file("DEMO_TABLE", table(tmp_path, b"1", b"2"), "2024-02-01")

    assert loaded == {"first_published": 2}
    with pytest.raises(CheckFailed, match="nothing was read"):
        desk.load_file("DEMO_TABLE", table(tmp_path), "2023-12-01")
    assert [outcome for _, outcome, _ in hashes(desk.line)] == ["republished", "vintage"]
    assert disagreements(desk.line.warehouse) == []


def test_replay_makes_keys_of_dimensions_in_the_order_that_came_first(
    desk: Desk, server: Server, tmp_path: Path
) -> None:
    """The bulk listing had another order than the API has, and may have been loaded first."""
    older, newer = tmp_path / "older.tsv", tmp_path / "newer.tsv"
    older.write_bytes(b"unit,freq,geo\\TIME_PERIOD\t2023 \r\nEUR,A,BE\t1 \r\n")
    newer.write_bytes(b"freq,unit,geo\\TIME_PERIOD\t2023 \r\nA,EUR,BE\t2 \r\n")
    for path, day in ((older, "2023-01-01"), (newer, "2024-01-01")):
        desk.load_file("DEMO_TABLE", path, day)

    with fresh_access(server) as other:
        replayed = list(replay(desk.line, beside(desk.line, other.owner)))

    assert [(release.agrees, release.replayed) for release in replayed] == [
        (True, (outcome, content_hash)) for _, outcome, content_hash in hashes(desk.line)
    ]


def test_known_at_answers_from_system_time_and_as_of_from_publication_time(desk: Desk) -> None:
    desk.load_file(WEEKLY, vintage_file(DAYS[2]), DAYS[2])
    (first,) = select(desk.line.warehouse, "SELECT recorded_at FROM figures.vintages")
    desk.load_file(WEEKLY, vintage_file(DAYS[0]), DAYS[0])
    count = "SELECT count(*) FROM figures.{}(:code, :at)"

    answers = [
        select(desk.line.warehouse, count.format("known_at"), code=WEEKLY, at=first[0]),
        select(desk.line.warehouse, count.format("as_of"), code=WEEKLY, at=moment("2021-01-10")),
        select(desk.line.warehouse, count.format("as_of"), code=WEEKLY, at=moment("2020-01-10")),
    ]

    assert answers == [[(39528,)], [(39420,)], [(0,)]]
