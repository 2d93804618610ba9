"""One content of a document as we hold it: which archived bytes, and where they came from."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Part:
    """One file of a document, in the order in which the document is read.

    ``url`` is its public address, ``content_type`` what its bytes are, whatever was announced.
    """

    archive_key: str
    content_type: str
    url: str
    etag: str | None = None


@dataclass(frozen=True)
class PublicationRelease:
    """One fetch of a document that brought new bytes, enough to read it from the archive alone."""

    document_id: str
    fetched_at: datetime
    parts: tuple[Part, ...]

    def to_json(self) -> bytes:
        """One spelling for one release, so that its archive key is its identity."""
        return json.dumps(asdict(self), sort_keys=True, default=datetime.isoformat).encode()

    def has_the_bytes_of(self, other: "PublicationRelease") -> bool:
        """Whether both are the same files in the same order."""
        return [it.archive_key for it in self.parts] == [it.archive_key for it in other.parts]


def publication_from_json(text: bytes) -> PublicationRelease:
    """The release that ``to_json`` wrote."""
    fields: dict[str, Any] = json.loads(text)
    fetched_at = datetime.fromisoformat(fields["fetched_at"])
    parts = tuple(Part(**part) for part in fields["parts"])
    return PublicationRelease(fields["document_id"], fetched_at, parts)
