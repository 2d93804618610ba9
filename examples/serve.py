"""All stand-ins in one process, for ``vintages up`` without the internet.

``python -m examples.serve --advance-seconds 1 --memory FOLDER`` prints one line of JSON, the
settings that make a process ask here, and serves the examples until it is told to stop.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

from examples.eurostat_stand_in import StandIn
from examples.publications_stand_in import PublicationsStandIn

_HERE = Path(__file__).parent


def main() -> None:
    """Serve until told to stop (Ctrl-C or SIGTERM)."""
    parser = argparse.ArgumentParser(description="The examples on loopback")
    parser.add_argument("--advance-seconds", type=float, help="publish what is next so late")
    parser.add_argument("--memory", type=Path, required=True, help="a folder for what is current")
    told = parser.parse_args()
    stop = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    with (
        StandIn(
            _HERE / "releases",
            advance_seconds=told.advance_seconds,
            memory=told.memory / "examples.json",
        ) as eurostat,
        PublicationsStandIn(
            _HERE / "publications",
            advance_seconds=told.advance_seconds,
            memory=told.memory / "example-documents.json",
        ) as publishers,
    ):
        served = {
            "VINTAGES_EUROSTAT_URL": eurostat.url,
            "VINTAGES_PUBLISHERS_URL": publishers.url,
        }
        sys.stdout.write(f"{json.dumps(served)}\n")
        sys.stdout.flush()
        signal.sigwait(stop)


if __name__ == "__main__":
    main()
