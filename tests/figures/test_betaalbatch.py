"""What is paid, what is refused, and what somebody must look at first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from beancount import loader

from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError
from stichting_fin.figures import betaalbatch
from stichting_fin.figures.betaalbatch import Asked, Betaalbatch
from stichting_fin.relations import Relation, Relations

OWN, SAVINGS = "NL52ABNA0123998701", "NL12INGB0009987021"
GOOD, OTHER, THIRD = "NL91ABNA0417164300", "NL20INGB0001234567", "NL44RABO0123456789"
CHART = f"""
2025-01-01 event "naam" "Stichting Voorbeeld"
2025-01-01 open Assets:Bank
  rgs: "BLimBanRba"
  iban: "{OWN}"
2025-01-01 open Assets:Spaar
  iban: "{SAVINGS}"
2025-01-01 open Assets:Debiteuren
  rgs: "BVorDebHad"
2025-01-01 open Liabilities:Crediteuren
  rgs: "BSchCreHac"
2025-01-01 open Expenses:Kosten
2025-01-02 * "Sale" ^verkoop-1
  relatie: "klant"
  factuurnummer: "1"
  factuurdatum: 2025-01-02
  Assets:Debiteuren  9.00 EUR
  Expenses:Kosten
"""


def invoice(
    number: str = "A1", amount: str = "-50.00", day: int = 5, **meta: str
) -> str:
    said = "".join(f'\n  {key}: "{value}"' for key, value in meta.items())
    return f"""
2025-03-0{day} * "Factuur" ^inkoop-letter/{number}
  relatie: "letter"
  factuurnummer: "{number}"
  factuurdatum: 2025-03-0{day}{said}
  Liabilities:Crediteuren  {amount} EUR
  Expenses:Kosten
"""


def paid(
    iban: str, day: int = 1, number: str = "A0", amount: str = "7.00", **meta: str
) -> str:
    said = "".join(f'\n  {key}: "{value}"' for key, value in meta.items())
    return f"""
2025-02-0{day} * "Factuur" ^inkoop-letter/{number}
  relatie: "letter"
  factuurnummer: "{number}"
  factuurdatum: 2025-02-0{day}
  Liabilities:Crediteuren  -{amount} EUR
  Expenses:Kosten
2025-02-1{day} * "Betaald" ^inkoop-letter/{number}
  relatie: "letter"
  factuurnummer: "{number}"
  iban: "{iban}"{said}
  Liabilities:Crediteuren  {amount} EUR
  Assets:Bank
