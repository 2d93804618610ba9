"""Strips of many cells and strips of one lie apart, each in eight columns."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
