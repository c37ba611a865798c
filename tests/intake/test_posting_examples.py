"""Each situation of an invoice and its payment gives its postings and rubrieken."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data
from click.testing import CliRunner

from intake.bills import US, bill
from intake.files import camt
from stichting_fin import checks, payment
from stichting_fin.books import Books
from stichting_fin.cli import main
from stichting_fin.figures import openstaand
from stichting_fin.figures.grondslag import items
from stichting_fin.intake.desk import slug

SHARED = Path(__file__).parents[2] / "../shared/samples/invoices/derived"
Leg = tuple[str, str, str]  # account, EUR, btw code with its aftrek
OURS = "NL52ABNA0123998701"
LEDGER = """
option "operating_currency" "EUR"
option "tolerance_multiplier" "0"
include "*/*.beancount"
2026-01-01 event "naam" "Stichting Proefneming"
2026-01-01 event "btw-id" "NL859990011B01"
2026-01-01 open Assets:Bank EUR
  iban: "NL52ABNA0123998701"
2026-01-01 open Assets:Debiteuren EUR
  rgs: "BVorDebHad"
2026-01-01 open Assets:Kruisposten:Mollie EUR
2026-01-01 open Assets:Vraagposten EUR
2026-01-01 open Assets:Btw:Voorbelasting EUR
  rubriek: "5b"
2026-01-01 open Liabilities:Crediteuren EUR
  rgs: "BSchCreHac"
2026-01-01 open Liabilities:Crediteuren:G-rekening EUR
  rgs: "BSchCreHac.01"
2026-01-01 open Liabilities:Btw:Hoog EUR
  rubriek: "1a"
2026-01-01 open Liabilities:Btw:Laag EUR
  rubriek: "1b"
2026-01-01 open Liabilities:Btw:Verlegd EUR
  rubriek: "2a"
2026-01-01 open Liabilities:Btw:BuitenEu EUR
  rubriek: "4a"
2026-01-01 open Liabilities:Btw:Eu EUR
  rubriek: "4b"
2026-01-01 open Income:Opdrachten:Overheid EUR
2026-01-01 open Income:Verkoop:Boeken EUR
2026-01-01 open Expenses:Uitbesteed:Zzp EUR
2026-01-01 open Expenses:Platform EUR
2026-01-01 open Expenses:Algemeen EUR
2026-01-01 open Expenses:Gemengd EUR
  aftrek: 37
2026-01-01 open Expenses:Betaalkosten EUR
2026-01-01 open Expenses:Afronding EUR
  rgs: "WBedAdlBet"
2026-01-01 open Expenses:Koersverschil EUR
  rgs: "WFbeWisWis"
"""
RELATIES = """
[dorp]
naam = "Gemeente Dorpstad"
btw-id = "NL001234567B01"
rekening = "Income:Opdrachten:Overheid"
debiteur = true
[papier]
naam = "Papierhandel Wit BV"
iban = ["NL20INGB0001234567"]
btw-id = "NL002345678B01"
rekening = "Expenses:Algemeen"
facturen = true
[bouwer]
naam = "Bouwer en Zoon"
btw-id = "NL003456789B01"
rekening = "Expenses:Algemeen"
aftrek = 60
facturen = true
[wolk]
naam = "Wolkenplatform Ltd"
btw-id = "IE1234567T"
land = "IE"
rekening = "Expenses:Platform"
aftrek = 0
facturen = true
[saas]
naam = "Software Over Zee Inc"
iban = ["GB79MIDL99990099887766"]
land = "US"
rekening = "Expenses:Platform"
koers = { USD = 0.9259 }
facturen = true
[pen]
naam = "P. Penneman"
iban = ["NL44RABO0123456789"]
rekening = "Expenses:Uitbesteed:Zzp"
kor = true
persoon = true
facturen = true
[cijfers]
naam = "Cijferhuis"
btw-id = "NL004567890B01"
rekening = "Expenses:Gemengd"
facturen = true
[kiosk]
naam = "Kiosk"
btw-id = "NL005678901B01"
rekening = "Expenses:Algemeen"
facturen = true
[uitzend]
naam = "Uitzendhuis"
iban = ["NL34ABNA0300475199", "NL62BNGH0300007919"]
btw-id = "NL006789012B01"
rekening = "Expenses:Algemeen"
facturen = true
"""
FILES = {
    "ledger/main.beancount": LEDGER,
    "ledger/relaties.toml": RELATIES,
    "importers/bronnen/bank.toml": f'soort = "bank"\niban = "{OURS}"\naccount = "Assets:Bank"\n',
    "importers/bronnen/mollie.toml": """
