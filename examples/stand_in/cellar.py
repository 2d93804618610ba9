"""CELLAR as a stand-in: negotiation, lists of streams, and notifications."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from examples.stand_in.documents import ServedDocument
from examples.stand_in.reply import Asked, Reply

HOST = "publications.europa.eu"
_FORMATS = {
    "application/xhtml+xml": (".xhtml", "01"),
    "text/html": (".html", "02"),
    "application/pdf": (".pdf", "03"),
}
_LANGUAGES = re.compile(
    "bul|ces|dan|deu|ell|eng|est|fin|fra|gle|hrv|hun|ita|lav|lit|mlt|nld|pol|por|ron|slk|slv|spa|swe"
)
_BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True)
class Notification:
    """One entry of the notification feed: what was ingested, and when."""

    cellar_id: str
    updated_at: datetime
    kind: str = "update"
    identifiers: tuple[str, ...] = ()


def cellar_id(code: str) -> str:
    """The identifier that CELLAR gives a document."""
    return str(uuid5(NAMESPACE_URL, code))


def by_celex(asked: Asked, document: ServedDocument | None, celex: str) -> Reply:
    """``resource/celex/…``: a redirect to the one stream, or the list of several."""
    if document is None:
        return _text(404, f"Resource [system 'celex' - id '{celex}'] not found.")
    if refusal := _language_refusal(asked, celex):
        return refusal
    accepted = asked.headers.get("accept", "")
    suffix, manifestation = _FORMATS.get(accepted, ("", ""))
    files = _of_format(document, suffix)
    if not files:
        return _text(406, f"Not found work [celex:{celex}] + format(s) [{accepted}]")
    path = f"/{HOST}/resource/cellar/{cellar_id(document.code)}.0006.{manifestation}/DOC_"
    if len(files) == 1:
        return Reply(b"", "text/html", 303, {"Location": f"{path}1"})
    return Reply(_listing(path, files), "text/html;charset=UTF-8", 300)


def stream(asked: Asked, document: ServedDocument | None, match: re.Match[str]) -> Reply:
    """``resource/cellar/…/DOC_n``: one file, with an ETag."""
    kinds = {number: (suffix, kind) for kind, (suffix, number) in _FORMATS.items()}
    suffix, content_type = kinds.get(match[2], ("", ""))
    files = _of_format(document, suffix) if document and suffix else []
    number = int(match[3])
    if document is None or not 0 < number <= len(files):
        return _text(404, f"Resource [system 'cellar' - id '{match[1]}'] not found.")
    body = files[number - 1].read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    completes = document.code if number == len(files) else None
    if asked.headers.get("if-none-match") == tag:
        return Reply(b"", content_type, 304, {"ETag": tag}, completes=completes)
    return Reply(body, content_type, headers={"ETag": tag}, completes=completes)


def notifications(asked: Asked, entries: Iterable[Notification], page_size: int) -> Reply:
    """``webapi/notification/ingestion``: a page of what was ingested in a half-open window."""
    start, end = (_moment(asked.first(name)) for name in ("startDate", "endDate"))
    kind = asked.first("type").lower()
    within = [
        entry
        for entry in sorted(entries, key=lambda entry: entry.updated_at)
        if start <= entry.updated_at < end and kind in ("", entry.kind)
    ]
    page = int(asked.first("page", "1"))
    shown = within[(page - 1) * page_size : page * page_size]
    more = str(len(within) > page * page_size).lower()
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:notifEntry="http://publications.europa.eu/atom/notificationEntry"'
        ' xmlns:notifReq="http://publications.europa.eu/atom/notificationRequest">'
        f"<title>Notifications</title><notifReq:page>{page}</notifReq:page>"
        f"<notifReq:moreEntries>{more}</notifReq:moreEntries>{''.join(map(_entry, shown))}</feed>"
    )
    return Reply(body.encode(), "application/atom+xml;charset=UTF-8")


def _text(status: int, text: str) -> Reply:
    return Reply(text.encode(), "text/plain;charset=UTF-8", status)


def _language_refusal(asked: Asked, celex: str) -> Reply | None:
    language = asked.headers.get("accept-language", "")
    if not _LANGUAGES.fullmatch(language):
        return _text(400, f"Invalid Accept-Language [{language}]: ISO 639-2/T is required")
    if language != "eng":
        return _text(404, f"Resource [system 'celex' - id '{celex}.{language}'] not found.")
    return None


def _of_format(document: ServedDocument, suffix: str) -> list[Path]:
    return [file for file in document.files if suffix and file.suffix == suffix]


def _listing(path: str, files: list[Path]) -> bytes:
    items = "".join(
        f'<li title="item"><a href="http:/{path}{number}"><span class="url">(http:/{path}{number})'
        f'</span></a><ul><li title="stream_name">{escape(file.name)}</li>'
        f'<li title="stream_order" id="streamOrder">{number}</li></ul></li>'
        for number, file in enumerate(files, start=1)
    )
    return (
        "<html><head><title>300 Multiple-Choice Response</title></head><body>List of URI's:"
        f'<ul><li title="manifestation">cellar<ul>{items}</ul></li></ul></body></html>'
    ).encode()


def _entry(entry: Notification) -> str:
    """What is really sent: Atom's own fields are template variables that nobody filled."""
    updated = entry.updated_at.astimezone(_BRUSSELS).isoformat(timespec="milliseconds")
    identifiers = "".join(
        f"<notifEntry:identifier>{scheme}:{quote(value, safe='')}</notifEntry:identifier>"
        for scheme, _, value in (each.partition(":") for each in entry.identifiers)
    )
    return (
        '<entry><title>$item.title</title><link href="$item.cellarUri"/>'
        f"<id>${{item.cellarUri}}_{updated}</id><updated>{updated}</updated>"
        f"<notifEntry:cellarId>cellar:{entry.cellar_id}</notifEntry:cellarId>"
        f"<notifEntry:type>{entry.kind}</notifEntry:type>"
        f"<notifEntry:identifiers>{identifiers}</notifEntry:identifiers></entry>"
    )


def _moment(text: str) -> datetime:
    """A bound of the window, in the zone of the server."""
    return datetime.fromisoformat(text).replace(tzinfo=_BRUSSELS).astimezone(UTC)
