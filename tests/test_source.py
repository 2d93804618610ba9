"""Source files: what they may say, and that those we ship say what Eurostat really has."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingestion.errors import Misconfigured
from ingestion.settings import SHIPPED_SOURCES
from ingestion.source import (
    Checks,
    Round,
    default_source,
    normal_code,
    source,
    source_path,
    sources,
)
from tests.shared import shared_file

SMALLEST = 'title = "Births"\nfrequencies = ["A"]\n'
SHIPPED = [
    *("CRIM_THB_EXPSXA", "CRIM_THB_SEX", "CRIM_THB_VCTZ", "CRIM_THB_VCTZSEX", "CRIM_THB_VEXP"),
    *("CRIM_THB_VSAGE", "DEMO_R_MWK_TS", "MIGR_ASYAPPCTZM", "NAMQ_10_GDP", "PRC_HICP_MINR"),
    *("SDG_16_70", "UNE_RT_M"),
]
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the source file of BIRTHS and returns the folder of sources."""

    def written(text: str) -> Path:
        (tmp_path / "eurostat").mkdir(exist_ok=True)
        (tmp_path / "eurostat" / "births.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_a_file_with_the_required_keys_is_enough(write: Write) -> None:
    births = source("births", [write(SMALLEST)])

    assert (births.dataset_code, births.title, births.frequencies) == ("BIRTHS", "Births", ("A",))
    assert births.dimensions == ()
    assert births.expected_within_days is None
    assert births.checks == Checks()


def test_limits_and_rounds_are_read_from_their_tables(write: Write) -> None:
    text = (
        SMALLEST
        + """
        [checks]
        max_lost_series_share = 0
        [rounds."2022 data"]
        released_from = 2024-01-23
        released_to = 2025-04-03
        reference_periods = ["2022"]
        """
    )

    births = source("BIRTHS", [write(text)])

    assert births.checks == Checks(max_lost_series_share=0)
    assert births.rounds == {"2022 data": Round(date(2024, 1, 23), date(2025, 4, 3), ("2022",))}


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ('title = "Births"', ["'frequencies' is missing", "a list, each one of A, S"]),
        (SMALLEST + "recheck_day = 7", ["'recheck_day'", "did you mean 'recheck_days'", "owner"]),
        (SMALLEST + "zzz = 7", ["unknown key 'zzz'; allowed are title"]),
        (SMALLEST + 'recheck_days = "weekly"', ["'recheck_days'", "a whole number", "'weekly'"]),
        (SMALLEST + "recheck_days = true", ["'recheck_days'", "found True"]),
        (SMALLEST + "recheck_days = 0", ["'recheck_days'", "from 1 to 3660", "found 0"]),
        (SMALLEST + 'dimensions = "geo"', ["'dimensions'", "a list, each text", "'geo'"]),
        (SMALLEST + 'evidence = "hearsay"', ["'evidence'", "captured, publication", "'hearsay'"]),
        (SMALLEST + "evidence = ['captured']", ["'evidence'", "found ['captured']"]),
        (SMALLEST + 'dimensions = ["geo", 1]', ["'dimensions'", "found 1"]),
        (SMALLEST + 'dimensions = ["geo", "geo"]', ["names a dimension twice"]),
        (SMALLEST + 'dimensions = ["geo", "time"]', ["'dimensions' names time"]),
        (SMALLEST + 'dimensions = ["geo", "time_period"]', ["'dimensions' names time"]),
        (SMALLEST + 'dimensions = ["geo"]\nslice_by = "sex"', ["'slice_by'", "'sex'"]),
        ('title = ""\nfrequencies = ["A"]', ["'title'", "text", "found ''"]),
        (
            'title = "Births"\nfrequencies = ["Y"]',
            ["'frequencies'", "one of A, S, Q, M, W, D, NAP", "'Y'"],
        ),
        (SMALLEST + "checks = 1", ["'checks'", "a table", "found 1"]),
        (SMALLEST + "[checks]\nmax_lost_cells_share = 5", ["[checks]", "from 0 to 1", "found 5"]),
        (SMALLEST + "[checks]\nmax_lost_cells_share = nan", ["[checks]", "found nan"]),
        (SMALLEST + "[checks.units.NR]\nleast = nan", ["'least'", "a number", "found nan"]),
        (SMALLEST + "[checks.units.NR]\nmost = inf", ["'most'", "a number", "found inf"]),
        (SMALLEST + "[checks.units.NR]\nleast = 5\nmost = 1", ["'least' must not be greater"]),
        (
            SMALLEST + '[checks.additivity.sex]\ndimension = "sex"\ntotal = "T"\nparts = []',
            ['[checks.additivity."sex"]', "'parts' wants the codes"],
        ),
        (
            SMALLEST + '[checks.additivity.s]\ndimension = "sex"\ntotal = "T"\nparts = ["T", "F"]',
            ['[checks.additivity."s"]', "'parts' wants the codes", "without it"],
        ),
        (
            SMALLEST + 'dimensions = ["geo"]\n[checks.additivity.s]\n'
            'dimension = "sex"\ntotal = "T"\nparts = ["F", "M"]',
            ['[checks.additivity."s"]', "'sex' is not one of the dimensions, geo"],
        ),
        (
            SMALLEST + '[checks.additivity]\ndimension = "sex"',
            ["[checks.additivity]: 'dimension' wants a table", '[checks.additivity."LABEL"] with'],
        ),
        (
            SMALLEST + "[checks.rules.revision.size]\nlimit = 3",
            ["[checks.rules.\"revision\"]: unknown key 'size'", "a label with a dot in quotes"],
        ),
        (
            SMALLEST + '[checks]\nowner = "data@example.org"',
            ["[checks]: unknown key 'owner'", "a key of the file stands above its first [table]"],
        ),
        (SMALLEST + "[checks]\nmax_lost_cell_share = 0.5", ["did you mean 'max_lost_cells_share'"]),
        (SMALLEST + "[rounds]\n2022 = 2024-01-23", ["[rounds]", "'2022' wants a table"]),
        (SMALLEST + '[rounds."2022"]', ['[rounds."2022"]', "'released_from' is missing"]),
        (
            SMALLEST + '[rounds."2022"]\nreleased_from = 2024-01-23T11:00:00Z',
            ["'released_from'", "a date such as"],
        ),
        (
            SMALLEST + '[rounds."2022"]\nreleased_from = 2024-01-23\nreleased_to = 2024-01-23',
            ['[rounds."2022"]', "must be later than 'released_from'"],
        ),
        ("title = NO", ["no valid TOML"]),
    ],
)
def test_a_wrong_file_is_refused_by_name_key_and_what_is_allowed(
    write: Write, text: str, complaints: list[str]
) -> None:
    folder = write(text)

    with pytest.raises(Misconfigured) as refusal:
        source("births", [folder])

    for complaint in ["births.toml", *complaints]:
        assert complaint in str(refusal.value)


