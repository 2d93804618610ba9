"""Long series are cut into strips of 256 cells."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
