"""What sources really send, in small: the examples, and what the stand-ins say of them."""

import gzip
import re
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from examples.stand_in import catalogue, cellar, faults, sites
from examples.stand_in.documents import served_document
from examples.stand_in.metadata import constraint, dataflow_json
from examples.stand_in.reply import asked
from examples.stand_in.shelf import ServedRelease, served_release
from examples.stand_in.structure import descendants
from examples.stand_in.table import Table as ReadTable
from examples.stand_in.table import json_stat, read_table, sdmx_csv
from ingestion.publications.read_html import read_html
from ingestion.settings import SHIPPED_SOURCES

EXAMPLES = Path(__file__).parents[1] / "examples"
_NOW = datetime(2026, 2, 20, tzinfo=UTC)
_RELEASES = ("EU_THB_PRINTED/006.toml", "SYNTHETIC_WEEKLY/004.toml")


@cache
def _releases() -> tuple[tuple[ServedRelease, ReadTable], ...]:
    shelved = [served_release(EXAMPLES / "releases" / name) for name in _RELEASES]
    return tuple((each, read_table(each.file)) for each in shelved)


def tsv() -> list[bytes]:
    """The smallest and the largest kind of table that the examples have."""
    return [release.file.read_bytes() for release, _ in _releases()]


def packed() -> list[bytes]:
    """Bodies as Eurostat packs them."""
    return [gzip.compress(each, mtime=0) for each in tsv()]


def sdmx_csv_files() -> list[bytes]:
    """The same figures in SDMX-CSV."""
    return [sdmx_csv(table, it.code, "11/06/26 23:00:00") for it, table in _releases()]


def json_stat_files() -> list[bytes]:
    """The same figures in JSON-stat."""
    head = {"updated": "2026-07-21T11:00:00+0200", "class": "dataset", "version": "2.0"}
    return [json_stat(table, head | {"extension": {"id": it.code}}) for it, table in _releases()]


def _told(make: Callable[[ServedRelease, ReadTable], bytes]) -> list[bytes]:
    return [make(release, table) for release, table in _releases()]


def dataflows() -> list[bytes]:
    """What Eurostat says of a dataset before it is downloaded."""
    return _told(dataflow_json)


def structures() -> list[bytes]:
    """The structure that comes with it."""
    return _told(descendants)


def constraints() -> list[bytes]:
    """The codes that it has."""
    return _told(constraint)


def update_feeds() -> list[bytes]:
    """The feed of Eurostat's updates."""
    items = [
        catalogue.Item(f"{release.code} - {release.title}", _NOW, event, release.code)
        for release, _ in _releases()
        for event in ("data updated", "dataset deleted")
    ]
    return [catalogue.feed(items, _NOW + timedelta(days=1))]


def answers() -> list[bytes]:
    """What Eurostat says where it sends no data."""
    told = (
        faults.soap_fault(413, 413, faults.too_big(9_000_000, 5_000_000)),
        faults.json_error(404, 100, faults.not_found("DEMO")),
        faults.json_warning(),
        faults.ticket("a-job"),
        faults.job_status("a-job", "PROCESSING"),
    )
    return [*(reply.body for reply in told), b"<!DOCTYPE html><html><body>Sorry</body></html>"]


def notifications() -> list[bytes]:
    """A page of CELLAR's feed."""
    entries = [cellar.Notification("an-id", _NOW, identifiers=("celex:52018DC0777",))]
    query = "startDate=2026-01-01T00:00:00&endDate=2027-01-01T00:00:00"
    return [cellar.notifications(asked(f"/feed?{query}", {}), entries, 10).body]


def news_feeds() -> list[bytes]:
    """The news of a Commission site."""
    shelved = sorted((EXAMPLES / "publications").glob("*/001.toml"))
    documents = [served_document(path) for path in shelved]
    items = [(it, catalogue.Item(it.code, _NOW)) for it in documents]
    return [sites.news_feed(items).body]


def pages() -> list[bytes]:
    """The example documents that are pages."""
    return [path.read_bytes() for path in sorted(EXAMPLES.glob("publications/*/*.html"))]


def texts() -> list[bytes]:
    """What the pages say, and shares in words."""
    read = [read_html(page, "seed").text.encode() for page in pages()]
    return [*read, b"Almost one in three victims was a child; two thirds were women (64 %)."]


def reports() -> list[bytes]:
    """The example documents that are PDFs, and one with a table that has lines."""
    found = sorted(EXAMPLES.glob("publications/*/*.pdf"))
    return [ruled_report(), *(path.read_bytes() for path in found)]


def ruled_report() -> bytes:
    """A PDF whose table is drawn with lines, and is read by pdfplumber too."""
    written = BytesIO()
    says = "The number of the victims in the report was twelve for the women and the men. " * 4
    cells = [["Country", "2020", "2021"], ["Belgium", "12", "13"], ["France", "14", "15"]]
    grid = Table(cells, style=[("GRID", (0, 0), (-1, -1), 1, "black")])
    body = Paragraph(says, getSampleStyleSheet()["BodyText"])
    SimpleDocTemplate(written, pageCompression=0, invariant=1).build([body, grid])
    return written.getvalue()


def source_files() -> list[bytes]:
    """The files of the datasets that we follow."""
    return [path.read_bytes() for path in sorted((SHIPPED_SOURCES / "eurostat").glob("*.toml"))]


def document_files() -> list[bytes]:
    """The files of the documents that we follow, those of some length left out."""
    found = sorted((SHIPPED_SOURCES / "publications").glob("*.toml"))
    return [path.read_bytes() for path in found if path.stat().st_size < 20_000]


def tables() -> list[bytes]:
    """One table in each format."""
    return [each()[0] for each in (tsv, sdmx_csv_files, json_stat_files)]


def glyphs() -> list[bytes]:
    """Two columns of letters, as ``readers`` unpacks them: left, width, baseline, size, letter."""
    row = [struct.pack("<ffffH", 40 + 6 * n, 5, 700, 10, ord("a") + n % 26) for n in range(20)]
    other = [struct.pack("<ffffH", 340 + 6 * n, 5, 688, 10, ord("0") + n % 10) for n in range(20)]
    return [b"".join(row + other), b"".join(row)]


def alert_files() -> list[bytes]:
    """The file that routes alerts, as the documentation has it."""
    page = (EXAMPLES.parent / "docs" / "how-to" / "route-alerts.md").read_text(encoding="utf-8")
    return ["".join(re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)).encode()]
