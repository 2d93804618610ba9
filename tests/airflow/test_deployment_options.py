"""Every option that Compose and Helm give to Airflow is one that Airflow knows."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from airflow.configuration import conf

from tests.compose import PROJECT, rendered

pytestmark = pytest.mark.airflow
HELM = yaml.safe_load((PROJECT / "deploy" / "helm" / "values.yaml").read_text())
# Documented keys of chart 1.22 that we use; its schema is not at hand here.
CHART = {
    *("defaultAirflowRepository", "defaultAirflowTag", "airflowVersion", "executor", "uid", "gid"),
    *("airflowHome", "airflowLocalSettings", "allowPodLaunching", "data", "fernetKeySecretName"),
    *("apiSecretKeySecretName", "jwtSecretName", "postgresql", "redis", "createUserJob", "env"),
    *("extraEnv", "config", "securityContexts", "migrateDatabaseJob", "apiServer", "scheduler"),
    *("dagProcessor", "triggerer", "workers", "statsd"),
}


def known(section: str, option: str) -> bool:
    """Whether `airflow config list` has it."""
    told = conf.configuration_description
    return option in told.get(section, {}).get("options", {})


def test_options_of_compose_are_known(tmp_path: Path) -> None:
    services: dict[str, Any] = rendered(tmp_path)["services"]
    names = {name for it in services.values() for name in it["environment"] if "AIRFLOW__" in name}
    pairs = {tuple(name.removeprefix("AIRFLOW__").lower().split("__", 1)) for name in names}

    assert [pair for pair in sorted(pairs) if not known(*pair)] == []
    assert len(pairs) > 20


def test_options_of_helm_are_known() -> None:
    pairs = {(section, option) for section, options in HELM["config"].items() for option in options}
    told = {each["name"] for each in HELM["env"] if each["name"].startswith("AIRFLOW__")}
    pairs |= {tuple(name.removeprefix("AIRFLOW__").lower().split("__", 1)) for name in told}

    assert [pair for pair in sorted(pairs) if not known(*pair)] == []
    assert HELM.keys() <= CHART


def test_kubernetes_is_given_the_same_image_user_and_no_secret() -> None:
    text = (PROJECT / "deploy" / "helm" / "values.yaml").read_text()
    dockerfile = (PROJECT / "Dockerfile").read_text()

    assert f"USER {HELM['uid']}:{HELM['gid']}" in dockerfile
    assert (
        f"apache-airflow=={HELM['airflowVersion']} " in (PROJECT / "deploy/image.lock").read_text()
    )
    assert HELM["securityContexts"]["pod"]["runAsNonRoot"] is True
    # A name, a file and a place for one are told, and no password.
    told = re.sub(
        r"role:password@host|admin[-_]password|\S*passwords(_file|\.json)", "", text.lower()
    )
    assert "password" not in told
    parts = ("apiServer", "scheduler", "dagProcessor", "triggerer", "workers")
    assert all(HELM[part]["resources"].keys() == {"requests", "limits"} for part in parts)
