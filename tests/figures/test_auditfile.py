"""The auditfile says what the books say, to the cent, and can be read by others."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import pyxaf
from beancount import loader

from stichting_fin.auditfile import (
    Address,
    Auditfile,
    JournalKind,
    Line,
    RelationKind,
    Transaction,
    Vat,
)
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError
from stichting_fin.figures import auditfile
from stichting_fin.period import Period
from stichting_fin.relations import Relation, Relations
from stichting_fin.writers import xaf

PEILDATUM = date(2026, 3, 31)
MAIN = """
option "account_previous_earnings" "TeBestemmen"
option "operating_currency" "EUR"
include "overname.beancount"
include "bank.beancount"
include "inkoop.beancount"
include "correcties.beancount"
include "los.beancount"
2024-01-01 event "naam" "Stichting Proef"
2024-01-01 event "rsin" "123456782"
2024-01-01 event "kvk" "12345678"
2024-01-01 event "adres" "Voorbeeldkade 20 b"
2024-01-01 event "zetel" "Den Haag"
2024-01-01 event "postcode" "2511 ZZ"
2024-01-01 custom "dagboek" "overname" "O" "Overname"
2024-01-01 custom "dagboek" "bank" "B" "De bank"
2024-01-01 custom "dagboek" "inkoop" "P"
2024-01-01 custom "dagboek" "correcties" "M"
2024-01-01 open Assets:Bank EUR
  nummer: "1010"
  rgs: "BLimBanRba"
  iban: "NL52ABNA0123998701"
2024-01-01 open Assets:Debiteuren EUR
  nummer: "1100"
  rgs: "BVorDebHad"
2024-01-01 open Assets:Voorbelasting EUR
  nummer: "1510"
  rubriek: "5b"
2024-01-01 open Liabilities:Eu EUR
  nummer: "1524"
  rubriek: "4b"
2024-01-01 open Liabilities:Hoog EUR
  nummer: "1520"
  rubriek: "1a"
2024-01-01 open Liabilities:Crediteuren EUR
  nummer: "1600"
  rgs: "BSchCreHac"
2024-01-01 open Equity:TeBestemmen EUR
  nummer: "0590"
2024-01-01 open Equity:Reserve EUR
  nummer: "0500"
2024-01-01 open Income:Verkoop EUR
  nummer: "8000"
2024-01-01 open Expenses:Kosten EUR
  nummer: "4000"
2024-01-01 open Expenses:Nieuw EUR
2024-01-01 open Expenses:Ooit EUR
  nummer: "4999"
"""
FILES = {
    "overname": """
2024-05-01 * "Gever" "Gift"
  Assets:Bank  1000.00 EUR
  Income:Verkoop
2024-06-01 * "Oud" "Factuur 1"
  Assets:Debiteuren  70.00 EUR
    relatie: "oud"
    factuurnummer: "1"
  Income:Verkoop
2024-06-02 * "Voldaan"
  Assets:Debiteuren  5.00 EUR
    relatie: "weg"
    factuurnummer: "2"
  Assets:Debiteuren  -5.00 EUR
    relatie: "weg"
    factuurnummer: "2"
2025-01-01 * "Bestemming" #bestemming
  Equity:TeBestemmen  1070.00 EUR
  Equity:Reserve
""",
    "bank": """
2025-02-01 * "Wolk" "Betaald" ^inkoop-wolk/7
  ref: "NL52ABNA0123998701:acct-svcr+v1:000000000001"
  bron: "b.xml#0123456789ab#1"
  iban: "IE12BOFI90000112345678"
  relatie: "wolk"
  factuurnummer: "7"
  Assets:Bank  -100.00 EUR
  Liabilities:Crediteuren  100.00 EUR
2025-02-03 * "Kaart" "Betaald met een kaart"
  valuta: "12.00 USD"
  Assets:Bank  -11.10 EUR
  Expenses:Kosten  11.10 EUR
2025-02-04 ! "Geweigerd"
""",
    "inkoop": """
2025-01-20 * "Wolk" "Factuur 7" ^inkoop-wolk/7
  ref: "wolk:7"
  relatie: "wolk"
  factuurnummer: "7"
  factuurdatum: 2025-01-18
  Expenses:Kosten  100.00 EUR
    btw: "inkoop-eu-dienst"
    aftrek: 60
    taak: "beheer"
    platform: "weblog"
    fonds: "open"
  Expenses:Kosten  8.40 EUR
  Assets:Voorbelasting  12.60 EUR
  Liabilities:Eu  -21.00 EUR
  Liabilities:Crediteuren  -100.00 EUR
    valuta: -110.00 USD
