"""Objects: bytes under their own sha256, written once and never changed."""

import hashlib
import io
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
from fsspec.implementations.local import LocalFileSystem

from ingestion.errors import ArchiveDamaged

KEY = re.compile(r"[0-9a-f]{64}")
_PIECE = 1_048_576


class Objects:
    """Content-addressed objects on a local folder or any object store that fsspec knows.

    Writing is atomic: an object appears whole under its name or not at all, also when two write
    the same one at once. A killed write leaves a ``.part`` file that nothing reads.
    """

    def __init__(self, url: str) -> None:
        """Open the archive at an fsspec URL such as ``file:///data/archive`` or ``s3://bucket/x``."""
        self.url = url
        self._filesystem, self._root = fsspec.url_to_fs(url)

    def put(self, source: Path | bytes | BinaryIO) -> str:
        """Keep these bytes; returns their key, the sha256 in hex.

        Bytes that are there already are not written again, unless their length says that the
        object is damaged: then putting the true bytes mends it.
        """
        with _opened(source) as file:
            key = _sha256(file)
            size = file.tell()
            path = self._object(key)
            if self._size(path) != size:
                file.seek(0)
                self._write(path, file)
        return key

    def read(self, key: str) -> bytes:
        """The bytes of a key. Raises ArchiveDamaged when they are absent or not what was put."""
        with self.open(key) as file:
            return file.read()

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """The object as a file, read through once to verify it before it is handed out.

        Raises ArchiveDamaged when it is absent or its bytes do not hash to the key.
        """
        path = self._object(key)
        try:
            opened = self._filesystem.open(path, "rb")
        except FileNotFoundError as error:
            raise ArchiveDamaged(
                f"no object {key} in {self.url}: restore it from a copy, or fetch it again"
            ) from error
        with opened as file:
            self._verify(key, file)
            file.seek(0)
            yield file

    def holds(self, key: str) -> bool:
        """Whether there is an object of this key; whether it is whole, only reading tells."""
        return self._size(self._object(key)) is not None

    def _verify(self, key: str, file: BinaryIO) -> None:
        found = _sha256(file)
        if found != key:
            raise ArchiveDamaged(
                f"object {key} in {self.url} has other bytes than were put there (sha256 {found}): "
                "restore it from a copy, or delete it and fetch it again"
            )

    def _object(self, key: str) -> str:
        if not KEY.fullmatch(key):
            raise ArchiveDamaged(f"{key!r} is no archive key: wanted 64 digits of sha256 in hex")
        return f"{self._root}/objects/{key[:2]}/{key}"

    def _size(self, path: str) -> int | None:
        if not self._filesystem.exists(path):
            return None
        size: int = self._filesystem.info(path)["size"]
        return size

    def _write(self, path: str, source: BinaryIO) -> None:
        folder = path.rpartition("/")[0]
        self._filesystem.makedirs(folder, exist_ok=True)
        part = f"{path}.{uuid.uuid4().hex}.part"
        try:
            with self._filesystem.open(part, "wb") as target:
                while piece := source.read(_PIECE):
                    target.write(piece)
                self._to_disk(target)
            self._filesystem.mv(part, path)
        finally:
            if self._filesystem.exists(part):
                self._filesystem.rm(part)
        if isinstance(self._filesystem, LocalFileSystem):
            _folder_to_disk(Path(folder))

    def _to_disk(self, target: Any) -> None:
        # Without this a power cut can leave the name on disk and the bytes not.
        if isinstance(self._filesystem, LocalFileSystem):
            target.flush()
            os.fsync(target.fileno())


def _folder_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _opened(source: Path | bytes | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    elif isinstance(source, bytes):
        yield io.BytesIO(source)
    else:
        source.seek(0)
        yield source


def _sha256(file: BinaryIO) -> str:
    hasher = hashlib.sha256()
    while piece := file.read(_PIECE):
        hasher.update(piece)
    return hasher.hexdigest()
