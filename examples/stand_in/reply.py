"""A question that reached the stand-in, and the reply with the way it is sent."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIX = "/eurostat/api/dissemination"


@dataclass(frozen=True)
class Asked:
    """One request as it came in; ``path`` is without the prefix that all paths share."""

    path: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    target: str

    def first(self, name: str, default: str = "") -> str:
        """The first value of a parameter."""
        return self.query.get(name, (default,))[0]


@dataclass(frozen=True)
class Reply:
    """What is sent, and how badly.

    ``chunked`` sends no length; ``claimed_length`` another than the true one; ``drip_seconds``
    is the pause after each piece of ``piece_bytes``; ``reset`` breaks the connection off after
    the body. ``completes`` names the dataset whose whole data this is, ``stamps`` the one whose
    moment of publication it tells.
    """

    body: bytes
    content_type: str = "application/xml"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunked: bool = False
    claimed_length: int | None = None
    drip_seconds: float = 0.0
    piece_bytes: int = 65_536
    reset: bool = False
    completes: str | None = None
    stamps: str | None = None


def asked(target: str, headers: Mapping[str, str]) -> Asked:
    """The request for a target such as ``/prefix/path?name=value``."""
    parts = urlsplit(target)
    query: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query[name] = (*query.get(name, ()), value)
    path = unquote(parts.path).removeprefix(PREFIX)
    return Asked(path, query, {name.lower(): value for name, value in headers.items()}, target)


@lru_cache(maxsize=8)
def packed(body: bytes) -> bytes:
    """The body as gzip; the same body gives the same bytes at any time."""
    return gzip.compress(body, compresslevel=5, mtime=0)


def compressed(body: bytes, content_type: str, name: str) -> Reply:
    """A gzip body as Eurostat sends it: chunked, no Content-Encoding, a file name as only hint."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.gz"'}
    return Reply(packed(body), content_type, headers=headers, chunked=True)
