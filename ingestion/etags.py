"""What a source let us remember: the ETag of an answer, and where its bytes are."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Remembered:
    """An answer that was accepted, as the source named it, and its key in the archive."""

    etag: str
    archive_key: str


class Etags:
    """A small file per URL below one folder. Only ever written when a source sent an ETag."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when there is something to remember."""
        self._folder = folder

    def known(self, url: str) -> Remembered | None:
        """What is remembered of a URL; nothing where a power cut left a file without its text."""
        try:
            return Remembered(**json.loads(self._path(url).read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def remember(self, url: str, answer: Remembered) -> None:
        """Remember this answer in place of an earlier one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{uuid.uuid4().hex}.part"
        part.write_text(json.dumps(asdict(answer)))
        part.replace(self._path(url))

    def _path(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()}.json"
