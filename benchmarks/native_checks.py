"""The rules that Great Expectations has a form of its own for, on pandas; the same by hand in SQL.

Rules that compare with the past, weigh a revision by its age, sum parts or look at a member as a
whole have no such form.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

NATIVE_RULES = (
    "key.unique",
    "code.known",
    "flag.known",
    "flag.confidential",
    "value.range",
    "period.future",
    "cells.lost",
)
_FLAGS = "^[bcdefimnprsuz]*(@[CNPFS])?$"
_DIMENSIONS = ("freq", "indic", "sex", "unit", "geo")
_COPY = """
    COPY (SELECT series_key, time_period, after_value AS value, coalesce(after_flags, '') AS flags
            FROM stage.change_{} AS change
            JOIN vintages.series USING (series_id) JOIN vintages.period USING (period_id)
           WHERE leg = 1) TO STDOUT WITH (FORMAT csv, HEADER)"""
HAND_WRITTEN = (
    """SELECT count(*) FILTER (WHERE after_flags !~ '^[bcdefimnprsuz]*(@[CNPFS])?$'),
              count(*) FILTER (WHERE after_value IS NOT NULL AND after_flags ~ '@[CN]|^[a-z]*c'),
              count(*) FILTER (WHERE dimensions->>'unit' = 'NR' AND after_value < 0),
              count(*) FILTER (WHERE first_day > '2026-06-01'), count(*)
         FROM stage.change_<stage> AS change
         JOIN vintages.series USING (series_id) JOIN vintages.period USING (period_id)
        WHERE leg = 1""",
    """SELECT series_id, period_id, count(*) FROM stage.change_<stage> WHERE leg = 1
        GROUP BY series_id, period_id HAVING count(*) > 1""",
    """SELECT count(*) FROM stage.series, unnest(string_to_array(series_key, '.')) AS code
        WHERE stage_id = <stage> AND code NOT IN (SELECT code FROM vintages.code)""",
)


def frame_of(url: str, stage_id: int) -> Any:
    """The staged cells as a pandas frame with a column for each dimension."""
    import pandas

    text = io.BytesIO()
    with (
        psycopg.connect(url.replace("+psycopg", "")) as connection,
        connection.cursor().copy(_COPY.format(stage_id).encode()) as copy,
    ):
        for block in copy:
            text.write(block)
    text.seek(0)
    frame = pandas.read_csv(text, dtype={"time_period": str, "flags": str}, keep_default_na=False)
    frame[list(_DIMENSIONS)] = frame.pop("series_key").str.split(".", expand=True)
    return frame


def native(frame: Any, codes: Mapping[str, Sequence[str]]) -> int:
    """Ask the native expectations of a frame; returns how many were answered."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("frame").add_dataframe_asset("cells")
    definition = asset.add_batch_definition_whole_dataframe("all")
    batch = definition.get_batch(batch_parameters={"dataframe": frame})
    suite = context.suites.add(
        gx.ExpectationSuite("native", expectations=_asked(codes, len(frame)))
    )
    found = batch.validate(suite, result_format="SUMMARY")
    wrong = [each for each in found.results if not each.success]
    if wrong:
        raise ValueError(f"the frame is right, yet Great Expectations refused: {wrong[0]}")
    return len(NATIVE_RULES)


def _asked(codes: Mapping[str, Sequence[str]], rows: int) -> list[Any]:
    from great_expectations import expectations as e
    from great_expectations.expectations.row_conditions import Column

    return [
        e.ExpectCompoundColumnsToBeUnique(column_list=[*_DIMENSIONS, "time_period"]),
        *(e.ExpectColumnValuesToBeInSet(column=d, value_set=list(codes[d])) for d in _DIMENSIONS),
        e.ExpectColumnValuesToMatchRegex(column="flags", regex=_FLAGS),
        e.ExpectColumnValuesToBeNull(column="value", row_condition=Column("flags") == "@C"),
        e.ExpectColumnValuesToBeBetween(
            column="value", min_value=0, row_condition=Column("unit") == "NR"
        ),
        e.ExpectColumnValuesToMatchRegex(column="time_period", regex="^(19|20[01]|202[0-6])"),
        e.ExpectTableRowCountToBeBetween(min_value=int(0.9 * rows)),
    ]
