"""The questions of docs/questions, asked as an analyst asks them."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from warehouse.query import Question, answer_to

FOLDER = Path(__file__).parents[1] / "docs" / "questions"
Rows = list[dict[str, Any]]


def asked(warehouse: Engine, number: int, **other: str) -> Rows:
    """The answer to a question as an analyst gets it, perhaps with other words in it."""
    (path,) = FOLDER.glob(f"{number:02}_*.sql")
    text = path.read_text(encoding="utf-8")
    for word, another in other.items():
        assert word in text
        text = text.replace(word, another)
    with answer_to(warehouse, Question(text)) as answer:
        names = [column.name for column in answer.columns]
        return [dict(zip(names, row, strict=True)) for row in answer.rows]


def columns(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    """Some columns of an answer."""
    return [tuple(row[name] for name in names) for row in rows]
