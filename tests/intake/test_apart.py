"""A batch of the bank that nobody knows as a whole is decided by its payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from beancount.core import data

from stichting_fin import journal
from stichting_fin.intake import booking
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.statement import Line

DAY = dt.date(2025, 3, 3)
REF = "NL52ABNA0123998701:x1:A"
SALE = """
2025-01-10 * "Gemeente Zuiderdam" "Factuur" ^verkoop-F2025-001
  relatie: "gemeente"
  factuurnummer: "F2025-001"
  factuurdatum: 2025-01-10
  vervaldatum: 2025-02-10
  Assets:Debiteuren  121.00 EUR
  Income:Gebruik
"""
At = Callable[..., Desk]


def part(amount: str, name: str = "", text: str = "", iban: str = "") -> Line:
    return Line(
        dt.date.min, Decimal(amount), counterparty=name, text=text, iban=iban, code=""
    )


def booked(desk: Desk, amount: str, *parts: Line) -> data.Transaction:
    line = Line(DAY, Decimal(amount), text="Verzamelboeking", batch="B1", parts=parts)
    return booking.book(REF, line, desk.profiles[0], "f#ab#1", desk)


def test_every_payment_of_a_batch_goes_where_it_belongs(desk: At) -> None:
    entry = booked(
        desk(SALE),
        "146.00",
        part("25.00", "A. Jansen", "Gift maart"),
        part("121.00", "Gemeente Zuiderdam", "F2025-001", "NL91ABNA0417164300"),
    )

    assert entry.flag == "*"
    assert entry.links == {"verkoop-F2025-001"}
    assert [(p.account, str(p.units and p.units.number)) for p in entry.postings] == [
        ("Assets:Bank", "146.00"),
        ("Income:Giften", "-25.00"),
        ("Assets:Debiteuren", "-121.00"),
    ]
    gift = entry.postings[1].meta
    assert gift == {
        "naam": "A. Jansen",
        "tekst": "Gift maart",
        "regel-id": "giften",
        "deel": "1",
    }


def test_what_waits_keeps_its_payments_so_that_it_can_be_decided_again(
    desk: At,
) -> None:
    at = desk()
    entry = booked(
        at,
        "-31.00",
        part("-121.00", "Winkel", 'pa"pier"\n2020-01-01 open Assets:X'),
        part("90.00", "B", "?", "NL44RABO0123456789"),
    )
    bank = at.profiles[0]
    read = journal.blocks(journal.written(entry))[0].entry

    assert entry.flag == "!"
    assert isinstance(read, data.Transaction)
    assert journal.written(booking.again(read, bank, at)) == journal.written(entry)
    found = booking.told_by(entry, bank).parts
    assert [str(each.amount) for each in found] == ["-121.00", "90.00"]
    assert found[1].iban == "NL44RABO0123456789"


def test_a_payment_with_btw_keeps_its_postings_together(desk: At) -> None:
    at = desk()
    entry = booked(at, "-22.00", part("-121.00", "W", "papier"), part("99.00", "B"))

    first = [p for p in entry.postings if (p.meta or {}).get("deel") == "1"]
    assert [p.account for p in first] == [
        "Expenses:Kosten",
        "Expenses:Kosten",
        "Assets:Voorbelasting",
    ]
    found = booking.told_by(entry, at.profiles[0]).parts
    assert [str(each.amount) for each in found] == ["-121.00", "99.00"]


def test_a_person_may_decide_about_one_payment(desk: At) -> None:
    besluit = (
        f'[[besluit]]\nref = "{REF}#2"\nby = "PM"\ndate = 2025-04-01\nwhy = "gebeld"\n'
        'account = "Income:Giften"\n'
    )
    entry = booked(desk("", besluit), "30.00", part("25.00", "", "gift"), part("5.00"))

    assert entry.flag == "*"
    assert (entry.postings[2].meta or {})["besluit"] == "gebeld (PM, 2025-04-01)"


def test_a_batch_that_is_known_as_a_whole_stays_whole(desk: At) -> None:
    besluit = (
        f'[[besluit]]\nref = "{REF}"\nby = "PM"\ndate = 2025-04-01\nwhy = "gebeld"\n'
        'account = "Income:Giften"\n'
    )
    entry = booked(desk("", besluit), "30.00", part("25.00"), part("5.00"))

    assert len(entry.postings) == 2


def test_payments_that_do_not_explain_their_batch_split_nothing(desk: At) -> None:
    at = desk()

    assert len(booked(at, "30.00", part("25.00"), part("4.00")).postings) == 2
    assert len(booked(at, "30.00", part("30.00"), part("0")).postings) == 2
