"""An invoice becomes an entry by its own breakdown, never by lines times rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from beancount.core import data

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import billing
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.invoice import Invoice, Item, Party, Totals, Vat
from stichting_fin.intake.statement import Note

DAY = dt.date(2025, 3, 3)
At = Callable[..., Desk]
D = Decimal
US = Party("Stichting Voorbeeld", "NL859990011B01")
PRINTER = Party("De Letter", "NL001234567B01")
TOWN = Party("Gemeente Zuiderdam", kvk="99000001")
CLOUD = Party("Cloud Ltd", "IE1234567T", country="IE")
JANSEN = Party("J. Jansen", iban="NL44RABO0123456789")


def invoice(
    seller: Party = PRINTER, buyer: Party = US, *vat: Vat, **said: Any
) -> Invoice:
    groups = vat or (Vat("S", D(21), D("100.00"), D("21.00")),)
    gross = sum((v.base + v.tax for v in groups), D(0))
    found = Invoice(
        "invoice",
        "2025-77",
        DAY,
        "EUR",
        seller,
        buyer,
        groups,
        Totals(gross=gross, payable=gross),
    )
    return replace(found, **said)


def booked(
    desk: Desk, document: Invoice, ontvangen: dt.date | None = None
) -> data.Transaction:
    bill = billing.seen(document, desk, ontvangen)
    source = next(p for p in desk.profiles if p.soort == "facturen")
    return billing.book(bill, source, "f.xml#ab#1", desk)


def legs(entry: data.Transaction) -> list[tuple[str, str]]:
    return [
        (p.account.split(":")[1], str(p.units.number))
        for p in entry.postings
        if p.units
    ]


def test_a_purchase_deducts_the_part_that_its_relation_may(desk: At) -> None:
    entry = booked(
        desk(),
        invoice(due_date=dt.date(2025, 4, 2), payment_reference="RF1"),
        dt.date(2025, 4, 1),
    )

    assert legs(entry) == [
        ("Kosten", "100.00"),
        ("Kosten", "8.40"),
        ("Voorbelasting", "12.60"),
        ("Crediteuren", "-121.00"),
    ]
    assert entry.links == {"inkoop-drukker/2025-77"}
    assert {k: v for k, v in entry.meta.items() if k not in {"filename", "lineno"}} == {
        "ref": "drukker:2025-77",
        "bron": "f.xml#ab#1",
        "relatie": "drukker",
        "factuurnummer": "2025-77",
        "factuurdatum": DAY,
        "vervaldatum": dt.date(2025, 4, 2),
        "ontvangen": dt.date(2025, 4, 1),
        "kenmerk": "RF1",
    }
    assert entry.postings[0].meta == {"btw": "inkoop-hoog", "aftrek": D(60)}


def test_a_sale_owes_btw_and_is_found_by_its_number(desk: At) -> None:
    at = desk()
    entry = booked(at, invoice(US, TOWN, number="F 1"))

    assert legs(entry) == [
        ("Debiteuren", "121.00"),
        ("Gebruik", "-100.00"),
        ("Hoog", "-21.00"),
    ]
    assert entry.postings[1].meta == {
        "platform": "samenwerkplatform",
        "btw": "verkoop-hoog",
    }
    (link,) = entry.links
    assert link.startswith("verkoop-F-1-")
    assert at.open.named("betreft F 1", D(121))


def test_a_rule_on_the_text_of_an_invoice_chooses_another_account(desk: At) -> None:
    entry = booked(desk(), invoice(lines=(Item("500 posters", D(100)),)))

    assert legs(entry)[0] == ("Bank", "100.00")
    assert (entry.postings[0].meta or {})["taak"] == "communicatie"


def test_a_credit_note_settles_the_invoice_that_it_corrects(desk: At) -> None:
    at = desk()
    booked(at, invoice())
    note = invoice(
        type="credit-note", number="C-5", credit=True, preceding=("onbekend", "2025-77")
    )
    entry = booked(at, note)

    assert legs(entry)[-1] == ("Crediteuren", "121.00")
    assert entry.links == {"inkoop-drukker/C-5", "inkoop-drukker/2025-77"}
    assert entry.narration == "Creditnota C-5"
    item = at.open.numbered("drukker", "2025-77")
    assert item
    assert not item.open


@pytest.mark.parametrize(
    ("seller", "vat", "want"),
    [
        (CLOUD, Vat("AE", D(0), D("89.90"), D(0)), [("Kosten", "89.90"), ("Voorbelasting", "18.88"), ("Eu", "-18.88"), ("Crediteuren", "-89.90")]),
        (PRINTER, Vat("AE", D(0), D(1000), D(0)), [("Kosten", "1000.00"), ("Kosten", "84.00"), ("Voorbelasting", "126.00"), ("Verlegd", "-210.00"), ("Crediteuren", "-1000.00")]),
        (JANSEN, Vat("E", D(0), D(750), D(0)), [("Kosten", "750.00"), ("Crediteuren", "-750.00")]),
        (CLOUD, Vat("S", D(19), D(100), D(19)), [("Kosten", "119.00"), ("Crediteuren", "-119.00")]),
    ],
)  # fmt: skip
def test_btw_is_treated_by_country_and_category(
    desk: At, seller: Party, vat: Vat, want: list[tuple[str, str]]
) -> None:
    assert legs(booked(desk(), invoice(seller, US, vat))) == want


def test_payable_rounding_has_a_posting_of_its_own(desk: At) -> None:
    totals = Totals(gross=D("84.70"), rounding=D("0.30"), payable=D("85.00"))
    entry = booked(
        desk(), invoice(PRINTER, US, Vat("S", D(21), D(70), D("14.70")), totals=totals)
    )

    assert ("Afronding", "0.30") in legs(entry)
    assert legs(entry)[-1] == ("Crediteuren", "-85.00")


def test_a_cent_between_breakdown_and_total_is_rounding_but_a_euro_is_a_question(
    desk: At,
) -> None:
    cent = booked(desk(), invoice(totals=Totals(gross=D("121.01"))))
    euro = booked(desk(), invoice(totals=Totals(gross=D("122.00"))))

    assert ("Afronding", "0.01") in legs(cent)
    assert (euro.flag, euro.postings) == ("!", [])
    assert "wijken EUR -1.00 af van het totaal" in euro.meta["reden"]


def test_a_document_without_a_breakdown_is_one_group(desk: At) -> None:
    entry = booked(
        desk(),
        replace(
            invoice(JANSEN),
            vat=(),
            totals=Totals(payable=D(50)),
            lines=(Item("x", D(50), "O"),),
        ),
    )

    assert legs(entry) == [("Kosten", "50.00"), ("Crediteuren", "-50.00")]


def test_a_foreign_amount_waits_for_its_rate(desk: At) -> None:
    dollars = invoice(CLOUD, US, Vat("AE", D(0), D(100), D(0)), currency="USD")
    besluit = '[[besluit]]\nref = "wolk:2025-77"\nby = "PM"\ndate = 2025-04-01\nwhy = "ECB"\nkoers = 0.9259\nontvangen = 2025-03-05\n'

    waits, entry = booked(desk(), dollars), booked(desk("", besluit), dollars)

    assert (waits.flag, waits.postings) == ("!", [])
    assert "geen koers voor USD" in waits.meta["reden"]
    assert legs(entry)[0] == ("Kosten", "92.59")
    assert entry.meta["valuta"] == "100 USD"
    assert entry.meta["ontvangen"] == dt.date(2025, 3, 5)


def test_a_wrong_invoice_waits_until_a_person_refuses_it(desk: At) -> None:
    wrong = invoice(refused=Note("gap", {"account": "x", "gap": 1}))
    besluit = '[[besluit]]\nref = "drukker:2025-77"\nby = "PM"\ndate = 2025-04-01\nwhy = "teruggestuurd"\nweiger = true\n'

    waits, refused = booked(desk(), wrong), booked(desk("", besluit), wrong)

    assert (waits.flag, waits.postings, refused.flag, refused.postings) == (
        "!",
        [],
        "*",
        [],
    )
    assert "verschillen EUR 1" in waits.meta["reden"]
    assert refused.meta["besluit"] == "teruggestuurd (PM, 2025-04-01)"


@pytest.mark.parametrize(
    ("document", "reden"),
    [
        (invoice(JANSEN), "doet mee aan de KOR"),
        (invoice(US, TOWN, Vat("O", None, D(100), D(0))), "hoe btw van soort O"),
    ],
)
def test_an_unknown_case_is_a_question_not_a_guess(
    desk: At, document: Invoice, reden: str
) -> None:
    entry = booked(desk(), document)

    assert entry.flag == "!"
    assert reden in entry.meta["reden"]


def test_a_decision_may_give_account_code_deduction_and_labels(desk: At) -> None:
    besluit = (
        '[[besluit]]\nref = "gemeente:2025-77"\nby = "PM"\ndate = 2025-04-01\nwhy = "subsidie"\n'
        'account = "Income:Giften"\nbtw = "verkoop-buiten"\ntaak = "x"\naftrek = 0\n'
    )
    entry = booked(desk("", besluit), invoice(US, TOWN, Vat("O", None, D(100), D(0))))

    assert legs(entry) == [("Debiteuren", "100.00"), ("Giften", "-100.00")]


def test_a_relation_without_an_account_is_a_question(desk: At) -> None:
    at = desk()
    town = replace(at.relations.all["gemeente"], rekening="")
    bill = replace(billing.seen(invoice(US, TOWN), at, None), relation=town)

    entry = billing.book(bill, at.profiles[1], "f#a#1", at)

    assert "geen rekening voor facturen van gemeente" in entry.meta["reden"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            invoice(Party("Vreemd")),
            "which relaties.toml|Vreemd, whom relaties.toml does not know",
        ),
        (invoice(issue_date=None), "no number or no date"),
        (invoice(number=""), "no number or no date"),
    ],
)
def test_an_invoice_of_nobody_stays_in_the_inbox(
    desk: At, document: Invoice, said: str
) -> None:
    with pytest.raises(UnreadableError, match=said):
        billing.seen(document, desk(), None)


def test_a_relation_is_found_by_name_and_we_are_too(desk: At) -> None:
    bill = billing.seen(
        invoice(Party("stichting voorbeeld"), Party("gemeente zuiderdam")), desk(), None
    )

    assert bill.sale
    assert bill.relation.key == "gemeente"


def test_an_invoice_may_come_again_but_not_with_another_amount(desk: At) -> None:
    at = desk()
    booked(at, invoice())
    billing.unchanged(billing.seen(invoice(), at, None), at)
    billing.unchanged(billing.seen(invoice(number="ander"), at, None), at)

    with pytest.raises(
        UnreadableError, match=r"booked for EUR 121\.00 and now says EUR 99"
    ):
        billing.unchanged(
            billing.seen(invoice(totals=Totals(gross=D(99))), at, None), at
        )


def test_a_rate_that_the_law_does_not_know_goes_by_the_relation(desk: At) -> None:
    entry = booked(desk(), invoice(PRINTER, US, Vat("S", D(6), D(100), D(6))))

    assert legs(entry) == [("Kosten", "106.00"), ("Crediteuren", "-106.00")]
