"""A deliverer that is killed loses nothing, and what it may have sent twice has one identity."""

import os
import subprocess
import sys
import time

import pytest
from sqlalchemy import Engine

from ingestion.alert_routes import Channel
from ingestion.alerts import Delivered, deliver
from tests.receivers import Hook, channels_to, webhook
from tests.rounds import select
from warehouse.alerts import Alert, raise_alert
from warehouse.connection import Access

ALERT = Alert(kind="held", title="a release is held", happened="It fell.", to_do="Decide.")
CHANNELS = channels_to(hook=Channel("webhook", "TEST_HOOK"))


def killed_while_sending(access: Access, hook: Hook) -> None:
    """Start a deliverer, and kill it as soon as the webhook has read its message."""
    command = [sys.executable, "-m", "tests.deliver_in_a_process", access.loader]
    with subprocess.Popen(command, env=os.environ | {"TEST_HOOK": hook.url}) as process:
        assert hook.asked.wait(60)
        process.kill()


def delivered_at_last(warehouse: Engine) -> Delivered:
    """Deliver once Postgres has noticed that the killed process is gone."""
    for _ in range(100):
        done = deliver(warehouse, CHANNELS)
        if done.sent:
            return done
        time.sleep(0.1)
    return done


@pytest.mark.parametrize("taken", [False, True])
def test_a_killed_deliverer_leaves_its_message_to_the_next(
    access: Access, warehouse: Engine, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    with warehouse.begin() as connection:
        raise_alert(connection, ALERT)
    with webhook() as hook:
        monkeypatch.setenv("TEST_HOOK", hook.url)
        hook.gate.clear()
        hook.status = 200 if taken else 503
        killed_while_sending(access, hook)
        hook.gate.set()
        hook.status = 200
        assert delivered_at_last(warehouse) == Delivered(sent=1, failed=0)
        assert deliver(warehouse, CHANNELS) == Delivered(sent=0, failed=0)

    assert len(set(hook.keys)) == 1, "a receiver can tell that it is the same message"
    assert select(warehouse, "SELECT delivered, waiting FROM figures.alerts") == [(1, 0)]
