"""A stand-in on loopback for the publishers of documents, with their contracts and bad days.

CELLAR, the Council's register, the Commission's pages and downloads, and Statistics Explained are
served below one address, each under the name of its host. It serves a folder with one folder per
document and one TOML file per edition::

    FOLDER/example-report/001.toml     FOLDER/example-report/001.pdf
    FOLDER/example-report/002.toml     …

    # 001.toml: the file's name is the edition's number, the folder's name the document's id
    files = ["001.pdf", "001-annex.pdf"]   # beside this file
    title = "A report"
    celex = "52018DC0777"                  # or council = …, or url = …, and with it
    download = "report.pdf"                # the file that the page offers, or
    oldid = 574939                         # the revision of an article
    is_announced = false                   # optional: edited without a word in any feed
    bad_day = { kind = "challenge" }       # optional, see stand_in/bad_days.py
    times = 1                              # how often the bad day comes; 0: always

In a test, or in another process::

    with PublicationsStandIn(folder) as publishers:
        settings = replace(settings, publishers_url=publishers.url)
        publishers.bad_day("/resource/celex/", status(503), times=2)
        publishers.publish("example-report", 2)

``python -m examples.serve`` serves the examples, also those of Eurostat.
"""

import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from examples.stand_in import cellar, sites
from examples.stand_in.bad_days import Situation, named_bad_day
from examples.stand_in.catalogue import Item
from examples.stand_in.cellar import Notification
from examples.stand_in.documents import ServedDocument, documents_shelf, served_document
from examples.stand_in.loopback import Loopback, Spell
from examples.stand_in.publications import Publications
from examples.stand_in.reply import Asked, Reply

_RESOURCE = re.compile(rf"/{cellar.HOST}/resource/celex/([^/]+)")
_STREAM = re.compile(rf"/{cellar.HOST}/resource/cellar/([0-9a-f-]+)\.0006\.(\d\d)/DOC_(\d+)")
_PAPER = re.compile(rf"/{sites.COUNCIL}/doc/document/([^/]+)/en/pdf")
_MOST_ENTRIES = 1000


class PublicationsStandIn(Loopback):
    """All publishers on 127.0.0.1, serving a folder of documents; a context manager.

    ``notified`` are entries of CELLAR's feed besides those for our own documents; a page of the
    feed has ``page_size`` of them. With ``advance_seconds`` each next edition is published so long
    after the current one was downloaded; ``memory`` keeps the current ones over a restart.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        advance_seconds: float | None = None,
        memory: Path | None = None,
    ) -> None:
        """Read the folder and bind the port (0: a free one); nothing is answered yet."""
        shelved = documents_shelf(folder)
        self.documents = Publications(shelved, advance_seconds, memory)
        self.notified: list[Notification] = []
        self.page_size = _MOST_ENTRIES
        super().__init__(port, _spells_of_the_shelf(shelved))

    @property
    def url(self) -> str:
        """What stands for ``https://`` in the address of a document."""
        return f"{self.base}/"

    def publish(self, document_id: str, number: int) -> None:
        """Make an edition current and say so in the feeds."""
        self.documents.publish(document_id, number)

    def add(self, toml: Path) -> None:
        """Take another edition onto the shelf while serving; ``publish`` makes it current."""
        self.documents.add(served_document(toml))

    def _good(self, asked: Asked) -> Reply:
        current = self.documents.everything()
        if asked.path.startswith(f"/{cellar.HOST}/"):
            return self._cellar(asked, current)
        if asked.path == f"/{sites.HOME_AFFAIRS}/node/2/rss_en":
            return sites.news_feed(self._announced(current, sites.HOME_AFFAIRS))
        if asked.path == f"/{sites.WIKI}":
            return sites.revision(asked, self._revisions(asked.first("title")))
        return _page_or_file(asked, current)

    def _cellar(self, asked: Asked, current: list[ServedDocument]) -> Reply:
        if match := _RESOURCE.fullmatch(asked.path):
            found = next((each for each in current if each.celex == match[1]), None)
            return cellar.by_celex(asked, found, match[1])
        if match := _STREAM.fullmatch(asked.path):
            wanted = match[1]
            found = next((it for it in current if cellar.cellar_id(it.code) == wanted), None)
            return cellar.stream(asked, found, match)
        if asked.path.endswith("/webapi/notification/ingestion"):
            entries = [*self.notified, *self._own_notifications(current)]
            return cellar.notifications(asked, entries, self.page_size)
        return sites.not_found(asked.path)

    def _announced(
        self, current: list[ServedDocument], host: str
    ) -> Iterator[tuple[ServedDocument, Item]]:
        """What was announced of the documents of a host, with the moments."""
        documents = {each.code: each for each in current if each.is_announced}
        for item in self.documents.items:
            if item.code in documents and f"//{host}/" in documents[item.code].url:
                yield documents[item.code], item

    def _own_notifications(self, current: list[ServedDocument]) -> Iterator[Notification]:
        documents = {each.code: each for each in current if each.celex and each.is_announced}
        seen: set[str] = set()
        for item in self.documents.items:
            if item.code in documents:
                kind = "update" if item.code in seen else "create"
                seen.add(item.code)
                names = (f"celex:{documents[item.code].celex}",)
                moment = item.published_at.astimezone(UTC)
                yield Notification(cellar.cellar_id(item.code), moment, kind, names)

    def _revisions(self, title: str) -> list[ServedDocument]:
        """The revisions of an article that are public by now, oldest first."""
        numbers = {each.code: each.number for each in self.documents.everything()}
        return [
            edition
            for code, editions in self.documents.datasets.items()
            for edition in editions
            if edition.oldid and sites.wiki_title(edition.url) == title
            if edition.number <= numbers[code]
        ]

    def _served(self, asked: Asked) -> ServedDocument | None:
        current = self.documents.everything()
        return next((each for each in current if _is_about(asked, each)), None)

    def _situation(self, asked: Asked) -> Situation:
        return Situation(asked)

    def _sent(self, reply: Reply) -> None:
        if reply.completes is not None:
            self.documents.downloaded(reply.completes)


def _page_or_file(asked: Asked, current: list[ServedDocument]) -> Reply:
    """A Council paper, a page, or a download, by its address."""
    paper = _PAPER.fullmatch(asked.path)
    for document in current:
        if paper and document.council == paper[1]:
            return sites.paper(document)
        if document.url and asked.target == f"/{document.url.partition('//')[2]}":
            return sites.page(document)
        if document.download and asked.target.endswith(sites.download_path(document)):
            return sites.download(document)
    return sites.not_found(asked.path)


def _is_about(asked: Asked, document: ServedDocument) -> bool:
    names = (document.celex, document.council, document.url.partition("//")[2])
    return any(name and name in asked.target for name in names)


def _spells_of_the_shelf(documents: dict[str, tuple[ServedDocument, ...]]) -> list[Spell]:
    editions = (edition for document in documents.values() for edition in document)
    return [
        Spell("/", named_bad_day(edition.bad_day), edition.times or None, edition)
        for edition in editions
        if edition.bad_day
    ]
