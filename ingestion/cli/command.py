"""What all commands have in common: --json, and one readable message for each of our errors."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from ingestion.cli.output import answering_in_json
from warehouse.errors import VintagesError

Json = Annotated[
    bool, typer.Option("--json", help="Answer in JSON on standard output, and nothing else there.")
]


def add(app: typer.Typer, function: Callable[..., None], panel: str) -> None:
    """Make a function a command of the application, in a panel of its help.

    The command has the function's name, parameters and docstring, and ``--json``. Our own errors
    become one message on standard error and exit code 1.
    """

    @functools.wraps(function)
    def run(*, as_json: bool, **arguments: Any) -> None:
        with answering_in_json(as_json):
            try:
                function(**arguments)
            except VintagesError as error:
                typer.echo(f"error: {error}", err=True)
                raise typer.Exit(1) from error

    _declare_json(run, function)
    app.command(rich_help_panel=panel)(run)


def _declare_json(run: Callable[..., None], function: Callable[..., None]) -> None:
    """Typer reads options from the signature and the annotations: both gain one."""
    signature = inspect.signature(function)
    parameters = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in signature.parameters.values()
    ]
    extra = inspect.Parameter(
        "as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Json
    )
    run.__signature__ = signature.replace(parameters=[*parameters, extra])  # type: ignore[attr-defined] # what inspect.signature looks at first
    run.__annotations__ = {**function.__annotations__, "as_json": Json}
