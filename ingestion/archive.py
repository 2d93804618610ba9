"""The archive: every byte that a source sent, under its own sha256, written once and never changed.

::

    objects/ab/<sha256>             the bytes exactly as fetched
    releases/<CODE>/<sha256>.json   the list of releases; what is read is the object of that key
    publications/<document>/<when>-<sha256>.json   the same for documents, in their order
"""

import hashlib
import io
import os
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
from fsspec.implementations.local import LocalFileSystem

from ingestion.errors import ArchiveDamaged
from ingestion.publication_release import PublicationRelease, publication_from_json
from ingestion.release import Release, release_from_json

_KEY = re.compile(r"[0-9a-f]{64}")
_PIECE = 1_048_576


class Archive:
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

    def put_release(self, release: Release) -> str:
        """Keep a release; returns its key, the same for the same release."""
        return self._put_listed(f"releases/{release.dataset_code}/", release.to_json())

    def release(self, key: str) -> Release:
        """The release of a key. Raises ArchiveDamaged when it is absent or damaged."""
        return release_from_json(self.read(key))

    def releases(self) -> Iterator[tuple[str, Release]]:
        """Every release with its key, by dataset code and key."""
        for key in self._keys("releases"):
            yield key, self.release(key)

    def put_publication(self, release: PublicationRelease) -> str:
        """Keep a release of a document; returns its key, the same for the same release."""
        moment = release.fetched_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        return self._put_listed(f"publications/{release.document_id}/{moment}-", release.to_json())

    def publication(self, key: str) -> PublicationRelease:
        """The document's release of a key. Raises ArchiveDamaged when it is absent or damaged."""
        return publication_from_json(self.read(key))

    def publications(self, document_id: str) -> list[str]:
        """The keys of a document's releases, oldest first."""
        return self._keys(f"publications/{document_id}")

    def audit(self) -> list[str]:
        """Read everything again: a sentence for each object that is damaged or missing."""
        damage = {key: self._damage(key) for key in self._keys("objects")}
        gaps = [gap for key in self._keys("releases") for gap in self._gaps(key, damage)]
        gaps += [gap for key in self._keys("publications") for gap in self._gaps(key, damage)]
        return [sentence for sentence in damage.values() if sentence is not None] + gaps

    def copy_to(self, other: "Archive") -> int:
        """Put what another archive lacks there; how many files that were.

        Each is read through and verified first. Raises ArchiveDamaged.
        """
        held = other._files()
        lacking = [name for name, size in self._files().items() if held.get(name) != size]
        for name in lacking:
            with self._filesystem.open(f"{self._root}/{name}", "rb") as file:
                self._verify(_key_in(name), file)
                file.seek(0)
                other._write(f"{other._root}/{name}", file)
        return len(lacking)

    def _files(self) -> dict[str, int]:
        """All files with their sizes, objects before what lists them, without cut writes."""
        self._filesystem.invalidate_cache()
        found = self._filesystem.find(self._root, detail=True)
        names = {path[len(self._root) + 1 :]: told["size"] for path, told in found.items()}
        return {name: names[name] for name in sorted(names) if _KEY.fullmatch(_key_in(name))}

    def _gaps(self, key: str, damage: Mapping[str, str | None]) -> Iterator[str]:
        """What a listed release needs and the archive does not have at all."""
        if key not in damage:
            yield f"release {key} is listed and its object is missing: restore it from a copy"
        elif damage[key] is None:
            name, needed = _needs(self.read(key))
            for part in needed:
                if part not in damage:
                    yield f"release {key} of {name} lacks object {part}: restore it from a copy"

    def _put_listed(self, listing: str, text: bytes) -> str:
        """Keep a release, and list it under a path that ends with its key."""
        key = self.put(text)
        path = f"{self._root}/{listing}{key}.json"
        if self._size(path) != len(text):
            self._write(path, io.BytesIO(text))
        return key

    def _damage(self, key: str) -> str | None:
        try:
            with self.open(key):
                return None
        except ArchiveDamaged as error:
            return str(error)

    def _verify(self, key: str, file: BinaryIO) -> None:
        found = _sha256(file)
        if found != key:
            raise ArchiveDamaged(
                f"object {key} in {self.url} has other bytes than were put there (sha256 {found}): "
                "restore it from a copy, or delete it and fetch it again"
            )

    def _object(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise ArchiveDamaged(f"{key!r} is no archive key: wanted 64 digits of sha256 in hex")
        return f"{self._root}/objects/{key[:2]}/{key}"

    def _size(self, path: str) -> int | None:
        if not self._filesystem.exists(path):
            return None
        size: int = self._filesystem.info(path)["size"]
        return size

    def _keys(self, folder: str) -> list[str]:
        """The keys that are names of files below a folder, in the order of their paths."""
        self._filesystem.invalidate_cache()
        path = f"{self._root}/{folder}"
        found = self._filesystem.find(path) if self._filesystem.exists(path) else []
        names = (_key_in(name) for name in sorted(found))
        return [name for name in names if _KEY.fullmatch(name)]

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


def _key_in(path: str) -> str:
    """The key at the end of a path; of a cut write, what is no key."""
    return path.removesuffix(".json")[-64:]


def _needs(text: bytes) -> tuple[str, list[str]]:
    """Of what a listed release is, and the objects that it consists of."""
    if b'"document_id"' in text:
        publication = publication_from_json(text)
        return publication.document_id, [part.archive_key for part in publication.parts]
    release = release_from_json(text)
    return release.dataset_code, [key for key in (*release.parts, release.structure) if key]


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
