"""What changed is asked of what lies alone, and of strips only what came first."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
