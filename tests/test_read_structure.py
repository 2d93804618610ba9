"""SDMX-ML structures: recorded ones of ten years, and hostile ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import Malformed, TooLarge
from ingestion.eurostat.read_structure import read_structure
from ingestion.parse_xml import MAX_TAGS, parsed_xml
from tests.shared import shared_file
from warehouse.errors import VintagesError
from warehouse.structure import Code, Structure

SDMX = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"


def recorded(name: str) -> Structure:
    return read_structure(shared_file(f"eurostat/sdmx_ml/{name}").read_bytes())


def message(body: str) -> bytes:
    """A structure message of today's namespaces."""
    return (
        f'<m:Structure xmlns:m="{SDMX}/message" xmlns:s="{SDMX}/structure" xmlns:c="{SDMX}/common">'
        f"<m:Structures>{body}</m:Structures></m:Structure>"
    ).encode()


def definition(version: str, *dimensions: str) -> str:
    parts = "".join(
        f'<s:Dimension id="{name}" position="{place}"><s:ConceptIdentity><Ref id="{name}"/>'
        f'</s:ConceptIdentity><s:LocalRepresentation><s:Enumeration><Ref id="{name.upper()}"'
        f' version="1.0"/></s:Enumeration></s:LocalRepresentation></s:Dimension>'
        for place, name in reversed(list(enumerate(dimensions, 1)))
    )
    return (
        f'<s:DataStructures><s:DataStructure id="TEST" version="{version}">'
        f"<s:DataStructureComponents><s:DimensionList>{parts}"
        '<s:TimeDimension id="TIME_PERIOD" position="9"/></s:DimensionList>'
        "</s:DataStructureComponents></s:DataStructure></s:DataStructures>"
    )


def dataflow(version: str) -> str:
    return (
        '<s:Dataflows><s:Dataflow id="TEST"><s:Structure>'
        f'<Ref id="TEST" version="{version}"/></s:Structure></s:Dataflow></s:Dataflows>'
    )


def test_a_recorded_structure_has_dimensions_codelists_and_labels() -> None:
    structure = recorded("pysdmx_NRG_BAL_S_dataflow_descendants.xml")

    assert (structure.version, structure.named_version) == ("46.0", "46.0")
    assert structure.dimensions == ("freq", "nrg_bal", "siec", "unit", "geo")
    assert structure.labels["nrg_bal"] == "Energy balance"
    siec = structure.codelists["siec"]
    assert (siec.codelist_id, siec.version, len(siec.codes)) == ("SIEC", "13.2", 12)
    assert siec.codes[1] == Code("C0000X0350-0370", "Solid fossil fuels")


def test_the_flags_of_an_observation_have_their_own_codelist() -> None:
    flags = recorded("pysdmx_NRG_BAL_S_dataflow_descendants.xml").codelists["OBS_STATUS"]

    assert (flags.codelist_id, flags.version, len(flags.codes)) == ("OBS_FLAG", "1.36", 46)
    assert flags.codes[0] == Code("b", "break in time series")


def test_a_definition_without_its_codelists_names_them() -> None:
    structure = recorded("DEMO_R_D2JAN_datastructure.xml")

    assert (structure.version, structure.named_version) == ("53.0", None)
    assert structure.dimensions == ("freq", "unit", "sex", "age", "geo")
    conf = structure.codelists["CONF_STATUS"]
    assert (conf.codelist_id, conf.version, conf.codes) == ("CONF_STATUS", "1.2", ())


@pytest.mark.parametrize(
    ("name", "dimensions"),
    [
        ("khaeru_GOV_10Q_GGNFA.xml", ("freq", "unit", "s_adj", "sector", "na_item", "geo")),
        ("khaeru_apro_mk_cola-structure.xml", ("FREQ", "PRODMILK", "UNIT", "GEO")),
        ("datareader_DSD_cdh_e_fos.xml", ("FREQ", "Y_GRAD", "UNIT", "FOS07", "GEO")),
    ],
)
def test_older_structures_are_read_too(name: str, dimensions: tuple[str, ...]) -> None:
    structure = recorded(name)

    assert structure.dimensions == dimensions
    assert set(structure.codelists) == {*dimensions, "OBS_STATUS"}


