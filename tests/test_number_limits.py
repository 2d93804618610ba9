"""A number that Postgres or a double could not hold is refused where it is read."""

import pytest
from sqlalchemy import Engine

from ingestion.errors import Malformed
from ingestion.eurostat.cell import cell_of
from ingestion.eurostat.read_tsv import read_tsv
from tests.rounds import Rounds, select
from tests.test_stream_tsv import passed, streamed, text
from warehouse.difference import difference
from warehouse.snapshot import NotRegular, Tally

DIGITS = "9" * 100
HELD = (f"{DIGITS}{DIGITS}e99", f"-{DIGITS}.{DIGITS}E+99", f".{DIGITS[:-1]}1e-99", "1e+005", "1E-9")
TOO_LARGE = ("1e999999", "1e-20000", "1E100", "1e+0100", "9" * 201, "0." + "9" * 101, "9" * 200_000)


@pytest.mark.parametrize("value", HELD)
def test_what_is_read_is_a_number_to_postgres_and_to_a_double(
    warehouse: Engine, value: str
) -> None:
    payload = text(f"A,AT\t{value} \t1 ", "A,BE\t1 \t2 p")
    assert passed(streamed(payload))[1] == list(read_tsv(payload).lines)
    assert float(value) not in (0, float("inf"), float("-inf"))

    rounds = Rounds(warehouse)
    rounds.load("X", "2024-01-01", {("A", "2020"): value, ("B", "2020"): "2"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "1", ("B", "2020"): value})
    (found,) = select(
        warehouse,
        """SELECT sum(before_number::float8), count(after_number), count(absolute)
             FROM figures.revisions WHERE change_kind = 'revised'""",
    )
    assert found == (float(value) + 2, 2, 2)


@pytest.mark.parametrize("value", TOO_LARGE, ids=lambda value: value[:8] + str(len(value)))
def test_what_neither_could_hold_is_refused_in_every_format(value: str) -> None:
    good = text("A,AT\t1 \t2 ", "A,BE\t3 \t4 ")
    payload = good.replace(b"\t4 ", f"\t{value} ".encode())

    with pytest.raises(Malformed, match=r"line 3, 2021: wanted a number \(100 digits before"):
        read_tsv(payload)
    with pytest.raises(ValueError, match="two in the exponent, at most"):
        cell_of(value, "", "")
    with pytest.raises(NotRegular):
        passed(streamed(payload))
    with pytest.raises(NotRegular):
        list(difference(Tally(read_tsv(good)), Tally(streamed(payload))))
