"""Pages in headless Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, Route, sync_playwright

_NOWHERE = "http://127.0.0.1:1"


@dataclass
class Opened:
    """A page, what it asked for over a network, and what it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def chromium_page() -> Iterator[Opened]:
    """An empty page; skips where there is no Chromium."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on the PATH, and none named by CHROMIUM")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        with playwright.chromium.launch(executable_path=chromium, args=arguments) as browser:
            opened = Opened(browser.new_page())
            opened.page.on("request", lambda request: opened.requests.append(request.url))
            opened.page.on("console", lambda said: opened.complaints.append(said.text))
            opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
            yield opened


def serve(opened: Opened, reader: TestClient) -> str:
    """Answer what the page asks for as the application does. Nobody listens on the address."""

    def answer(route: Route) -> None:
        told = reader.get(route.request.url.removeprefix(_NOWHERE))
        route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)

    opened.page.route(f"{_NOWHERE}/**", answer)
    return _NOWHERE