2025-03-01 * "Winkel" "Twee regels" ^inkoop-winkel/1
  ref: "winkel:een heel lang nummer dat niet past: 1"
  relatie: "wolk"
  factuurnummer: "8"
  Expenses:Kosten  10.03 EUR
    btw: "inkoop-hoog"
    valuta: "onzin"
  Expenses:Nieuw  10.03 EUR
    btw: "inkoop-hoog"
    subsidie: "s1"
  Assets:Voorbelasting  4.21 EUR
  Liabilities:Crediteuren  -24.27 EUR
2025-03-02 * "Winkel" "Zonder btw"
  Expenses:Kosten  5.00 EUR
    btw: "inkoop-geen"
  Expenses:Kosten  5.00 EUR
    btw: "onbekend"
  Assets:Debiteuren  -10.00 EUR
    relatie: "wolk"
    factuurnummer: "9"
""",
    "correcties": """
2025-12-31 * "Correctie"
  Expenses:Kosten  1.00 EUR
  Assets:Bank
2025-12-30 * "Te vroeg"
  Expenses:Kosten  1.00 EUR
  Assets:Bank
""",
    "los": """
2025-12-31 * "Los"
  Expenses:Kosten  1.00 EUR
  Assets:Bank
2025-12-31 * "Los"
  Expenses:Kosten  1.00 EUR
  Assets:Bank
2026-01-02 * "Later"
  Expenses:Ooit  1.00 EUR
  Liabilities:Crediteuren
    relatie: "later"
    factuurnummer: "1"
""",
}
KNOWN = Relations(
    {"wolk": Relation("wolk", "Wolk Ltd", btw_id="IE9990017V", kvk="1", land="IE")}
)


def laid(folder: Path, **changed: str) -> Books:
    for name, text in {**FILES, "main": MAIN, **changed}.items():
        (folder / f"{name}.beancount").write_text(text)
    books = Books.load(folder / "main.beancount")
    assert not books.faults
    return books


def built(folder: Path, **changed: str) -> Auditfile:
    books = laid(folder, **changed)
    return auditfile.build(books, books.period("2025"), KNOWN, PEILDATUM)


@pytest.fixture
def file(tmp_path: Path) -> Auditfile:
    return built(tmp_path)


def transactions(file: Auditfile) -> dict[str, Transaction]:
    return {t.number: t for j in file.journals for t in j.transactions}


def lines(file: Auditfile, text: str) -> tuple[Line, ...]:
    (found,) = [t for t in transactions(file).values() if text in t.text]
    return found.lines


def test_another_program_finds_nothing_wrong(file: Auditfile) -> None:
    report = pyxaf.validate(BytesIO(b"".join(xaf.write(file))), xsd=True)

    assert report.ok
    assert [str(each) for each in report.findings] == []


def test_its_trial_balance_is_that_of_the_books(tmp_path: Path) -> None:
    books = laid(tmp_path)
    year = books.period("2025")

    file = auditfile.build(books, year, KNOWN, PEILDATUM)

    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for opening in file.opening:
        sums[opening.account] += opening.amount
    for entry in transactions(file).values():
        for line in entry.lines:
            sums[line.account] += line.amount
    stands = {
        books.nummer(a) or a: amount
        for a, amount in books.balances(year.end).items()
        if a not in books.results
    }
    moved = {
        books.nummer(a) or a: amount
        for a, amount in books.sums(year).items()
        if a in books.results and amount
    }
    stands["0590"] -= Decimal(1070)  # the saldo of 2024, which no entry closes
    assert {a: s for a, s in sums.items() if s} == {
        a: s for a, s in {**stands, **moved}.items() if s
    }


def test_it_opens_with_the_saldo_of_earlier_years(file: Auditfile) -> None:
    assert [(each.account, each.amount) for each in file.opening] == [
        ("0590", Decimal("-1070.00")),
        ("1010", Decimal("1000.00")),
        ("1100", Decimal("70.00")),
    ]


def test_it_names_the_accounts_that_stood_or_moved_and_no_other(
    file: Auditfile,
) -> None:
    names = [(each.id, each.kind, each.rgs) for each in file.accounts]

    assert ("1010", "B", "BLimBanRba") in names
    assert ("Expenses:Nieuw", "P", "") in names
    assert "4999" not in {each.id for each in file.accounts}
    assert "8000" not in {each.id for each in file.accounts}


def test_a_dagboek_has_its_kind_and_a_bank_its_account(file: Auditfile) -> None:
    got = [(j.id, j.name, j.kind, j.counter_account) for j in file.journals]

    assert got == [
        ("overname", "Overname", JournalKind.MEMO, ""),
        ("bank", "De bank", JournalKind.BANK, "1010"),
        ("inkoop", "inkoop", JournalKind.PURCHASE, ""),
        ("correcties", "correcties", JournalKind.MEMO, ""),
        ("los", "los", JournalKind.OTHER, ""),
    ]


def test_a_bank_of_two_accounts_has_no_account_of_its_own(tmp_path: Path) -> None:
    text = """
