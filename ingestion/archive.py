"""The archive: every byte that a source sent, under its own sha256, written once and never changed.

::

    objects/ab/<sha256>             the bytes exactly as fetched
    releases/<CODE>/<sha256>.json   the list of releases; what is read is the object of that key
    publications/<document>/<when>-<sha256>.json   the same for documents, in their order
"""

import io
from collections.abc import Iterator, Mapping
from datetime import UTC

from ingestion.errors import ArchiveDamaged
from ingestion.objects import KEY, Objects
from ingestion.publication_release import PublicationRelease, publication_from_json
from ingestion.release import Release, release_from_json


class Archive(Objects):
    """Objects, and lists of the releases that consist of them."""

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
        return {name: names[name] for name in sorted(names) if KEY.fullmatch(_key_in(name))}

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

    def _keys(self, folder: str) -> list[str]:
        """The keys that are names of files below a folder, in the order of their paths."""
        self._filesystem.invalidate_cache()
        path = f"{self._root}/{folder}"
        found = self._filesystem.find(path) if self._filesystem.exists(path) else []
        names = (_key_in(name) for name in sorted(found))
        return [name for name in names if KEY.fullmatch(name)]


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
