"""One alert for tests of the outbox: raised, over, and with every pause at its end."""

from sqlalchemy import Engine, text

from ingestion.alert_routes import Channel
from warehouse.alerts import Alert, raise_alert, resolve_alert

HELD = Alert(
    kind="held",
    dataset_code="CRIM_THB_SEX",
    key="CRIM_THB_SEX@2026-01-08",
    fingerprint="shift",
    title="a release is held",
    happened="One country fell by 40 %.",
    to_do="Decide.",
)
HOOK = Channel("webhook", "TEST_HOOK")


def raised(warehouse: Engine, alert: Alert) -> bool:
    """Raise an alert in a transaction of its own."""
    with warehouse.begin() as connection:
        return raise_alert(connection, alert)


def over(warehouse: Engine, alert: Alert) -> int:
    """End it in a transaction of its own."""
    with warehouse.begin() as connection:
        return resolve_alert(connection, alert.dataset_code, alert.kind, alert.key)


def later(warehouse: Engine) -> None:
    """Make every pause end."""
    with warehouse.begin() as connection:
        connection.execute(text("UPDATE alerts.delivery SET next_try_at = clock_timestamp()"))
