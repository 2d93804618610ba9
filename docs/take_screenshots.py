"""Pictures of the running UI for the documentation: ``python docs/take_screenshots.py``.

Wants a stack that runs (``vintages up``, VINTAGES_HOME as there) with a finished run of
``eurostat_ingest`` and a release that waits for a decision, and a Chromium on the PATH or named by
CHROMIUM.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from ingestion.letter import letter
from ingestion.settings import access, settings
from ingestion.stack.credentials import ADMIN, credentials
from ingestion.stack.state import running
from warehouse.alerts import recent_alerts
from warehouse.connection import engine
from warehouse.decide import HELD
from warehouse.outbox import Message

IMAGES = Path(__file__).parent / "images"
SIZE = ViewportSize(width=1440, height=1000)
PHONE = ViewportSize(width=390, height=844)
SETTLING_MS = 3_000
DATASET = "/vintages/datasets/SYNTHETIC_WEEKLY"


def main() -> None:
    """Log in as an operator does, and save one picture per page."""
    home = settings().home
    state, chromium = running(home), os.environ.get("CHROMIUM") or shutil.which("chromium")
    if state is None or chromium is None:
        raise SystemExit(f"wanted a stack running in {home} ({state}) and a Chromium ({chromium})")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        with playwright.chromium.launch(executable_path=chromium, args=options) as browser:
            page = browser.new_page(viewport=SIZE, base_url=state.url)
            _log_in(page, credentials(home).admin_password)
            for name, path in _pages(page).items():
                _take(page, path, IMAGES / f"{name}.png")
            _take_letter(browser.new_page(viewport=PHONE))
            page.set_viewport_size(PHONE)
            _take(page, DATASET, IMAGES / "pages_on_a_phone.png")


def _log_in(page: Page, password: str) -> None:
    page.goto("/")
    page.fill("input[name=username]", ADMIN)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.wait_for_load_state("networkidle")


def _pages(page: Page) -> dict[str, str]:
    runs = "/dags/eurostat_ingest/dagRuns?state=success&order_by=-run_after&limit=1"
    (run,) = page.request.get(f"/api/v2{runs}").json()["dag_runs"]
    assets = page.request.get("/api/v2/assets?name_pattern=eurostat_dataset").json()["assets"]
    actions = "/dags/~/dagRuns/~/hitlDetails?response_received=false"
    (waiting, *_) = page.request.get(f"/api/v2{actions}").json()["hitl_details"]
    held = waiting["task_instance"]["dag_run_id"]
    return {
        "dags": "/dags",
        "required_actions": "/required_actions",
        "decide": f"/dags/eurostat_ingest/runs/{held}/tasks/decide/required_actions",
        "asset_graph": f"/assets/{assets[0]['id']}",
        "ingest_run": f"/dags/eurostat_ingest/runs/{run['dag_run_id']}",
        "pages_overview": "/plugin/vintages",
        "pages_dataset": f"/plugin/vintages{DATASET}#revised",
        "pages_series": f"/plugin/vintages{DATASET}/series/W.NR.K1.R02",
        "pages_document": "/plugin/vintages/vintages/documents/example-first-figures",
        "pages_decisions": "/plugin/vintages/vintages/decisions",
    }


def _take_letter(page: Page) -> None:
    """The message about a release that waits, as its owner reads it."""
    with engine(access(settings()).loader).connect() as connection:
        alert = next(each for each in recent_alerts(connection) if each.kind == HELD)
    names = ("severity", "title", "facts", "created_at", "alert_id", "dataset_code", "kind", "key")
    values = {name: getattr(alert, name) for name in names}
    message = Message(0, "", 0, "", "raised", **values, raised_at=alert.created_at)
    page.set_content(letter(message).html)
    page.screenshot(path=IMAGES / "alert_on_a_phone.png", full_page=True)


def _take(page: Page, path: str, image: Path) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLING_MS)  # graphs are laid out after the last request
    page.screenshot(path=image)


if __name__ == "__main__":
    main()