@pytest.mark.parametrize(
    "name",
    [
        "pysdmx_ISOC_CI_ID_H_dataflow.xml",
        "DEMO_R_D2JAN_contentconstraint.xml",
        "pysdmx_estat_data.xml",
        "khaeru_footer.xml",
        "khaeru_CL_FREQ.xml",
    ],
)
def test_a_message_without_the_definition_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match="references=descendants"):
        recorded(name)


def test_the_version_that_the_dataflow_names_is_kept_beside_the_one_that_came() -> None:
    """C2"""
    structure = read_structure(message(dataflow("52.0") + definition("53.0", "freq", "geo")))

    assert (structure.named_version, structure.version) == ("52.0", "53.0")


def test_of_several_definitions_the_one_named_is_meant() -> None:
    both = definition("52.0", "freq") + definition("53.0", "freq", "geo")

    assert read_structure(message(dataflow("53.0") + both)).dimensions == ("freq", "geo")
    with pytest.raises(Malformed, match=r"wanted .* that of TEST, got 2"):
        read_structure(message(dataflow("54.0") + both))


def test_dimensions_are_in_the_order_of_their_positions() -> None:
    assert read_structure(message(definition("1.0", "freq", "unit", "geo"))).dimensions == (
        "freq",
        "unit",
        "geo",
    )


def test_a_code_has_its_parent_and_its_english_label_on_one_line() -> None:
    codelist = (
        '<s:Codelists><s:Codelist id="GEO" version="1.0">'
        '<s:Code id="DE"/><s:Code id="DE1"><c:Name xml:lang="de">Baden</c:Name>'
        '<c:Name xml:lang="en">Baden-\n   Württemberg</c:Name>'
        '<s:Parent><Ref id="DE"/></s:Parent></s:Code></s:Codelist></s:Codelists>'
    )
    structure = read_structure(message(codelist + definition("1.0", "geo")))

    assert structure.codelists["geo"].codes == (
        Code("DE"),
        Code("DE1", "Baden- Württemberg", "DE"),
    )


LOCAL_FILE = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]><x>&file;</x>'
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x a="&l9;">&l9;</x>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'


@pytest.mark.parametrize("hostile", [LOCAL_FILE, BILLION, REMOTE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
def test_entities_and_document_types_are_refused_unread(hostile: str, encoding: str) -> None:
    with pytest.raises(Malformed):
        parsed_xml(hostile.encode(encoding))


def test_an_encoding_that_could_hide_a_document_type_is_not_believed() -> None:
    declared = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'

    with pytest.raises(Malformed, match="wanted XML in UTF-8"):
        parsed_xml(declared.encode())


def test_more_tags_than_memory_should_hold_are_refused_unread() -> None:
    with pytest.raises(TooLarge, match="refused unread"):
        parsed_xml(b"<x>" + b"<a/>" * MAX_TAGS + b"</x>")


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(Malformed):
        parsed_xml(b"<a>" * 10_000 + b"</a>" * 10_000)


@given(st.binary(max_size=40), st.integers(0, 2000), st.integers(0, 40))
def test_a_damaged_message_is_read_or_refused_and_nothing_else(
    damage: bytes, place: int, lost: int
) -> None:
    payload = message(dataflow("1.0") + definition("1.0", "freq", "geo"))

    try:
        read_structure(payload[:place] + damage + payload[place + lost :])
    except VintagesError:
        return


def test_nothing_of_this_machine_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    hostile = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]><x>&s;</x>'.encode()

    with pytest.raises(Malformed) as refusal:
        parsed_xml(hostile)
    assert "do not tell" not in str(refusal.value)
