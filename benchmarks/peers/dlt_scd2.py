"""dlt: merge with the scd2 strategy, the hash of a row as its version, loaded as Parquet."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from benchmarks.peers.long_table import long_table
from benchmarks.speed.clock import Clock

os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}

import dlt
from dlt.destinations import postgres
from dlt.sources.helpers.transform import add_row_hash_to_table

HASH = "row_hash"


def main(url: str, folder: str, file: str, number: str) -> None:
    """Read, then run the pipeline."""
    clock = Clock()
    with clock.stage("read"):
        table = pa.Table.from_pandas(long_table(Path(file)), preserve_index=False)

    @dlt.resource(  # type: ignore[untyped-decorator] # dlt is not installed where types are checked
        name="observation",
        write_disposition={
            "disposition": "merge",
            "strategy": "scd2",
            "row_version_column_name": HASH,
        },
    )
    def observations() -> Iterator[pa.Table]:
        yield table

    pipeline = dlt.pipeline(
        pipeline_name="peer",
        pipelines_dir=folder,
        destination=postgres(credentials=url),
        dataset_name="peer",
    )
    with clock.stage("write"):
        source = observations().add_map(add_row_hash_to_table(HASH))
        pipeline.run(source, loader_file_format="parquet").raise_on_failed_jobs()
    clock.report(rows=table.num_rows, number=number)


if __name__ == "__main__":
    main(*sys.argv[1:])