soort = "psp"
number = "mollie"
account = "Assets:Kruisposten:Mollie"
relatie = "mollie"
verwijzing = 'T\\d+\\.\\d{4}\\.\\d{2}'
[rule.kosten]
code = "fee"
account = "Expenses:Betaalkosten"
btw = "inkoop-hoog"
""",
    "importers/bronnen/inkoop.toml": """
soort = "facturen"
verkoop = "verkoop"
[rule.boeken]
text = "boek"
sign = "bij"
account = "Income:Verkoop:Boeken"
""",
}
DORP = ("Gemeente Dorpstad", "NL001234567B01", "NL")
PAPIER = ("Papierhandel Wit BV", "NL002345678B01", "NL")
PEN = ("P. Penneman", "NL007890123B01", "NL")
KOR = "Vrijgesteld op grond van de kleineondernemersregeling"
S100 = ("S", "21", "100.00", "21.00")
S1 = bill(
    "F2026-001",
    US,
    S100,
    ("S", "9", "100.00", "9.00"),
    buyer=DORP,
    texts=("advies", "boek"),
)
P1 = bill("2026-77", PAPIER, S100)
P5 = bill("2026-03", PEN, ("E", "0", "750.00", "0.00"), reason=KOR)
CASES: dict[str, tuple[list[str], list[Leg]]] = {
    "S1": (
        [S1],
        [
            ("Assets:Debiteuren", "230.00", ""),
            ("Income:Opdrachten:Overheid", "-100.00", "verkoop-hoog"),
            ("Liabilities:Btw:Hoog", "-21.00", ""),
            ("Income:Verkoop:Boeken", "-100.00", "verkoop-laag"),
            ("Liabilities:Btw:Laag", "-9.00", ""),
        ],
    ),
    "P1": (
        [P1],
        [
            ("Expenses:Algemeen", "100.00", "inkoop-hoog"),
            ("Assets:Btw:Voorbelasting", "21.00", ""),
            ("Liabilities:Crediteuren", "-121.00", ""),
        ],
    ),
    "P2": (
        [
            bill(
                "V-12",
                ("Bouwer en Zoon", "NL003456789B01", "NL"),
                ("AE", "0", "1000.00", "0.00"),
            )
        ],
        [
            ("Expenses:Algemeen", "1000.00", "inkoop-verlegd 60"),
            ("Expenses:Algemeen", "84.00", ""),
            ("Assets:Btw:Voorbelasting", "126.00", ""),
            ("Liabilities:Btw:Verlegd", "-210.00", ""),
            ("Liabilities:Crediteuren", "-1000.00", ""),
        ],
    ),
    "P3": (
        [
            bill(
                "IE-889",
                ("Wolkenplatform Ltd", "IE1234567T", "IE"),
                ("AE", "0", "89.90", "0.00"),
            )
        ],
        [
            ("Expenses:Platform", "89.90", "inkoop-eu-dienst 0"),
            ("Expenses:Platform", "18.88", ""),
            ("Liabilities:Btw:Eu", "-18.88", ""),
            ("Liabilities:Crediteuren", "-89.90", ""),
        ],
    ),
    "P4": (
        [
            bill(
                "INV-5",
                ("Software Over Zee Inc", "", "US"),
                ("O", "", "100.00", "0.00"),
                currency="USD",
            )
        ],
        [
            ("Expenses:Platform", "92.59", "inkoop-buiten-eu-dienst"),
            ("Assets:Btw:Voorbelasting", "19.44", ""),
            ("Liabilities:Btw:BuitenEu", "-19.44", ""),
            ("Liabilities:Crediteuren", "-92.59", ""),
        ],
    ),
    "P5": (
        [P5],
        [
            ("Expenses:Uitbesteed:Zzp", "750.00", "inkoop-geen"),
            ("Liabilities:Crediteuren", "-750.00", ""),
        ],
    ),
    "P6": (
        [
            bill(
                "A-1",
                ("Cijferhuis", "NL004567890B01", "NL"),
                ("S", "21", "1000.00", "210.00"),
            )
        ],
        [
            ("Expenses:Gemengd", "1000.00", "inkoop-hoog 37"),
            ("Expenses:Gemengd", "132.30", ""),
            ("Assets:Btw:Voorbelasting", "77.70", ""),
            ("Liabilities:Crediteuren", "-1210.00", ""),
        ],
    ),
    "P7": (
        [
            P1,
            bill(
                "C-5",
                PAPIER,
                ("S", "21", "50.00", "10.50"),
                root="CreditNote",
                preceding="2026-77",
            ),
        ],
        [
            ("Expenses:Algemeen", "-50.00", "inkoop-hoog"),
            ("Assets:Btw:Voorbelasting", "-10.50", ""),
            ("Liabilities:Crediteuren", "60.50", ""),
        ],
    ),
    "P8": (
        [
            bill(
                "R-9",
                ("Kiosk", "NL005678901B01", "NL"),
                ("S", "21", "70.00", "14.70"),
                rounding="0.30",
            )
        ],
        [
            ("Expenses:Algemeen", "70.00", "inkoop-hoog"),
            ("Assets:Btw:Voorbelasting", "14.70", ""),
            ("Expenses:Afronding", "0.30", ""),
            ("Liabilities:Crediteuren", "-85.00", ""),
        ],
    ),
    "P9": (
        [bill("2026-80", PAPIER, S100, prepaid="50.00")],
        [
            ("Expenses:Algemeen", "100.00", "inkoop-hoog"),
            ("Assets:Btw:Voorbelasting", "21.00", ""),
            ("Liabilities:Crediteuren", "-121.00", ""),
        ],
    ),
    "P10": (
        [
            bill(
                "12115118",
                ("Uitzendhuis", "NL006789012B01", "NL"),
                ("S", "21", "638.00", "133.98"),
                parts=(
                    ("BENEFICIARY", "NL34ABNA0300475199", "12115118", "578.98"),
                    ("GACCOUNT", "NL62BNGH0300007919", "PGR12345", "193.00"),
                ),
            )
        ],
        [
            ("Expenses:Algemeen", "638.00", "inkoop-hoog"),
            ("Assets:Btw:Voorbelasting", "133.98", ""),
            ("Liabilities:Crediteuren", "-578.98", ""),
            ("Liabilities:Crediteuren:G-rekening", "-193.00", ""),
        ],
    ),
}
RUBRIEKEN = {
    "S1": {"1a": ("100.00", "21.00"), "1b": ("100.00", "9.00")},
    "P1": {"5b": ("", "21.00")},
    "P2": {"2a": ("1000.00", "210.00"), "5b": ("", "126.00")},
    "P3": {"4b": ("89.90", "18.88")},
    "P4": {"4a": ("92.59", "19.44"), "5b": ("", "19.44")},
    "P5": {},
    "P6": {"5b": ("", "77.70")},
    "P7": {"5b": ("", "-10.50")},
    "P8": {"5b": ("", "14.70")},
    "P9": {"5b": ("", "21.00")},
    "P10": {"5b": ("", "133.98")},
    "B1": {},
    "B2": {},
    "B3": {"5b": ("", "0.75")},
    "B4": {},
}  # fmt: skip
PAID: dict[str, list[Leg]] = {
    "B1": [
        ("Assets:Bank", "-871.00", ""),
        ("Liabilities:Crediteuren", "121.00", ""),
        ("Liabilities:Crediteuren", "750.00", ""),
    ],
    "B2": [
        ("Assets:Kruisposten:Mollie", "100.00", ""),
        ("Assets:Debiteuren", "-100.00", ""),
    ],
    "B3": [
        ("Assets:Kruisposten:Mollie", "-4.34", ""),
        ("Expenses:Betaalkosten", "3.59", "inkoop-hoog"),
        ("Assets:Btw:Voorbelasting", "0.75", ""),
    ],
    "B4": [("Assets:Bank", "95.66", ""), ("Assets:Kruisposten:Mollie", "-95.66", "")],
}
MOLLIE = """Date,Payment method,Currency,Amount,Status,ID,Description,Consumer name,Consumer bank account,Consumer BIC,Settlement currency,Settlement amount,Settlement reference,Amount refunded
2026-10-20,ideal,EUR,100.00,paid,tr_1,deel van F2026-001,Gemeente Dorpstad,,,EUR,100.00,T1234567.2610.01,0.00
2026-10-21,,EUR,-4.34,paid,,Kosten,,,,EUR,-4.34,T1234567.2610.01,0.00
"""
Book = Callable[..., Books]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Import files into an administration of the year 2026."""

    def import_(
        *files: str, besluiten: str = "", relaties: str = "", day: str = ""
    ) -> Books:
        for name, text in FILES.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / "importers/besluiten.toml").write_text(besluiten, "utf-8")
        if relaties:
            (tmp_path / "ledger/relaties.toml").write_text(RELATIES + relaties, "utf-8")
        inbox = tmp_path / "importers/inbox" / (day or "2026-10-01")
        inbox.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(files):
            (inbox / f"{number:02}.xml").write_text(text, "utf-8")
        result = CliRunner().invoke(main, ["--books", str(tmp_path), "import"])
        assert result.exit_code == 0, result.output
        books = Books.load(tmp_path / "ledger/main.beancount")
        assert not books.faults
        codes = {"btw-mismatch", "btw-baseless", "open-item"}
        assert not [f for f in checks.faults(books) if f.code in codes]
        return books

    return import_


