"""Where the money of a bank line goes: a person, ourselves, an item, a rule, a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from beancount.core import data

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import booking
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.proving import closing
from stichting_fin.intake.statement import Balance, Line, Statement

DAY = dt.date(2025, 3, 3)
SALE = """
2025-01-10 * "Gemeente Zuiderdam" "Factuur" ^verkoop-{n}
  relatie: "gemeente"
  factuurnummer: "{n}"
  factuurdatum: 2025-01-10
  vervaldatum: 2025-02-10
  kenmerk: "{k}"
  Assets:Debiteuren  {a} EUR
  Income:Gebruik
"""
SALES = SALE.format(n="F2025-001", a="121.00", k="RF18539007547034") + SALE.format(
    n="F2025-002", a="242.00", k=""
)
At = Callable[..., Desk]


def booked(desk: Desk, profile: str = "bank", **said: Any) -> data.Transaction:
    line = Line(DAY, Decimal(said.pop("amount")), **said)
    source = next(p for p in desk.profiles if p.name == profile)
    return booking.book("NL52ABNA0123998701:x1:A", line, source, "f#ab#1", desk)


def legs(entry: data.Transaction) -> dict[str, str]:
    return {p.account: str(p.units.number) for p in entry.postings if p.units}


def test_a_rule_books_a_gift(desk: At) -> None:
    entry = booked(desk(), amount="25.00", counterparty="A. Jansen", text="Gift maart")

    assert entry.flag == "*"
    assert legs(entry) == {"Assets:Bank": "25.00", "Income:Giften": "-25.00"}
    assert entry.meta["regel-id"] == "giften"
    assert entry.meta["bron"] == "f#ab#1"


def test_a_rule_may_split_off_btw_and_deduct_a_part(desk: At) -> None:
    entry = booked(desk(), amount="-121.00", text="papier")

    found = [
        (p.account, str(p.units and p.units.number), p.meta) for p in entry.postings[1:]
    ]
    assert found == [
        (
            "Expenses:Kosten",
            "100.00",
            {"taak": "communicatie", "btw": "inkoop-hoog", "aftrek": Decimal(50)},
        ),
        ("Expenses:Kosten", "10.50", {"taak": "communicatie"}),
        ("Assets:Voorbelasting", "10.50", None),
    ]


def test_a_rule_may_name_a_relation(desk: At) -> None:
    entry = booked(
        desk(), amount="-9.95", counterparty="ABN AMRO Bank N.V.", text="kosten"
    )

    assert entry.meta["relatie"] == "abn"


def test_what_nobody_can_place_waits_on_vraagposten(desk: At) -> None:
    entry = booked(desk(), amount="-9.95", text="?")

    assert entry.flag == "!"
    assert legs(entry)["Assets:Vraagposten"] == "9.95"


def test_a_payment_reference_settles_its_invoice(desk: At) -> None:
    entry = booked(
        desk(SALES), amount="121.00", structured_reference="RF18 5390 0754 7034"
    )

    assert entry.flag == "*"
    assert entry.links == {"verkoop-F2025-001"}
    assert entry.postings[1].meta == {
        "relatie": "gemeente",
        "factuurnummer": "F2025-001",
    }
    assert entry.meta["bewijs"] == "kenmerk F2025-001"


def test_one_payment_settles_several_invoices_that_it_names(desk: At) -> None:
    entry = booked(desk(SALES), amount="363.00", text="F2025-001, F2025-002")

    assert entry.links == {"verkoop-F2025-001", "verkoop-F2025-002"}
    assert [str(p.units and p.units.number) for p in entry.postings[1:]] == [
        "-121.00",
        "-242.00",
    ]


def test_a_part_payment_leaves_the_rest_open(desk: At) -> None:
    at = desk(SALES)
    booked(at, amount="100.00", iban="NL91ABNA0417164300", text="deel F2025-002")

    item = at.open.numbered("gemeente", "F2025-002")
    assert item
    assert item.open == Decimal("142.00")


def test_a_receipt_is_no_gift_while_its_payer_owes_us(desk: At) -> None:
    entry = booked(desk(SALES), amount="25.00", iban="NL91ABNA0417164300", text="gift")

    assert entry.flag == "!"
    assert legs(entry)["Assets:Vraagposten"] == "-25.00"
    assert entry.meta["voorstel"] == "verkoop-F2025-001 verkoop-F2025-002"


def test_an_amount_alone_settles_nothing(desk: At) -> None:
    assert booked(desk(SALES), amount="121.00", text="dank").flag == "!"


def test_a_number_that_two_relations_share_settles_nothing(desk: At) -> None:
    other = SALES.replace('"gemeente"', '"ander"').replace(
        "^verkoop-F2025-001", "^verkoop-X"
    )

    assert booked(desk(SALES + other), amount="121.00", text="F2025-001").flag == "!"


def test_money_to_who_sends_invoices_waits_with_the_creditors(desk: At) -> None:
    entry = booked(desk(), amount="-60.50", iban="NL20INGB0001234567", text="papier")

    assert entry.flag == "!"
    assert legs(entry)["Liabilities:Crediteuren"] == "60.50"
    assert entry.meta["relatie"] == "drukker"


def test_money_back_from_who_sends_invoices_goes_by_the_rules(desk: At) -> None:
    assert (
        booked(desk(), amount="5.00", iban="NL20INGB0001234567", text="gift").flag
        == "*"
    )


def test_a_transfer_has_one_link_seen_from_both_sides(desk: At) -> None:
    at = desk()
    one = booked(at, amount="-500.00", iban="NL12INGB0009987021")
    other = booked(at, "spaar", amount="500.00", iban="NL52ABNA0123998701")
    third = booked(at, "spaar", amount="500.00", iban="NL52ABNA0123998701")

    assert one.links == other.links
    assert third.links != one.links
    assert legs(one)["Assets:Kruis"] == "500.00"


def test_the_second_side_of_a_transfer_may_come_in_a_later_import(desk: At) -> None:
    first = booked(desk(), amount="-500.00", iban="NL12INGB0009987021")
    (link,) = first.links
    books = f"""
