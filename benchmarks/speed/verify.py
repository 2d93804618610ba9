"""Whether what `figures` holds is what the generator made: row by row, by sums of hashes."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import psycopg

HASH = "sum(('x' || left(md5(row_text), 15))::bit(60)::bigint)"
CONTENT = f"""
    SELECT coalesce(sum(cells), 0)::bigint, count(*), coalesce({HASH}, 0)::text
      FROM (SELECT count(*) AS cells,
                   concat(series_key, string_agg(concat('|', time_period, '=', as_published,
                          ' ' || obs_status), '' ORDER BY time_period)) AS row_text
              FROM figures.as_of(%(code)s, %(at)s)
             GROUP BY series_key) AS series"""  # noqa: S608 - the hash above
CHANGES = f"""
    SELECT change_kind, count(*), {HASH}
      FROM (SELECT change_kind,
                   concat_ws('|', series_key, time_period, change_kind, coalesce(before, ''),
                             coalesce(after, ''), coalesce(status_before, ''),
                             coalesce(status_after, '')) AS row_text
              FROM figures.revisions
             WHERE dataset_code = %(code)s AND released_at = %(at)s) AS change
     GROUP BY change_kind"""  # noqa: S608 - the hash above
COUNTED = """
    SELECT changes FROM figures.vintages WHERE dataset_code = %(code)s AND released_at = %(at)s"""

Truth = dict[str, Any]


class NotTheTruth(AssertionError):
    """The warehouse says other than the generator."""


def verify(url: str, code: str, truth: Truth, held: tuple[str, ...]) -> None:
    """Compare all held vintages, in order of publication, and the changes between neighbours.

    ``url`` is psycopg's. Raises NotTheTruth, with what was wanted and what was there.
    """
    with psycopg.connect(url) as connection:
        for name in held:
            _same(
                f"content of {name}", _wanted(truth, name), _content(connection, code, truth, name)
            )
        for before, after in pairwise(held):
            wanted = truth["changes"][f"{before} > {after}"]
            asked = {"code": code, "at": _at(truth, after)}
            _same(f"changes from {before} to {after}", wanted, _changes(connection, asked))
            row = connection.execute(COUNTED, asked).fetchone()
            _same(f"counts kept with {after}", wanted["kinds"], row and _counted(row[0]))


def _wanted(truth: Truth, name: str) -> tuple[int, int, str]:
    vintage = truth["vintages"][name]
    return vintage["observations"], vintage["series"], vintage["digest"]


def _content(
    connection: psycopg.Connection[Any], code: str, truth: Truth, name: str
) -> tuple[Any, ...] | None:
    return connection.execute(CONTENT, {"code": code, "at": _at(truth, name)}).fetchone()


def _changes(connection: psycopg.Connection[Any], asked: dict[str, Any]) -> Truth:
    rows = connection.execute(CHANGES, asked).fetchall()
    kinds = {kind: count for kind, count, _ in rows}
    return {"kinds": kinds, "digest": str(sum(int(digest) for _, _, digest in rows))}


def _counted(kinds: dict[str, int]) -> dict[str, int]:
    return {kind: count for kind, count in kinds.items() if count}


def _at(truth: Truth, name: str) -> datetime:
    return datetime.fromisoformat(truth["vintages"][name]["released_at"])


def _same(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        raise NotTheTruth(f"{what}: the generator made {wanted}, the warehouse has {found}")