2025-05-01 * "Heen"
  Assets:Bank  -1.00 EUR
  Expenses:Kosten
"""

    file = built(tmp_path, bank=text)

    assert file.journals[1].counter_account == ""


def test_corrections_are_the_period_after_the_months(file: Auditfile) -> None:
    periods = [(each.number, each.begin, each.end) for each in file.periods]

    assert periods[1] == (2, date(2025, 2, 1), date(2025, 2, 28))
    assert periods[11:] == [
        (12, date(2025, 12, 1), date(2025, 12, 31)),
        (13, date(2025, 12, 31), date(2025, 12, 31)),
    ]
    texts = {t.text: t.period for t in transactions(file).values()}
    assert (texts["Correctie"], texts["Te vroeg"], texts["Los"]) == (13, 12, 12)


def test_a_number_follows_from_what_an_entry_is(tmp_path: Path) -> None:
    before = transactions(built(tmp_path))
    early = '2025-01-02 * "Erbij"\n  Assets:Bank  1 EUR\n  Expenses:Kosten\n'

    after = transactions(built(tmp_path, los=early + FILES["los"]))

    assert {n: t.text for n, t in before.items()}.items() <= {
        n: t.text for n, t in after.items()
    }.items()
    assert len(after) == len(before) + 1
    assert "wolk:7" in before
    assert all(len(number) <= 35 for number in before)
    assert len([number for number in before if number.endswith("-2")]) == 1


def test_what_has_no_postings_is_left_out(file: Auditfile) -> None:
    assert "Geweigerd" not in {t.text for t in transactions(file).values()}


def test_invoice_and_payment_name_relation_and_number(file: Auditfile) -> None:
    creditor = lines(file, "Factuur 7")[-1]
    bank, payment = lines(file, "Wolk Betaald")

    assert (creditor.relation, creditor.invoice) == ("wolk", "7")
    assert (payment.relation, payment.invoice) == ("wolk", "7")
    assert (bank.relation, bank.iban) == ("", "NL52ABNA0123998701")
    assert bank.counter_iban == "IE12BOFI90000112345678"
    assert payment.counter_iban == ""
    assert creditor.day == date(2025, 1, 18)
    assert bank.day == date(2025, 2, 1)
    assert transactions(file)["wolk:7"].source == ""


def test_a_line_says_what_it_was_for(file: Auditfile) -> None:
    base = lines(file, "Factuur 7")[0]

    assert (base.cost, base.product, base.project) == ("beheer", "weblog", "open")
    assert lines(file, "Twee regels")[1].project == "s1"
    assert base.document == "wolk:7"


def test_btw_stands_on_its_base_and_adds_up_to_what_was_booked(
    file: Auditfile,
) -> None:
    base, cost, *_ = lines(file, "Factuur 7")
    one, two, tax, _ = lines(file, "Twee regels")
    bare, unknown, _ = lines(file, "Zonder btw")
    rate = Decimal(21)

    assert base.vat == (
        Vat("inkoop-eu-dienst", rate, Decimal("-21.00")),
        Vat("inkoop-eu-dienst", rate, Decimal("12.60")),
    )
    assert cost.vat == tax.vat == unknown.vat == ()
    assert one.vat == (Vat("inkoop-hoog", rate, Decimal("2.11")),)
    assert two.vat == (Vat("inkoop-hoog", rate, Decimal("2.10")),)
    assert bare.vat == (Vat("inkoop-geen", Decimal(0), Decimal(0)),)


def test_a_btw_code_names_the_accounts_of_its_tax(file: Auditfile) -> None:
    got = {each.id: (each.to_pay, each.to_claim) for each in file.vat_codes}

    assert got == {
        "inkoop-eu-dienst": ("1524", "1510"),
        "inkoop-geen": ("", ""),
        "inkoop-hoog": ("", "1510"),
    }
    assert all(each.name for each in file.vat_codes)


def test_an_amount_in_another_currency_keeps_its_original(file: Auditfile) -> None:
    got = [(line.currency, line.currency_amount) for line in lines(file, "Kaart")]
    creditor = lines(file, "Factuur 7")[-1]
    nonsense = lines(file, "Twee regels")[0]

    assert got == [("USD", Decimal(12))] * 2
    assert (creditor.currency, creditor.currency_amount) == ("USD", Decimal(-110))
    assert nonsense.currency == ""


def test_it_names_who_owed_or_was_owed_and_no_one_else(file: Auditfile) -> None:
    got = [(r.id, r.name, r.kind, r.opening, r.closing) for r in file.relations]

    assert got == [
        ("oud", "oud", RelationKind.CUSTOMER, Decimal(70), Decimal(70)),
        ("wolk", "Wolk Ltd", RelationKind.BOTH, Decimal(0), Decimal("-34.27")),
    ]
    assert (file.relations[1].tax_id, file.relations[1].country) == ("IE9990017V", "IE")


def test_the_foundation_is_who_it_was_at_the_end_of_the_year(tmp_path: Path) -> None:
    file = built(tmp_path)
    later = '2026-02-01 event "naam" "Stichting Later"\n'
    plain = MAIN.replace("Voorbeeldkade 20 b", "Postbus").replace(
        'event "kvk"', 'event "x"'
    )

    again = built(tmp_path, main=plain + later)

    assert file.header.created == PEILDATUM
    assert (file.header.begin, file.header.end) == (
        date(2025, 1, 1),
        date(2025, 12, 31),
    )
    assert (file.company.name, file.company.tax_id) == ("Stichting Proef", "123456782")
    assert file.company.address == Address(
        "Voorbeeldkade", "20", "b", "Den Haag", "2511 ZZ", "NL"
    )
    assert (again.company.name, again.company.kvk) == ("Stichting Proef", "")
    assert again.company.address
    assert again.company.address.street == "Postbus"


@pytest.mark.parametrize("fact", ["naam", "rsin"])
def test_without_name_or_rsin_there_is_no_file(tmp_path: Path, fact: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        built(tmp_path, main=MAIN.replace(f'event "{fact}"', 'event "x"'))

    assert caught.value.code == "fact-missing"
    assert caught.value.values == {"name": fact}


def test_a_broken_and_a_long_boekjaar_have_their_months(tmp_path: Path) -> None:
    books = laid(tmp_path)
    broken = Period(date(2024, 7, 15), date(2025, 7, 1), "2024-2025")
    long = Period(date(2024, 7, 1), date(2026, 1, 1), "2024-2025")

    short = auditfile.build(books, broken, KNOWN, PEILDATUM)
    longer = auditfile.build(books, long, KNOWN, PEILDATUM)

    assert (short.periods[0].begin, short.periods[0].end.day) == (date(2024, 7, 15), 31)
    assert [p.number for p in short.periods] == [*range(1, 14)]
    assert [p.number for p in longer.periods] == [*range(1, 20)]
    assert b"".join(xaf.write(short))
    assert b"".join(xaf.write(longer))


def test_the_demonstration_is_sound() -> None:
    house = Path(__file__).parents[2]
    books = Books.load(house / "ledger" / "main.beancount")

    file = auditfile.build(
        books, books.period("2024"), Relations({}), date(2024, 12, 31)
    )

    report = pyxaf.validate(BytesIO(b"".join(xaf.write(file))), xsd=True)
    assert report.ok
    assert [str(each) for each in report.findings] == []


def test_books_of_a_text_know_no_file_to_name() -> None:
    books = Books(loader.load_string("")[0])

    with pytest.raises(UnreadableError):
        auditfile.build(books, books.period("2025"), KNOWN, PEILDATUM)
