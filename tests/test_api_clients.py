"""Clients that were not written for us read two vintages: pysdmx and sdmx1, as fresh scripts."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk, publish
from tests.served import served
from warehouse.connection import Access

CLIENTS = Path(__file__).parents[1] / ".venv-clients/bin/python"
JANUARY, FEBRUARY = "2026-01-20T00:00:00+00:00", "2026-02-20T00:00:00+00:00"
# One figure in January and in February: G0 was revised, G1 was not.
EXPECTED = {JANUARY: {"G0": "120", "G1": "12.30"}, FEBRUARY: {"G0": "130", "G1": "12.30"}}

PYSDMX = """
import json, sys
from datetime import datetime
from pysdmx.api.qb import ApiVersion, DataContext, DataFormat, DataQuery, RestService
from pysdmx.api.qb import StructureQuery, StructureReference, StructureType
from pysdmx.io import read_sdmx

service = RestService(
    sys.argv[1], ApiVersion.V2_2_0, data_format=DataFormat.SDMX_CSV_2_0_0, timeout=30
)
answers = {}
for as_of in sys.argv[2:]:
    query = DataQuery(
        DataContext.DATAFLOW, "ESTAT", "DEMO_TABLE", "1.0", as_of=datetime.fromisoformat(as_of)
    )
    (dataset,) = read_sdmx(service.data(query).decode()).data
    answers[as_of] = dict(zip(dataset.data["geo"], dataset.data["OBS_VALUE"]))
flow = StructureQuery(
    StructureType.DATAFLOW, "ESTAT", "DEMO_TABLE", references=StructureReference.DESCENDANTS
)
message = read_sdmx(service.structure(flow).decode())
(structure,) = message.get_data_structure_definitions()
print(json.dumps([answers, [each.id for each in structure.components.dimensions]]))
"""
CONNECTOR = """
import json, sys
from pysdmx.api.dc.rest import SdmxConnector

connector = SdmxConnector(sys.argv[1])
(flow,) = connector.dataflows()
there = connector.dataflow("ESTAT:DEMO_TABLE(1.0)", "geo = 'G0'")
codes = [code.id for code in there.structure.components["geo"].local_codes]
rows = list(connector.data("ESTAT:DEMO_TABLE(1.0)", "geo = 'G0' AND TIME_PERIOD >= '2024'"))
counts = [there.obs_count, there.series_count, codes]
print(json.dumps([flow.id, counts, [row["OBS_VALUE"] for row in rows]]))
"""
SDMX1 = """
import json, sys
from io import BytesIO
import sdmx
from sdmx.source import Source

client = sdmx.Client()
client.source = Source(id="ESTAT", name="Vintages", url=sys.argv[1], versions={"3.0.0"})
client.source.supports["availableconstraint"] = True
message = client.get("dataflow", "DEMO_TABLE", params={"references": "descendants"})
structure = message.dataflow["DEMO_TABLE"].structure
answers = {}
for as_of in sys.argv[2:]:
    client.session.params = {"asOf": as_of}
    # sdmx1 2.28 cannot hand a structure of SDMX 3.0 to its reader of CSV in one call
    request = client.get("data", "DEMO_TABLE", dry_run=True)
    answer = BytesIO(client.session.send(request).content)
    (dataset,) = sdmx.read_sdmx(answer, format="csv", structure=structure).data
    answers[as_of] = {obs.key["geo"].value: obs.value for obs in dataset.obs}
client.session.params = {}
there = client.get(
    "availableconstraint", "DEMO_TABLE", component_id="all", params={"references": "all"}
)
(constraint,) = there.constraint.values()
(region,) = constraint.data_content_region
codes = {name.id: [each.value for each in found.values] for name, found in region.member.items()}
dimensions = [each.id for each in structure.dimensions.components]
print(json.dumps([answers, dimensions, codes]))
"""


@pytest.fixture
def address(desk: Desk, access: Access) -> Iterator[str]:
    """The API over two releases that came with their structure."""
    for at, value in (("2026-01-08T11:00:00+0100", b"120"), ("2026-02-08T11:00:00+0100", b"130")):
        publish(desk, at, value, b"12.30", b":")
        assert desk.ingest("DEMO_TABLE")
    with served(access) as url:
        yield url


def told(script: str, *words: str) -> Any:
    """What the clients' interpreter prints; a warning is no failure there, it is their own."""
    if not CLIENTS.exists():
        pytest.skip("the clients are not installed: make .venv-clients/installed")
    made = subprocess.run(
        [CLIENTS, "-c", script, *words], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def without_missing(answers: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The figures that were published as numbers."""
    return {
        at: {geo: value for geo, value in cells.items() if geo != "G2"}
        for at, cells in answers.items()
    }


def test_pysdmx_reads_two_dates_and_gets_two_answers(address: str) -> None:
    answers, dimensions = told(PYSDMX, address, JANUARY, FEBRUARY)

    assert without_missing(answers) == EXPECTED
    assert dimensions == ["freq", "geo", "TIME_PERIOD"]


def test_pysdmx_finds_the_dataflow_what_there_is_of_it_and_filters_its_data(address: str) -> None:
    assert told(CONNECTOR, address) == ["DEMO_TABLE", [1, 1, ["G0"]], ["130"]]


def test_sdmx1_reads_two_dates_and_gets_two_answers(address: str) -> None:
    answers, dimensions, codes = told(SDMX1, address, JANUARY, FEBRUARY)

    assert without_missing(answers) == EXPECTED
    assert dimensions == ["freq", "geo", "TIME_PERIOD"]
    assert codes == {"freq": ["A"], "geo": ["G0", "G1", "G2"], "TIME_PERIOD": ["2024"]}
