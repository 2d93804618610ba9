"""Whether Eurostat answers: one question, a few seconds."""

import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingestion.errors import DatasetGone
from warehouse.errors import VintagesError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ingestion.settings import Settings

_SECONDS = 5.0
_LONGEST_SECONDS = 8.0


def silence_of_eurostat(settings: "Settings", warehouse: "Engine") -> str | None:
    """Why Eurostat cannot be asked now; None where it answers about a dataset that we follow.

    Raises Misconfigured for a wrong source file.
    """
    from ingestion.source import sources

    followed = sources(settings.sources)
    if not followed:
        return None
    reasons: list[str | None] = []
    ask = partial(_reason, settings, warehouse, followed[0].dataset_code)
    thread = threading.Thread(target=lambda: reasons.append(ask()), daemon=True)
    thread.start()
    # A name server that is silent holds a request for longer than its timeout says.
    thread.join(_LONGEST_SECONDS)
    return reasons[0] if reasons else f"no answer within {_LONGEST_SECONDS:.0f} s"


def _reason(settings: "Settings", warehouse: "Engine", code: str) -> str | None:
    from ingestion.archive import Archive
    from ingestion.eurostat.releases import Eurostat
    from ingestion.pace import Patience
    from warehouse.journal import record_attempt

    hasty = replace(settings, timeout_seconds=_SECONDS, pace_seconds=0.0)
    patience = Patience(attempts=1, transfer_seconds=_SECONDS)
    journal = partial(record_attempt, warehouse)
    try:
        Eurostat(hasty, Archive(settings.archive_url), journal, patience).probe(code)
    except DatasetGone:
        return None
    except VintagesError as error:
        host = urlsplit(settings.eurostat_url).hostname
        return f"{host} gives no answer ({type(error).__name__}: `vintages status` says more)"
    return None
