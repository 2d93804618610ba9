"""Answers a row at a time, from whatever is asked."""

import time

import pytest
from sqlalchemy import Engine

from warehouse.query import QueryFailed, Question, answer_to


def test_a_question_without_an_answer_is_asked_once_and_has_its_columns(warehouse: Engine) -> None:
    slow = """
        SELECT 1::smallint AS one, 'x'::text AS "a text"
          FROM (SELECT pg_sleep(%(seconds)s)::text AS slept OFFSET 0) AS once
         WHERE slept IS NULL"""
    began = time.monotonic()
    with answer_to(warehouse, Question(slow, {"seconds": 1.0})) as answer:
        columns, rows = [each.name for each in answer.columns], list(answer.rows)

    assert (columns, rows) == (["one", "a text"], [])
    assert 1 <= time.monotonic() - began < 2


@pytest.mark.parametrize(
    "text", ["TABLE figures.datasets;", "WITH x AS (SELECT 1) SELECT FROM x WHERE false -- none"]
)
def test_no_row_is_an_answer_to_any_way_of_asking(warehouse: Engine, text: str) -> None:
    with answer_to(warehouse, Question(text)) as answer:
        assert list(answer.rows) == []


def test_what_is_no_question_is_refused_in_postgres_words(warehouse: Engine) -> None:
    with (
        pytest.raises(QueryFailed, match="didn't produce a result"),
        answer_to(warehouse, Question("SET search_path = figures")),
    ):
        pass
