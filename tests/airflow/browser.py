"""An operator at the UI, in headless Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, ViewportSize, sync_playwright

from ingestion.stack.credentials import ADMIN, credentials
from tests.airflow.world import World


@contextmanager
def operator(world: World) -> Iterator[Page]:
    """A page of the UI, logged in; skips where there is no Chromium."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on the PATH, and none named by CHROMIUM")
    size = ViewportSize(width=1440, height=1400)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        with playwright.chromium.launch(executable_path=chromium, args=arguments) as browser:
            page = browser.new_page(viewport=size, base_url=world.stack.url)
            page.goto("/")
            page.fill("input[name=username]", ADMIN)
            page.fill("input[name=password]", credentials(world.home).admin_password)
            page.keyboard.press("Enter")
            page.wait_for_url("**/")
            yield page
