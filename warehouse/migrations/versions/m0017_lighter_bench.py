"""A bench that is laid out with fewer passes over what is staged."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
