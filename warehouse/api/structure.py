"""The structure that SDMX clients ask for before data: dataflow, structure, concepts, codelists."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import groupby

from sqlalchemy import Engine

from warehouse.api.observations import AGENCY, VERSION, ReleaseAsked, release_asked
from warehouse.api.question import ATTRIBUTES, TIME_PERIOD
from warehouse.query import own, rows_of

# The structure is ours, not Eurostat's: it has two attributes more. The dataflow is Eurostat's.
OURS = "VINTAGES"
NAMES = {
    TIME_PERIOD: "Reference period",
    "OBS_VALUE": "Value as published",
    "OBS_STATUS": "Observation status",
    "CONF_STATUS": "Confidentiality status",
    "RELEASED_AT": "Publication time of the vintage that brought this version",
    "REPLACED_AT": "Publication time of the vintage that replaced it",
}


@dataclass(frozen=True)
class CodeOf:
    """A code with its label and the code above it."""

    code: str
    label: str
    parent: str | None


@dataclass(frozen=True)
class CodelistOf:
    """A codelist; ``concept`` is the dimension or attribute whose codes it has."""

    concept: str
    codelist_id: str
    version: str
    codes: tuple[CodeOf, ...]
    is_partial: bool = False


@dataclass(frozen=True)
class Available:
    """How many series and observations there are, and the codes of each dimension among them.

    ``codes`` has the periods as well, under TIME_PERIOD.
    """

    series: int
    observations: int
    codes: Mapping[str, Sequence[str]]

    @property
    def counts(self) -> Mapping[str, int]:
        """The counts, under the names that registries give them."""
        return {"series_count": self.series, "obs_count": self.observations}


NOTHING = Available(0, 0, {})


@dataclass(frozen=True)
class Flow:
    """A dataflow with all that it refers to; ``names`` are by concept.

    ``available`` is there in answers about availability alone.
    """

    dataset_code: str
    title: str
    dimensions: Sequence[str]
    names: Mapping[str, str]
    codelists: Mapping[str, CodelistOf]
    available: Available | None = None

    @property
    def attributes(self) -> Sequence[str]:
        """The attributes of an observation, in the order of SDMX-CSV."""
        return ATTRIBUTES


@dataclass(frozen=True)
class Wanted:
    """Which artefacts of each flow a structure message has."""

    dataflows: bool = False
    structures: bool = False
    concepts: bool = False
    codelists: bool = False
    constraints: bool = False

    def and_also(self, other: "Wanted") -> "Wanted":
        """What either of two wants."""
        either = zip(astuple(self), astuple(other), strict=True)
        return Wanted(*(one or another for one, another in either))


def flow(engine: Engine, dataset_code: str) -> Flow:
    """The newest structure of a dataset. Raises Refused (404) for one without a release.

    A dataset that came from files alone has no codelists: its codes are texts.
    """
    release = release_asked(engine, dataset_code)
    rows = rows_of(engine, own("sdmx_codes", dataset_code=dataset_code))
    lists = {
        name: _codelist(name, list(found)) for name, found in groupby(rows, lambda row: row[0])
    }
    labels = {row[0]: row[1] for row in rows if row[1]}
    return _flow(release, labels, lists)


def labels_of(found: Flow) -> dict[str, dict[str, str]]:
    """Labels by dimension and code."""
    return {
        concept: {code.code: code.label for code in codelist.codes}
        for concept, codelist in found.codelists.items()
    }


def _flow(
    release: ReleaseAsked, labels: Mapping[str, str], lists: Mapping[str, CodelistOf]
) -> Flow:
    concepts = (*release.dimensions, *NAMES)
    names = {each: labels.get(each) or NAMES.get(each, each) for each in concepts}
    kept = {name: each for name, each in lists.items() if name in names}
    title = release.title or release.dataset_code
    return Flow(release.dataset_code, title, release.dimensions, names, kept)


def _codelist(concept: str, rows: Sequence[tuple[str | None, ...]]) -> CodelistOf:
    codes = tuple(
        CodeOf(str(code), label or str(code), parent) for _, _, code, label, parent, *_ in rows
    )
    *_, codelist_id, version = rows[0]
    return CodelistOf(concept, str(codelist_id), version or VERSION, codes)


def urn(kind: str, agency: str, id_and_version: str) -> str:
    """The URN of an artefact: ``urn('datastructure.Dataflow', 'ESTAT', 'CODE(1.0)')``."""
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={agency}:{id_and_version}"


def flow_urn(found: Flow) -> str:
    """The URN of a dataflow."""
    return urn("datastructure.Dataflow", AGENCY, f"{found.dataset_code}({VERSION})")


def structure_urn(found: Flow) -> str:
    """The URN of our structure of a dataset."""
    return urn("datastructure.DataStructure", OURS, f"{found.dataset_code}({VERSION})")


def concept_urn(found: Flow, concept: str) -> str:
    """The URN of a concept."""
    return urn("conceptscheme.Concept", OURS, f"{found.dataset_code}({VERSION}).{concept}")


def codelist_urn(codelist: CodelistOf) -> str:
    """The URN of a codelist."""
    return urn("codelist.Codelist", AGENCY, f"{codelist.codelist_id}({codelist.version})")
