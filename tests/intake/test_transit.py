"""Money in transit: what a payment provider holds for us, until the bank has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from beancount.core import data

from intake.exports import Row, camt, lay, run
from stichting_fin.books import Books

BANK = "importers/bronnen/bank.toml"
PSP = """
soort = "psp"
number = "{number}"
account = "Assets:Psp"
{more}
[rule.giften]
code = "payment"
account = "Income:Giften"
[rule.terug]
code = "refund"
account = "Income:Giften"
[rule.terugboeking]
code = "chargeback"
account = "Income:Giften"
[rule.kosten]
text = "kosten van de maand"
account = "Expenses:Bank"
btw = "{btw}"
"""
ROWS = """
[rule.uitbetaling]
code = "payout"
account = "Assets:Kruis"
[rule.overdracht]
code = "balance"
account = "Assets:Kruis"
"""
SUMUP = (
    "E-Mail,Datum,Transaktions-ID,Transaktionsart,Status,Kartentyp,Letzte 4 Ziffern,"
    "Durchgeführt mit,Zahlungsmethode,Eingabemodus,Autorisierungscode,Beschreibung,"
    "Betrag inkl. MwSt.,Netto,Steuerbetrag,Trinkgeldbetrag,Gebühr,Auszahlung,"
    "Auszahlungsdatum,Auszahlungs-ID,Referenz\n"
)
MOLLIE = (
    "Date,Payment method,Currency,Amount,Status,ID,Description,Consumer name,"
    "Consumer bank account,Consumer BIC,Settlement currency,Settlement amount,"
    "Settlement reference,Amount refunded\n"
)


class Provider(NamedTuple):
    """A provider's export, how the bank names its payout, and what it comes to.

    Attributes:
        fee: EUR that it took off, with btw.
        btw: The code of it; of 21 % the tax comes back.
        linked: Whether its rows name a settlement.
    """

    number: str
    export: str
    payouts: tuple[Row, ...]
    gifts: str
    fee: str
    more: str = ""
    btw: str = "inkoop-geen"
    linked: bool = True


PROVIDERS = {
    "mollie": Provider(
        "mollie-psp",
        MOLLIE
        + "2025-03-01,ideal,EUR,100.00,paidout,tr_1,Gift,G. Ever,,,EUR,100.00,76.2503.01,\n"
        "2025-03-03,refund,EUR,-20.00,refunded,re_1,Terug,,,,EUR,-20.00,76.2503.01,\n"
        "2025-03-04,ideal,EUR,-5.00,chargeback,chb_1,Storno,,,,EUR,-5.00,76.2503.01,\n"
        "2025-03-05,,EUR,-2.42,paidout,,Kosten van de maand,,,,EUR,-2.42,76.2503.01,\n",
        (Row(6, "72.58", "Mollie 76.2503.01", "M1"),),
        gifts="75.00",
        fee="2.42",
        more="verwijzing = '\\d+\\.\\d{4}\\.\\d{2}'",
        btw="inkoop-hoog",
    ),
    "stripe, all transactions": Provider(
        "stripe",
        "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),"
        "Description,Customer Facing Amount,Customer Facing Currency,Transfer\n"
        "txn_4,payout,po_4,-73.75,0.00,-73.75,eur,2025-03-06 02:14,2025-03-09 00:00,STRIPE PAYOUT,,,po_4\n"
        "txn_3,adjustment,dp_1,-5.00,15.00,-20.00,eur,2025-03-04 02:14,2025-03-09 00:00,Storno,,,po_4\n"
        "txn_2,refund,re_1,-10.00,-0.25,-9.75,eur,2025-03-03 02:14,2025-03-09 00:00,Terug,,,po_4\n"
        "txn_1,charge,ch_1,105.00,1.50,103.50,eur,2025-03-01 12:00,2025-03-09 00:00,Gift,,,po_4\n",
        (Row(8, "73.75", "STRIPE PAYMENTS EUROPE", "S1"),),
        gifts="90.00",
        fee="16.25",
        more="",
    ),
    "stripe, payout reconciliation": Provider(
        "stripe",
        "balance_transaction_id,created,available_on,currency,gross,fee,net,"
        "reporting_category,description,automatic_payout_id,automatic_payout_effective_at\n"
        "txn_1,2025-03-01 08:00:00,2025-03-05 00:00:00,eur,50.00,1.00,49.00,charge,Gift,po_1,2025-03-06 02:00:00\n"
        "txn_2,2025-03-02 08:00:00,2025-03-05 00:00:00,eur,-10.00,-0.20,-9.80,refund,Terug,po_1,2025-03-06 02:00:00\n",
        (Row(6, "39.20", "STRIPE PAYMENTS EUROPE", "S2"),),
        gifts="40.00",
        fee="0.80",
        more='uitbetaling = "stripe payments"',
    ),
    "paypal": Provider(
        "paypal",
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net",'
        '"From Email Address","Transaction ID","Reference Txn ID","Subject","Balance Impact","Balance"\n'
        '"28/02/2025","07:00:00","CET","G. Ever","Donation Payment","Completed","EUR","100.00","-3.00","97.00","","T1","","Gift","Credit","97.00"\n'
        '"03/03/2025","07:00:00","CET","G. Ever","Payment Refund","Completed","EUR","-10.00","0.30","-9.70","","T2","T1","","Debit","87.30"\n'
        '"14/03/2025","07:00:00","CET","","General Withdrawal","Completed","EUR","-87.30","0.00","-87.30","","T3","","","Debit","0.00"\n',
        (Row(16, "87.30", "PAYPAL 10123", "P1", "PayPal Europe"),),
        gifts="90.00",
        fee="2.70",
        linked=False,
    ),
    "sumup": Provider(
        "sumup-sales",
        SUMUP
        + "a@example.org,2025-03-12 17:04:11,TA,Umsatz,Erfolgreich,V,1,DEBIT,POS,C,x,Thee,2.0,1.85,0.15,0.0,0.02,1.98,,,\n"
        ",2025-03-12 17:04:18,TA,Auszahlung,Gezahlt,,,,,,,,2.0,,,,0.02,1.98,2025-03-13,123,\n",
        (Row(13, "1.98", "SumUp PID123", "U1"),),
        gifts="2.00",
        fee="0.02",
        linked=False,
    ),
    "adyen": Provider(
        "adyen",
        "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,"
        "Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),"
        "Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),"
        "Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number\n"
        "S,N,P1,o-1,visa,2025-03-02 00:24:23,CET,Settled,P1,EUR,,25.00,1,EUR,,24.60,,0.10,0.10,0.20,12\n"
        "S,N,P2,o-2,ideal,2025-03-02 00:25:23,CET,Settled,P2,EUR,,50.00,1,EUR,,49.70,0.30,,,,12\n"
        "S,N,P1,o-1,visa,2025-03-02 00:26:23,CET,Refunded,P3,EUR,5.00,,1,EUR,5.00,,,,,,12\n"
        "S,N,,,,2025-03-03 00:24:23,CET,Balancetransfer,to batch 13,,,,,EUR,9.30,,,,,,12\n"
        "S,N,,,,2025-03-03 00:24:23,CET,MerchantPayout,TX1 batch 12,,,,,EUR,60.00,,,,,,12\n"
        "S,N,,,,2025-03-03 00:24:23,CET,Balancetransfer,from batch 12,,,,,EUR,,9.30,,,,,13\n"
        "S,N,,,,2025-03-10 00:24:23,CET,MerchantPayout,TX2 batch 13,,,,,EUR,9.30,,,,,,13\n",
        (
            Row(4, "60.00", "Adyen TX1 batch 12", "A1"),
            Row(11, "9.30", "Adyen TX2 batch 13", "A2"),
        ),
        gifts="70.00",
        fee="0.70",
    ),
}  # fmt: skip


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest, administration: Path) -> Provider:
    """Give a provider, after laying down what the foundation says of it."""
    found = PROVIDERS[request.param]
    psp = PSP.format(number=found.number, more=found.more, btw=found.btw)
    paid = "verwijzing" in found.more or "uitbetaling" in found.more
    if found.number == "mollie-psp":
        psp = psp.replace("mollie-psp", "mollie").replace("Psp", "Mollie")
        (administration / "importers/bronnen/mollie.toml").unlink()
    (administration / "importers/bronnen/psp.toml").write_text(
        psp if paid else psp + ROWS
    )
    (administration / "ledger/2024/psp.beancount").write_text(
        '2024-01-01 open Assets:Psp EUR\n  rgs: "BVorTusTon"\n'
    )
    if not paid:
        words = found.payouts[0].text.split()[0]
        with (administration / BANK).open("a") as file:
            file.write(
                f'[rule.psp]\ntext = "{words}"\nsign = "bij"\naccount = "Assets:Kruis"\n'
            )
    return found


def load(administration: Path) -> Books:
    books = Books.load(administration / "ledger/main.beancount")
    assert not books.faults
    return books


def held(books: Books, account: str) -> Decimal:
    return sum((p.amount for p in books.by_account.get(account, ())), Decimal(0))


def waiting(books: Books) -> Iterator[data.Transaction]:
    return (entry for entry in books.transactions if entry.flag == "!")


def links(books: Books) -> dict[str, Decimal]:
    """Add up each link on the account that it must bring to zero."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for posted in books.postings:
        for link in posted.entry.links or ():
            own = "Kruis" if link.startswith("kruis-") else ("Psp", "Mollie")
            if posted.posting.account.endswith(own):
                found[link] += posted.amount
    return dict(found)


