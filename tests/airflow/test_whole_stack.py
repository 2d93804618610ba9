"""Everything that `vintages up` starts, once: from a feed that changes to a vintage in SQL."""

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest

from examples.eurostat_stand_in import StandIn
from examples.publications_stand_in import PublicationsStandIn
from examples.stand_in.bad_days import status
from examples.stand_in.documents import shelve_document
from examples.stand_in.shelf import shelve
from ingestion.settings import SHIPPED_SOURCES
from ingestion.stack.environment import DAGS
from ingestion.stack.ports import any_free_port, is_free
from ingestion.stack.process import identify
from ingestion.stack.stack import COMMANDS, Stack
from ingestion.stack.state import running
from tests.airflow.browser import listened, operator
from tests.airflow.world import ROUTES, World, api, wait_for
from tests.fresh import passable_folder
from tests.printed_documents import FILES, served
from tests.receivers import Hook, MailBox, mail_server, webhook
from tests.shared import shared_file
from warehouse.connection import engine
from warehouse.migrate import migrate
from warehouse.server import Server

pytestmark = pytest.mark.airflow
EXAMPLES = DAGS.parent / "examples"
WEEKLY = "DEMO_R_MWK_TS"
INVENTED, FAULTY = "SYNTHETIC_WEEKLY", 4


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A short path that Postgres' own user can walk through."""
    with passable_folder("vintages-stack-") as folder:
        port = folder / "airflow" / "port"
        port.parent.mkdir()
        port.write_text(str(any_free_port()))  # not the usual one: another test may start there
        yield folder


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """The Postgres of this home."""
    started = Server(home).start()
    migrate(engine(started.url("warehouse", "vintages_owner")))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[MailBox, Hook, dict[str, str]]]:
    """A mail server and a webhook, and the settings that lead there."""
    with mail_server() as (box, port), webhook() as hook:
        mail = f"smtp://127.0.0.1:{port}/?disable_tls=true"
        settings = {"TEST_MAIL": mail, "TEST_BOARD": hook.url, "VINTAGES_INTERNAL_WEBHOOKS": "yes"}
        yield box, hook, settings


@pytest.fixture(scope="module")
def world(
    home: Path, server: Server, told: tuple[MailBox, Hook, dict[str, str]]
) -> Iterator[World]:
    """All of it, up and well."""
    (home / "alerts.toml").write_text(ROUTES)
    followed = home / "followed" / "eurostat"
    followed.mkdir(parents=True)
    shutil.copy(SHIPPED_SOURCES / "eurostat" / f"{WEEKLY.lower()}.toml", followed)
    shutil.copytree(EXAMPLES / "publications", home / "press")
    with StandIn(EXAMPLES / "releases") as eurostat, PublicationsStandIn(home / "press") as press:
        settings = {
            "VINTAGES_PUBLISHERS_URL": press.url,
            "VINTAGES_HOME": str(home),
            "VINTAGES_EUROSTAT_URL": eurostat.url,
            "VINTAGES_SOURCES": os.pathsep.join((str(EXAMPLES / "sources"), str(followed.parent))),
            "VINTAGES_POLL_SECONDS": "1",
            "VINTAGES_PACE_SECONDS": "0",
        }
        outer = {name: value for name, value in os.environ.items() if "AIRFLOW" not in name}
        with Stack(home, server.url("airflow", "airflow"), outer | settings | told[2]) as stack:
            stack.start().wait_until_ready()
            warehouse = engine(server.url("warehouse", "vintages_analyst"))
            with api(stack.url, home) as asked:
                yield World(stack, home, (eurostat, press), warehouse, asked, told[:2])


@pytest.mark.slow(seconds=200)  # all of this file
def test_the_first_releases_are_loaded_without_a_hand(world: World) -> None:
    wait_for(lambda: world.vintages("EU_THB_PRINTED") == 1)
    wait_for(lambda: world.vintages("SYNTHETIC_WEEKLY") == 1)


def test_a_change_of_the_feed_becomes_a_vintage(world: World) -> None:
    wait_for(lambda: world.vintages("EU_THB_PRINTED") == 1)
    world.eurostat.publish("EU_THB_PRINTED", 2)
    wait_for(lambda: world.vintages("EU_THB_PRINTED") == 2)
    wait_for(lambda: world.newest_run()["state"] == "success")  # boxes after the load are named too

    run = world.newest_run()
    boxes = world.get(f"/dags/eurostat_ingest/dagRuns/{run['dag_run_id']}/taskInstances")
    assert run["partition_key"] == "EU_THB_PRINTED"
    done = [box for box in boxes["task_instances"] if box["state"] != "skipped"]
    assert {box["rendered_map_index"] for box in done} == {"EU_THB_PRINTED"}


