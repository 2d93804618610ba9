"""Figures lie in strips: cells of a series that came together and ended together."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
