"""A release as a long table, the way that every tutorial about Eurostat's files reads it."""

from pathlib import Path

import pandas as pd


def long_table(file: Path) -> pd.DataFrame:
    """A row per observation: its dimensions, time_period, obs_value (a number or none), flags."""
    wide = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False)
    heading = wide.columns[0]
    dimensions = heading.partition("\\")[0].split(",")
    keys = wide[heading].str.split(",", expand=True)
    keys.columns = dimensions
    cells = pd.concat([keys, wide.drop(columns=heading)], axis=1)
    table = cells.melt(id_vars=dimensions, var_name="time_period", value_name="cell")
    table["time_period"] = table["time_period"].str.strip()
    table = table[table["cell"].str.strip() != ""]
    parts = table.pop("cell").str.strip().str.partition(" ")
    table["obs_value"] = pd.to_numeric(parts[0], errors="coerce")
    table["flags"] = parts[2]
    return table.reset_index(drop=True)


def identity(table: pd.DataFrame) -> list[str]:
    """The columns that tell one observation from another."""
    return [name for name in table.columns if name not in ("obs_value", "flags")]
