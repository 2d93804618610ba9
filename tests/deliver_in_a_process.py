"""Deliver alerts to one webhook, as a process of its own that a test can kill.

    python -m tests.deliver_in_a_process WAREHOUSE_URL

The address of the webhook is in TEST_HOOK.
"""

import sys

from ingestion.alert_routes import Channel
from ingestion.alerts import deliver
from tests.receivers import channels_to
from warehouse.connection import engine

if __name__ == "__main__":
    deliver(engine(sys.argv[1]), channels_to(hook=Channel("webhook", "TEST_HOOK")))
