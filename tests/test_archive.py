"""The archive keeps every byte under its own hash, once, and knows when one is damaged."""

import io
import resource
import signal
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from ingestion.archive import Archive
from ingestion.errors import ArchiveDamaged
from ingestion.publication_release import Part, PublicationRelease
from ingestion.release import Release

BYTES = b"freq,geo\\TIME_PERIOD\t2020 \r\nA,BE\t12.30 p\r\n"
KEY = sha256(BYTES).hexdigest()
NO_KEY = "0" * 64


@pytest.fixture(params=["file", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """An archive in a folder, and one in memory: the same must hold in any store."""
    urls = {"file": f"file://{tmp_path}/archive", "memory": f"memory://{uuid.uuid4().hex}"}
    return Archive(urls[request.param])


def release_of(archive: Archive, code: str = "DEMO") -> Release:
    """A release of one part and a structure, both archived."""
    moment = datetime(2026, 1, 7, 10, 0, tzinfo=UTC)
    part, structure = archive.put(BYTES), archive.put(b"<structure/>")
    return Release(code, moment, moment, "tsv", (part,), structure, {"UPDATE_DATA": "…"})


def object_path(folder: Path, key: str) -> Path:
    return folder / "archive" / "objects" / key[:2] / key


def test_what_was_put_comes_back_to_the_byte(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "download").write_bytes(BYTES)

    keys = [archive.put(BYTES), archive.put(tmp_path / "download"), archive.put(io.BytesIO(BYTES))]

    assert keys == [KEY] * 3
    assert archive.read(KEY) == BYTES
    with archive.open(KEY) as file:
        assert file.read() == BYTES
    assert archive.holds(KEY)


def test_an_absent_object_is_an_error_that_says_what_to_do(archive: Archive) -> None:
    assert not archive.holds(NO_KEY)
    with pytest.raises(ArchiveDamaged, match=r"no object 0000.*fetch it again"):
        archive.read(NO_KEY)


def test_a_key_is_never_a_path(archive: Archive) -> None:
    with pytest.raises(ArchiveDamaged, match="no archive key"):
        archive.read("../../etc/passwd")


def test_an_object_is_written_once(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    archive.put(BYTES)
    before = object_path(tmp_path, KEY).stat()

    archive.put(BYTES)

    after = object_path(tmp_path, KEY).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_two_who_put_the_same_at_once_leave_one_whole_object(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    large = BYTES * 20_000

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(archive.put, [large] * 16))

    assert keys == {sha256(large).hexdigest()}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [*keys]
    assert archive.audit() == []


def test_an_interrupted_write_is_not_an_object(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    archive.put(b"something else")
    part = object_path(tmp_path, KEY).with_suffix(".0123.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(BYTES[:10])

    assert not archive.holds(KEY)
    assert archive.audit() == []
    assert archive.put(BYTES) == KEY
    assert archive.read(KEY) == BYTES


def test_a_write_that_fails_leaves_no_file(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            archive.put(BYTES * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_changed_bytes_are_refused_and_named_by_the_audit(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    archive.put(BYTES)
    object_path(tmp_path, KEY).write_bytes(BYTES.replace(b"12.30", b"12.31"))

    with pytest.raises(ArchiveDamaged, match=f"{KEY}.*other bytes"):
        archive.read(KEY)
    [sentence] = archive.audit()
    assert KEY in sentence
    assert "fetch it again" in sentence


def test_putting_the_true_bytes_mends_a_cut_object(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    archive.put(BYTES)
    object_path(tmp_path, KEY).write_bytes(BYTES[:5])

    archive.put(BYTES)

    assert archive.read(KEY) == BYTES


def test_a_release_is_found_by_its_key_alone(archive: Archive) -> None:
    release = release_of(archive)

    key = archive.put_release(release)

    assert archive.put_release(release) == key
    assert archive.release(key) == release
    assert list(archive.releases()) == [(key, release)]


def test_a_listing_that_was_cut_is_written_anew(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    release = release_of(archive)
    archive.put_release(release)
    (listing,) = tmp_path.glob("archive/releases/DEMO/*.json")
    whole = listing.read_bytes()
    listing.write_bytes(whole[:5])

    archive.put_release(release)

    assert listing.read_bytes() == whole


def test_a_copy_brings_what_lacks_or_was_cut_there_and_nothing_that_is_damaged(
    tmp_path: Path,
) -> None:
    archive, copy = (Archive(f"file://{tmp_path}/{name}") for name in ("archive", "copy"))
    archive.put_release(release_of(archive))
    assert archive.copy_to(copy) == 4  # part, structure, release, and its listing
    (tmp_path / "copy" / "objects" / KEY[:2] / KEY).write_bytes(BYTES[:5])

    assert (archive.copy_to(copy), archive.copy_to(copy)) == (1, 0)
    assert copy.read(KEY) == BYTES

    other = archive.put(b"of tomorrow")
    object_path(tmp_path, other).write_bytes(b"of somebody")
    with pytest.raises(ArchiveDamaged, match="has other bytes than were put there"):
        archive.copy_to(copy)
    assert not copy.holds(other)


def test_releases_come_in_the_order_of_their_codes(archive: Archive) -> None:
    for code in ("NAMQ_10_GDP", "CRIM_THB_SEX", "UNE_RT_M"):
        archive.put_release(release_of(archive, code))

    codes = [release.dataset_code for _, release in archive.releases()]

    assert codes == ["CRIM_THB_SEX", "NAMQ_10_GDP", "UNE_RT_M"]


def test_an_empty_archive_has_no_releases_and_no_damage(archive: Archive) -> None:
    assert list(archive.releases()) == []
    assert archive.audit() == []


def test_the_audit_names_what_a_release_lacks(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    release = release_of(archive)
    key = archive.put_release(release)
    for part in (KEY, release.structure or ""):
        kept = object_path(tmp_path, part).read_bytes()
        object_path(tmp_path, part).unlink()
        lacks = f"release {key} of DEMO lacks object {part}: restore it from a copy"
        assert archive.audit() == [lacks]
        archive.put(kept)

    object_path(tmp_path, key).unlink()
    assert archive.audit() == [
        f"release {key} is listed and its object is missing: restore it from a copy"
    ]


def publication_of(archive: Archive, hour: int) -> PublicationRelease:
    """A document as it was fetched at this hour."""
    part = Part(archive.put(BYTES), "text/html", "https://example.org/news", '"etag"')
    return PublicationRelease("news", datetime(2026, 1, 7, hour, tzinfo=UTC), (part,))


def test_releases_of_a_document_come_in_the_order_in_which_they_were_fetched(
    archive: Archive,
) -> None:
    releases = {hour: publication_of(archive, hour) for hour in (10, 9, 11)}
    keys = {hour: archive.put_publication(release) for hour, release in releases.items()}

    assert archive.publications("news") == [keys[9], keys[10], keys[11]]
    assert archive.publication(keys[10]) == releases[10]
    assert archive.publications("other") == []
    assert list(archive.releases()) == []


def test_the_audit_names_what_a_document_lacks(tmp_path: Path) -> None:
    archive = Archive(f"file://{tmp_path}/archive")
    key = archive.put_publication(publication_of(archive, 9))
    object_path(tmp_path, KEY).unlink()

    assert archive.audit() == [f"release {key} of news lacks object {KEY}: restore it from a copy"]
