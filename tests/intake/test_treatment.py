"""The btw code follows from who, where, what and how much; else a person is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.billing.treatment import Case, code_of
from stichting_fin.intake.invoice import Vat
from stichting_fin.relations import Relation

DAY = dt.date(2026, 3, 3)
D = Decimal
HOME, NEAR, FAR = ("NL", "IE", "US")


def case(land: str = HOME, *, sale: bool = False, **said: Any) -> Case:
    """Give a case; what a Case does not know is said of the relation."""
    known = set(Case.__dataclass_fields__)
    own = {key: said.pop(key) for key in list(said) if key in known}
    vat_id = own.pop("vat_id", f"{land}1234567T")
    relation = Relation("zij", "Zij", land=land, **said)
    return Case(sale=sale, day=DAY, relation=relation, vat_id=vat_id, **own)


def free(category: str) -> Vat:
    return Vat(category, D(0) if category != "O" else None, D(100), D(0))


def charged(rate: str | None = "21", tax: str = "21.00", category: str = "S") -> Vat:
    return Vat(category, D(rate) if rate else None, D(100), D(tax))


@pytest.mark.parametrize(
    ("land", "group", "code"),
    [
        (HOME, charged(), "inkoop-hoog"),
        (HOME, charged("9", "9.00", "AA"), "inkoop-laag"),
        (HOME, charged(None), "inkoop-hoog"),
        (HOME, charged(None, "9.04"), "inkoop-laag"),
        (HOME, Vat("S", D(21), D("0.02"), D(0)), "inkoop-hoog"),
        (HOME, free("Z"), "inkoop-geen"),
        (HOME, free("E"), "inkoop-geen"),
        (HOME, free("O"), "inkoop-geen"),
        (HOME, free(""), "inkoop-geen"),
        (HOME, free("AE"), "inkoop-verlegd"),
        (NEAR, free("AE"), "inkoop-eu-dienst"),
        (NEAR, free("E"), "inkoop-eu-dienst"),
        (NEAR, free("K"), "inkoop-eu-goederen"),
        (NEAR, charged("23", "23.00"), "inkoop-geen"),
        (FAR, free("O"), "inkoop-buiten-eu-dienst"),
        (FAR, free(""), "inkoop-buiten-eu-dienst"),
        (FAR, free("Z"), "inkoop-buiten-eu-dienst"),
    ],
)
def test_a_purchase_is_treated_by_country_category_and_rate(
    land: str, group: Vat, code: str
) -> None:
    assert code_of(case(land), group).name == code


@pytest.mark.parametrize(
    ("land", "group", "code"),
    [
        (HOME, charged(), "verkoop-hoog"),
        (HOME, charged("9", "9.00"), "verkoop-laag"),
        (HOME, free("AE"), "verkoop-verlegd"),
        (HOME, free("E"), "verkoop-buiten"),
        (HOME, free("Z"), "verkoop-nul"),
        (NEAR, free("AE"), "verkoop-eu-dienst"),
        (NEAR, free("K"), "verkoop-eu-goederen"),
        (NEAR, charged(), "verkoop-hoog"),
        (FAR, free("G"), "verkoop-uitvoer"),
        (FAR, free("O"), "verkoop-buiten"),
    ],
)
def test_a_sale_is_treated_by_country_category_and_rate(
    land: str, group: Vat, code: str
) -> None:
    assert code_of(case(land, sale=True), group).name == code


@pytest.mark.parametrize("land", [NEAR, FAR])
def test_dutch_btw_of_a_seller_abroad_counts_with_a_sound_dutch_number(
    land: str,
) -> None:
    assert code_of(case(land, vat_id="NL123456789B13"), charged()).name == "inkoop-hoog"


def test_a_number_that_is_not_sound_makes_no_dutch_btw() -> None:
    assert code_of(case(NEAR, vat_id="NL123456789B14"), charged()).name == "inkoop-geen"


@pytest.mark.parametrize("land", [HOME, NEAR, FAR])
def test_a_private_person_or_one_under_the_kor_never_has_btw(land: str) -> None:
    person = case(land, persoon=True, vat_id="")
    small = Relation("zij", "Zij", land=land, kor=True)

    assert code_of(person, free("E")).name == "inkoop-geen"
    small_case = replace(case(land), relation=small)
    assert code_of(small_case, free("E")).name == "inkoop-geen"


@pytest.mark.parametrize(
    ("usual", "group", "code"),
    [
        (("inkoop-verlegd-laag", "inkoop-verlegd"), free("AE"), "inkoop-verlegd-laag"),
        (("", "inkoop-geen"), free("AE"), "inkoop-geen"),
        (("verkoop-buiten", ""), free("AE"), "inkoop-verlegd"),
        (("inkoop-hoog",), free("E"), "inkoop-geen"),
        (("inkoop-geen",), charged(), "inkoop-hoog"),
        (("inkoop-verlegd",), charged(), "inkoop-hoog"),
    ],
)
def test_what_somebody_set_as_usual_decides_where_no_btw_is_charged(
    usual: tuple[str, ...], group: Vat, code: str
) -> None:
    assert code_of(case(usual=usual), group).name == code


def test_what_a_person_decided_of_the_invoice_goes_before_all() -> None:
    said = case(FAR, decided="inkoop-invoer", usual=("inkoop-geen",), kor=True)

    assert code_of(said, free("G")).rubriek == "4a"


def test_foreign_btw_may_have_a_code_that_owes_nothing() -> None:
    assert code_of(case(FAR, usual=("inkoop-geen",)), charged()).name == "inkoop-geen"


@pytest.mark.parametrize(
    "said",
    [{"btw_id": "NL1"}, {"read": True}, {"btw": "inkoop-hoog"}],
)
def test_btw_without_a_number_is_sound_when_we_know_who_it_is(
    said: dict[str, Any],
) -> None:
    assert code_of(case(vat_id="", **said), charged()).name == "inkoop-hoog"


def test_a_number_that_the_relation_has_is_enough_in_the_eu() -> None:
    assert (
        code_of(case(NEAR, btw_id="IE1234567T", vat_id=""), free("AE")).name
        == "inkoop-eu-dienst"
    )


@pytest.mark.parametrize(
    ("said", "group", "fault"),
    [
        (case(), free("K"), "btw-unknown"),
        (case(), free("G"), "btw-unknown"),
        (case(), Vat("S", D(0), D(100), D(0)), "btw-unknown"),
        (case(), charged("6", "6.00"), "btw-rate"),
        (case(vat_id=""), charged(), "btw-nameless"),
        (case(NEAR), free("O"), "btw-unknown"),
        (case(NEAR, vat_id=""), free("AE"), "btw-unknown"),
        (case(FAR), free("G"), "btw-unknown"),
        (case(FAR), charged("20", "20.00"), "btw-unknown"),
        (case(NEAR, usual=("inkoop-eu-dienst",)), charged(), "btw-charged"),
        (replace(case(), land="IE"), free("AE"), "land-differs"),
        (case(kor=True, sale=True), charged(), "kor-own"),
        (replace(case(), relation=Relation("zij", "Zij", kor=True)), charged(), "kor-with-btw"),
        (case(sale=True), free("O"), "btw-unknown"),
        (case(decided="verkoop-hoog"), charged(), "btw-side"),
        (case(decided="inkoop-raar"), charged(), "code-unknown"),
    ],
)  # fmt: skip
def test_what_nobody_said_is_a_question(said: Case, group: Vat, fault: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        code_of(said, group)

    assert caught.value.code == fault
