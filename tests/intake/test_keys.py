"""A bank line has one identity, whatever file it comes in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from stichting_fin.intake.proving.keys import keyed, scheme
from stichting_fin.intake.statement import Line, Statement

DAY = dt.date(2025, 3, 3)


def line(
    amount: str = "25.00", text: str = "gift", key: str = "", day: int = 3
) -> Line:
    return Line(dt.date(2025, 3, day), Decimal(amount), key=key, text=text)


def refs(*lines: Line) -> list[str]:
    return [ref for ref, _ in keyed([Statement("NL1", "EUR", lines)], "NL1")]


def test_two_gifts_of_one_size_are_two_gifts() -> None:
    one, other = refs(line(), line())

    assert one.endswith(":1")
    assert other.endswith(":2")
    assert one[:-1] == other[:-1]


def test_a_banks_own_key_stands_as_it_is_and_counts_when_it_repeats() -> None:
    assert refs(line(key="rabo-volgnr1:9565")) == ["NL1:rabo-volgnr1:9565"]
    assert refs(line(key="x1:A"), line(key="x1:A"))[1] == "NL1:x1:A:2"


def test_capitals_and_blanks_do_not_make_another_line() -> None:
    assert refs(line(text="Gift  MAART")) == refs(line(text="gift maart "))


def test_the_other_sides_account_goes_before_its_name() -> None:
    one = Line(DAY, Decimal(1), iban="NL91 ABNA 0417164300", counterparty="A")
    other = Line(DAY, Decimal(1), iban="NL91ABNA0417164300", counterparty="A. Jansen")

    assert refs(one) == refs(other)


def test_a_ref_tells_the_scheme_it_was_made_by() -> None:
    assert scheme("NL1:rabo-volgnr1:9565", "NL1") == "rabo-volgnr1"


@given(st.lists(st.sampled_from("abc"), max_size=9), st.integers(0, 9))
def test_a_day_cut_short_gives_the_first_keys_of_the_whole_day(
    texts: list[str], cut: int
) -> None:
    whole = [line(text=text) for text in texts]

    assert set(refs(*whole[:cut])) <= set(refs(*whole))


def test_a_text_without_language_keeps_a_translated_name_out_of_the_key() -> None:
    dutch = Line(DAY, Decimal(1), counterparty="Kosten", more={"fingerprint": "DV 12"})
    english = Line(DAY, Decimal(1), counterparty="Costs", more={"fingerprint": "DV 12"})

    assert refs(dutch) == refs(english)
