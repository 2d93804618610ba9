"""The command that labels releases with their reporting rounds."""

from ingestion.cli.desk import opened_line
from ingestion.cli.output import answer, table


def rounds() -> None:
    """Label releases with the reporting rounds of the source files, and show all rounds.

    Each load does this for its dataset; this does it for all, after a source file was edited.
    """
    from ingestion.reporting import label_rounds
    from ingestion.source import sources
    from warehouse.query import own, rows_of

    line = opened_line()
    changed = label_rounds(line.warehouse, sources(line.settings.sources))
    names = ("dataset_code", "reporting_round", "released_from", "released_to", "releases")
    found = rows_of(line.warehouse, own("reporting_rounds"))
    told = {
        "changed": {code: rows for code, rows in changed.items() if rows},
        "rounds": [dict(zip(names, row, strict=True)) for row in found],
    }
    answer(told, table("dataset", "round", "from", "to", "releases held", rows=found))
