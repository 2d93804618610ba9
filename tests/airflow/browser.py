"""An operator at the UI, in headless Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize, sync_playwright

from ingestion.stack.credentials import ADMIN, credentials
from tests.airflow.world import World


@dataclass
class Heard:
    """What was wrong below a path, and which hosts were asked by whatever was shown."""

    path: str
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def say(self, line: ConsoleMessage) -> None:
        """Note an error on the console; Airflow has some of its own elsewhere."""
        if line.type == "error" and self._is_below(line.location["url"]):
            self.complaints.append(line.text)

    def answer(self, answer: Response) -> None:
        """Note who was asked, and what was refused."""
        self.hosts |= {host for host in [urlsplit(answer.url).hostname] if host}
        if answer.status >= 400 and self._is_below(answer.url):
            self.complaints.append(f"{answer.status} {answer.url}")

    def _is_below(self, url: str) -> bool:
        return urlsplit(url).path.startswith(self.path)


def listened(page: Page, path: str) -> Heard:
    """What a page does from now on, with what is wrong below a path."""
    heard = Heard(path)
    page.on("console", heard.say)
    page.on("pageerror", lambda error: heard.complaints.append(str(error)))
    page.on("response", heard.answer)
    return heard


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
