"""Payments out: their identities, references, and the record of what was sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin import payment
from stichting_fin.fault import UnreadableError
from stichting_fin.payment import Batch, Transfer, checked, end_to_end_id, issuer, sent

IBAN = "NL91ABNA0417164300"


def transfer(day: int = 1, links: tuple[str, ...] = ("inkoop-jansen/1",)) -> Transfer:
    return Transfer(
        end_to_end_id(links), date(2025, 7, day), "Jansen", IBAN, Decimal("5.10"), "", "1", links
    )  # fmt: skip


def test_the_record_tells_what_each_payment_group_and_batch_settles(
    tmp_path: Path,
) -> None:
    both = ("inkoop-jansen/2", "inkoop-jansen/3")
    batch = Batch("Stichting", IBAN, (transfer(2, both), transfer(1)))
    (tmp_path / payment.FOLDER).mkdir()
    (tmp_path / payment.FOLDER / f"{batch.id}.toml").write_text(batch.record, "utf-8")

    found = sent(tmp_path)

    assert found["jansen/1"] == ("inkoop-jansen/1",)
    assert found[end_to_end_id(both)] == both
    assert found[f"{batch.id}-1"] == ("inkoop-jansen/1",)
    assert found[f"{batch.id}-2"] == both
    assert sorted(found[batch.id]) == ["inkoop-jansen/1", *both]
    assert batch.total == Decimal("10.20")


def test_a_record_without_its_invoices_is_refused(tmp_path: Path) -> None:
    (tmp_path / payment.FOLDER).mkdir()
    (tmp_path / payment.FOLDER / "batch-1.toml").write_text('[[betaling]]\nid = "a"\n')

    with pytest.raises(UnreadableError, match="groep"):
        sent(tmp_path)


def test_the_identity_of_a_batch_follows_from_its_content() -> None:
    one, other = (Batch("S", IBAN, (transfer(day),)) for day in (1, 2))

    assert one.id == Batch("S", IBAN, (transfer(1),)).id != other.id


@given(st.from_regex(r"inkoop-[A-Za-z0-9_./-]{1,80}", fullmatch=True))
def test_the_identity_of_a_payment_is_one_that_banks_take(link: str) -> None:
    found = end_to_end_id([link])

    assert len(found) <= 35
    assert "//" not in found
    assert "_" not in found
    assert found[0] != "/" != found[-1]


def test_only_what_proves_itself_is_a_structured_reference() -> None:
    assert issuer("RF18539007547034") == "ISO"
    assert issuer("RF19539007547034") == ""
    assert issuer("1234567") == ""  # it may be an invoice number
    assert issuer("123456789") == ""
    assert issuer("7 7 1234567") == ("CUR" if checked("771234567") else "")
    assert issuer("1111452145876521") == "CUR"  # sixteen digits are nothing else
    assert not checked("1111452145876521")
    assert not checked("191234567")  # says nine digits, and has seven


def test_a_betalingskenmerk_has_one_right_check_digit() -> None:
    right = [digit for digit in "0123456789" if checked(f"{digit}000000000000001")]

    assert right == ["9"]  # eleven minus two
    assert [d for d in "0123456789" if issuer(f"{d}71234567")] != []