def test_an_export_and_the_banks_payout_leave_nothing_on_the_way(
    administration: Path, provider: Provider
) -> None:
    lay(administration, "psp.csv", provider.export)
    assert run(administration, "import").exit_code == 0
    lay(administration, "b.xml", camt(provider.payouts))
    assert run(administration, "import").exit_code == 0

    books = load(administration)
    psp = "Assets:Mollie" if provider.number == "mollie-psp" else "Assets:Psp"
    tax = held(books, "Assets:Voorbelasting")
    left = links(books)
    assert not list(waiting(books))
    assert held(books, psp) == Decimal(0)
    assert held(books, "Assets:Kruis") == Decimal(0)
    assert held(books, "Income:Giften") == -Decimal(provider.gifts)
    assert held(books, "Expenses:Bank") + tax == Decimal(provider.fee)
    assert (tax > 0) == (provider.btw == "inkoop-hoog")
    assert not any(left.values()), left
    assert any(link.startswith("afrekening-") for link in left) is provider.linked
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_the_bank_may_come_before_the_export(
    administration: Path, provider: Provider
) -> None:
    lay(administration, "a.xml", camt(provider.payouts))
    run(administration, "import")
    lay(administration, "psp.csv", provider.export)
    run(administration, "import")
    assert run(administration, "import").exit_code == 0

    books = load(administration)
    assert not list(waiting(books))
    assert not any(links(books).values())
    assert held(books, "Assets:Psp") == held(books, "Assets:Kruis") == Decimal(0)


