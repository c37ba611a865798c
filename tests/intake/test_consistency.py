"""The header of an invoice must say one thing; its type must be a demand to pay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin.intake.billing import consistency
from stichting_fin.intake.invoice import Invoice, Item, Party, Totals, Vat

PLACES = {"type": 1, "head": 2, "totals": 3, "vat": 4}


def amounts(**said: str | None) -> Totals:
    return Totals(**{k: Decimal(v) if v else None for k, v in said.items()})


SOUND = Invoice(
    type="invoice",
    type_code="380",
    number="1",
    issue_date=date(2025, 1, 1),
    currency="EUR",
    seller=Party(),
    buyer=Party(),
    vat=(Vat("S", Decimal(21), Decimal(100), Decimal(21)),),
    totals=amounts(net="100.00", vat="21.00", gross="121.00", payable="121.00"),
    lines=(Item("x", Decimal(100), "S", Decimal(21)),),
)


def checked(**changes: Any) -> Invoice:
    return consistency.checked(replace(SOUND, **changes), PLACES)


def why(**changes: Any) -> tuple[str, int] | None:
    refused = checked(**changes).refused
    return (refused.code, refused.line) if refused else None


def totals(**said: str | None) -> Totals:
    base = {"net": "100.00", "vat": "21.00", "gross": "121.00", "payable": "121.00"}
    return amounts(**(base | said))


def vat(tax: str, base: str = "100", rate: str | None = "21") -> tuple[Vat, ...]:
    percent = Decimal(rate) if rate else None
    return (Vat("S", percent, Decimal(base), Decimal(tax)),)


def test_a_sound_invoice_passes() -> None:
    assert checked() == SOUND


@pytest.mark.parametrize(
    "changes",
    [
        {"totals": totals(gross="121.01")},
        {"totals": totals(vat="21.01", gross="121.01", payable="121.01")},
        {"totals": totals(payable="120.99")},
        {"totals": totals(net="100.01", gross="121.01", payable="121.01")},
        {"totals": totals(lines="100.00", allowances="0.01")},
        {"totals": totals(lines="100.00", charges="0.01")},
        {"totals": totals(prepaid="1.00")},
        {"totals": totals(rounding="0.01")},
        {"totals": totals(gross=None, payable="121.01")},
        {"lines": (Item("x", Decimal("99.98")),)},
    ],
)
def test_a_header_that_differs_a_cent_from_itself_is_refused(
    changes: dict[str, Any],
) -> None:
    assert why(**changes) == ("invoice-sum", 3)


def test_the_other_reasons_stand_in_the_warnings() -> None:
    got = checked(totals=totals(gross="121.01"), type_code="325")

    assert got.refused
    assert got.refused.code == "invoice-type"
    assert [note.code for note in got.warnings] == ["invoice-sum"] * 2


def test_what_the_header_leaves_out_is_made_from_the_rest() -> None:
    assert why(totals=totals(gross=None)) is None
    assert why(totals=totals(net=None, vat=None, gross=None)) is None
    assert why(vat=(), totals=totals(net=None), lines=()) is None


def test_no_amount_due_and_no_total_at_all_are_refused() -> None:
    assert why(totals=totals(payable=None)) == ("invoice-silent", 3)
    silent = checked(totals=Totals(), vat=())
    assert silent.refused
    assert [silent.refused.values, silent.warnings[0].values] == [
        {"field": "BT-115"},
        {"field": "BT-109"},
    ]


def test_lines_may_differ_a_cent_each_from_their_total() -> None:
    lines = (Item("x", Decimal("50.01")), Item("y", Decimal("50.01")))

    assert why(lines=lines, totals=totals(lines="100.00")) is None


def test_a_header_in_cents_rounds_a_finer_breakdown() -> None:
    assert why(vat=vat("21.004", "100.002")) is None


def test_btw_may_differ_a_cent_for_each_line_of_its_group() -> None:
    lines = (Item("x", Decimal(50), "S", Decimal(21)),) * 2
    both = {"totals": totals(vat="21.02", gross="121.02", payable="121.02")}

    assert checked(vat=vat("21.02"), lines=lines, **both).warnings == ()
    [doubt] = checked(vat=vat("21.02"), **both).warnings
    assert doubt.code == "invoice-vat-near"


def test_btw_that_differs_more_is_for_a_person() -> None:
    off = totals(vat="21.06", gross="121.06", payable="121.06")

    assert why(vat=vat("21.06"), totals=off) == ("invoice-vat", 4)


def test_btw_without_a_rate_is_as_stated() -> None:
    assert why(vat=vat("21", rate=None)) is None


@pytest.mark.parametrize("code", ["389", "261", "527"])
def test_what_we_would_have_made_ourselves_is_for_a_person(code: str) -> None:
    kind = consistency.kind(code)

    assert why(type=kind, type_code=code) == ("invoice-self-billed", 1)


def test_a_credit_note_by_name_with_the_code_of_a_charge_is_for_a_person() -> None:
    assert why(type="credit-note") == ("invoice-type-root", 1)


def test_a_document_without_a_type_is_what_its_root_is() -> None:
    assert why(type_code="") is None


MINUS = {
    "totals": amounts(net="-100.00", vat="-21.00", gross="-121.00", payable="-121.00"),
    "vat": vat("-21", "-100"),
    "lines": (),
}


def test_an_invoice_below_zero_makes_the_seller_owe() -> None:
    got = checked(**MINUS)

    assert (got.type, got.credit, got.refused) == ("invoice", True, None)


def test_a_credit_note_below_zero_is_a_charge_and_for_a_person() -> None:
    got = checked(type="credit-note", type_code="381", **MINUS)

    assert not got.credit
    assert got.refused
    assert got.refused.code == "invoice-negative-credit"


def test_no_number_day_or_currency_is_refused() -> None:
    assert why(number="") == ("invoice-nameless", 2)
    assert why(issue_date=None) == ("invoice-nameless", 2)
    assert why(currency="") == ("invoice-currency", 2)


def test_foreign_btw_without_its_euros_is_doubted() -> None:
    [doubt] = checked(currency="USD").warnings

    assert doubt.code == "invoice-foreign"
    assert not checked(currency="USD", vat_in_eur=Decimal("19.00")).warnings


BARE = {
    "vat": (),
    "totals": amounts(net="100.00", gross="100.00", payable="100.00"),
}


def test_a_document_without_btw_has_the_categories_of_its_lines() -> None:
    lines = (Item("x", Decimal(60), "AE"), Item("y", Decimal(40), "AE"))

    assert checked(lines=lines, **BARE).vat == (
        Vat("AE", None, Decimal(100), Decimal(0)),
    )


@pytest.mark.parametrize(
    "line",
    [
        Item("no category", Decimal(100)),
        Item("a rate", Decimal(100), "S", Decimal(21)),
        Item("another sum", Decimal("100.01"), "AE"),
    ],
)
def test_lines_that_do_not_say_so_give_no_categories(line: Item) -> None:
    assert checked(lines=(line,), **BARE).vat == ()


@given(
    st.decimals(-10_000, 10_000, places=2),
    st.decimals(-10_000, 10_000, places=2).filter(bool),
)
def test_no_amount_hides_a_difference(net: Decimal, off: Decimal) -> None:
    total = Totals(net=net, gross=net + off, payable=net + off)

    assert why(totals=total, vat=(), lines=()) == ("invoice-sum", 3)
