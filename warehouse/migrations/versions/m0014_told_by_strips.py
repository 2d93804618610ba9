"""A strip tells when its cells left it, and a version what it replaced."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
