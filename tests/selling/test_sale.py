"""The sums of an invoice: btw over each group, and who stands on it by which number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selling.given import line, sale
from stichting_fin.sale import Side


def test_btw_is_rounded_over_a_group_and_not_over_a_line() -> None:
    """GBNED: 37.50 and 12.50 at 21 % are 10.50; line by line it would be 10.51."""
    sold = sale(line("37.50"), line("12.50"))

    assert (sold.net, sold.tax, sold.gross) == (
        Decimal("50.00"),
        Decimal("10.50"),
        Decimal("60.50"),
    )


def test_each_category_and_rate_is_a_group() -> None:
    sold = sale(line("1"), line("2", "verkoop-laag"), line("4"))

    assert [(g.category, g.rate, g.base) for g in sold.groups] == [
        ("S", Decimal(21), Decimal("5.00")),
        ("S", Decimal(9), Decimal("2.00")),
    ]


def test_two_reasons_of_exemption_stand_together() -> None:
    sold = sale(
        line(btw="verkoop-buiten", vrijgesteld="onderwijs"),
        line(btw="verkoop-buiten", vrijgesteld="cultuur"),
        line(btw="verkoop-buiten", vrijgesteld="onderwijs"),
    )

    assert [group.reason for group in sold.groups] == ["onderwijs; cultuur"]


def test_a_purchase_code_has_no_place_on_an_invoice() -> None:
    assert line(btw="inkoop-geen").category == ""


@pytest.mark.parametrize(
    ("side", "number"),
    [
        (Side("A", oin="00000001003214345000", kvk="1"), ("0190", "00000001003214345000")),
        (Side("A", kvk="99000001"), ("0106", "99000001")),
        (Side("A"), ("", "")),
    ],
)  # fmt: skip
def test_a_party_is_named_by_its_oin_before_its_kvk_number(
    side: Side, number: tuple[str, str]
) -> None:
    assert side.number == number


def test_a_credit_note_is_called_one() -> None:
    assert sale().title == "Factuur F2026-001"
    assert sale(credit="F2026-000").title == "Creditnota F2026-001"
