"""What Docker is told: read by its own Compose, by the schema, and by these sentences.

No image is built and no container started here: there is no engine in these tests.
"""

import functools
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.write_env import env_text
from ingestion import settings
from ingestion.alert_routes import chosen_routing
from ingestion.cli import PANELS
from ingestion.cli.findings import KNOWN_SETTINGS
from ingestion.stack import container
from ingestion.stack.environment import airflow_environment
from ingestion.stack.old_runs import FREQUENT
from tests.compose import COMPOSE, PROJECT, TOOLS, compose, rendered
from warehouse.server import TUNING

TEXT = COMPOSE.read_text()
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
HELM = yaml.safe_load((PROJECT / "deploy" / "helm" / "values.yaml").read_text())
DAGS = [path.stem for path in (PROJECT / "dags").glob("*.py")]
ONE_SHOT = "init"
OURS = {"init", "api-server", "scheduler", "dag-processor", "triggerer", "worker"}
# What differs on purpose between one machine without containers and a container of its own.
PLACES = re.compile(r"(FOLDER|DIRECTORY|PASSWORDS_FILE|CONN|CONN_ASYNC|HOST|PORT|URL|KEY|SECRET)$")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every service, as Compose understands it."""
    found: dict[str, Any] = rendered(tmp_path_factory.mktemp("compose"))["services"]
    return found


def test_the_file_keeps_to_the_schema_of_compose() -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    tool: list[str | Path] = [TOOLS / "check-jsonschema", *schema, COMPOSE]
    checked = subprocess.run(tool, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


def test_the_linter_has_nothing_to_say_about_the_dockerfile() -> None:
    tool = [TOOLS / "hadolint", PROJECT / "Dockerfile"]
    checked = subprocess.run(tool, capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stdout) == (0, "")


def test_all_services_of_a_whole_installation_are_there(services: dict[str, Any]) -> None:
    assert set(services) == OURS | {"postgres", "redis", "mail"}
    started = [name for name, service in services.items() if not service.get("profiles")]
    assert set(started) == OURS - {"worker"} | {"postgres"}


def test_nothing_starts_without_passwords_and_the_message_says_how_to_make_them(
    tmp_path: Path,
) -> None:
    empty = tmp_path / "empty"
    empty.write_text("")
    refused = compose(empty, "config", "--quiet")

    assert refused.returncode != 0
    assert "run python3 deploy/write_env.py" in refused.stderr


def test_no_password_stands_in_the_file_nor_has_one_a_default() -> None:
    secret = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)(:?[^}]*)\}", TEXT)
    written = {line.partition("=")[0] for line in env_text().splitlines() if "=" in line}

    assert {name for name, _ in secret} <= written
    assert {default[:2] for _, default in secret} <= {"", ":?"}
    assert re.findall(r"(?i)(?:password|secret|_key): *(?!\$\{)[\w'\"]", TEXT) == []


def test_each_variable_of_the_file_has_a_default_or_is_written(services: dict[str, Any]) -> None:
    written = {line.partition("=")[0] for line in env_text().splitlines() if "=" in line}
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)\}", TEXT))  # those with a default have a :- too

    assert asked <= written
    assert services  # and Compose filled them all


@pytest.mark.parametrize("name", sorted(OURS | {"postgres", "redis", "mail"}))
def test_a_service_can_do_no_more_than_it_needs(services: dict[str, Any], name: str) -> None:
    service = services[name]

    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert not service["user"].startswith(("0", "root"))
    assert service.keys().isdisjoint({"privileged", "cap_add"})
    limits = service["deploy"]["resources"]["limits"]
    assert limits.keys() >= {"cpus", "memory", "pids"}
    assert any(tmpfs.startswith("/tmp:") for tmpfs in service["tmpfs"])  # noqa: S108 - a mount


@pytest.mark.parametrize("name", sorted(OURS | {"postgres", "redis", "mail"}))
def test_a_service_that_stays_says_whether_it_is_well(services: dict[str, Any], name: str) -> None:
    assert ("healthcheck" in services[name]) is (name != ONE_SHOT)


def test_ports_are_open_to_this_machine_only(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]

    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    assert {port["target"] for port in ports} == {8080, 5432, 8025}


@pytest.mark.parametrize(
    ("said", "links_to"),
    [
        ("", "http://127.0.0.1:8080"),
        ("VINTAGES_PORT=9080", "http://127.0.0.1:9080"),
        ("VINTAGES_PORT=9080\nVINTAGES_URL=https://v.example.org", "https://v.example.org"),
    ],
)
def test_links_in_alerts_lead_to_the_port_of_the_ui(
    tmp_path: Path, said: str, links_to: str
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(f"{env_text()}\n{said}\n")
    told = json.loads(compose(env_file, "config", "--format", "json").stdout)["services"]

    assert told["scheduler"]["environment"]["AIRFLOW__API__BASE_URL"] == links_to


def test_images_are_named_by_their_full_version(services: dict[str, Any]) -> None:
    images = {service["image"] for service in services.values()} - {"vintages:local"}
    bases = re.findall(r"^ARG BASE=(\S+)$", DOCKERFILE, flags=re.MULTILINE)

    assert [each for each in {*images, *bases} if not re.search(r":v?\d+\.\d+", each)] == []
    assert services["postgres"]["image"].startswith("postgres:18.")


def test_who_depends_on_the_api_server_waits_until_it_answers(services: dict[str, Any]) -> None:
    for name in OURS - {"init", "api-server"}:
        waits = services[name]["depends_on"]
        assert waits["api-server"]["condition"] == "service_healthy"
        assert waits["init"]["condition"] == "service_completed_successfully"


def test_each_service_has_the_role_that_it_needs(services: dict[str, Any]) -> None:
    roles = {
        name: re.match(
            r"postgresql\+psycopg://(\w+):", services[name]["environment"]["WAREHOUSE_URL"]
        )
        for name in OURS
    }
    found = {name: match[1] for name, match in roles.items() if match}

    assert found == dict.fromkeys(OURS, "vintages_loader") | {
        "init": "vintages_owner",
        "api-server": "vintages_analyst",
    }
    knowing = [
        name for name, it in services.items() if "AIRFLOW_ADMIN_PASSWORD" in it["environment"]
    ]
    assert knowing == ["api-server"]


def test_airflow_is_told_the_same_in_all_services(services: dict[str, Any]) -> None:
    own = {"WAREHOUSE_URL", "AIRFLOW_ADMIN_PASSWORD"}
    told = [
        {key: value for key, value in services[name]["environment"].items() if key not in own}
        for name in OURS
    ]

    assert all(each == told[0] for each in told)


def test_airflow_is_told_the_same_as_by_vintages_up(
    services: dict[str, Any], tmp_path: Path
) -> None:
    here = airflow_environment(tmp_path, "postgresql://a:b@127.0.0.1/airflow", 8080, {})
    there = services["scheduler"]["environment"]
    shared = {name for name in here.keys() & there.keys() if not PLACES.search(name)}
    differing = {name for name in shared if here[name] != there[name]}

    assert {name for name in here if name.startswith("AIRFLOW__")} <= there.keys()
    assert differing == {
        "no_proxy",
        "AIRFLOW__CORE__EXECUTOR",  # asked for by --scale
        "AIRFLOW__CORE__PARALLELISM",  # as above
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL",  # nobody edits DAGs in an image
    }


def test_no_lineage_is_written_of_what_runs_by_the_minute(services: dict[str, Any]) -> None:
    (rule,) = json.loads(services["worker"]["environment"]["AIRFLOW__OPENLINEAGE__EMISSION_POLICY"])
    silent = [dag for dag in DAGS if re.fullmatch(rule["scope"]["dag_id"], dag)]

    assert (rule["match_mode"], rule["controls"]) == ("regex", {"emit": False})
    assert sorted(silent) == sorted(FREQUENT)


def test_the_settings_are_known_ones(services: dict[str, Any]) -> None:
    told = {key for name in OURS for key in services[name]["environment"]}
    ours = {key for key in told if key.startswith(("VINTAGES_", "WAREHOUSE_"))}

    assert ours <= KNOWN_SETTINGS
    assert ours >= {"VINTAGES_HOME", "VINTAGES_ARCHIVE", "WAREHOUSE_URL"}
    chosen = settings.settings(services["scheduler"]["environment"])
    assert chosen.archive_url == "file:///var/lib/vintages/archive"


def test_the_folder_that_is_mounted_has_what_the_settings_name(services: dict[str, Any]) -> None:
    said = services["scheduler"]["environment"]
    mounted = PROJECT / "deploy" / "etc"
    names = {name: value for name, value in said.items() if name.startswith("VINTAGES_")}
    chosen = settings.settings(names)

    assert chosen.alerts is not None
    assert chosen_routing(replace(chosen, alerts=mounted / chosen.alerts.name)).rules == {}
    assert chosen.sources[0].parts[:3] == ("/", "etc", "vintages")
    assert (mounted / chosen.sources[0].name).is_dir()


def test_the_commands_of_the_services_exist(services: dict[str, Any]) -> None:
    commands = {command.__name__ for functions in PANELS.values() for command in functions}
    words = " ".join(services[ONE_SHOT]["command"])
    modules = {
        service["healthcheck"]["test"][3]
        for service in services.values()
        if "healthcheck" in service and "-m" in service["healthcheck"]["test"]
    }

    assert set(re.findall(r"vintages (\w+)", words)) <= commands
    for module in {*modules, "ingestion.stack.container"}:
        assert (PROJECT / f"{module.replace('.', '/')}.py").is_file()
    assert (TOOLS / "celery").exists()


def test_postgres_is_tuned_as_the_embedded_one(services: dict[str, Any]) -> None:
    flags = dict(word[2:].split("=") for word in services["postgres"]["command"][1:])

    assert flags == {name: TUNING[name] for name in flags}
    assert flags.keys() >= {"max_connections", "shared_buffers", "max_wal_size", "work_mem"}


def test_what_the_image_is_made_of_is_pinned_as_everything_else() -> None:
    image = _pins(PROJECT / "deploy" / "image.lock")
    whole = _pins(PROJECT / "requirements.lock")

    names = {name for name, _ in image}

    assert image <= whole
    assert names >= {"apache-airflow", "celery", "redis", "psycopg", "setuptools"}
    assert names.isdisjoint({"pytest", "mypy", "playwright"})
    assert ("celery", "5.6.3") in image


def test_the_helm_chart_finds_the_entry_point_that_it_asks(tmp_path: Path) -> None:
    """Its probes are `exec /entrypoint airflow jobs check …`; without it each pod is ended."""
    (made,) = re.findall(r"^RUN (printf .*) > /entrypoint \\$", DOCKERFILE, flags=re.MULTILINE)
    script = tmp_path / "entrypoint"
    script.write_text(subprocess.run(["sh", "-c", made], capture_output=True, text=True).stdout)  # noqa: S607
    script.chmod(0o755)
    outer = {"PATH": f"{TOOLS}:/usr/bin:/bin"}
    said = subprocess.run(
        ["sh", "-c", f"exec {script} echo one 'and two'"],  # noqa: S607
        env=outer,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.stdout, said.returncode) == ("one and two\n", 0), said.stderr


def test_the_image_for_kubernetes_adds_what_its_executor_and_its_store_need() -> None:
    image = (PROJECT / "deploy" / "helm" / "Dockerfile").read_text()
    added = (PROJECT / "deploy" / "helm" / "image.lock").read_text()
    tool = [TOOLS / "hadolint", PROJECT / "deploy" / "helm" / "Dockerfile"]
    checked = subprocess.run(tool, capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stdout) == (0, "")
    assert HELM["executor"] == "KubernetesExecutor"
    assert "apache-airflow-providers-cncf-kubernetes==" in added
    urls = (HELM["config"]["logging"]["remote_base_log_folder"], HELM["env"][-1]["value"])
    assert {url.partition(":")[0] for url in urls} == {"s3"}
    assert {"apache-airflow-providers-amazon", "s3fs"} <= set(re.findall(r"(\S+)==", added))
    assert f"USER {HELM['uid']}:{HELM['gid']}" in image


def test_kubernetes_lets_in_whom_the_image_can_let_in_and_reads_pages_as_the_analyst() -> None:
    core, server = HELM["config"]["core"], HELM["apiServer"]
    settings_made = [each["name"] for each in HELM["env"] if "AIRFLOW__" not in each["name"]]
    given = {each["name"]: each for each in server["env"]}
    asked = {
        each["valueFrom"]["secretKeyRef"]["key"] for each in server["env"] if "valueFrom" in each
    }

    assert {*settings_made, "WAREHOUSE_URL"} <= KNOWN_SETTINGS
    assert core["auth_manager"].endswith(".SimpleAuthManager")
    assert core["simple_auth_manager_users"] == "admin:admin"
    assert {container.PASSWORD, container.PASSWORDS_FILE} <= given.keys()
    assert "value" not in given[container.PASSWORD]
    assert asked == {"analyst", "admin-password"}
    assert "WAREHOUSE_URL=$ANALYST_URL exec airflow api-server" in server["args"]


def test_the_guide_tells_of_each_value_for_the_chart_and_of_no_other() -> None:
    guide = (PROJECT / "docs" / "how-to" / "deploy.md").read_text()
    rows = re.findall(
        r"^\| (`[^|]+) \| ([^|]*?) ?\| [^|]+ \|$", guide.partition("On Kub")[2], re.MULTILINE
    )
    told = {name: here for names, here in rows for name in re.findall(r"`([\w.]+)`", names)}

    assert {name.partition(".")[0] for name in told} == HELM.keys()
    for name, here in told.items():
        value = functools.reduce(lambda inner, key: inner[key], name.split("."), HELM)
        words = re.findall(r"`([^`]+)`", here)
        assert not words or str(value).lower() in words or value in words, name


def test_only_what_is_copied_reaches_the_image() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, flags=re.MULTILINE))
    sources = {word for words in copied for word in words.split()}
    let_in = set(
        re.findall(r"^!(\S+)$", (PROJECT / ".dockerignore").read_text(), flags=re.MULTILINE)
    )

    assert sources == let_in
    assert [each for each in sources if not (PROJECT / each).exists()] == []


def test_the_program_can_be_read_by_its_user_whoever_copied_it() -> None:
    (made,) = re.findall(r"COPY dags dags\n(?:#.*\n)*RUN ((?:.*\\\n)*.*)", DOCKERFILE)

    assert "chmod -R a+rX /opt/vintages" in made


def _pins(lock: Path) -> set[tuple[str, str]]:
    return set(re.findall(r"^([a-z0-9.-]+)==([^ \n]+)", lock.read_text(), flags=re.MULTILINE))