2025-03-02 * "Overboeking" ^{link}
  iban: "NL12INGB0009987021"
  Assets:Bank   -500.00 EUR
  Assets:Kruis   500.00 EUR
2025-01-02 * "Oud" ^kruis-oud
  iban: "NL12INGB0009987021"
  Assets:Bank   -500.00 EUR
  Assets:Kruis   500.00 EUR
2025-01-02 * "Oud" ^kruis-heel
  Assets:Bank   -500.00 EUR
  Assets:Kruis   500.00 EUR
2025-01-02 * "Oud" ^kruis-heel
  Assets:Spaar   500.00 EUR
  Assets:Kruis  -500.00 EUR
"""
    other = booked(desk(books), "spaar", amount="500.00", iban="NL52ABNA0123998701")

    assert other.links == {link}


def test_a_psps_payout_comes_to_its_clearing_account(desk: At) -> None:
    at = desk()
    payout = booked(at, amount="95.66", text="Mollie 1234567.2503.01")
    row = booked(at, "mollie", amount="100.00", code="payment", batch="1234567.2503.01")

    assert payout.links == row.links == {"afrekening-mollie-1234567.2503.01"}
    assert legs(payout)["Assets:Mollie"] == "-95.66"


def test_a_psps_fee_has_btw(desk: At) -> None:
    entry = booked(desk(), "mollie", amount="-4.34", code="fee", batch="1")

    assert legs(entry)["Assets:Voorbelasting"] == "0.75"


@pytest.mark.parametrize(
    ("said", "account", "flag"),
    [
        ('account = "Expenses:Kosten"', "Expenses:Kosten", "*"),
        (
            'account = "Expenses:Kosten"\nbtw = "inkoop-hoog"\naftrek = 0\ntaak = "x"',
            "Expenses:Kosten",
            "*",
        ),
        ('link = "verkoop-F2025-001"\nrelatie = "gemeente"', "Assets:Debiteuren", "*"),
        ('link = "verkoop-nergens"', "Assets:Vraagposten", "!"),
    ],
)
def test_what_a_person_decided_goes_before_all(
    desk: At, said: str, account: str, flag: str
) -> None:
    besluit = f'[[besluit]]\nref = "NL52ABNA0123998701:x1:A"\nby = "PM"\ndate = 2025-04-01\nwhy = "gebeld"\n{said}\n'

    entry = booked(desk(SALES, besluit), amount="121.00", text="gift")

    assert account in legs(entry)
    assert entry.flag == flag
    assert entry.meta["besluit"] == "gebeld (PM, 2025-04-01)"


def test_a_code_that_the_law_does_not_know_is_a_fault(desk: At) -> None:
    besluit = '[[besluit]]\nref = "NL52ABNA0123998701:x1:A"\nby = "PM"\ndate = 2025-04-01\nwhy = "x"\naccount = "Expenses:Kosten"\nbtw = "nergens"\n'

    with pytest.raises(UnreadableError, match="no btw code nergens"):
        booked(desk("", besluit), amount="1.00")


def test_what_waits_can_be_decided_again_from_the_books_alone(desk: At) -> None:
    at = desk()
    entry = booked(
        at, amount="25.00", counterparty="A", text="?", end_to_end_id="E", code="N1"
    )
    bank = at.profiles[0]

    assert booking.again(entry, bank, at) == entry
    assert booking.told_by(entry, bank) == Line(
        DAY, Decimal("25.00"), counterparty="A", text="?", end_to_end_id="E", code="N1"
    )


def test_the_closing_balance_holds_at_the_start_of_the_next_day(desk: At) -> None:
    bank = desk().profiles[0]
    known = Statement("NL1", "EUR", (), closing=Balance(Decimal(5), DAY))
    silent = Statement("NL1", "EUR", (), closing=Balance(Decimal(5), None))

    (balance,) = closing.balances([known], bank, "f#ab", {})
    assert balance.date == dt.date(2025, 3, 4)
    assert not [*closing.balances([silent], bank, "f#ab", {})]


def test_a_rule_may_owe_the_tax_that_nobody_charged(desk: At) -> None:
    at = desk()
    bank = at.profiles[0]
    rule = replace(
        bank.rules[0],
        text="cloud",
        sign="af",
        account="Expenses:Kosten",
        btw="inkoop-eu-dienst",
    )
    bank = replace(bank, rules=(rule,))
    line = Line(DAY, Decimal("-100.00"), text="cloud")

    entry = booking.book("NL52ABNA0123998701:x1:A", line, bank, "f#ab#1", at)

    assert legs(entry)["Liabilities:Eu"] == "-21.00"
    assert legs(entry)["Expenses:Kosten"] == "100.00"


def test_transfers_weeks_apart_are_two_transfers(desk: At) -> None:
    at = desk()
    one = booked(at, amount="-500.00", iban="NL12INGB0009987021")
    spaar = next(p for p in at.profiles if p.name == "spaar")
    late = Line(dt.date(2025, 4, 3), Decimal("500.00"), iban="NL52ABNA0123998701")

    assert booking.book("x:x1:B", late, spaar, "f#ab#2", at).links != one.links


def test_an_item_of_the_other_sign_is_not_settled(desk: At) -> None:
    assert booked(desk(SALES), amount="-121.00", text="F2025-001").flag == "!"


def test_of_two_transfers_that_wait_the_near_one_is_meant(desk: At) -> None:
    at = desk()
    booked(at, amount="-500.00", iban="NL12INGB0009987021", text="maart")
    bank, spaar = at.profiles[0], next(p for p in at.profiles if p.name == "spaar")
    later = Line(dt.date(2025, 4, 3), Decimal("-500.00"), iban="NL12INGB0009987021")
    other = Line(dt.date(2025, 4, 3), Decimal("500.00"), iban="NL52ABNA0123998701")

    near = booking.book("x:x1:B", later, bank, "f#ab#2", at)

    assert booking.book("x:x1:C", other, spaar, "f#ab#3", at).links == near.links
