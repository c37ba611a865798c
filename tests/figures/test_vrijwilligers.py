"""Volunteers and freelancers: what was paid, beside the maxima and for the UBD."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from beancount import loader

from stichting_fin.books import Books
from stichting_fin.figures import vrijwilligers
from stichting_fin.period import Period, named
from stichting_fin.table import Kind, Table

D = Decimal
ACCOUNTS = """
2022-01-01 open Assets:Bank EUR
2022-01-01 open Assets:Debiteuren EUR
  rgs: "BVorDebHad"
2022-01-01 open Liabilities:Crediteuren EUR
  rgs: "BSchCreHac"
2022-01-01 open Expenses:Vergoedingen EUR
  rgs: "WBedOvpOvb"
2022-01-01 open Expenses:Reiskosten EUR
  rgs: "WBedOvpRkv"
2022-01-01 open Expenses:Freelancers EUR
2022-01-01 open Income:Opdrachten EUR
"""
NAMEN = {"vos": "A. Vos"}


def claim(
    number: str,
    amount: str,
    paid: str,
    *,
    account: str = "Vergoedingen",
    who: str = "vos",
    tag: str = "",
    said: str = "",
    day: str = "",
) -> str:
    """Give a claim of the day of its payment, or of another, and that payment."""
    day = day or paid
    return f"""
{day} * "Declaratie" ^inkoop-{who}/{number} {tag}
  relatie: "{who}"
  factuurnummer: "{number}"
  factuurdatum: {day}
{said}  Expenses:{account}        {amount} EUR
  Liabilities:Crediteuren  -{amount} EUR
{paid} * "Betaald" ^inkoop-{who}/{number}
  relatie: "{who}"
  factuurnummer: "{number}"
  Liabilities:Crediteuren   {amount} EUR
  Assets:Bank              -{amount} EUR
