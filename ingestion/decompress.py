"""Bounded unpacking: Eurostat sends gzip unannounced, and a cut gzip is a short valid file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import SEEK_END, BufferedReader, BytesIO, RawIOBase
from typing import TYPE_CHECKING, BinaryIO

from isal import isal_zlib

from ingestion.errors import TooLarge, TransferCut

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Text = Callable[[], AbstractContextManager[BinaryIO]]  # opens what is unpacked from its start
GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 19
_GZIP_WRAPPER = 31
_BEGINNING = 65_536
_ENDING = 2_048


def decompressed(payload: bytes, max_bytes: int) -> bytes:
    """The bytes inside a gzip body (of one or several members); any other body as it is.

    Raises TransferCut when the gzip ends before its trailer or does not fit its checksum, TooLarge
    when it holds more than max_bytes; never more than that plus one piece is unpacked.
    """
    return b"".join(pieces(BytesIO(payload), max_bytes))


def verify_gzip(stream: BinaryIO, max_bytes: int) -> int:
    """How many bytes a stream holds once unpacked; reads it to its end and keeps nothing.

    The stream may also hold no gzip at all. Raises as ``decompressed`` does.
    """
    return sum(map(len, pieces(stream, max_bytes)))


def same_content(one: BinaryIO, other: BinaryIO, max_bytes: int) -> bool:
    """Whether two streams hold the same bytes once unpacked; read as far as they agree.

    Raises as ``decompressed`` does.
    """
    ones, others = (filter(None, pieces(stream, max_bytes)) for stream in (one, other))
    here, there = next(ones, b""), next(others, b"")
    while here and there:
        shared = min(len(here), len(there))
        if here[:shared] != there[:shared]:
            return False
        here, there = here[shared:] or next(ones, b""), there[shared:] or next(others, b"")
    return here == there


def unpacked_beginning(stream: BinaryIO) -> bytes:
    """The first 64 KiB of a stream, unpacked where it is gzip."""
    stream.seek(0)
    beginning = stream.read(_BEGINNING)
    if not beginning.startswith(GZIP_MAGIC):
        return beginning
    return isal_zlib.decompressobj(_GZIP_WRAPPER).decompress(beginning, _BEGINNING)


def ending(stream: BinaryIO) -> bytes:
    """The last 2 KiB of a stream, as they are."""
    stream.seek(max(0, stream.seek(0, SEEK_END) - _ENDING))
    return stream.read()


def pieces(stream: BinaryIO, max_bytes: int) -> Iterator[bytes]:
    """The decoded bytes in pieces of half a megabyte at most, as long as they fit under the cap.

    Raises as ``decompressed`` does.
    """
    head = stream.read(_PIECE)
    packed = head.startswith(GZIP_MAGIC)
    total = 0
    for piece in _unpacked(head, stream) if packed else _plain(head, stream):
        total += len(piece)
        if total > max_bytes:
            raise TooLarge(
                f"wanted at most {max_bytes} decoded bytes, got more: "
                "raise VINTAGES_MAX_BYTES if the source is to be trusted with that"
            )
        yield piece


def unpacked(stream: BinaryIO, max_bytes: int) -> BinaryIO:
    """The same content as a file to read on: nothing is unpacked before it is asked for.

    Reading raises as ``decompressed`` does.
    """
    return BufferedReader(_Pieces(pieces(stream, max_bytes)), _PIECE)


class _Pieces(RawIOBase):
    """What comes in pieces, as a file."""

    def __init__(self, found: Iterator[bytes]) -> None:
        self._found = filter(None, found)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: "WriteableBuffer") -> int:
        self._rest = self._rest or memoryview(next(self._found, b""))
        room = memoryview(target).cast("B")
        size = min(len(room), len(self._rest))
        room[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _plain(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    while head:
        yield head
        head = stream.read(_PIECE)


def _unpacked(pending: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The content of all members; what follows the last may only be zeros, as gzip itself pads."""
    member = isal_zlib.decompressobj(_GZIP_WRAPPER)
    while True:
        data = pending or stream.read(_PIECE)
        if member.eof:
            data = data.lstrip(b"\0")
            member = isal_zlib.decompressobj(_GZIP_WRAPPER) if data else member
        piece = _next_piece(member, data)
        pending = member.unconsumed_tail or member.unused_data
        # zlib may hold back output after its input is used up: only nothing in and nothing out ends
        if not data and not piece:
            break
        yield piece
    if not member.eof:
        raise TransferCut("the gzip body ends before its trailer: fetch it again")


def _next_piece(member: isal_zlib.Decompress, data: bytes) -> bytes:
    if member.eof:
        return b""
    try:
        return member.decompress(data, _PIECE)
    except isal_zlib.error as error:  # type: ignore[misc] # a class, whatever the stub says
        raise TransferCut(f"the gzip body is damaged ({error}): fetch it again") from error
