"""Eurostat's bad days: each turns a good reply into what was seen on a bad day.

A bad day is a function of the request, the good reply and the jobs in the queue, so that a test
sets one in a line and a release's TOML file names one: ``bad_day = { kind = "cut", share = 0.3 }``.
"""

import gzip
import hashlib
import io
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from examples.stand_in.faults import json_error, json_warning, soap_fault, ticket, too_big
from examples.stand_in.reply import Asked, Reply

UNKNOWN_REQUEST = "UNKNOWN_REQUEST"
NOT_YET = "DATA_NOT_YET_AVAILABLE"


@dataclass
class Job:
    """An answer in preparation: the statuses that it will show, one per question, and its data."""

    reply: Reply
    statuses: list[str]


@dataclass(frozen=True)
class Situation:
    """What a bad day may look at: the request, what it costs, and the queue that it may join."""

    asked: Asked
    cost: int = 0
    jobs: dict[str, Job] = field(default_factory=dict)


BadDay = Callable[[Reply, Situation], Reply]


def cut(share: float = 0.5) -> BadDay:
    """The body ends early, and nothing in the transfer says so."""
    return lambda reply, _: replace(
        reply, body=reply.body[: int(len(reply.body) * share)], chunked=True
    )


def short() -> BadDay:
    """Fewer bytes come than Content-Length promised."""
    return lambda reply, _: replace(
        reply,
        body=reply.body[: len(reply.body) // 2],
        chunked=False,
        claimed_length=len(reply.body),
    )


def reset(share: float = 0.5) -> BadDay:
    """The connection breaks; with a share of 0 before the first byte of the body."""
    return lambda reply, _: replace(
        reply, body=reply.body[: int(len(reply.body) * share)], chunked=True, reset=True
    )


def status(code: int, body: str = "", headers: Mapping[str, str] | None = None) -> BadDay:
    """Another status, with a body and headers as given."""
    return lambda _, __: Reply(body.encode(), "text/plain", code, headers or {})


def fault(http_status: int, code: int, text: str, form: str = "soap") -> BadDay:
    """One of Eurostat's own refusals, as SOAP or as JSON."""
    refusal = soap_fault if form == "soap" else json_error
    return lambda _, __: refusal(http_status, code, text)


def drip(seconds: float = 0.05, piece_bytes: int = 16) -> BadDay:
    """The body comes in small pieces with pauses, each shorter than any timeout."""
    return lambda reply, _: replace(reply, drip_seconds=seconds, piece_bytes=piece_bytes)


def html(text: str = "Sorry, the service is being maintained.") -> BadDay:
    """200 and a page."""
    page = f"<!DOCTYPE html>\n<html><body><h1>{text}</h1></body></html>"
    return lambda _, __: Reply(page.encode(), "text/html;charset=UTF-8")


def redirect(location: str = "https://sorry.ec.europa.eu/") -> BadDay:
    """302 to somewhere else."""
    return lambda _, __: Reply(b"", "text/html", 302, {"Location": location})


def queue(statuses: Sequence[str] = ("SUBMITTED", "PROCESSING", "AVAILABLE")) -> BadDay:
    """A ticket; each question about it shows the next status, and the last one stays.

    ``UNKNOWN_REQUEST`` is shown as the fault it is; ``DATA_NOT_YET_AVAILABLE`` says AVAILABLE and
    refuses the data once.
    """

    def queued(reply: Reply, situation: Situation) -> Reply:
        job = str(uuid.uuid4())
        situation.jobs[job] = Job(reply, list(statuses))
        return ticket(job)

    return queued


def ticket_without_number() -> BadDay:
    """A ticket that cannot be used."""
    return lambda _, __: ticket("")


def warning(http_status: int = 200) -> BadDay:
    """The JSON warning that the answer is being prepared."""
    return lambda _, __: json_warning(http_status)


def too_big_for(most: int, form: str = "soap") -> BadDay:
    """413 for every question that costs more than this; smaller ones are answered."""
    refusal = soap_fault if form == "soap" else json_error

    def measured(reply: Reply, situation: Situation) -> Reply:
        if situation.cost <= most:
            return reply
        return refusal(413, 413, too_big(situation.cost, most))

    return measured


def etags() -> BadDay:
    """An ETag with every answer, and 304 to who names it."""

    def tagged(reply: Reply, situation: Situation) -> Reply:
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if situation.asked.headers.get("if-none-match") == tag:
            return Reply(b"", reply.content_type, 304, {"ETag": tag})
        return replace(reply, headers={**reply.headers, "ETag": tag})

    return tagged


def encoded() -> BadDay:
    """The gzip body is named as Content-Encoding too."""
    return lambda reply, _: replace(reply, headers={**reply.headers, "Content-Encoding": "gzip"})


def bomb(decoded_bytes: int = 2_000_000_000) -> BadDay:
    """A small gzip body that unpacks to this many bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        for _ in range(decoded_bytes // 1_000_000):
            file.write(bytes(1_000_000))
    return lambda reply, _: replace(reply, body=packed.getvalue())


def body(text: str, content_type: str = "application/json") -> BadDay:
    """200 with this text, for example ``{"value": {}}``."""
    return lambda _, __: Reply(text.encode(), content_type)


def challenge(http_status: int = 202) -> BadDay:
    """The page that only browsers pass."""
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><title></title><script src="https://0.token.awswaf'
        '.com/0/challenge.js"></script></head><body><div id="challenge-container"></div></body>'
        "</html>"
    )
    return lambda _, __: Reply(
        page.encode(), "text/html", http_status, {"x-amzn-waf-action": "challenge"}
    )


def virtuoso(text: str = "SP030: SPARQL compiler, line 1: syntax error") -> BadDay:
    """200, and the error in the text."""
    return lambda _, __: Reply(f"Virtuoso 37000 Error {text}".encode(), "text/plain")


KINDS: Mapping[str, Callable[..., BadDay]] = {
    make.__name__: make
    for make in (
        *(cut, short, reset, status, fault, drip, html, redirect, queue, ticket_without_number),
        *(warning, too_big_for, etags, encoded, bomb, body),
        *(challenge, virtuoso),
    )
}


def named_bad_day(told: Mapping[str, Any]) -> BadDay:
    """The bad day that a release's TOML file names: its ``kind`` and its options."""
    options = dict(told)
    kind = options.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no bad day; known: {', '.join(KINDS)}")
    return KINDS[kind](**options)
