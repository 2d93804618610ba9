"""Lists of periods are read without unpacking them for each cell."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
