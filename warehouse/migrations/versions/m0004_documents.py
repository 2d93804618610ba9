"""Documents: their editions, the statements in them, and the verdicts on these."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