def test_a_file_may_begin_with_the_mark_that_some_editors_write(write: Write) -> None:
    assert source("births", [write("\ufeff" + SMALLEST)]).frequencies == ("A",)


def test_a_file_that_is_not_utf_8_is_refused(write: Write) -> None:
    folder = write("")
    (folder / "eurostat" / "births.toml").write_bytes(b'title = "Geb\xfcrten"')

    with pytest.raises(Misconfigured, match=r"births\.toml: not UTF-8"):
        source("births", [folder])


def test_a_file_name_in_upper_case_is_refused(tmp_path: Path) -> None:
    (tmp_path / "eurostat").mkdir()
    (tmp_path / "eurostat" / "BIRTHS.toml").write_text(SMALLEST)

    with pytest.raises(Misconfigured, match="lower case"):
        sources([tmp_path])


def test_an_unknown_dataset_is_refused_with_the_way_to_follow_it(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"BIRTHS is not followed.*`vintages follow BIRTHS`"):
        source("births", [tmp_path])


def test_a_view_is_refused_with_the_dataset_behind_it() -> None:
    with pytest.raises(Misconfigured, match=r"follow CRIM_THB_SEX$"):
        normal_code("crim_thb_sex$DV_1641")


@pytest.mark.parametrize("code", ["", "../etc/passwd", "a b", "births.toml", "x;y", "ÄPFEL", "1_X"])
def test_what_can_be_no_code_never_becomes_a_path(code: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no dataset code"):
        source_path(code, [tmp_path])


def test_an_earlier_folder_wins_over_a_later_one(write: Write, tmp_path: Path) -> None:
    mine = write(SMALLEST)
    theirs = tmp_path / "theirs"
    (theirs / "eurostat").mkdir(parents=True)
    for name in ("births", "deaths"):
        (theirs / "eurostat" / f"{name}.toml").write_text(SMALLEST.replace("Births", "Theirs"))

    assert [each.title for each in sources([mine, theirs])] == ["Births", "Theirs"]
    assert source("births", [mine, theirs]).title == "Births"


def test_a_dataset_without_a_file_has_the_default_limits_and_is_never_overdue() -> None:
    births = default_source("births", ["freq", "geo"])

    assert (births.dataset_code, births.dimensions) == ("BIRTHS", ("freq", "geo"))
    assert births.expected_within_days is None
    assert births.checks == Checks()


def test_every_dataset_that_we_ship_can_be_overdue() -> None:
    shipped = sources([SHIPPED_SOURCES])

    assert [each.dataset_code for each in shipped] == SHIPPED
    assert all(each.frequencies and each.expected_within_days for each in shipped)


def test_the_trafficking_tables_share_their_rounds() -> None:
    days = {
        (label, each.released_from, each.released_to)
        for file in sources([SHIPPED_SOURCES])
        for label, each in file.rounds.items()
    }

    assert sorted(start for _, start, _ in days) == [
        date(2022, 12, 13),
        date(2023, 2, 9),
        date(2024, 1, 23),
        date(2025, 4, 3),
    ]


@pytest.mark.parametrize("code", SHIPPED)
def test_the_dimensions_and_frequencies_are_those_of_the_real_code_lists(code: str) -> None:
    lists = pl.scan_parquet(shared_file("eurostat/codes/eurostat_constraints.parquet"))
    real = lists.filter(df_id=code).collect()
    ours = source(code, [SHIPPED_SOURCES])

    dimensions = set(real["dimension_id"]) - {"TIME_PERIOD"}
    assert set(ours.dimensions) in (set(), dimensions)
    assert set(ours.frequencies) == set(real.filter(dimension_id="freq")["code_id"])
    assert ours.slice_by is None or ours.slice_by in dimensions


def test_only_the_dataset_above_the_limit_of_cells_is_sliced_from_the_start() -> None:
    sliced = [each.dataset_code for each in sources([SHIPPED_SOURCES]) if each.slice_by]

    assert sliced == ["MIGR_ASYAPPCTZM"]


def test_every_limit_says_how_it_was_chosen() -> None:
    for path in (SHIPPED_SOURCES / "eurostat").glob("*.toml"):
        lines = path.read_text().splitlines()
        for key in ("expected_within_days", "recheck_days", "[checks]"):
            at = next(number for number, line in enumerate(lines) if line.startswith(key))
            neighbour = lines[at + 1] if key == "[checks]" else lines[at - 1]
            assert neighbour.startswith("#"), f"{path.name}: {key} without a reason"