def legs(entry: data.Transaction) -> list[Leg]:
    """Say an entry's postings: account, amount, and the code with its aftrek."""
    found = []
    for posting in entry.postings:
        meta = posting.meta or {}
        code = f"{meta.get('btw', '')} {meta.get('aftrek', '')}".strip()
        assert posting.units
        found.append((posting.account, str(posting.units.number), code))
    return found


def boxes(books: Books, entry: data.Transaction) -> dict[str, tuple[str, str]]:
    """Say what an entry gives in each rubriek: base and tax, as on the form."""
    found: dict[str, tuple[str, str]] = {}
    for item in items(books):
        if item.entry is entry:
            for name, posted in item.taxes:
                tax = posted.amount if name == "5b" else -posted.amount
                bases = (
                    p.amount * c.sign for c, p in item.bases if c and c.rubriek == name
                )
                base = "" if name == "5b" else str(sum(bases, Decimal(0)))
                earlier = Decimal(found[name][1]) if name in found else Decimal(0)
                found[name] = (base, str(earlier + tax))
    return found


def last(books: Books) -> data.Transaction:
    return books.transactions[-1]


@pytest.mark.parametrize("case", CASES)
def test_an_invoice_gives_its_postings_and_its_rubrieken(case: str, book: Book) -> None:
    documents, want = CASES[case]

    books = book(*documents)

    entry = last(books)
    assert legs(entry) == want
    assert boxes(books, entry) == RUBRIEKEN[case]


