"""Candidates are found by rules, described by the words around them, and never confirmed."""

from decimal import Decimal

import pytest

from benchmarks.find_statements import Score, hard_texts, source_documents, total
from ingestion.publications.edition import Edition
from ingestion.publications.find_statements import Proposal, proposals
from ingestion.publications.printed_number import half_a_digit, number, numbers_in


def found(text: str) -> list[Proposal]:
    return list(proposals(Edition("a-text", text, (), "none")))


def printed(text: str) -> list[str]:
    return [each.printed for each in found(text) if each.printed]


@pytest.mark.parametrize("scores", [hard_texts, source_documents])
def test_of_the_figures_nine_in_ten_are_proposed_and_of_the_proposals_all_but_one_in_twenty(
    scores: object,
) -> None:
    assert callable(scores)
    score: Score = total(scores())
    assert score.precision >= 0.95
    assert score.recall >= 0.90


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In 2022 there were 10 093 victims.", ["10 093"]),
        ("In 2022 there were 10\u2009093 victims.".replace("\u2009", " "), ["10 093"]),
        ("There were 10,793 victims and 9.678 suspects.", ["10,793", "9.678"]),
        ("The number of registered victims was 10 093 in 2022.", ["10 093"]),
        ("Victims of forced labour (3 990) came second.", ["3 990"]),
        ("Victims by country: Romania (57), Bulgaria (43).", ["57", "43"]),
        ("Of the victims 20.5 % or 20,5% were men.", ["20.5", "20,5"]),
        ("Between 10 and 15 per cent of the victims were boys.", ["10", "15"]),
        ("Victims fell by 6 percentage points.", ["6"]),
        ("There were 16 victims per million inhabitants, in Malta 11.", ["16", "11"]),
        ("In 2014[^20] there were 15 846[^21] victims.", ["15 846"]),
        ("Victims registered: -16 % in 2020.", ["-16"]),
        (
            "In the EU, 95.4 million people and 12.919 million persons.",
            ["95.4 million", "12.919 million"],
        ),
        ("Unemployment fell by 189 thousand persons.", ["189 thousand"]),
        ("The network met on 2-3 December with around 140 participants.", []),
        ("Ten members of 10 EU agencies signed Article 18(4) of Directive 2011/36/EU.", []),
        ("See footnote 13, page 4 and Table 2 of COM(2018) 777 final (OJ L 101, 15.4.2011).", []),
        ("EUR 12 million went to the victims' fund over 3 years.", []),
        ("Victims under 18 years of age are children.", []),
        ("3. Victims are heard first.", []),
    ],
)
def test_figures_are_told_from_other_numbers(text: str, wanted: list[str]) -> None:
    assert printed(text) == wanted


def test_a_percent_change_is_told_from_a_share_and_from_points() -> None:
    text = (
        "In 2022 victims increased by 41.1 % compared with 2021. Women were 63 % of the victims, "
        "and their share fell by 5 percentage points."
    )
    units = [(each.printed, each.kind, each.unit) for each in found(text)]
    assert units == [
        ("41.1", "change", "pct_change"),
        ("63", "exact", "percent"),
        ("5", "change", "pp"),
    ]
    assert found(text)[0].description.quantity.base_years == (2021,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In 2022 the victims fell by 28 % in the EU compared with 2021.", ("-28", None, None)),
        ("There was a 12 % decrease of victims.", ("-12", None, None)),
        ("In 2022 there were 5 % fewer victims.", ("-5", None, None)),
        ("In 2022 there were few victims (\u201328 %).", ("\u201328", None, None)),
        ("Victims fell by more than 28 %.", ("-28", None, -28)),
        ("Victims rose by less than 5 %.", ("5", None, 5)),
        ("First the victims decreased and then increased by 5 %.", ("5", None, None)),
    ],
)
def test_a_change_that_is_a_fall_is_negative_as_in_the_data(
    text: str, wanted: tuple[str, int | None, int | None]
) -> None:
    (proposal,) = found(text)
    assert proposal.unit == "pct_change"
    assert (proposal.printed, proposal.low, proposal.high) == wanted


def test_three_digits_after_another_mark_than_the_thousands_are_decimals() -> None:
    text = "Victims: 1 234.567 or 1,234.567 or 1234.567, and 12 345 678.25 or 1.234.567 or 9.678."
    assert [each.value for each in numbers_in(text)] == [
        *[Decimal("1234.567")] * 3,
        Decimal("12345678.25"),
        1_234_567,
        9678,
    ]
    assert half_a_digit("1 234.567") == Decimal("0.0005")


