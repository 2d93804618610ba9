"""The tables of the line: sources, releases, observations, stages, journal."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
