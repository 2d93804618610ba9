"""Steps of the line and what the catalogue announced are written down."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
