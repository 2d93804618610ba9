"""The watch over the documents that we follow: feeds and fetch log tell who needs a run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, text

from examples.stand_in.bad_days import body, status
from ingestion.errors import DocumentGone, Malformed, SourceUnavailable
from ingestion.failed_runs import failed_run, note_failed_run
from ingestion.publications.document import Document
from ingestion.publications.load import ORPHANED
from ingestion.publications.poll import CELLAR_FEED, NEWS_FEED, Watch
from ingestion.publications.publishers import parts_of
from tests.publishers import CELEX, NEWS_URL, PAGE, PDF, XHTML, Bureau, bureau, followed
from warehouse.alerts import Alert, raise_alert
from warehouse.connection import Access
from warehouse.statement import run

REPORT = followed("report", celex=CELEX)
NEWS = followed("news", url=NEWS_URL)
NEWS_RSS = "/node/2/rss_en"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bureau]:
    """A stand-in for all publishers."""
    with bureau(tmp_path) as world:
        yield world


@dataclass
class Watched:
    """A watch over two documents, with a warehouse."""

    watch: Watch
    here: Bureau
    warehouse: Engine

    def polls(self) -> dict[str, tuple[str | None, bool]]:
        """What the warehouse says of each feed: the last error, and whether it was ever read."""
        query = "SELECT feed, last_error, watermark IS NOT NULL FROM vintages.watcher"
        with self.warehouse.connect() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(text(query))}


@pytest.fixture
def watched(here: Bureau, access: Access, warehouse: Engine, tmp_path: Path) -> Watched:
    """The sources folder names a report and a news page, both served."""
    folder = tmp_path / "sources" / "publications"
    folder.mkdir(parents=True)
    _write(folder, "report", f'celex = "{CELEX}"')
    _write(folder, "news", f'url = "{NEWS_URL}"')
    here.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)
    here.shelve("news", {"page.html": PAGE}, url=NEWS_URL)
    chosen = replace(here.settings, sources=(folder.parent,), warehouse_url=access.loader)
    return Watched(Watch(chosen), here, warehouse)


def _write(folder: Path, name: str, address: str) -> None:
    rest = 'title = "Example"\npublisher = "Nobody"\nkind = "report"\n'
    (folder / f"{name}.toml").write_text(rest + address)


def _fetched(watched: Watched, *documents: Document) -> None:
    for document in documents:
        parts_of(watched.watch.enquiry, document)


def test_at_first_every_document_needs_a_run(watched: Watched) -> None:
    assert watched.watch.documents_wanted([]) == ["news", "report"]
    assert {event.document_id for event in watched.watch.poll()} == {"news", "report"}


def test_what_was_fetched_needs_no_run_until_a_feed_names_it(watched: Watched) -> None:
    _fetched(watched, REPORT, NEWS)

    assert watched.watch.documents_wanted([]) == []
    assert watched.watch.poll() == []

    watched.here.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)
    assert [event.document_id for event in watched.watch.poll()] == ["report"]


def test_an_answer_in_one_language_is_none_in_another(watched: Watched) -> None:
    folder = watched.watch.settings.sources[0] / "publications"
    _write(folder, "bericht", f'language = "de"\ncelex = "{CELEX}"')
    _fetched(watched, REPORT, NEWS)
    two_languages = Watch(watched.watch.settings)

    assert two_languages.documents_wanted([]) == ["bericht"]
    assert [event.document_id for event in two_languages.poll()] == ["bericht"]

    with pytest.raises(DocumentGone):
        _fetched(watched, followed("bericht", celex=CELEX, language="de"))
    assert two_languages.documents_wanted([]) == []


def test_a_document_that_is_gone_was_answered_and_one_in_trouble_was_not(watched: Watched) -> None:
    stand_in = watched.here.stand_in
    stand_in.bad_day(NEWS_URL[8:], status(404), times=None)
    stand_in.bad_day("/resource/celex/", status(503, headers={"Retry-After": "9999"}), times=None)
    with pytest.raises(DocumentGone):
        _fetched(watched, NEWS)
    with pytest.raises(SourceUnavailable):
        _fetched(watched, REPORT)

    assert watched.watch.documents_wanted([]) == ["report"]


def test_each_poll_is_recorded_with_how_far_it_read(watched: Watched) -> None:
    watched.watch.poll()

    assert watched.polls() == {CELLAR_FEED: (None, True), NEWS_FEED: (None, True)}
    last = watched.here.stand_in.asked("type=UPDATE")[-1]
    watched.watch.poll()
    again = watched.here.stand_in.asked("type=UPDATE")[-1]
    assert last.first("startDate") < again.first("startDate")


def test_a_feed_that_fails_is_recorded_and_stops_no_other(watched: Watched) -> None:
    watched.here.stand_in.bad_day(NEWS_RSS, body("<html></html>", "text/html"), times=None)

    assert {event.document_id for event in watched.watch.poll()} == {"report"}
    error, _ = watched.polls()[NEWS_FEED]
    assert str(error).startswith("Malformed: wanted an RSS feed")


def test_no_feed_at_all_is_an_error(watched: Watched) -> None:
    watched.here.stand_in.bad_day("/", body("<html></html>", "text/html"), times=None)

    with pytest.raises(Malformed):
        watched.watch.poll()


def test_a_document_whose_file_is_wrong_is_told_and_stops_no_other(watched: Watched) -> None:
    folder = watched.watch.settings.sources[0] / "publications"
    _write(folder, "third", 'urls = "https://example.org/page"')
    _write(folder, "fourth", 'url = "example.org/page"')

    assert watched.watch.documents_wanted([]) == ["news", "report"]
    assert {event.document_id for event in watched.watch.poll()} == {"news", "report"}
    fourth, third = _open_alerts(watched)
    assert "third.toml: unknown key 'urls'; did you mean 'url'?" in third
    assert "fourth.toml: key 'url': 'example.org/page' does not begin with https://" in fourth

    (folder / "third.toml").unlink()
    _write(folder, "fourth", 'url = "https://example.org/page"')
    assert Watch(watched.watch.settings).documents_wanted([]) == ["fourth", "news", "report"]
    assert _open_alerts(watched) == []


def test_what_failed_of_a_document_that_is_no_longer_followed_is_over(watched: Watched) -> None:
    folder = watched.watch.settings.sources[0] / "publications"
    box = SimpleNamespace(dag_id="publications", task_id="fetch", log_url=None)
    with watched.warehouse.begin() as connection:
        for name in ("report", "news"):
            context = {"ti": box, "params": {"document": name}, "exception": DocumentGone("404")}
            note_failed_run(connection, failed_run(context))
            raise_alert(connection, Alert(ORPHANED, "lost", "lost", "look", key=name))
    (folder / "news.toml").unlink()

    Watch(watched.watch.settings).documents_wanted([])

    query = "SELECT key FROM figures.alerts WHERE resolved_at IS NULL ORDER BY key"
    with watched.warehouse.connect() as connection:
        keys = [key for (key,) in connection.execute(text(query))]
    assert keys == ["publications.fetch of report", "report"]


def _open_alerts(watched: Watched) -> list[str]:
    query = "SELECT facts ->> 'happened' FROM figures.alerts WHERE resolved_at IS NULL ORDER BY key"
    with watched.warehouse.connect() as connection:
        return [happened for (happened,) in connection.execute(text(query))]


def test_another_format_than_the_first_is_an_answer_and_no_failed_fetch(watched: Watched) -> None:
    watched.here.shelve("report", {"report.pdf": PDF}, celex=CELEX)
    _fetched(watched, REPORT)

    with watched.warehouse.connect() as connection:
        failed = list(run(connection, "failed_fetches"))
    assert [asked.headers["accept"] for asked in watched.here.stand_in.asked("/celex/")] == [
        "application/xhtml+xml",
        "text/html",
        "application/pdf",
    ]
    assert failed == []
