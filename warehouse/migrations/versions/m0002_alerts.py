"""Alerts: what is wrong now, the messages about it, and how far each message got."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