@pytest.mark.parametrize("provider", ["paypal"], indirect=True)
def test_a_fee_stands_apart_with_the_rule_that_booked_it(
    administration: Path, provider: Provider
) -> None:
    lay(administration, "psp.csv", provider.export)
    run(administration, "import")

    text = (administration / "ledger/2025/psp.beancount").read_text()
    assert (
        '  regel-id: "giften"\n'
        "  bruto: 100.00\n"
        "  Assets:Psp                                         97.00 EUR\n"
        "  Income:Giften                                    -100.00 EUR\n"
        "  Expenses:Bank                                       3.00 EUR\n"
        '    btw: "inkoop-geen"\n'
        '    regel-id: "kosten"\n'
    ) in text
    said = run(administration, "status").output.partition("Rules that never")[2]
    assert "psp kosten" not in said
    assert "psp terugboeking" in said


@pytest.mark.parametrize("provider", ["paypal"], indirect=True)
def test_a_fee_without_a_rule_waits_until_there_is_one(
    administration: Path, provider: Provider
) -> None:
    path = administration / "importers/bronnen/psp.toml"
    sound = path.read_text()
    path.write_text(sound.replace("[rule.kosten]", "[rule.nooit]"))
    lay(administration, "psp.csv", provider.export)
    run(administration, "import")
    books = load(administration)
    assert [entry.meta["bruto"] for entry in waiting(books)] == [
        Decimal("100.00"),
        Decimal("-10.00"),
    ]
    assert held(books, "Assets:Vraagposten") == Decimal("2.70")

    path.write_text(sound)
    run(administration, "import")
    assert not list(waiting(load(administration)))
    assert run(administration, "verify", "--from-sources").exit_code == 0


@pytest.mark.parametrize("provider", ["paypal"], indirect=True)
def test_a_payment_smaller_than_its_fee_is_a_gift_and_a_cost(
    administration: Path, provider: Provider
) -> None:
    head, *_ = provider.export.splitlines()
    row = '"28/02/2025","07:00:00","CET","G","Donation Payment","Completed","EUR","{}","-0.35","{}","","{}","","","Credit","{}"'
    rows = [
        row.format("0.10", "-0.25", "T1", "-0.25"),
        row.format("0.35", "0.00", "T2", "-0.25"),
    ]
    lay(administration, "psp.csv", "\n".join([head, *rows]) + "\n")
    run(administration, "import")

    books = load(administration)
    assert held(books, "Income:Giften") == Decimal("-0.45")
    assert held(books, "Expenses:Bank") == Decimal("0.70")
    assert held(books, "Assets:Psp") == Decimal("-0.25")


@pytest.mark.parametrize("provider", ["stripe, payout reconciliation"], indirect=True)
def test_a_payout_of_another_amount_waits_for_its_settlement(
    administration: Path, provider: Provider
) -> None:
    lay(administration, "psp.csv", provider.export)
    lay(administration, "b.xml", camt([provider.payouts[0]._replace(amount="39.21")]))
    run(administration, "import")

    (entry,) = waiting(load(administration))
    assert entry.postings[1].account == "Assets:Psp"
    assert not entry.links
