"""An invoice becomes an entry by its own breakdown, never by lines times rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core import data

from stichting_fin.books import euros
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.billing import btw, repeat
from stichting_fin.intake.billing import entry as billing
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.invoice import Invoice, Item, Part, Party, Totals, Vat
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


def again(
    desk: Desk, entry: data.Transaction, document: Invoice
) -> data.Transaction | None:
    """Let a document come after an entry was booked; give the entry that it repeats."""
    held = repeat.Held(desk)
    held.add(entry)
    bill = billing.seen(document, desk, None)
    if found := held.earlier(bill):
        held.unchanged(bill, found)
    return found


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
    assert at.open.named("betreft F 1")


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


@pytest.mark.parametrize("gross", ["121.01", "122.00"])
def test_a_total_that_is_not_its_parts_is_a_question_never_rounded_away(
    desk: At, gross: str
) -> None:
    entry = booked(desk(), invoice(totals=Totals(gross=D(gross), payable=D(gross))))

    assert (entry.flag, entry.postings) == ("!", [])
    assert (
        f"BT-109 + BT-110 is 121.00, maar BT-112 noemt {gross}" in entry.meta["reden"]
    )


def test_a_document_without_a_breakdown_is_one_group(desk: At) -> None:
    entry = booked(
        desk(),
        replace(
            invoice(JANSEN),
            vat=(),
            totals=Totals(gross=D(50), payable=D(50)),
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
    entry = booked(at, invoice())

    assert again(at, entry, invoice()) is entry
    assert again(at, entry, invoice(number="ander")) is None
    with pytest.raises(
        UnreadableError, match=r"booked for EUR 121\.00 and now says EUR 99"
    ):
        again(at, entry, invoice(totals=Totals(gross=D(99))))


def test_our_number_and_theirs_are_two_invoices(desk: At) -> None:
    at = desk()
    us = Party("Stichting Voorbeeld", "NL859990011B01")
    entry = booked(at, invoice())
    by_hand = entry._replace(postings=entry.postings[:1])
    ours = invoice(us, invoice().seller, number="2025/77")

    assert again(at, entry, ours) is None
    with pytest.raises(UnreadableError, match="both sent and got an invoice 2025-77"):
        again(at, entry, replace(ours, number="2025-77"))
    assert again(at, by_hand, invoice(totals=Totals(gross=D(99)))) is by_hand


def test_what_is_due_follows_from_the_groups_where_no_total_says_it(desk: At) -> None:
    at = desk()
    sound = invoice(totals=Totals(prepaid=D(21), payable=D(100)))

    entry = booked(at, sound)

    assert legs(entry)[-1] == ("Crediteuren", "-121.00")
    assert again(at, entry, sound) is entry


@pytest.mark.parametrize(
    "vat",
    [Vat("S", D(21), D("100.005"), D("21.00")), Vat("S", D(21), D("100.00"), D("21.005"))],
)  # fmt: skip
def test_a_part_of_a_cent_is_stopped_before_it_is_booked(desk: At, vat: Vat) -> None:
    entry = booked(desk(), invoice(PRINTER, US, vat))

    assert entry.flag == "!"
    assert "is niet in hele centen" in entry.meta["reden"]


BOOKS = Item("drie boeken", D(20), "S", D(9))
POSTERS = Item("500 posters", D(100), "S", D(21))
MIXED = (Vat("S", D(21), D(100), D(21)), Vat("S", D(9), D(20), D("1.80")))


def test_a_rule_speaks_of_the_group_that_its_lines_are_in(desk: At) -> None:
    entry = booked(desk(), invoice(PRINTER, US, *MIXED, lines=(POSTERS, BOOKS)))

    coded = [p for p in entry.postings if "btw" in (p.meta or {})]
    assert [(p.account, (p.meta or {})["btw"]) for p in coded] == [
        ("Expenses:Bank", "inkoop-hoog"),
        ("Expenses:Kosten", "inkoop-laag"),
    ]


def test_all_lines_speak_where_they_do_not_tell_their_group(desk: At) -> None:
    line = Item("500 posters en drie boeken", D(120))

    entry = booked(desk(), invoice(PRINTER, US, *MIXED, lines=(line,)))

    assert {a for a, _ in legs(entry)} == {"Bank", "Voorbelasting", "Crediteuren"}


def decided(ref: str, *said: str) -> str:
    lines = [f'[[besluit]]\nref = "{ref}"', 'by = "PM"\ndate = 2025-04-01', *said]
    return "\n".join([*lines, 'why = "zo is het"\n'])


def divided(*parts: str, ref: str = "drukker:2025-77") -> str:
    return decided(ref, f"delen = [{', '.join(parts)}]")


def test_a_person_may_divide_a_group_over_accounts(desk: At) -> None:
    besluit = divided(
        '{ account = "Expenses:Bank", bedrag = 33.33, aftrek = 0, taak = "x" }',
        '{ account = "Expenses:Kosten", bedrag = 66.67, btw = "inkoop-hoog" }',
    )

    entry = booked(desk("", besluit), invoice())

    assert legs(entry) == [
        ("Bank", "33.33"),
        ("Bank", "7.00"),
        ("Kosten", "66.67"),
        ("Kosten", "5.60"),
        ("Voorbelasting", "8.40"),
        ("Crediteuren", "-121.00"),
    ]
    assert (entry.postings[0].meta or {})["taak"] == "x"


def test_a_part_names_the_rate_of_its_group_where_there_are_several(desk: At) -> None:
    besluit = divided('{ account = "Expenses:Bank", bedrag = 20, tarief = 9 }')

    entry = booked(desk("", besluit), invoice(PRINTER, US, *MIXED))

    assert [a for a, _ in legs(entry)] == [
        "Kosten",
        "Kosten",
        "Voorbelasting",
        "Bank",
        "Bank",
        "Voorbelasting",
        "Crediteuren",
    ]


@pytest.mark.parametrize(
    ("part", "vat", "reden"),
    [
        ("bedrag = 99", MIXED[:1], "zijn 99, en de grondslag is 100"),
        ("bedrag = 20, tarief = 6", MIXED, "hoort bij geen tarief"),
        ("bedrag = 20", MIXED, "hoort bij geen tarief"),
    ],
)
def test_a_division_that_does_not_fit_is_a_question(
    desk: At, part: str, vat: tuple[Vat, ...], reden: str
) -> None:
    besluit = divided(f'{{ account = "Expenses:Bank", {part} }}')

    entry = booked(desk("", besluit), invoice(PRINTER, US, *vat))

    assert entry.flag == "!"
    assert reden in entry.meta["reden"]


def test_btw_that_is_not_its_rate_is_booked_when_a_person_says_why(desk: At) -> None:
    early = Vat("S", D(21), D("100.00"), D("20.58"))
    odd = invoice(PRINTER, US, early)

    waits = booked(desk(), odd)
    entry = booked(desk("", decided("drukker:2025-77", "afwijking = true")), odd)

    assert waits.flag == "!"
    assert "wijkt 0.42 af" in waits.meta["reden"]
    assert legs(entry)[-1] == ("Crediteuren", "-120.58")
    assert entry.meta["afwijking"] == "zo is het (PM, 2025-04-01)"


def test_what_is_wrong_in_another_way_is_not_booked_by_it(desk: At) -> None:
    wrong = invoice(totals=Totals(gross=D(130), payable=D(130)))
    besluit = decided("drukker:2025-77", "afwijking = true")

    assert booked(desk("", besluit), wrong).flag == "!"


def test_an_account_says_how_what_is_booked_on_it_is_treated(desk: At) -> None:
    ledger = """