@pytest.mark.long
def test_three_real_vintages_are_loaded_as_they_are_published(world: World, home: Path) -> None:
    folder = shared_file("eurostat/vintages/demo_r_mwk_ts")
    for number, day in enumerate(("2021-01-05", "2021-01-06", "2021-01-26"), 1):
        tsv = (folder / f"{day}.tsv").read_bytes()
        world.eurostat.add(shelve(home / "shelf" / WEEKLY, tsv, update_data=f"{day}T23:00:00+0100"))
        world.eurostat.publish(WEEKLY, number)
        wait_for(partial(world.holds, WEEKLY, number))

    query = "SELECT changes FROM figures.vintages WHERE dataset_code = :code ORDER BY released_at"
    changes = [changed for (changed,) in world.select(query, code=WEEKLY)]
    assert changes == [
        {"first_published": 39420},
        {"revised": 180, "backfilled": 31},
        {"revised": 956, "backfilled": 591, "first_published": 108, "withdrawn": 1},
    ]


def test_a_faulty_release_waits_is_told_and_is_let_in_by_a_click(world: World) -> None:
    for number in (2, 3):
        wait_for(partial(world.holds, INVENTED, number - 1))
        world.eurostat.publish(INVENTED, number)
    wait_for(partial(world.holds, INVENTED, 3))
    world.eurostat.publish(INVENTED, FAULTY)
    wait_for(lambda: bool(world.waiting()))
    world.eurostat.publish(INVENTED, FAULTY + 1)
    wait_for(partial(world.holds, INVENTED, 4))

    world.run("alerts")
    box, hook = world.told
    wait_for(lambda: any("cells are gone from the file" in mail["Subject"] for mail in box.mails))
    wait_for(lambda: any(each["kind"] == "held" for each in hook.bodies))
    (link,) = (each["link"] for each in hook.bodies if each["kind"] == "held")

    (asked,) = world.waiting()
    world.answer(asked, "Accept", reason="  ", name=None, remember_until=None)
    wait_for(lambda: bool(world.waiting()))
    assert "the same question stands here again" in str(world.waiting()[0]["params"]["reason"])
    assert world.holds(INVENTED, 4)

    with operator(world) as page:
        page.goto(link)
        page.get_by_role("button", name="Accept", exact=True).wait_for()
        assert page.get_by_text("1,140 of 2,338 cells are gone").first.is_visible()
        assert not page.get_by_role("button", name="Accept", exact=True).is_enabled()
        page.fill("#element_reason", "The regions were merged")
        page.get_by_role("button", name="Accept", exact=True).click()
        wait_for(partial(world.holds, INVENTED, 5))
    decided = "SELECT decision, decided_by, decided_because FROM figures.decisions"
    assert world.select(decided) == [("accepted", "admin", "The regions were merged")]
    assert world.waiting() == []


def test_the_pages_are_in_the_ui_for_those_who_are_logged_in(world: World) -> None:
    wait_for(lambda: world.vintages("EU_THB_PRINTED") > 0)
    runs = "/dags/eurostat_ingest/dagRuns?state=success&partition_key_pattern=EU_THB_PRINTED"
    wait_for(lambda: bool(world.get(runs)["dag_runs"]))
    run = world.get(runs)["dag_runs"][0]["dag_run_id"]
    assert httpx.get(f"{world.stack.url}/vintages/").status_code == 401

    with operator(world) as page:
        heard = listened(page, "/vintages/")
        pages = page.frame_locator("iframe[title=Vintages]")
        page.get_by_role("link", name="Vintages").click()
        pages.get_by_role("link", name="EU_THB_PRINTED").click()
        pages.get_by_role("heading", name="What was revised").wait_for()
        page.wait_for_url("**/plugin/vintages/vintages/datasets/EU_THB_PRINTED")
        page.goto(f"/dags/eurostat_ingest/runs/{run}/plugin/vintages-run")
        pages.get_by_text("EU_THB_PRINTED", exact=True).first.wait_for()
        pages.get_by_role("link", name="Decisions").click()
        pages.get_by_role("heading", name="Waiting").wait_for()
        pages.get_by_role("link", name="Airflow", exact=True).click()
        page.wait_for_url(f"{world.stack.url}/")
    assert heard.complaints == []
    assert heard.hosts == {"127.0.0.1"}


