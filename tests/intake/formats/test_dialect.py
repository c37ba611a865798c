"""How banks write text, amounts, days and accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin.intake.formats import dialect
from stichting_fin.money import dutch

CENTS = st.decimals(-10_000_000, 10_000_000, places=2)


@given(CENTS)
def test_every_amount_is_read_as_it_was_written(amount: Decimal) -> None:
    assert dialect.amount(dutch(amount), ",") == amount
    assert dialect.amount(f"{amount:,.2f}", ".") == amount


@pytest.mark.parametrize(
    "text", ["", "-", "1,2,3", "1.23,4", "12a", "1.2345,00", "--1"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert dialect.amount(text, ",") is None


def test_a_minus_may_stand_behind() -> None:
    assert dialect.amount("12,50-", ",") == Decimal("-12.50")


@pytest.mark.parametrize(
    ("text", "sign"),
    [("1.234.567", ","), ("1.234,5", ","), ("12.5", "."), ("1,234", "?"), ("-5", "")],
)
def test_an_amount_shows_its_decimal_sign_or_not(text: str, sign: str) -> None:
    assert dialect.sign_of(text) == sign


def test_amounts_that_contradict_each_other_tell_nothing() -> None:
    assert dialect.decimal_sign(["1,50", "2.50"]) == ""


def test_text_is_utf_8_or_else_windows() -> None:
    assert dialect.decoded("\ufeffé".encode()) == "é"
    assert dialect.decoded("é".encode("cp1252")) == "é"
    assert dialect.decoded("aé".encode()[:-1], whole=False) == "a"


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ("%Y%m%d", "20250304", date(2025, 3, 4)),
        ("%Y%m%d", "2025034", None),
        ("%d-%m-%Y", "4-3-2025", date(2025, 3, 4)),
        ("%d-%m-%Y", "30-02-2025", None),
        ("%d/%m/%y", "04/03/25, 10:08", date(2025, 3, 4)),
        ("%Y-%m-%d", "2025-03-04T23:30:00Z", date(2025, 3, 4)),
        ("%Y-%m-%d", "2025/03/04", None),
    ],
)
def test_a_day_is_read_in_its_form_only(form: str, text: str, day: date | None) -> None:
    assert dialect.days(form)(text) == day


def test_a_late_hour_in_utc_is_the_next_day_here() -> None:
    day = dialect.days("%Y-%m-%d", "UTC")

    assert day("2025-03-31 22:26:29") == date(2025, 4, 1)
    assert day("2025-01-31 22:26:29") == date(2025, 1, 31)
    assert day("2025-01-31") == date(2025, 1, 31)


def test_a_text_that_is_no_dutch_account_number_stays_as_it_is() -> None:
    assert dialect.dutch_iban("K 1", "ABNA") == "K 1"


def test_amounts_of_a_column_are_read_together_only_where_all_are_plain() -> None:
    assert dialect.all_in_cents(["1,00", ""], ",") is None
    assert dialect.all_in_cents([], ",") is None
    assert dialect.all_in_cents(["1,00\n2,00"], ",") is None
