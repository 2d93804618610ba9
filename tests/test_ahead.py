"""Work ahead: what is made beside other work ends with it."""

from collections.abc import Iterator

import pytest

from warehouse.ahead import ahead


def test_what_is_made_ahead_ends_when_its_use_fails() -> None:
    ended = []

    def numbers() -> Iterator[int]:
        try:
            yield from range(5)
        finally:
            ended.append("numbers")

    with pytest.raises(ZeroDivisionError), ahead(numbers()) as coming:
        raise ZeroDivisionError(next(coming))

    assert ended == ["numbers"]


def test_what_fails_to_be_made_ahead_is_told_where_it_would_be_used() -> None:
    with ahead(10 // number for number in (2, 1, 0)) as coming:
        assert [next(coming), next(coming)] == [5, 10]
        with pytest.raises(ZeroDivisionError):
            next(coming)
