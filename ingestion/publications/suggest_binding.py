"""The cells of Eurostat's tables that would fit a described quantity: a suggestion, no more."""

from collections.abc import Sequence

from ingestion.publications.statement import Alternative, Binding, Cells, Quantity, Unit

EU27 = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
_LEGAL_STATUS = {"victims registered": "PER_VICT", "suspects": "PER_SUSP", "convicted": "PER_CNV"}
# The breakdown's table, its key without the country, and the codes that make up its known whole.
# Nobody has read in which order CRIM_THB_VSAGE has its dimensions: sex and age as in other tables.
_TABLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "form": ("CRIM_THB_VEXP", "A.{}.NR", ("ICCS02041", "ICCS02042", "ICCS02043_02044")),
    "citizenship": ("CRIM_THB_VCTZ", "A.{}.NR", ("NAT", "EU27_2020_FOR", "NEU27_2020_FOR")),
    "age": ("CRIM_THB_VSAGE", "A.T.{}.NR", ("Y_LT18", "Y_GE18")),
    "sex": ("CRIM_THB_SEX", "A.{}.PER_VICT.NR", ("F", "M")),
}
_CODES = {
    "form: sexual": ("ICCS02041",),
    "form: labour": ("ICCS02042",),
    "form: other": ("ICCS02043_02044",),
    "citizenship: EU": ("NAT", "EU27_2020_FOR"),
    "citizenship: non-EU": ("NEU27_2020_FOR",),
    "citizenship: own country": ("NAT",),
    "age: child": ("Y_LT18",),
    "age: adult": ("Y_GE18",),
    "sex: female": ("F",),
    "sex: male": ("M",),
}
_COUNTRIES = {
    "Austria": "AT", "Belgium": "BE", "Bulgaria": "BG", "Croatia": "HR", "Cyprus": "CY",
    "Czechia": "CZ", "Denmark": "DK", "Estonia": "EE", "Finland": "FI", "France": "FR",
    "Germany": "DE", "Greece": "EL", "Hungary": "HU", "Ireland": "IE", "Italy": "IT",
    "Latvia": "LV", "Lithuania": "LT", "Luxembourg": "LU", "Malta": "MT", "Netherlands": "NL",
    "Poland": "PL", "Portugal": "PT", "Romania": "RO", "Slovakia": "SK", "Slovenia": "SI",
    "Spain": "ES", "Sweden": "SE",
}  # fmt: skip


def suggested(quantity: Quantity, unit: Unit) -> Binding | None:
    """The binding that a quantity would have; None where no table of trafficking holds it."""
    years = tuple(str(year) for year in quantity.years or quantity.years_inferred)
    places = EU27 if quantity.geo == "EU" else _place(quantity.geo)
    status = _LEGAL_STATUS.get(quantity.measure)
    if not (years and places and status):
        return None
    keys = [f"A.T.{status}.NR.{place}" for place in places]
    total = Cells("CRIM_THB_SEX", tuple(keys), years)
    if quantity.breakdown == "total":
        return _of_total(total, quantity, unit)
    if status != "PER_VICT" or quantity.breakdown not in _CODES:
        return None
    table, key, known = _TABLES[quantity.breakdown.partition(":")[0]]
    part = Cells(table, _series(key, _CODES[quantity.breakdown], places), years)
    if unit == "persons":
        return Binding(part)
    if unit == "pct_change":
        return _change(part, quantity)
    if unit != "percent":
        return None
    over_all = Alternative("over all registered victims", denominator=total)
    whole = Cells(table, _series(key, known, places), years)
    return Binding(part, whole, alternatives=(over_all,))


def _of_total(total: Cells, quantity: Quantity, unit: Unit) -> Binding | None:
    if unit == "pct_change":
        return _change(total, quantity)
    return Binding(total) if unit in ("persons", "convictions") else None


def _change(cells: Cells, quantity: Quantity) -> Binding | None:
    base = tuple(str(year) for year in quantity.base_years)
    return Binding(cells, base=Cells(cells.dataset, cells.series, base)) if base else None


def _series(key: str, codes: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{key.format(code)}.{place}" for code in codes for place in places)


def _place(geo: str | None) -> tuple[str, ...]:
    return (_COUNTRIES[geo],) if geo in _COUNTRIES else ()
