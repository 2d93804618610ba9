"""Reporting rounds: labels over releases; and an index that finds series by their codes."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
