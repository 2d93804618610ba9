"""The workflow and the templates beside the code: they parse, and call what there is."""

import re
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[1]
GITHUB = PROJECT / ".github"
WORKFLOW = GITHUB / "workflows" / "ci.yml"


def parsed(path: Path) -> Any:
    """A YAML file, whose key ``on`` is a word and no truth value."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only


def targets_called(text: str) -> set[str]:
    """The targets after ``make`` at the beginning of a command."""
    return set(re.findall(r"^(?:- run: )?make ([\w-]+)", text, flags=re.MULTILINE))


def test_the_workflow_and_ci_call_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    steps = parsed(WORKFLOW)["jobs"]["test"]["steps"]
    called = targets_called("\n".join(step.get("run", "") for step in steps))

    assert called == {"test"}
    assert targets_called((PROJECT / ".ci" / "run").read_text()) == {"test"}
    assert called <= targets


def test_the_workflow_may_only_read_and_takes_nothing_by_a_name_that_can_move() -> None:
    workflow = parsed(WORKFLOW)
    uses = [step["uses"] for step in workflow["jobs"]["test"]["steps"] if "uses" in step]

    assert workflow["permissions"] == {"contents": "read"}
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in uses), uses
    assert "secrets." not in WORKFLOW.read_text()
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.13"]


def test_each_issue_form_asks_for_something_and_has_no_id_twice() -> None:
    forms = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[!c]*.yml"))

    assert [form.stem for form in forms] == ["bug", "new_source", "wrong_figure"]
    for form in forms:
        said = parsed(form)
        ids = [field["id"] for field in said["body"] if field["type"] != "markdown"]
        assert said["name"]
        assert said["description"]
        assert len(ids) == len(set(ids)) > 0


def test_every_target_that_contributors_are_told_of_exists() -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text() + (PROJECT / "README.md").read_text()
    targets = set(re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))

    assert targets_called(text) <= targets
