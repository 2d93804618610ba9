"""What a staged release would touch, as whoever decides about it is told."""

from dataclasses import replace

from sqlalchemy import Engine

from ingestion.publications.statement import Alternative, Binding
from tests.press import (
    DIMENSIONS,
    NEWS_2022,
    PRINTED,
    WOMEN_2020,
    Press,
    a_document,
    cells_of,
    printed_cells,
    stated,
)
from tests.rounds import snapshot_of_cells
from warehouse.dependents import dependents
from warehouse.stage import stage_of

SAID = "news-2022 prints 64, reproduced now (statement s-30)"


def touched(engine: Engine, binding: Binding) -> tuple[str, ...]:
    """What is said of a release that changes the share of women in 2020, printed as 64."""
    press = Press(engine)
    press.release("2022-12-13")
    sentence = stated(NEWS_2022, "64", WOMEN_2020, binding)
    press.print(a_document("news-2022", "2022-12-14", sentence), NEWS_2022, "2022-12-14")
    cells = snapshot_of_cells(printed_cells("2024-01-24"), DIMENSIONS)
    stage_id, _ = press.rounds.staged(PRINTED, "2024-01-24", cells)
    with engine.connect() as connection:
        return dependents(connection, stage_of(connection, stage_id))


def test_a_dataset_is_the_same_in_small_letters(warehouse: Engine) -> None:
    cells = replace(cells_of("FEMALE", "2020", unit="PC"), dataset=PRINTED.lower())

    assert SAID in touched(warehouse, Binding(cells))


def test_a_figure_rests_on_the_cells_of_its_alternatives_too(warehouse: Engine) -> None:
    other = Alternative("by share", cells_of("FEMALE", "2020", unit="PC"))
    missing = cells_of("NOBODY", "2020")

    assert SAID in touched(warehouse, Binding(missing, alternatives=(other,)))