@pytest.mark.long
def test_the_five_source_documents_go_through_their_line(world: World, home: Path) -> None:
    (home / "followed" / "publications").mkdir()
    for name in FILES:
        files, ways = served(name)
        world.press.add(shelve_document(home / "press" / name, files, **ways))
        source = SHIPPED_SOURCES / "publications" / f"{name}.toml"
        shutil.copy(source, home / "followed" / "publications")
    runs = [world.run("publications", document=name) for name in FILES]
    wait_for(lambda: all(world.get(run)["state"] in ("success", "failed") for run in runs))

    assert [world.get(run)["state"] for run in runs] == ["success"] * len(FILES)
    found = "SELECT 1 FROM figures.statements WHERE orphaned IS NULL AND document_id = :d"
    # Two of the 61 say two things and are two statements each.
    assert sum(len(world.select(found, d=name)) for name in FILES) == 63


@pytest.mark.long
def test_an_alert_outlives_a_dead_channel_and_a_dead_scheduler_and_is_told_once(
    world: World,
) -> None:
    (box, hook), failed = world.told, "fetch failed: NothingFound"
    hook.status = 503
    path = world.run("eurostat_ingest", code="GONE_FOR_GOOD")
    wait_for(lambda: world.get(path)["state"] == "failed")
    world.run("alerts")
    waits = (
        "SELECT waiting FROM figures.alerts "
        "WHERE dataset_code = 'GONE_FOR_GOOD' AND last_error LIKE '%503'"
    )
    wait_for(lambda: world.select(waits) == [(1,)])

    world.kill("scheduler")
    hook.status = 200

    wait_for(lambda: world.select(waits) == [])
    subject = f"[Vintages critical] GONE_FOR_GOOD: {failed}"
    assert [mail["Subject"] for mail in box.mails].count(subject) == 1
    about = [each["title"] for each in hook.bodies if each["dataset_code"] == "GONE_FOR_GOOD"]
    assert about == [failed]


def test_a_dataset_that_nobody_knows_fails_at_once_and_says_why(world: World) -> None:
    path = world.run("eurostat_ingest", code="NO_SUCH_CODE")
    wait_for(lambda: world.get(path)["state"] == "failed")

    log = world.get(f"{path}/taskInstances/fetch/logs/1")["content"]
    (error,) = [detail for line in log for detail in line.get("error_detail", [])]
    assert "NO_SUCH_CODE" in error["exc_value"]
    assert world.get(f"{path}/taskInstances/fetch")["try_number"] == 1


def test_a_source_that_is_away_is_asked_again_later(world: World) -> None:
    wait_for(lambda: world.vintages("EU_THB_PRINTED") > 0)
    held = world.vintages("EU_THB_PRINTED")
    world.eurostat.bad_day("/data/EU_THB_PRINTED", status(503), times=None)
    world.eurostat.publish("EU_THB_PRINTED", 3)
    path = "/dags/eurostat_ingest/dagRuns/~/taskInstances?state=up_for_retry"
    wait_for(lambda: bool(world.get(path)["task_instances"]))

    assert [box["task_id"] for box in world.get(path)["task_instances"]] == ["fetch"]
    assert world.vintages("EU_THB_PRINTED") == held


def test_nothing_listens_but_on_loopback(world: World, home: Path) -> None:
    state = running(home)
    assert state is not None
    connections = [
        connection
        for process in state.processes
        for connection in psutil.Process(process.pid).net_connections()
    ]

    listening = [found.laddr.ip for found in connections if found.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]


def test_a_process_that_dies_is_started_again(world: World) -> None:
    world.kill("dag-processor")


def test_stopping_leaves_no_process_behind(world: World, home: Path) -> None:
    children = psutil.Process().children(recursive=True)
    started = [identify("", child.pid) for child in children]
    port = int(world.stack.url.rpartition(":")[2])
    world.stack.stop()

    assert len(started) >= len(COMMANDS)
    assert [process for process in started if process.alive()] == []
    assert running(home) is None
    assert is_free(port)
