"""Numbers of datasets that were drawn in vain are given back; a first load closes its benches."""

from pathlib import Path

from alembic import op

from warehouse.statement import run_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Run the file of the same name."""
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql"))
