"""dbt: a snapshot with the `check` strategy over a table into which each vintage is copied."""

import io
import os
import sys
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from benchmarks.peers.long_table import identity, long_table
from benchmarks.speed.clock import Clock

os.environ |= {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}

from dbt.cli.main import dbtRunner

PROJECT = """
name: peer
profile: peer
snapshot-paths: ["snapshots"]
"""
PROFILE = """
peer:
  target: bench
  outputs:
    bench: {{type: postgres, host: {host}, port: {port}, user: {username}, password: "{password}",
            dbname: {database}, schema: peer, threads: 1}}
"""
SNAPSHOT = """
{{% snapshot observation %}}
{{{{ config(target_schema="peer", strategy="check", check_cols=["obs_value", "flags"],
           unique_key=[{keys}], hard_deletes="invalidate") }}}}
select * from peer.incoming
{{% endsnapshot %}}
"""


class SnapshotFailed(RuntimeError):
    """dbt ended without success."""


def main(url: str, folder: str, file: str, number: str) -> None:
    """Read, copy into the table that dbt looks at, let dbt find what changed."""
    project = Path(folder)
    clock = Clock()
    with clock.stage("read"):
        table = long_table(Path(file))
        buffer = io.StringIO()
        table.to_csv(buffer, index=False, header=False)
    keys = identity(table)
    _write_project(project, url, keys)
    with clock.stage("copy"):
        _copy(url, keys, buffer.getvalue())
    with clock.stage("snapshot"):
        words = ["snapshot", "--project-dir", folder, "--profiles-dir", folder, "--quiet"]
        result = dbtRunner().invoke(words)
    if not result.success:
        raise SnapshotFailed(str(result.exception or [each.message for each in result.result]))
    clock.report(rows=len(table), number=number)


def _write_project(project: Path, url: str, keys: list[str]) -> None:
    (project / "snapshots").mkdir(parents=True, exist_ok=True)
    (project / "dbt_project.yml").write_text(PROJECT)
    place = make_url(url).translate_connect_args()
    (project / "profiles.yml").write_text(PROFILE.format(**place))
    listed = ", ".join(f'"{key}"' for key in keys)
    (project / "snapshots" / "observation.sql").write_text(SNAPSHOT.format(keys=listed))


def _copy(url: str, keys: list[str], rows: str) -> None:
    columns = ", ".join(f'"{key}" text' for key in keys)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS peer")
        connection.execute("DROP TABLE IF EXISTS peer.incoming")
        connection.execute(f"CREATE TABLE peer.incoming ({columns}, obs_value numeric, flags text)")
        with connection.cursor().copy("COPY peer.incoming FROM STDIN WITH (FORMAT csv)") as writer:
            writer.write(rows)
        connection.execute("ANALYZE peer.incoming")


if __name__ == "__main__":
    main(*sys.argv[1:])