"""


def made(ledger: str, ibans: tuple[str, ...] = (GOOD,), **asked: Any) -> Betaalbatch:
    entries, errors, options = loader.load_string(CHART + ledger)
    assert not errors
    relation = Relation("letter", "De Letter", iban=ibans)
    wanted = {"until": date(2025, 3, 31), "earliest": date(2025, 3, 1), **asked}
    books = Books(entries, options=options)
    return betaalbatch.build(books, Relations({"letter": relation}), Asked(**wanted))


def codes(found: Betaalbatch) -> tuple[list[str], list[str]]:
    assert all(map(str, (*found.faults, *found.warnings)))  # its words can be said
    return [x.code for x in found.faults], [x.code for x in found.warnings]


def test_an_invoice_is_paid_when_it_is_due() -> None:
    found = made(
        invoice()
        + invoice("A2").replace(
            "factuurdatum:", "vervaldatum: 2025-04-01\n  factuurdatum:"
        )
    )

    assert codes(found) == ([], [])
    (one,) = found.batch.transfers
    assert (one.id, one.day, one.naam) == ("letter/A1", date(2025, 3, 5), "De Letter")
    assert (one.iban, one.amount, one.text) == (GOOD, Decimal("50.00"), "A1")
    assert (found.batch.iban, found.batch.naam) == (OWN, "Stichting Voorbeeld")
    assert [row.cells[-1] for row in found.table().rows] == [Decimal("50.00")] * 2


def test_nothing_is_executed_before_the_first_day_or_on_another_than_was_asked() -> (
    None
):
    late = made(invoice(), earliest=date(2025, 3, 20)).batch.transfers[0]
    asked = made(invoice(), on=date(2025, 3, 25)).batch.transfers[0]

    assert (late.day, asked.day) == (date(2025, 3, 20), date(2025, 3, 25))


@pytest.mark.parametrize(
    ("named", "declared", "code"),
    [
        ("NL92ABNA0417164300", (GOOD, "NL92ABNA0417164300"), "pay-iban-check"),
        ("", ("NL92ABNA0417164300",), "pay-iban-check"),
        (OTHER, (GOOD,), "pay-iban-unknown"),
        (OWN, (GOOD,), "pay-iban-own"),
        ("", (SAVINGS,), "pay-iban-own"),
        ("", (), "pay-iban-none"),
    ],
)
def test_an_account_that_cannot_be_right_gets_nothing(
    named: str, declared: tuple[str, ...], code: str
) -> None:
    found = made(invoice(iban=named), declared)

    assert codes(found) == ([code], [])
    assert not found.batch.transfers


def test_of_the_accounts_on_an_invoice_the_known_one_is_paid() -> None:
    found = made(invoice(iban=f"{OTHER}, {GOOD}"))

    assert codes(found) == ([], [])
    assert found.batch.transfers[0].iban == GOOD


def test_an_account_that_was_paid_before_is_known() -> None:
    found = made(paid(OTHER) + invoice(iban=OTHER) + invoice("A2"), ())

    assert codes(found) == ([], [])
    assert {each.iban for each in found.batch.transfers} == {OTHER}


def test_the_account_of_the_last_payment_is_the_usual_one() -> None:
    found = made(paid(GOOD, 1, "A8") + paid(OTHER, 2) + invoice(), (GOOD, OTHER))

    assert codes(found) == ([], [])
    assert found.batch.transfers[0].iban == OTHER


def test_another_account_than_last_time_is_told_loudly() -> None:
    found = made(paid(OTHER) + invoice())

    assert codes(found) == ([], ["pay-iban-changed"])
    assert found.batch.transfers[0].iban == GOOD
    assert "LOOK" in str(found.warnings[0])


def test_what_went_to_the_bank_is_not_sent_again() -> None:
    found = made(
        invoice() + invoice("A2"),
        sent={"letter/A1": ("inkoop-letter/A1",), "batch-1": ("inkoop-letter/A1",)},
    )

    assert codes(found) == (["pay-batched"], [])
    assert "stands in batch-1" in str(found.faults[0])
    assert [each.id for each in found.batch.transfers] == ["letter/A2"]


def test_a_creditor_that_nobody_declared_gets_nothing() -> None:
    found = made(invoice().replace('"letter"', '"vreemd"'))

    assert codes(found) == (["pay-relation"], [])


def test_who_collects_its_money_itself_is_not_paid_too() -> None:
    found = made(paid(GOOD, mandaat="M1") + invoice())

    assert codes(found) == ([], ["pay-incasso"])
    assert not found.batch.transfers


def test_a_credit_note_is_taken_off_only_when_asked() -> None:
    ledger = invoice() + invoice("A2") + invoice("C1", "20.00")

    apart, netted = made(ledger), made(ledger, net=True)

    assert codes(apart) == ([], ["pay-credit"])
    assert apart.batch.total == Decimal("100.00")
    assert codes(netted) == ([], [])
    (one,) = netted.batch.transfers
    assert (one.amount, one.text) == (Decimal("80.00"), "A1 A2 C1")
    assert len(one.links) == 3


def test_a_credit_note_that_takes_up_all_leaves_nothing_to_pay() -> None:
    found = made(invoice() + invoice("C1", "50.00"), net=True)

    assert codes(found) == ([], ["pay-netted"])
    assert not found.batch.transfers


def test_a_credit_note_in_a_batch_is_not_taken_off_twice() -> None:
    sent = {"batch-1": ("inkoop-letter/C1",)}

    assert (
        made(invoice() + invoice("C1", "20.00"), net=True, sent=sent).batch.total == 50
    )


def test_a_payment_that_nobody_explained_is_told_before_another_follows() -> None:
    ledger = """
