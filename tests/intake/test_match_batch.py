"""The bank books what we sent: one line a payment, or one for the whole batch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from stichting_fin import payment
from stichting_fin.intake.matching.candidates import Open
from stichting_fin.intake.matching.match import match
from stichting_fin.intake.statement import Line
from stichting_fin.openitems import Item


def item(number: str, amount: str) -> Item:
    link = f"inkoop-letter/{number}"
    return Item(
        "Liabilities:Crediteuren", "letter", number, link, amount=Decimal(amount)
    )


def line(amount: str, **said: Any) -> Line:
    return Line(date(2025, 3, 1), Decimal(amount), **said)


SENT = {
    "letter/1": ("inkoop-letter/1",),
    "letter/1-abc": ("inkoop-letter/1", "inkoop-letter/C"),
    "batch-7": ("inkoop-letter/1", "inkoop-letter/2"),
}


def settled(
    line: Line, sent: dict[str, tuple[str, ...]] | None = None
) -> dict[str, str]:
    items = Open([item("1", "-50.00"), item("2", "-5.00"), item("C", "10.00")], sent)
    found = match(line, None, items)
    return {x.nummer: str(amount) for x, amount in found.parts} if found else {}


def test_our_own_identity_of_a_payment_settles_its_invoice() -> None:
    said = line("-50.00", end_to_end_id="letter/1")

    assert settled(said) == settled(said, SENT) == {"1": "-50.00"}


def test_our_own_identity_settles_in_part_too() -> None:
    assert settled(line("-20.00", end_to_end_id="letter/1"), SENT) == {"1": "-20.00"}


def test_a_netted_payment_settles_invoice_and_credit_note() -> None:
    said = line("-40.00", end_to_end_id="letter/1-abc")

    assert settled(said, SENT) == {"1": "-50.00", "C": "10.00"}
    assert not settled(said)


def test_one_line_for_the_batch_settles_all_of_it() -> None:
    parts = {"1": "-50.00", "2": "-5.00"}

    assert settled(line("-55.00", batch="batch-7"), SENT) == parts
    assert settled(line("-55.00", text="Verzamelbetaling batch-7 2 st"), SENT) == parts
    assert not settled(line("-54.00", batch="batch-7"), SENT)


def test_a_payment_without_an_invoice_is_no_invoice_that_we_sent() -> None:
    waits = Item("Liabilities:Crediteuren", "letter", "bank:1", amount=Decimal(-50))

    assert not match(line("-50.00", end_to_end_id="bank:1"), None, Open([waits]))


def test_money_that_comes_back_settles_nothing() -> None:
    assert not settled(line("50.00", end_to_end_id="letter/1"), SENT)


RECORD = """
rekening = "NL52ABNA0123998701"
[[betaling]]
id = "letter/1"
groep = "batch-7-1"
dag = 2025-03-03
bedrag = 50.00
posten = ["inkoop-letter/1"]
[[betaling]]
id = "letter/2"
groep = "batch-7-1"
dag = 2025-03-03
bedrag = 5.00
posten = ["inkoop-letter/2"]
[[betaling]]
id = "letter/3"
groep = "batch-7-2"
posten = ["inkoop-letter/3"]
"""


def test_a_group_of_a_batch_is_told_with_its_day_and_sum(tmp_path: Path) -> None:
    """An old record that lacks them is known by its identity only."""
    (tmp_path / payment.FOLDER).mkdir()
    (tmp_path / payment.FOLDER / "batch-7.toml").write_text(RECORD, "utf-8")

    assert payment.handed(tmp_path) == [
        payment.Handed(
            "NL52ABNA0123998701",
            date(2025, 3, 3),
            Decimal("55.00"),
            ("inkoop-letter/1", "inkoop-letter/2"),
        )
    ]