def test_p4_keeps_what_stood_there_in_dollars(book: Book) -> None:
    cost, *_, owed = last(book(*CASES["P4"][0])).postings

    assert (cost.meta or {})["valuta"] == "100.00 USD"
    assert (owed.meta or {})["valuta"] == "-100.00 USD"


def test_p5_is_told_to_the_tax_office_later(book: Book) -> None:
    assert last(book(P5)).tags == {"ubd"}


def test_p7_settles_the_invoice_that_it_corrects(book: Book) -> None:
    entry = last(book(*CASES["P7"][0]))

    assert (entry.postings[-1].meta or {})["factuurnummer"] == "2026-77"
    assert entry.links == {"inkoop-papier/2026-77", "inkoop-papier/C-5"}


def test_p10_says_of_each_part_where_it_is_to_be_paid(book: Book) -> None:
    *_, free, blocked = last(book(*CASES["P10"][0])).postings

    assert {"iban": "NL34ABNA0300475199", "kenmerk": "12115118"}.items() <= (
        free.meta or {}
    ).items()
    assert {"iban": "NL62BNGH0300007919", "kenmerk": "PGR12345"}.items() <= (
        blocked.meta or {}
    ).items()


def test_p10_is_open_in_two_parts_that_add_up(book: Book) -> None:
    books = book(*CASES["P10"][0])

    _, creditors = openstaand.on(books, date(2026, 10, 31), {})

    assert [row.cells[5] for row in creditors.rows] == [
        Decimal("578.98"),
        Decimal("193.00"),
        Decimal("771.98"),
    ]


