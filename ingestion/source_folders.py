"""The folders of source files, as with PATH: an earlier one wins over a later one.

A folder that is not there is no empty one: what it says to follow is not known.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from ingestion.errors import Misconfigured

_Followed = TypeVar("_Followed")


def file_in(folders: Sequence[Path], wing: str, name: str) -> Path | None:
    """The file of a name, from the first folder that has one. Raises Misconfigured."""
    return next((path for each in _there(folders) if (path := each / wing / name).is_file()), None)


def files_in(folders: Sequence[Path], wing: str) -> list[Path]:
    """The files of a wing by name, each from the first folder that has it. Raises Misconfigured."""
    paths = {
        path.name: path
        for folder in reversed(_there(folders))
        for path in sorted((folder / wing).glob("*.toml"))
    }
    return [path for _, path in sorted(paths.items())]


def read_apart(
    folders: Sequence[Path], wing: str, read: Callable[[Path], _Followed]
) -> tuple[list[_Followed], dict[str, Misconfigured]]:
    """What the files of a wing describe, and what is wrong with the others, by file name.

    Raises Misconfigured only for a folder that is not there.
    """
    described: list[_Followed] = []
    wrong: dict[str, Misconfigured] = {}
    for path in files_in(folders, wing):
        try:
            described.append(read(path))
        except Misconfigured as error:
            wrong[path.stem] = error
    return described, wrong


def _there(folders: Sequence[Path]) -> Sequence[Path]:
    """The folders; raises Misconfigured where one is not there."""
    for folder in folders:
        if not folder.is_dir():
            raise Misconfigured(
                f"the sources folder {folder} is not there, so that nobody knows what is followed: "
                "mount or make it, or mend VINTAGES_SOURCES"
            )
    return folders