2024-01-01 open Expenses:Zaal EUR
  aftrek: 0
2024-01-01 open Expenses:Onderhoud EUR
  btw-code: "inkoop-verlegd-laag"
"""
    zaal = decided("wolk:2025-77", 'account = "Expenses:Zaal"')
    onderhoud = decided("jansen:2025-77", 'account = "Expenses:Onderhoud"')

    served = booked(
        desk(ledger, zaal), invoice(CLOUD, US, Vat("AE", D(0), D(100), D(0)))
    )
    shifted = booked(
        desk(ledger, onderhoud), invoice(JANSEN, US, Vat("AE", D(0), D(100), D(0)))
    )

    assert legs(served) == [
        ("Zaal", "100.00"),
        ("Zaal", "21.00"),
        ("Eu", "-21.00"),
        ("Crediteuren", "-100.00"),
    ]
    assert ("Verlegd", "-9.00") in legs(shifted)


def test_a_rule_may_name_code_and_deduction(desk: At, administration: Path) -> None:
    with (administration / "importers/bronnen/inkoop.toml").open("a") as file:
        file.write(
            '[rule.boek]\ntext = "boek"\naccount = "Expenses:Kosten"\naftrek = 10\n'
        )

    entry = booked(desk(), invoice(lines=(Item("boek", D(100)),)))

    assert ("Voorbelasting", "2.10") in legs(entry)


def test_under_the_kor_nothing_is_deducted(desk: At) -> None:
    kor = '2024-01-01 event "kor" "ja"\n'

    entry = booked(desk(kor), invoice(CLOUD, US, Vat("AE", D(0), D(100), D(0))))

    assert ("Kosten", "21.00") in legs(entry)
    assert "Voorbelasting" not in dict(legs(entry))


def test_a_credit_note_goes_where_its_invoice_went(desk: At) -> None:
    first = decided(
        "drukker:2025-77", 'account = "Expenses:Bank"', "aftrek = 25", 'taak = "x"'
    )
    at = desk("", first)
    booked(at, invoice())

    entry = booked(
        at, invoice(type="credit-note", number="C", credit=True, preceding=("2025-77",))
    )

    assert legs(entry)[:3] == [
        ("Bank", "-100.00"),
        ("Bank", "-15.75"),
        ("Voorbelasting", "-5.25"),
    ]
    assert (entry.postings[0].meta or {})["taak"] == "x"


def test_a_credit_note_takes_the_code_of_its_invoice(desk: At) -> None:
    at = desk("", decided("wolk:2025-77", 'btw = "inkoop-geen"'))
    free = Vat("AE", D(0), D(50), D(0))
    booked(at, invoice(CLOUD, US, free))

    entry = booked(
        at,
        invoice(
            CLOUD,
            US,
            free,
            type="credit-note",
            number="C",
            credit=True,
            preceding=("2025-77",),
        ),
    )

    assert legs(entry) == [("Kosten", "-50.00"), ("Crediteuren", "50.00")]


def test_a_credit_note_of_an_old_invoice_is_found_in_the_books(desk: At) -> None:
    at = desk("""
