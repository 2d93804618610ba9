"""Pictures of the running UI for the documentation: ``python docs/take_screenshots.py``.

Wants a stack that runs (``vintages up``, VINTAGES_HOME as there) with a finished run of
``eurostat_ingest``, and a Chromium on the PATH or named by CHROMIUM.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from ingestion.settings import settings
from ingestion.stack.credentials import ADMIN, credentials
from ingestion.stack.state import running

IMAGES = Path(__file__).parent / "images"
SIZE = ViewportSize(width=1440, height=860)
SETTLING_MS = 3_000


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
    return {
        "dags": "/dags",
        "asset_graph": f"/assets/{assets[0]['id']}",
        "ingest_run": f"/dags/eurostat_ingest/runs/{run['dag_run_id']}",
    }


def _take(page: Page, path: str, image: Path) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLING_MS)  # graphs are laid out after the last request
    page.screenshot(path=image)


if __name__ == "__main__":
    main()