"""


def told(text: str) -> Books:
    entries, errors, options = loader.load_string(ACCOUNTS + text)
    assert not errors
    return Books(entries, options=options)


def tables(books: Books, name: str = "2025") -> list[Table]:
    period = named(name)
    assert period
    return list(vrijwilligers.build(books, period, NAMEN))


def codes(books: Books) -> list[tuple[str, str]]:
    return [(x.code, str(x.values["period"])) for x in vrijwilligers.faults(books)]


def test_allowances_are_counted_by_month_and_by_year() -> None:
    books = told(
        claim("1", "100.00", "2025-02-03")
        + claim("2", "60.00", "2025-02-20")
        + claim("3", "12.50", "2025-02-20", account="Reiskosten")
        + claim("4", "40.00", "2025-03-01")
        + claim("5", "40.00", "2026-01-02")
        + claim("6", "9.00", "2025-03-01", account="Reiskosten", who="bos")
    )

    allowances, persons = tables(books)

    assert allowances.title == "Vergoedingen aan vrijwilligers in 2025"
    assert [(r.kind, r.label, *r.cells) for r in allowances.rows] == [
        (Kind.LINE, "A. Vos", "2025-02", D("172.50"), D("160.00"), D(210), D(0)),
        (Kind.LINE, "A. Vos", "2025-03", D("40.00"), D("40.00"), D(210), D(0)),
        (Kind.SUBTOTAL, "A. Vos", "2025", D("212.50"), D("200.00"), D(2100), D(0)),
        (Kind.TOTAL, "Totaal", "", D("212.50"), D("200.00"), None, None),
    ]
    assert sum(s.amount for s in allowances.rows[0].sources) == D("172.50")
    assert allowances.note == (
        "Een vergoeding telt in de maand waarover zij is gedeclareerd. "
        "Uren staan niet in de boeken: toets zelf het uurbedrag (EUR 5,60)."
    )
    assert [row.kind for row in persons.rows] == [Kind.TOTAL]
    assert not codes(books)


def test_maxima_that_nobody_verified_are_called_so() -> None:
    other = claim("6", "40.00", "2025-05-01", who="bos")
    allowances, _ = tables(told(claim("5", "40.00", "2026-01-02") + other), "2026")

    assert allowances.note.endswith("De maxima zijn niet nagegaan bij de bron.")


def test_an_amount_over_the_maximum_is_a_fault_and_goes_on_the_ubd_list() -> None:
    books = told(
        claim("1", "150.00", "2025-02-03")
        + claim("2", "61.00", "2025-02-20")
        + claim("3", "10.00", "2025-03-20")
    )

    (fault,) = vrijwilligers.faults(books)
    _, persons = tables(books)

    assert fault.code == "volunteer-maximum"
    assert fault.values == {
        "relatie": "vos",
        "period": "2025-02",
        "amount": D("211.00"),
        "maximum": D(210),
    }
    assert [row.cells for row in persons.rows] == [
        (date(2025, 2, 3), "1", D("150.00"), "boven het maximum"),
        (date(2025, 2, 20), "2", D("61.00"), "boven het maximum"),
        (date(2025, 3, 20), "3", D("10.00"), "boven het maximum"),
        (None, "", D("221.00"), ""),
    ]


def test_the_year_has_a_maximum_too() -> None:
    months = (claim(str(n), "200.00", f"2025-{n:02}-03") for n in range(1, 12))

    assert codes(told("".join(months))) == [("volunteer-maximum", "2025")]


def test_what_a_person_accepted_is_no_fault_but_stays_on_the_list() -> None:
    why = '  afwijking: "bonnen gezien (PM, 2025-03-01)"\n'
    books = told(claim("1", "250.00", "2025-02-03", said=why))

    _, persons = tables(books)

    assert not codes(books)
    reason = "boven het maximum; bonnen gezien (PM, 2025-03-01)"
    assert persons.rows[0].cells[-1] == reason


def test_an_allowance_counts_in_the_month_for_which_it_was_claimed() -> None:
    months = (
        claim(str(n), "200.00", "2025-04-10", day=f"2025-{n:02}-28") for n in (1, 2, 3)
    )
    books = told("".join(months))

    assert not codes(books)
    assert [row.cells[:3] for row in tables(books)[0].rows] == [
        ("2025-01", D(0), D("200.00")),
        ("2025-02", D(0), D("200.00")),
        ("2025-03", D(0), D("200.00")),
        ("2025-04", D("600.00"), D(0)),
        ("2025", D("600.00"), D("600.00")),
        ("", D("600.00"), D("600.00")),
    ]


def test_a_person_without_a_btw_invoice_is_on_the_ubd_list() -> None:
    books = told(
        claim("7", "750.00", "2025-05-01", account="Freelancers", who="pen", tag="#ubd")
        + claim("8", "900.00", "2025-05-01", account="Freelancers", who="bureau")
    )

    allowances, persons = tables(books)

    assert [row.kind for row in allowances.rows] == [Kind.TOTAL]
    assert (
        persons.title == "Betaald aan natuurlijke personen, op te geven over 2025 (UBD)"
    )
    assert [(row.label, *row.cells) for row in persons.rows] == [
        ("pen", date(2025, 5, 1), "7", D("750.00"), "zonder btw-factuur"),
        ("Totaal", None, "", D("750.00"), ""),
    ]


def test_an_invoice_that_is_part_allowance_counts_for_that_part() -> None:
    books = told(
        claim("1", "90.00", "2025-02-03").replace(
            "  Expenses:Vergoedingen        90.00 EUR\n",
            "  Expenses:Vergoedingen        60.00 EUR\n  Expenses:Reiskosten  30.00 EUR\n",
        )
    )

    assert tables(books)[0].rows[0].cells[1:3] == (D("90.00"), D("60.00"))


def test_an_allowance_paid_without_a_claim_counts_for_whom_it_names() -> None:
    direct = """
2025-02-03 * "Vergoeding"
  {relatie}ref: "r1"
  Expenses:Vergoedingen  300.00 EUR
  Assets:Bank
"""

    assert codes(told(direct.format(relatie='relatie: "vos"\n  '))) == [
        ("volunteer-maximum", "2025-02")
    ]
    assert not codes(told(direct.format(relatie="")))


def test_money_of_others_is_no_pay_of_volunteers() -> None:
    books = told("""
2025-02-03 * "Gemeente" "Factuur"
  relatie: "dorp"
  factuurnummer: "F1"
  factuurdatum: 2025-02-03
  Assets:Debiteuren   100.00 EUR
  Income:Opdrachten  -100.00 EUR
2025-02-04 * "Betaald zonder factuur"
  relatie: "pen"
  factuurnummer: "9"
  Liabilities:Crediteuren  10.00 EUR
  Assets:Bank             -10.00 EUR
""")

    assert vrijwilligers.payments(books) == []


def test_a_year_without_law_is_told_and_the_others_go_on() -> None:
    old = claim("1", "300.00", "2022-02-03")
    books = told(old + claim("2", "300.00", "2025-02-03"))

    assert [x.code for x in vrijwilligers.faults(books)] == [
        "taxyear",
        "volunteer-maximum",
    ]


def test_of_a_broken_boekjaar_the_calendar_year_that_ends_in_it_is_told() -> None:
    books = told(claim("1", "30.00", "2024-08-03"))
    broken = Period(date(2024, 7, 1), date(2025, 7, 1), "2024-2025")

    titles = [table.title for table in vrijwilligers.build(books, broken)]

    assert titles == [
        "Vergoedingen aan vrijwilligers in 2024",
        "Betaald aan natuurlijke personen, op te geven over 2024 (UBD)",
    ]