2025-01-02 * "Drukkerij" "Factuur 9" ^inkoop-drukker/9
  relatie: "drukker"
  factuurnummer: "9"
  factuurdatum: 2025-01-02
  Expenses:Bank           10.00 EUR
    btw: "inkoop-hoog"
  Assets:Voorbelasting     2.10 EUR
  Liabilities:Crediteuren -12.10 EUR
""")  # fmt: skip

    entry = booked(
        at,
        invoice(
            PRINTER,
            US,
            Vat("S", D(21), D(10), D("2.10")),
            type="credit-note",
            number="C",
            credit=True,
            preceding=("9",),
        ),
    )

    assert legs(entry)[0] == ("Bank", "-10.00")


def test_a_credit_note_on_a_payment_without_an_invoice_is_booked_by_itself(
    desk: At,
) -> None:
    at = desk("""
2025-01-02 * "Drukkerij" "betaald"
  relatie: "drukker"
  factuurnummer: "9"
  Assets:Bank            -12.10 EUR
  Liabilities:Crediteuren 12.10 EUR
""")  # fmt: skip

    entry = booked(
        at, invoice(type="credit-note", number="C", credit=True, preceding=("9",))
    )

    assert legs(entry)[0] == ("Kosten", "-100.00")


def test_btw_in_euros_beside_another_currency_is_right(desk: At) -> None:
    besluit = decided("drukker:2025-77", "koers = 0.5")
    dollars = invoice(PRINTER, US, *MIXED, currency="USD", vat_in_eur=D("11.41"))

    entry = booked(desk("", besluit), dollars)

    taxes = [p for p in entry.postings if p.account == "Assets:Voorbelasting"]
    kosten = [p for p in entry.postings if p.account == "Expenses:Kosten"]
    assert sum(euros(p) for p in [*taxes, *kosten]) == D("71.41")
    assert legs(entry)[-1] == ("Crediteuren", "-71.41")
    assert (entry.postings[-1].meta or {})["valuta"] == "-142.80 USD"
    assert [(p.meta or {}).get("valuta") for p in kosten] == [
        "100 USD",
        None,
        "20 USD",
        None,
    ]


PARTS = (Part(D(100), "NL20INGB0001234567", "1"), Part(D(21), "", "", blocked=True))
G = '2024-01-01 open Liabilities:G EUR\n  rgs: "BSchCreHac.01"\n'


def test_what_goes_on_a_g_rekening_is_an_item_of_its_own(desk: At) -> None:
    at = desk(G)
    entry = booked(at, invoice(parts=PARTS))

    assert again(at, entry, invoice(parts=PARTS)) is entry
    assert legs(entry)[-2:] == [("Crediteuren", "-100.00"), ("G", "-21.00")]
    assert [x.open for x in at.open.of("drukker", D(-1))] == [D(-100), D(-21)]


def test_all_may_go_on_a_g_rekening(desk: At) -> None:
    entry = booked(desk(G), invoice(parts=(Part(D(121), "", "", blocked=True),)))

    assert legs(entry)[-1] == ("G", "-121.00")


@pytest.mark.parametrize(
    ("ledger", "parts", "reden"),
    [("", PARTS, "BSchCreHac.01"), (G, PARTS[1:], "de te betalen delen zijn 21")],
)
def test_parts_that_cannot_be_booked_are_a_question(
    desk: At, ledger: str, parts: tuple[Part, ...], reden: str
) -> None:
    entry = booked(desk(ledger), invoice(parts=parts))

    assert entry.flag == "!"
    assert reden in entry.meta["reden"]


def test_an_invoice_of_a_stranger_is_refused_by_a_decision(desk: At) -> None:
    ref = "onbekend-Vreemd:2025-77"
    strange = invoice(Party("Vreemd"))
    at = desk("", decided(ref, "weiger = true"))

    entry = booked(at, strange)

    assert (entry.flag, entry.postings, entry.meta["ref"]) == ("*", [], ref)
    with pytest.raises(UnreadableError, match=f"refuse it .* as {ref}"):
        billing.seen(strange, desk("", decided(ref, "negeer = 'x'")), None)


def test_a_person_with_btw_is_not_told_as_one_without(desk: At) -> None:
    at = desk()
    jansen = replace(at.relations.all["jansen"], kor=False, btw_id="NL001")
    bill = replace(billing.seen(invoice(JANSEN), at, None), relation=jansen)

    assert billing.book(bill, at.profiles[1], "f#a#1", at).tags == frozenset()


def test_an_account_that_nobody_opened_is_a_question(desk: At) -> None:
    besluit = decided("drukker:2025-77", 'account = "Expenses:Niets"')

    entry = booked(desk("", besluit), invoice())

    assert "geen rekening Expenses:Niets" in entry.meta["reden"]


def test_no_posting_has_a_part_of_a_cent() -> None:
    with pytest.raises(UnreadableError, match=r"EUR 0\.005 is not in whole cents"):
        btw.posting("Assets:Bank", D("0.005"))
