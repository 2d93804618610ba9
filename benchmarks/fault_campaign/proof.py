"""What a warehouse holds at the end, and how two that should be equal differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from ingestion.archive import Archive
from warehouse.recreate import disagreements, releases_held

# Every column that an analyst sees but system time.
_FIGURES = {
    "versions": """
SELECT dataset_code, series_key, dimensions, time_period, as_published, obs_value, obs_status,
       conf_status, released_at, replaced_at FROM figures.versions""",
    "revisions": """
SELECT dataset_code, series_key, dimensions, time_period, change_kind, before, after, before_number,
       after_number, absolute, relative, status_before, status_after, vintage_before, vintage_after,
       released_at FROM figures.revisions""",
    "releases": """
SELECT dataset_code, released_at, outcome, observations, changes, restructured, content_hash
  FROM figures.releases""",
    "latest": """
SELECT dataset_code, series_key, time_period, as_published, released_at FROM figures.latest""",
}
_HASH = """
SELECT count(*), encode(sha256(convert_to(coalesce(
         string_agg(hash, '' ORDER BY hash COLLATE "C"), ''), 'UTF8')), 'hex')
  FROM (SELECT md5(row::text) AS hash FROM ({query}) AS row) AS hashed
"""
_OPEN = """
SELECT dataset_code || ': stage ' || stage_id || ' is still ' || status FROM stage.stage
  JOIN vintages.dataset USING (dataset_id) WHERE status IN ('staged', 'held')
"""
_TWICE = """
SELECT dataset_code || ': ' || loads || ' loads of ' || count(*) || ' releases'
  FROM vintages.dataset JOIN vintages.release USING (dataset_id)
 GROUP BY dataset_code, loads HAVING loads <> count(*)
"""


@dataclass(frozen=True)
class Proof:
    """What is held: each vintage's content hash, a hash over each view, what is wrong in itself.

    ``vintages`` are by dataset and release moment: outcome and content hash. ``figures`` are by
    view: number of rows, and one hash over all of them.
    """

    vintages: Mapping[tuple[str, str], tuple[str, str]]
    figures: Mapping[str, tuple[int, str]]
    wrong: tuple[str, ...] = ()


def proof(warehouse: Engine, archive: Archive) -> Proof:
    """Read everything, re-create every vintage, and read every archived byte."""
    with warehouse.connect() as connection:
        vintages = {
            (held.dataset_code, f"{held.released_at:%Y-%m-%d %H:%M}"): (
                held.outcome,
                held.content_hash,
            )
            for held in releases_held(connection)
        }
        lost = [
            f"{held.dataset_code}: {held.release_key} is not in the archive"
            for held in releases_held(connection)
            if not archive.holds(held.release_key)
        ]
        figures = {name: _hashed(connection, query) for name, query in _FIGURES.items()}
        open_or_twice = [
            str(sentence) for query in (_TWICE, _OPEN) for (sentence,) in _all(connection, query)
        ]
    wrong = (*open_or_twice, *lost, *archive.audit(), *disagreements(warehouse))
    return Proof(vintages, figures, wrong)


def complaints(quiet: Proof, shaken: Proof) -> Iterator[str]:
    """A sentence for each release lost, added or different, each view that differs, each damage."""
    for key in sorted(quiet.vintages.keys() | shaken.vintages.keys()):
        wanted, found = quiet.vintages.get(key), shaken.vintages.get(key)
        if found is None:
            yield f"{key[0]} released {key[1]}: lost"
        elif wanted is None:
            yield f"{key[0]} released {key[1]}: nobody published it"
        elif wanted != found:
            yield f"{key[0]} released {key[1]}: {_short(found)}, quiet was {_short(wanted)}"
    for name, wanted_rows in quiet.figures.items():
        if shaken.figures[name] != wanted_rows:
            yield f"figures.{name}: {shaken.figures[name]}, quiet were {wanted_rows}"
    yield from (f"without a fault: {sentence}" for sentence in quiet.wrong)
    yield from shaken.wrong


def _short(vintage: tuple[str, str]) -> str:
    return f"{vintage[0]} {vintage[1][:16]}"


def _hashed(connection: Connection, query: str) -> tuple[int, str]:
    ((count, found),) = _all(connection, _HASH.format(query=query))
    return int(count), str(found)


def _all(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]
