"""A dataset's structure as its source defines it: dimensions, codelists, labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Code:
    """A code of a codelist, with its English label and the code above it, where there is one."""

    code_id: str
    label: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Codelist:
    """A codelist in one version."""

    codelist_id: str
    version: str | None
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Structure:
    """The data structure definition that came with a release.

    ``dimensions`` are in the structure's order, without time. ``codelists`` and ``labels`` are by
    concept: the dimensions, and the attributes OBS_STATUS and CONF_STATUS (``OBS_FLAG`` in the
    source is OBS_STATUS here). ``named_version`` is the version that the dataflow names, where it
    came along: Eurostat may serve another, and then both are kept.
    """

    version: str | None
    dimensions: tuple[str, ...]
    codelists: Mapping[str, Codelist] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    named_version: str | None = None