def test_a_share_below_something_is_no_change() -> None:
    (proposal,) = found("Less than 5 % of the victims were men.")
    assert (proposal.unit, proposal.kind, proposal.high) == ("percent", "bound", Decimal(5))


def test_words_before_a_bracket_hedge_its_number_and_are_no_figure_of_their_own() -> None:
    (proposal,) = found("Children were almost one quarter (23%) of the registered victims in 2016.")
    assert (proposal.printed, proposal.hedge) == ("23", "almost one quarter")


@pytest.mark.parametrize(
    ("hedge", "kind", "low", "high"),
    [
        ("around", "approx", 8500, 11500),
        ("almost", "approx", 8500, 10000),
        ("in excess of", "bound", 10000, None),
        ("up to", "bound", None, 10000),
    ],
)
def test_a_hedged_number_is_an_interval_and_not_compared_to_its_last_digit(
    hedge: str, kind: str, low: int | None, high: int | None
) -> None:
    (proposal,) = found(f"In 2022 the EU registered {hedge} 10 000 victims.")
    assert (proposal.kind, proposal.low, proposal.high) == (kind, low, high)
    assert (proposal.hedge, proposal.binding) == (hedge, None)


def test_millions_are_counted_and_rounded_as_printed() -> None:
    printed = ("12.919 million", "1,234 million", "1.2 bn", "189 thousand", "1 000 000")
    assert [number(each) for each in printed] == [
        12_919_000,
        1234 * 10**6,
        12 * 10**8,
        189_000,
        10**6,
    ]
    assert [half_a_digit(each) for each in printed] == [
        500,
        500_000,
        5 * 10**7,
        500,
        Decimal("0.5"),
    ]
    (proposal,) = found("Around 1.2 million persons were registered as refugees in the EU.")
    assert (proposal.low, proposal.high) == (Decimal(1_020_000), Decimal(1_380_000))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Four in ten victims were children.", [(34, 46)]),
        ("Nine out of every ten victims were women.", [(76.5, 100)]),
        ("Almost one in four victims was a child.", [(21.25, 25)]),
        ("Of the victims three in 2022 were children.", []),
    ],
)
def test_so_many_of_so_many_is_a_share_and_so_many_in_a_year_is_none(
    text: str, wanted: list[tuple[float, float]]
) -> None:
    shares = [each for each in found(text) if each.rule == "in words"]
    assert [(float(each.low or 0), float(each.high or 0)) for each in shares] == wanted


def test_a_share_in_words_is_an_interval() -> None:
    (proposal,) = found("Nearly three quarters of perpetrators are men.")
    assert (proposal.printed, proposal.kind, proposal.hedge) == (
        "",
        "approx",
        "Nearly three quarters",
    )
    assert proposal.high == 75
    (bound,) = found("More than half of the victims are EU citizens.")
    assert bound.kind == "bound"
    assert (bound.low, bound.high) == (Decimal(50), None)


def test_a_figure_is_described_by_the_words_around_it() -> None:
    text = "In 2021-2022, 54 % of the registered victims in the EU were non-EU citizens."
    (proposal,) = found(text)
    quantity = proposal.description.quantity
    assert quantity.identity == (
        "victims registered | citizenship: non-eu | - | 2021+2022 | - | eu | -"
    )
    assert proposal.binding is not None
    assert proposal.binding.numerator.series[0] == "A.NEU27_2020_FOR.NR.AT"
    assert proposal.binding.numerator.periods == ("2021", "2022")
    assert proposal.binding.alternatives[0].name == "over all registered victims"


def test_two_years_in_a_sentence_are_ambiguous_and_years_of_an_earlier_one_are_inferred() -> None:
    two = found("In 2022 and unlike in 2019 there were 10 093 victims.")[0]
    assert "years" in two.description.ambiguous
    later = found("The data are of 2022.\n\nThere were 10 093 victims.")[0]
    assert later.description.quantity.years == ()
    assert later.description.quantity.years_inferred == (2022,)
    assert "years" in later.description.inferred


def test_an_unknown_period_stays_unknown_and_has_no_binding() -> None:
    (proposal,) = found("There were 10 093 victims in the EU.")
    assert "?" in proposal.description.quantity.identity
    assert proposal.binding is None
