"""How far a negative figure moved is told; a crash leaves no bench that all rules pass."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
