"""Unpacking: what arrives whole is unpacked, what was cut or is a bomb is refused."""

import gzip
import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.decompress import decompressed, same_content, verify_gzip
from ingestion.errors import TooLarge, TransferCut

CAP = 50_000_000
BODY = b"freq,geo\\TIME_PERIOD\t2020 \r\nA,BE\t1 \r\n" * 1000


def test_a_gzip_body_without_any_header_is_recognised_by_its_first_bytes() -> None:
    """T1"""
    assert decompressed(gzip.compress(BODY), CAP) == BODY


def test_a_body_that_was_unpacked_already_is_left_alone() -> None:
    """T2"""
    assert decompressed(BODY, CAP) == BODY


@pytest.mark.parametrize("lost", [1, 4, 8, 9, 50])
def test_a_gzip_cut_at_its_end_is_not_a_short_file(lost: int) -> None:
    """T3: zlib alone gives back all of these without a word."""
    with pytest.raises(TransferCut, match="fetch it again"):
        decompressed(gzip.compress(BODY)[:-lost], CAP)


@given(st.integers(min_value=2, max_value=len(gzip.compress(BODY)) - 1))
def test_a_gzip_cut_anywhere_is_noticed(length: int) -> None:
    """T3"""
    with pytest.raises(TransferCut):
        verify_gzip(io.BytesIO(gzip.compress(BODY, mtime=0)[:length]), CAP)


def test_a_damaged_gzip_is_noticed_by_its_checksum() -> None:
    packed = bytearray(gzip.compress(BODY))
    packed[-6] ^= 1

    with pytest.raises(TransferCut, match="damaged"):
        decompressed(bytes(packed), CAP)


def test_members_one_after_another_are_one_body() -> None:
    assert decompressed(gzip.compress(b"one,") + gzip.compress(b"two"), CAP) == b"one,two"


def test_zeros_after_the_last_member_are_padding() -> None:
    assert decompressed(gzip.compress(BODY) + bytes(512), CAP) == BODY


def test_anything_else_after_the_last_member_is_damage() -> None:
    with pytest.raises(TransferCut):
        decompressed(gzip.compress(BODY) + b"<html>", CAP)


@pytest.mark.parametrize(
    "payload", [gzip.compress(bytes(2_000_000)), bytes(2_000_000)], ids=["packed", "plain"]
)
def test_more_than_the_cap_is_refused_and_the_variable_is_named(payload: bytes) -> None:
    """T4"""
    with pytest.raises(TooLarge, match=r"1999999 .* VINTAGES_MAX_BYTES"):
        decompressed(payload, 1_999_999)


def test_a_bomb_is_stopped_long_before_it_is_unpacked() -> None:
    """T4"""
    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(50)) + packer.flush()

    with pytest.raises(TooLarge):
        decompressed(bomb, 5_000_000)


@pytest.mark.parametrize(
    "payload",
    [BODY, gzip.compress(BODY), b"", gzip.compress(b"")],
    ids=["plain", "packed", "empty", "packed nothing"],
)
def test_a_stream_is_verified_without_being_kept(payload: bytes) -> None:
    assert verify_gzip(io.BytesIO(payload), CAP) == len(decompressed(payload, CAP))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b"figures" * 400_000, b"figures" * 400_000, True),
        (b"figures" * 400_000, b"figures" * 399_999, False),
        (b"figures" * 399_999, b"figures" * 400_000, False),
        (b"figures" * 400_000, b"figures" * 399_999 + b"figured", False),
        (b"", b"", True),
    ],
    ids=["same", "shorter", "longer", "other end", "empty"],
)
def test_two_streams_are_compared_by_what_they_hold(one: bytes, other: bytes, same: bool) -> None:
    packed = gzip.compress(one[:9_000], 1, mtime=0) + gzip.compress(one[9_000:], 9, mtime=0)

    assert same_content(io.BytesIO(packed), io.BytesIO(other), 10_000_000) is same
