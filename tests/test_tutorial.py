"""The tutorial, followed to the letter: what it shows is what comes."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.shell import Shell, shell_in
from warehouse.server import Server

PAGE = Path(__file__).parents[1] / "docs" / "tutorial" / "first-revision.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?=vintages |printf )", flags=re.MULTILINE)
NUMBER = re.compile(r"(quarantine|decide|[Ss]tage) (\d+)")


def plain(text: str) -> list[str]:
    """The lines without the width of columns, rules of tables, and the number of a stage."""
    lines = (" ".join(NUMBER.sub(r"\1 N", line).split()) for line in text.splitlines())
    return [line for line in lines if line.strip(" ─")]


def absent(shown: str, came: str) -> list[str]:
    """The lines of an output on the page that did not come."""
    text = "\n".join(plain(came))
    return [line for line in plain(shown) if line not in text]


def ran(shell: Shell, command: str, stage: str) -> str:
    """What a command says; the page's number of the stage is that of another warehouse."""
    if command.startswith("printf"):
        subprocess.run(["/bin/bash", "-c", command], check=True)
        return ""
    result = shell.run(*shlex.split(NUMBER.sub(rf"\1 {stage}", command))[1:])
    return result.stdout + result.stderr


def said(shell: Shell, block: str, before: str) -> str:
    """What the commands of a block say, one after the other, after what was said before."""
    _, *commands = COMMAND.split(block)  # before the first: clone, make
    for command in commands:
        stages = re.findall(r"vintages decide (\d+)", before)
        before += ran(shell, command, stages[-1] if stages else "0")
    return before


@pytest.mark.slow(seconds=12)
def test_every_output_of_the_tutorial_is_what_its_commands_say(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8").split("\n## 2. ")[1])
    monkeypatch.chdir(tmp_path)

    with shell_in(tmp_path, server) as shell:
        so_far = ""
        for language, block in blocks:
            if language == "sh":
                so_far = said(shell, block, so_far)
            else:
                assert absent(block, so_far) == [], so_far
    assert len([block for language, block in blocks if not language]) == 8
