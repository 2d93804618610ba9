"""What `vintages up` says when everything runs."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.cli.overview import Holdings, datasets_table, waiting_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

# What changed, what could be known, what each release brought, which printed sentence is no longer
# true: of the examples, of real data.
_OF_EXAMPLES = (
    """SELECT series_key, time_period, before, after, released_at FROM figures.revisions
   WHERE dataset_code = 'EU_THB_PRINTED' AND change_kind = 'revised'""",
    """SELECT series_key, time_period, as_published, released_at
   FROM figures.as_of('EU_THB_PRINTED', '2023-06-01') ORDER BY time_period, series_key""",
    """SELECT released_at, change_kind, count(*) FROM figures.revisions
   WHERE dataset_code = 'SYNTHETIC_WEEKLY' GROUP BY 1, 2 ORDER BY 1, 2""",
    """SELECT document_id, printed_on, printed, verdict, value_now, quote FROM figures.verdicts
   WHERE is_current AND verdict <> 'reproduced'""",
)
_OF_EUROSTAT = (
    """SELECT dataset_code, released_at, changes FROM figures.vintages ORDER BY released_at""",
    """SELECT series_key, time_period, as_published, released_at FROM figures.latest
   WHERE dataset_code = 'CRIM_THB_SEX' ORDER BY time_period DESC, series_key LIMIT 20""",
    """SELECT released_at, change_kind, count(*) FROM figures.revisions
   WHERE dataset_code = 'CRIM_THB_SEX' GROUP BY 1, 2 ORDER BY 1, 2""",
)


@dataclass(frozen=True)
class Welcome:
    """What runs now.

    ``url`` is that of the Airflow UI, empty without Airflow; ``silence`` says why the examples
    stand for Eurostat, where they do; ``environment`` is then what makes a command ask them, and
    ``missing`` how many of their releases are still on the way.
    """

    home: Path
    url: str = ""
    silence: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)


def told(welcome: Welcome, held: Holdings) -> dict[str, Any]:
    """The same for programs."""
    return {
        "home": welcome.home,
        "airflow": _login(welcome),
        "eurostat_silence": welcome.silence,
        "environment": dict(welcome.environment),
        "missing": dict(welcome.missing),
        "datasets": held.datasets,
        "waiting": held.waiting,
        "queries": queries(held),
    }


def shown(welcome: Welcome, held: Holdings) -> list["RenderableType"]:
    """Where the UI is, how to log in, what was loaded, what to try."""
    login = _login(welcome)
    lines: list[RenderableType] = [""]
    if login:
        lines += [
            f"Airflow    {login['url']}",
            f"           user {login['user']}, password {login['password']}",
            f"           (kept in {login['password_file']})",
        ]
    lines += [*_figures_from(welcome), "", datasets_table(held.datasets)]
    lines += waiting_lines(held.waiting)
    lines += ["", f"Queries to try{_once_known()}:"]
    lines += [f'  vintages sql "{query}"' for query in queries(held)]
    lines += ["", "Ctrl-C stops all of it; the next `vintages up` goes on from here."]
    return lines


def queries(held: Holdings) -> tuple[str, ...]:
    """Questions that an analyst would ask of what is loaded."""
    codes = {row["dataset_code"] for row in held.datasets}
    has_examples_only = "EU_THB_PRINTED" in codes and "CRIM_THB_SEX" not in codes
    return _OF_EXAMPLES if has_examples_only else _OF_EUROSTAT


def _login(welcome: Welcome) -> dict[str, Any] | None:
    """How to log in; the password is of this machine only, and may be shown."""
    if not welcome.url:
        return None
    from ingestion.stack.credentials import ADMIN, credentials

    return {
        "url": welcome.url,
        "user": ADMIN,
        "password": credentials(welcome.home).admin_password,
        "password_file": welcome.home / "credentials.json",
    }


def _once_known() -> str:
    """How another shell comes to know the command, where this one does not."""
    if shutil.which("vintages"):
        return ""
    return f", from another shell after `source {Path(sys.executable).with_name('activate')}`"


def _figures_from(welcome: Welcome) -> list[str]:
    if not welcome.url:
        return ["Warehouse  runs; nothing is watched without Airflow"]
    if welcome.silence is None:
        return ["Figures    from Eurostat; first loads take minutes: `vintages status`"]
    lines = [f"Figures    from the examples on this machine, not from Eurostat: {welcome.silence}"]
    if welcome.missing:
        behind = (f"{count} of {code}" for code, count in welcome.missing.items())
        lines.append(f"           still on their way: {', '.join(behind)}; see `vintages status`")
    lines.append("           to ask them from another shell:")
    lines += [f"           export {name}={value}" for name, value in welcome.environment.items()]
    return lines
