"""No name that comes from outside takes the place of ours, or leads out of its folder."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from ingestion.archive import Archive
from ingestion.errors import ArchiveDamaged, Malformed, Misconfigured
from ingestion.eurostat.read_tsv import read_tsv
from ingestion.eurostat.stream_tsv import stream_tsv
from ingestion.publications.document import document, document_path
from ingestion.source import normal_code, source_path
from tests.rounds import Rounds, select
from warehouse.connection import Access, engine
from warehouse.lines import regular_lines
from warehouse.names import own_views
from warehouse.snapshot import NotRegular, Tally

PATHS = ("../../etc/passwd", "/etc/passwd", "..", "a/b", "a\\b", "a\x00b", "a\nb", "a.toml", "")
HOSTILE = 'x";DROP/**/SCHEMA/**/figures/**/CASCADE;--'


def test_no_dataset_takes_the_place_of_a_view_of_ours(access: Access) -> None:
    held = set(inspect(engine(access.owner)).get_view_names("figures"))

    assert own_views() == held
    for name in held:
        with pytest.raises(Misconfigured, match="would take its place"):
            normal_code(name)


@pytest.mark.parametrize("name", ["obs_value", "released_at", "freq_label", "geo_label", "x" * 60])
def test_a_dimension_that_cannot_be_a_column_is_refused_when_it_is_read(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / "a.tsv"
    file.write_bytes(f"freq,{name},geo\\TIME_PERIOD\t2020 \r\nA,X,BE\t1 \r\n".encode())

    with pytest.raises(Malformed, match="no name for a dimension"):
        read_tsv(file.read_bytes())
    with pytest.raises(NotRegular):
        stream_tsv(lambda: file.open("rb"), 1_000)


@pytest.mark.parametrize("code", ["=1+1", "@SUM(A1)", "+1", "=cmd|'/C'!A0"])
def test_a_code_that_a_spreadsheet_would_run_is_refused(tmp_path: Path, code: str) -> None:
    file = tmp_path / "a.tsv"
    file.write_bytes(f"freq,geo\\TIME_PERIOD\t2020 \r\nA,{code}\t1 \r\n".encode())

    with pytest.raises(Malformed, match="wanted 2 codes"):
        read_tsv(file.read_bytes())
    figures = stream_tsv(lambda: file.open("rb"), 1_000)
    with pytest.raises(NotRegular):
        list(regular_lines(Tally(figures)))


@pytest.mark.parametrize("code", PATHS)
def test_no_code_and_no_document_id_leads_out_of_its_folder(tmp_path: Path, code: str) -> None:
    inside = tmp_path / "sources"
    (inside / "publications").mkdir(parents=True)
    (tmp_path / "passwd.toml").write_text('title = "a secret"')

    with pytest.raises(Misconfigured):
        source_path(code, [inside])
    assert document_path(code, [inside]) is None
    with pytest.raises(Misconfigured, match="is not followed"):
        document("../../passwd", [inside])


@pytest.mark.parametrize("key", ["../../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", ""])
def test_the_archive_opens_nothing_but_keys(tmp_path: Path, key: str) -> None:
    with pytest.raises(ArchiveDamaged, match="is no archive key"):
        Archive(f"file://{tmp_path}").read(key)


def test_sql_in_codes_and_in_names_of_dimensions_is_text(access: Access) -> None:
    rounds = Rounds(engine(access.loader))
    cells = {(f"A,{HOSTILE},'||1", "2020"): "1", ("A,%s,{changes}", "2020"): "2"}
    rounds.load("DEMO", "2026-01-08", cells, ("freq", 'a"b', "c'%(d)s"))

    found = select(engine(access.analyst), "SELECT * FROM figures.demo ORDER BY obs_value")

    assert [row[2] for row in found] == [HOSTILE, "%s"]
    assert [row[4] for row in found] == ["'||1", "{changes}"]