2025-03-01 ! "Betaald"
  ref: "bank:1"
  relatie: "letter"
  Liabilities:Crediteuren  50.00 EUR
  Assets:Bank
"""
    found = made(ledger + invoice(), net=True)

    assert codes(found) == ([], ["pay-unexplained"])
    assert found.batch.total == 50


def test_a_payment_in_part_leaves_the_rest_to_pay() -> None:
    part = """
2025-03-06 * "Deel" ^inkoop-letter/A1
  relatie: "letter"
  factuurnummer: "A1"
  Liabilities:Crediteuren  20.00 EUR
  Assets:Bank
"""
    assert made(invoice() + part).batch.total == 30


def test_a_payment_reference_goes_with_it_and_a_doubtful_one_is_told() -> None:
    good = made(invoice(kenmerk="9000 0000 0000 0001"))
    doubtful = made(invoice(kenmerk="8000000000000001"))
    free = made(invoice(kenmerk="zie brief"))

    assert good.batch.transfers[0].reference == "9000000000000001"
    assert codes(good) == ([], [])
    assert codes(doubtful) == ([], ["pay-kenmerk"])
    assert (free.batch.transfers[0].reference, free.batch.transfers[0].text) == (
        "",
        "zie brief A1",
    )


def test_without_a_sound_account_of_our_own_nothing_can_be_paid() -> None:
    entries, _, options = loader.load_string(CHART.replace(OWN, "NL00ABNA0123998701"))

    with pytest.raises(UnreadableError, match="rgs BLimBanRba"):
        betaalbatch.build(
            Books(entries, options=options), Relations({}), Asked(date.max, date.min)
        )


def test_a_g_rekening_gets_its_own_part_with_its_own_reference() -> None:
    ledger = f"""
2025-01-01 open Liabilities:G
  rgs: "BSchCreHac.01"
2025-03-05 * "Factuur" ^inkoop-letter/A1
  relatie: "letter"
  factuurnummer: "A1"
  factuurdatum: 2025-03-05
  iban: "{GOOD}, {OTHER}"
  Liabilities:Crediteuren  -75.00 EUR
    iban: "{GOOD}"
    kenmerk: "A1"
  Liabilities:G            -25.00 EUR
    iban: "{OTHER}"
    kenmerk: "PGR1"
  Expenses:Kosten
"""
    before = paid(GOOD)

    found = made(before + ledger, (GOOD, OTHER))

    assert codes(found) == ([], [])
    assert [(x.id, x.iban, x.amount, x.text) for x in found.batch.transfers] == [
        ("letter/A1", GOOD, Decimal("75.00"), "A1"),
        ("letter/A1-G", OTHER, Decimal("25.00"), "PGR1 A1"),
    ]


@pytest.mark.parametrize(
    ("where", "address", "warned"),
    [
        ({}, None, ["pay-address"]),
        ({"plaats": "Bern", "land": "zwitserland"}, None, ["pay-address"]),
        ({"plaats": "Bern", "land": "CH"}, ("", "", "Bern", "CH"), []),
    ],
)
def test_outside_the_eea_a_bank_asks_for_an_address(
    where: dict[str, str], address: tuple[str, ...] | None, warned: list[str]
) -> None:
    swiss = "CH9300762011623852957"
    entries, _, options = loader.load_string(CHART + invoice())
    relation = Relation("letter", "De Letter", iban=(swiss,), **where)  # type: ignore[arg-type]
    asked = Asked(date(2025, 3, 31), date(2025, 3, 1))

    found = betaalbatch.build(
        Books(entries, options=options), Relations({"letter": relation}), asked
    )

    assert found.batch.transfers[0].address == address
    assert codes(found) == ([], warned)
