"""The datasets we follow: one TOML file each, ``FOLDER/eurostat/<code>.toml``.

Adding a dataset is adding a file. docs/reference/source-files.md lists the keys; it is made from
the classes below.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from ingestion.errors import Misconfigured
from ingestion.source_folders import file_in, files_in, read_apart
from ingestion.toml_table import Within, parsed_toml, table_as
from warehouse.names import own_views

WING = "eurostat"
Frequency = Literal["A", "S", "Q", "M", "W", "D", "NAP"]
Share = Annotated[float, Within(0, 1)]
Days = Within(1, 3660)
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True)
class RuleOverride:
    """What a dataset asks of one rule; docs/explanation/checks.md has the defaults."""

    limit: Annotated[float | None, Within(0, 1_000_000), "the most that passes"] = None
    severity: Annotated[
        Literal["info", "warning", "critical"] | None,
        "`critical`: a person decides; `warning`: loaded, and said; `info`: kept only",
    ] = None
    off: Annotated[bool, "the rule is not asked of this dataset"] = False


@dataclass(frozen=True)
class Sum:
    """A total that must be the sum of its parts, wherever all of them have a number."""

    dimension: Annotated[str, "the dimension that is summed over"]
    total: Annotated[str, "the code of the total"]
    parts: Annotated[tuple[str, ...], "the codes of the parts"]
    unknown: Annotated[
        tuple[str, ...], "codes that count too where they are there, such as `UNK`"
    ] = ()
    unit: Annotated[
        str | None, "the unit in which it is a sum; absent: in all but rates, shares and indices"
    ] = None
    tolerance: Annotated[float, Within(0, 1_000_000_000), "the difference that passes"] = 1
    tolerance_share: Annotated[Share, "the same, as a share of the total"] = 0.005

    def __post_init__(self) -> None:
        """Raises ValueError for a sum of nothing, or of itself."""
        if not self.parts or self.total in self.parts + self.unknown:
            raise ValueError("key 'parts' wants the codes that add up to the total, without it")


@dataclass(frozen=True)
class Domain:
    """The values that a unit can have."""

    least: Annotated[float | None, "the smallest value"] = None
    most: Annotated[float | None, "the largest value"] = None
    whole: Annotated[bool, "whole numbers only"] = False

    def __post_init__(self) -> None:
        """Raises ValueError when no value is between the bounds."""
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("key 'least' must not be greater than 'most'")


@dataclass(frozen=True)
class Checks:
    """Limits that a release must keep, or a person decides about it."""

    max_lost_cells_share: Annotated[
        Share,
        "held when more than this share of the cells of the vintage before are gone from the file",
    ] = 0.1
    max_lost_series_share: Annotated[
        Share,
        "held when more than this share of the series of the vintage before are gone from the file",
    ] = 0.1
    rules: Annotated[
        Mapping[str, RuleOverride], "what holds instead of a rule's default, by id"
    ] = field(default_factory=dict)
    additivity: Annotated[Mapping[str, Sum], "totals and their parts, by name"] = field(
        default_factory=dict
    )
    units: Annotated[Mapping[str, Domain], "the values that units can have, by code"] = field(
        default_factory=dict
    )


@dataclass(frozen=True)
class Round:
    """A reporting round: a label over the releases of some days, Brussels time."""

    released_from: Annotated[date, "the first day of the round"]
    released_to: Annotated[
        date | None, "the first day that is no longer of the round; absent while it is open"
    ] = None
    reference_periods: Annotated[tuple[str, ...], "the periods that the round is about"] = ()

    def __post_init__(self) -> None:
        """Raises ValueError when the round ends before it begins."""
        if self.released_to and self.released_to <= self.released_from:
            raise ValueError("key 'released_to' must be later than 'released_from'")


@dataclass(frozen=True)
class Source:
    """A dataset that we follow, and what we ask of it."""

    dataset_code: str
    title: Annotated[str, "the title, as the catalogue prints it"]
    frequencies: Annotated[
        tuple[Frequency, ...], "the codes of `freq` in the dataset, in most datasets one"
    ]
    dimensions: Annotated[
        tuple[str, ...],
        "the ids of the dimensions without time, in the order of the series keys; a release with "
        "others is held. Absent: whatever the first release has",
    ] = ()
    unit_note: Annotated[str | None, "what the numbers count, in one sentence for analysts"] = None
    owner: Annotated[str | None, "who is told about this dataset, as a mail address"] = None
    evidence: Annotated[
        Literal["captured", "publication"],
        "what its vintages are: `captured` as Eurostat released them, or typed from dated "
        "publications",
    ] = "captured"
    expected_within_days: Annotated[
        int | None, Days, "overdue when this many days pass without a release; absent: never"
    ] = None
    recheck_days: Annotated[
        int,
        Days,
        "fetched again after this many days although no stamp moved, to find silent releases",
    ] = 30
    slice_by: Annotated[
        str | None,
        "asked for in a slice per code of this dimension from the start; absent: asked for whole, "
        "in slices only where Eurostat refuses (HTTP 413)",
    ] = None
    checks: Annotated[Checks, "limits for the figures of a release"] = field(default_factory=Checks)
    rounds: Annotated[Mapping[str, Round], "reporting rounds, by label"] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        """Raises ValueError when two keys contradict each other."""
        if len(set(self.dimensions)) < len(self.dimensions):
            raise ValueError("key 'dimensions' names a dimension twice")
        if {"time", "time_period"} & {name.lower() for name in self.dimensions}:
            raise ValueError("key 'dimensions' names time: leave it out, every dataset has it")
        if self.slice_by and self.dimensions and self.slice_by not in self.dimensions:
            raise ValueError(f"key 'slice_by': {self.slice_by!r} is not one of the dimensions")
        for name, summed in self.checks.additivity.items():
            if self.dimensions and summed.dimension not in self.dimensions:
                raise ValueError(
                    f"[checks.additivity.\"{name}\"]: key 'dimension': {summed.dimension!r} is not "
                    f"one of the dimensions, {', '.join(self.dimensions)}"
                )


def source(code: str, folders: Sequence[Path]) -> Source:
    """The source file of a dataset, from the first folder that has one, as with PATH.

    Raises Misconfigured when there is none, or when it is wrong.
    """
    path = source_path(code, folders)
    if path is None:
        raise Misconfigured(
            f"{normal_code(code)} is not followed: no {code.lower()}.toml under "
            f"{', '.join(str(folder / WING) for folder in folders)}; "
            f"`vintages follow {normal_code(code)}` writes one"
        )
    return _read(path)


def source_path(code: str, folders: Sequence[Path]) -> Path | None:
    """Where the source file of a dataset is; None when the dataset is not followed."""
    return file_in(folders, WING, f"{normal_code(code).lower()}.toml")


def sources(folders: Sequence[Path]) -> list[Source]:
    """All datasets that we follow, by code. Raises Misconfigured where one file is wrong."""
    return [_read(path) for path in files_in(folders, WING)]


def sources_apart(folders: Sequence[Path]) -> tuple[list[Source], dict[str, Misconfigured]]:
    """All datasets that we follow, and what is wrong with the files of others, by code.

    Raises Misconfigured only for a folder that is not there.
    """
    read, wrong = read_apart(folders, WING, _read)
    return read, {stem.upper(): error for stem, error in wrong.items()}


def default_source(code: str, dimensions: Sequence[str]) -> Source:
    """What holds for a dataset without a file: no title, the default limits, never overdue."""
    return Source(
        dataset_code=normal_code(code), title="", frequencies=(), dimensions=tuple(dimensions)
    )


def normal_code(code: str) -> str:
    """The code in upper case; raises Misconfigured for what can be no dataset of its own."""
    upper = code.upper()
    if "$" in upper:
        raise Misconfigured(
            f"{code} is a view, an extraction that Eurostat saved with its own old stamp: "
            f"follow {upper.partition('$')[0]}"
        )
    if not _CODE.fullmatch(upper):
        raise Misconfigured(
            f"{code!r} is no dataset code: wanted letters, digits and underscores, "
            "as in CRIM_THB_SEX"
        )
    if upper.lower() in own_views():
        raise Misconfigured(
            f"{code}: figures.{upper.lower()} is a view of this warehouse, and a dataset's view "
            "would take its place: no dataset can be followed under this name"
        )
    return upper


def source_from(text: str, path: Path) -> Source:
    """The source that the text of a file describes; ``path`` gives its code and stands in errors.

    Raises Misconfigured.
    """
    content = parsed_toml(text, str(path))
    return table_as(Source, content, str(path), dataset_code=normal_code(path.stem))


def _read(path: Path) -> Source:
    if path.stem != path.stem.lower():
        raise Misconfigured(f"{path}: the file name must be in lower case: rename it")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path}: not UTF-8: {error}; save it as UTF-8") from error
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}; mend its rights") from error
    return source_from(text, path)