def test_an_invoice_of_a_stranger_leaves_the_inbox_when_it_is_refused(
    book: Book, tmp_path: Path
) -> None:
    strange = bill("9", ("Vreemd BV", "NL008901234B01", "NL"), S100)
    besluit = (
        '[[besluit]]\nref = "onbekend-Vreemd-BV-{}:9"\nby = "PM"\ndate = 2026-10-02\n'
        'why = "niet besteld"\nweiger = true\n'
    ).format(slug("Vreemd BV")[-4:])

    entry = last(book(strange, besluiten=besluit))

    assert (entry.flag, entry.payee, entry.postings) == ("*", "Vreemd BV", [])
    assert not list((tmp_path / "importers/inbox").rglob("*.xml"))


def test_terms_that_name_no_account_are_no_part(book: Book) -> None:
    (text,) = CASES["P10"][0]
    loose = "<cac:PaymentTerms><cbc:Note>netto</cbc:Note></cac:PaymentTerms>"

    books = book(text.replace("<cac:TaxTotal>", f"{loose}<cac:TaxTotal>", 1))

    assert legs(last(books)) == CASES["P10"][1]


def test_b1_one_line_of_the_bank_pays_two_invoices(book: Book, tmp_path: Path) -> None:
    batch = tmp_path / "ledger" / payment.FOLDER / "BATCH-2026-10-20.toml"
    batch.parent.mkdir(parents=True)
    batch.write_text(
        '[[betaling]]\nid = "papier/2026-77"\ngroep = "g"\nposten = ["inkoop-papier/2026-77"]\n'
        '[[betaling]]\nid = "pen/2026-03"\ngroep = "g"\nposten = ["inkoop-pen/2026-03"]\n'
    )
    books = book(
        P1,
        P5,
        camt(
            "0.00", "-871.00", ("2026-10-20", "-871.00", "SEPA-batch BATCH-2026-10-20")
        ),
    )

    entry = last(books)
    assert legs(entry) == PAID["B1"]
    assert [(p.meta or {}).get("factuurnummer") for p in entry.postings[1:]] == [
        "2026-77",
        "2026-03",
    ]
    assert entry.links == {"inkoop-papier/2026-77", "inkoop-pen/2026-03"}
    assert boxes(books, entry) == RUBRIEKEN["B1"]


def test_b2_to_b4_a_payment_through_a_psp_comes_to_zero(book: Book) -> None:
    payout = camt(
        "0.00", "95.66", ("2026-10-21", "95.66", "Uitbetaling T1234567.2610.01")
    )
    books = book(S1, MOLLIE, payout)

    _, *entries = books.transactions
    found = {"B2": entries[0], "B3": entries[2], "B4": entries[1]}
    if found["B3"].postings[0].account == "Assets:Bank":
        found["B3"], found["B4"] = found["B4"], found["B3"]
    for case, entry in found.items():
        assert legs(entry) == PAID[case]
        assert "afrekening-mollie-T1234567.2610.01" in entry.links
        assert boxes(books, entry) == RUBRIEKEN[case]
    assert "verkoop-F2026-001" in found["B2"].links
    held = books.by_account["Assets:Kruisposten:Mollie"]
    assert sum(p.amount for p in held) == 0


def test_the_cases_are_those_of_the_examples(derived: Path) -> None:
    entries, errors, _ = loader.load_file(str(derived / "posting_examples.beancount"))
    assert not errors
    found = [
        sorted(map(plain, legs(e))) for e in entries if isinstance(e, data.Transaction)
    ]
    ours = [*(want for _, want in CASES.values()), *PAID.values()]
    assert sorted(found) == sorted(sorted(map(plain, want)) for want in ours)


def plain(leg: Leg) -> Leg:
    """Say a leg in words that both know: their bank is another, P6 has its account."""
    account, amount, code = leg
    own = {
        "Assets:Bank:Rabobank": "Assets:Bank",
        "Expenses:Gemengd": "Expenses:Algemeen",
    }
    return own.get(account, account), amount, code


THEIR = """
[zij]
naam = "SimplerInvoicing"
land = "{land}"
rekening = "Expenses:Algemeen"
facturen = true
{more}
"""
TREATED: dict[str, tuple[str, str, list[Leg], dict[str, tuple[str, str]]]] = {
    "de_K_goederen": (
        "DE",
        "aftrek = 60",
        [
            ("Expenses:Algemeen", "1200.00", "inkoop-eu-goederen 60"),
            ("Expenses:Algemeen", "100.80", ""),
            ("Assets:Btw:Voorbelasting", "151.20", ""),
            ("Liabilities:Btw:Eu", "-252.00", ""),
            ("Liabilities:Crediteuren", "-1200.00", ""),
        ],
        {"4b": ("1200.00", "252.00"), "5b": ("", "151.20")},
    ),
    "ie_AE_platformdienst": (
        "IE",
        "aftrek = 60",
        [
            ("Expenses:Algemeen", "89.90", "inkoop-eu-dienst 60"),
            ("Expenses:Algemeen", "7.55", ""),
            ("Assets:Btw:Voorbelasting", "11.33", ""),
            ("Liabilities:Btw:Eu", "-18.88", ""),
            ("Liabilities:Crediteuren", "-89.90", ""),
        ],
        {"4b": ("89.90", "18.88"), "5b": ("", "11.33")},
    ),
    "nl_AE_verlegd_onderaanneming": (
        "NL",
        "",
        [
            ("Expenses:Algemeen", "1000.00", "inkoop-verlegd"),
            ("Assets:Btw:Voorbelasting", "210.00", ""),
            ("Liabilities:Btw:Verlegd", "-210.00", ""),
            ("Liabilities:Crediteuren", "-1000.00", ""),
        ],
        {"2a": ("1000.00", "210.00"), "5b": ("", "210.00")},
    ),
    "nl_E_kor_zzp": (
        "NL",
        "kor = true\npersoon = true",
        [
            ("Expenses:Algemeen", "750.00", "inkoop-geen"),
            ("Liabilities:Crediteuren", "-750.00", ""),
        ],
        {},
    ),
    "nl_E_vrijgesteld_onderwijs": (
        "NL",
        "",
        [
            ("Expenses:Algemeen", "400.00", "inkoop-geen"),
            ("Liabilities:Crediteuren", "-400.00", ""),
        ],
        {},
    ),
    "nl_O_particulier": (
        "NL",
        "persoon = true",
        [
            ("Expenses:Algemeen", "250.00", "inkoop-geen"),
            ("Liabilities:Crediteuren", "-250.00", ""),
        ],
        {},
    ),
    "nl_mix_21_9_0": (
        "NL",
        "",
        [
            ("Expenses:Algemeen", "100.00", "inkoop-hoog"),
            ("Assets:Btw:Voorbelasting", "21.00", ""),
            ("Expenses:Algemeen", "33.33", "inkoop-laag"),
            ("Assets:Btw:Voorbelasting", "3.00", ""),
            ("Expenses:Algemeen", "50.00", "inkoop-geen"),
            ("Liabilities:Crediteuren", "-207.33", ""),
        ],
        {"5b": ("", "24.00")},
    ),
    "nl_rounding_line_vs_doc": (
        "NL",
        "",
        [
            ("Expenses:Algemeen", "5.25", "inkoop-laag"),
            ("Assets:Btw:Voorbelasting", "0.47", ""),
            ("Liabilities:Crediteuren", "-5.72", ""),
        ],
        {"5b": ("", "0.47")},
    ),
}


@pytest.mark.parametrize("name", TREATED)
def test_a_document_beside_the_examples_gets_the_treatment_of_its_note(
    name: str, book: Book, derived: Path
) -> None:
    land, more, want, tax = TREATED[name]
    text = (derived / f"{name}.xml").read_text("utf-8")

    books = book(text, relaties=THEIR.format(land=land, more=more))

    entry = last(books)
    assert legs(entry) == want
    assert boxes(books, entry) == tax
    assert ("ubd" in (entry.tags or ())) == ("persoon" in more)


def test_every_document_beside_the_examples_is_treated(derived: Path) -> None:
    assert {path.stem for path in derived.glob("*.xml")} == set(TREATED)


@pytest.fixture
def derived() -> Path:
    """Give the folder of examples beside this house; a machine without skips."""
    if not SHARED.exists():
        assert os.environ.get("CI") != "true", "the examples are missing"
        pytest.skip("no examples here")
    return SHARED
