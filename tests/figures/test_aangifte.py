"""The btw-aangifte, told in the smallest books that show each rule."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from beancount import loader
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin import filing, journal, taxyear
from stichting_fin.books import Books
from stichting_fin.fault import Fault, UnreadableError
from stichting_fin.figures import aangifte, grondslag
from stichting_fin.period import Period, named, quarters

ACCOUNTS = """
2024-01-01 open Assets:Bank
2024-01-01 open Assets:Btw:Voorbelasting
  rubriek: "5b"
2024-01-01 open Liabilities:Btw:Hoog
  rubriek: "1a"
2024-01-01 open Liabilities:Btw:Verlegd
  rubriek: "2a"
2024-01-01 open Liabilities:Btw:BuitenEu
  rubriek: "4a"
2024-01-01 open Liabilities:Btw:Eu
  rubriek: "4b"
2024-01-01 open Liabilities:Btw:TeBetalen
  rgs: "BSchBepBtw"
2024-01-01 open Income:Verkoop
2024-01-01 open Expenses:Kosten
2024-01-01 open Expenses:Afronding
  rgs: "WBedAdlBet"
"""
SALE = """
{day} * "Gemeente" "Factuur"
  Assets:Bank
  Income:Verkoop  {base} EUR
    btw: "verkoop-hoog"
  Liabilities:Btw:Hoog  {tax} EUR
"""


def period(name: str) -> Period:
    found = named(name)
    assert found
    return found


def told(text: str) -> Books:
    entries, errors, options = loader.load_string(ACCOUNTS + text)
    assert not errors
    return Books(entries, options=options)


def laid(folder: Path, text: str) -> Books:
    (folder / "main.beancount").write_text(ACCOUNTS + text)
    books = Books.load(folder / "main.beancount")
    assert not books.faults
    return books


def filed(folder: Path, text: str, name: str, day: date) -> tuple[Books, str]:
    """File a return and give the books with it, and their text."""
    made = filing.file(laid(folder, text), period(name), day, "K1", {"taak": "x"})
    (folder / made.file).write_text(made.posten)
    text += "".join(f"\n{journal.written(entry)}" for entry in made.entries)
    return laid(folder, text), text


def boxes(one: aangifte.Aangifte) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Give the boxes that are filled in."""
    pairs = {name: (row.omzet, row.btw) for name, row in one.rubrieken.items()}
    return {name: pair for name, pair in pairs.items() if any(pair)}


def codes(books: Books) -> list[str]:
    return [each.code for each in aangifte.faults(books)]


def test_each_box_rounds_in_the_payers_favour() -> None:
    books = told(
        SALE.format(day="2025-02-10", base="-1000.50", tax="-210.11")
        + """
2025-03-31 * "Papier"
  Expenses:Kosten  200.05 EUR
    btw: "inkoop-hoog"
  Assets:Btw:Voorbelasting  42.01 EUR
  Assets:Bank
"""
    )

    got = aangifte.aangifte(books, period("2025-Q1"))

    assert boxes(got) == {
        "1a": (Decimal(1000), Decimal(210)),
        "5a": (None, Decimal(210)),
        "5b": (None, Decimal(43)),
        "5c": (None, Decimal(167)),
        "5g": (None, Decimal(167)),
    }
    assert got.te_betalen == Decimal(167)
    assert got.exact == Decimal("168.10")
    assert got.afronding == Decimal("-1.10")
    assert not list(aangifte.faults(books))


def test_what_is_verlegd_to_us_is_owed_and_reclaimed() -> None:
    books = told(
        """
2025-04-03 * "Onderaannemer"
  Expenses:Kosten  1000.00 EUR
    btw: "inkoop-verlegd"
    aftrek: 60
  Expenses:Kosten  84.00 EUR
  Assets:Btw:Voorbelasting  126.00 EUR
  Liabilities:Btw:Verlegd  -210.00 EUR
  Assets:Bank
2025-04-04 * "Platform IE"
  Expenses:Kosten  89.90 EUR
    btw: "inkoop-eu-dienst"
    aftrek: 0
  Expenses:Kosten  18.88 EUR
  Liabilities:Btw:Eu  -18.88 EUR
  Assets:Bank
2025-04-05 * "US SaaS"
  Expenses:Kosten  92.59 EUR
    btw: "inkoop-buiten-eu-dienst"
  Assets:Btw:Voorbelasting  19.44 EUR
  Liabilities:Btw:BuitenEu  -19.44 EUR
  Assets:Bank
2025-04-06 * "Jansen"
  Expenses:Kosten  750.00 EUR
    btw: "inkoop-geen"
  Assets:Bank
2025-04-07 * "Dienst naar België"
  Income:Verkoop  -300.99 EUR
    btw: "verkoop-eu-dienst"
  Assets:Bank
2025-04-08 * "Bijdrage"
  Income:Verkoop  -5000.00 EUR
    btw: "verkoop-buiten"
  Assets:Bank
"""
    )

    got = aangifte.aangifte(books, period("2025-Q2"))

    assert boxes(got) == {
        "2a": (Decimal(1000), Decimal(210)),
        "3b": (Decimal(300), None),
        "4a": (Decimal(92), Decimal(19)),
        "4b": (Decimal(89), Decimal(18)),
        "5a": (None, Decimal(247)),
        "5b": (None, Decimal(146)),
        "5c": (None, Decimal(101)),
        "5g": (None, Decimal(101)),
    }
    assert len(got.items) == 6  # a seal also keeps what no box asks for
    assert not list(aangifte.faults(books))


def test_a_credit_note_takes_away_what_it_credits() -> None:
    books = told(SALE.format(day="2025-01-02", base="100.50", tax="21.11"))

    got = aangifte.aangifte(books, period("2025-Q1"))

    assert boxes(got)["1a"] == (Decimal(-100), Decimal(-22))
    assert got.te_betalen == Decimal(-22)


def test_a_purchase_counts_when_it_came_in_and_a_sale_when_it_was_made() -> None:
    books = told(
        """
2025-03-28 * "Inkoop"
  ontvangen: 2025-04-02
  Expenses:Kosten  100.00 EUR
    btw: "inkoop-hoog"
  Assets:Btw:Voorbelasting  21.00 EUR
  Assets:Bank
2025-03-29 * "Verkoop"
  ontvangen: 2025-04-02
  Income:Verkoop  -100.00 EUR
    btw: "verkoop-hoog"
  Liabilities:Btw:Hoog  -21.00 EUR
  Assets:Bank
"""
    )

    first, second = aangifte.aangiften(books, quarters(period("2025"))[:2])

    assert set(boxes(first)) == {"1a", "5a", "5c", "5g"}
    assert set(boxes(second)) == {"5b", "5c", "5g"}
    assert not second.late


def test_every_return_takes_what_no_earlier_one_held(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    books, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    late = SALE.format(day="2025-03-30", base="-6000.00", tax="-1260.00")
    text += late + SALE.format(day="2025-05-01", base="-10.00", tax="-2.10")
    books = laid(tmp_path, text)

    first, second = aangifte.aangiften(books, quarters(period("2025"))[:2])

    assert first.te_betalen == 21
    assert first.seal
    assert (first.seal.reference, first.seal.te_betalen) == ("K1", Decimal(21))
    assert boxes(second)["1a"] == (Decimal(6010), Decimal(1262))
    assert [item.entry.date for item in second.late] == [date(2025, 3, 30)]
    assert second.correctie == 1260
    assert second.suppletie
    assert not first.suppletie
    assert not list(aangifte.faults(books))
    alone = aangifte.aangifte(books, period("2025-Q2"))
    assert alone.plain() == second.plain()
    assert not aangifte.aangifte(books, period("2024-Q4")).items


def test_exactly_the_threshold_still_goes_along_with_the_next_return(
    tmp_path: Path,
) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    _, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    late = """
2025-03-28 * "Oud"
  Assets:Bank
  Liabilities:Btw:Hoog  -1000.00 EUR
"""

    got = aangifte.aangifte(laid(tmp_path, text + late), period("2025-Q2"))

    assert got.correctie == 1000
    assert not got.suppletie


def test_an_entry_that_files_a_return_is_no_part_of_one(tmp_path: Path) -> None:
    text = SALE.format(day="2025-03-31", base="-100.40", tax="-21.08")
    books, _ = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))

    moved = books.transactions[-1]

    assert moved.tags == {"aangifte"}
    assert moved.date == date(2025, 3, 31)
    assert {p.account: p.units.number for p in moved.postings if p.units} == {
        "Liabilities:Btw:Hoog": Decimal("21.08"),
        "Liabilities:Btw:TeBetalen": Decimal("-21.00"),
        "Expenses:Afronding": Decimal("-0.08"),
    }
    assert books.balances(date.max)["Liabilities:Btw:Hoog"] == 0
    assert aangifte.aangifte(books, period("2025-Q1")).te_betalen == 21


def test_the_form_shows_each_box_and_the_proof_its_postings(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    _, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    late = SALE.format(day="2025-03-30", base="-10.90", tax="-2.29")
    late += """
2025-03-31 * "Alleen btw"
  ref: "memo:1"
  Assets:Btw:Voorbelasting  5.00 EUR
  Assets:Bank
"""
    books = laid(tmp_path, text + late)

    form, proof, remains = aangifte.build(books, period("2025-Q2"))

    assert form.title == "Btw-aangifte 2025-Q2"
    assert [(row.code, *row.cells) for row in form.rows if any(row.cells)] == [
        ("1a", Decimal(10), Decimal(2)),
        ("5a", None, Decimal(2)),
        ("5b", None, Decimal(5)),
        ("5c", None, Decimal(-3)),
        ("5g", None, Decimal(-3)),
    ]
    assert len(form.rows) == 15
    assert [source.amount for source in form.rows[0].sources] == [Decimal("10.90")]
    assert [(row.code, *row.cells) for row in proof.rows] == [
        ("1a-omzet", Decimal("10.90"), Decimal(10)),
        ("1a-btw", Decimal("2.29"), Decimal(2)),
        ("5b-btw", Decimal("5.00"), Decimal(5)),
        ("", Decimal("-0.29"), None),
        ("", Decimal("-2.71"), Decimal(-3)),
    ]
    assert all(
        row.cells[0] == sum(s.amount for s in row.sources) for row in proof.rows[:3]
    )
    assert remains.note == ""
    assert [(row.label, *row.cells) for row in remains.rows] == [
        (
            "Gemeente",
            date(2025, 3, 30),
            "",
            Decimal("10.90"),
            Decimal("2.29"),
            Decimal(0),
        ),
        (
            "Alleen btw",
            date(2025, 3, 31),
            "memo:1",
            Decimal(0),
            Decimal(0),
            Decimal("5.00"),
        ),
        ("Totaal", None, None, None, Decimal("2.29"), Decimal("5.00")),
    ]


def test_a_large_correction_says_that_a_suppletie_is_needed(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    _, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    late = SALE.format(day="2025-03-30", base="-6000.00", tax="-1260.00")

    *_, remains = aangifte.build(laid(tmp_path, text + late), period("2025-Q2"))

    assert remains.note == "suppletie nodig"


def test_a_year_gives_four_returns_and_a_month_one() -> None:
    books = told(SALE.format(day="2025-12-01", base="-100.00", tax="-21.00"))

    titles = [table.title for table in aangifte.build(books, period("2025"))]
    month = [table.title for table in aangifte.build(books, period("2025-12"))]

    assert len(titles) == 8
    assert month == ["Btw-aangifte 2025-12", "Aansluiting btw-aangifte 2025-12"]


def test_the_return_can_be_said_in_json(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.50", tax="-21.11")
    books, _ = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))

    said = json.loads(json.dumps(aangifte.aangifte(books, period("2025-Q1")).plain()))

    assert said["rubrieken"]["1a"] == {
        "label": "Leveringen/diensten belast met hoog tarief",
        "omzet": "100",
        "btw": "21",
        "grondslag": "100.50",
        "belasting": "21.11",
        "bij-omzet": [
            {
                "day": "2025-02-01",
                "account": "Income:Verkoop",
                "amount": "100.50",
                "payee": "Gemeente",
                "text": "Factuur",
                "place": f"main.beancount:{ACCOUNTS.count(chr(10)) + 2}",
            }
        ],
        "bij-btw": said["rubrieken"]["1a"]["bij-btw"],
    }
    assert "5d" not in said["rubrieken"]
    assert (said["te-betalen"], said["afronding"]) == ("21", "-0.11")
    assert (said["ingediend"], said["kenmerk"]) == ("2025-04-20", "K1")
    assert said["niet-eerder-aangegeven"] == []


def test_base_and_tax_may_differ_a_cent_per_posting_but_no_more() -> None:
    within = SALE.format(day="2025-02-01", base="-100.00", tax="-21.02")
    beyond = SALE.format(day="2025-02-02", base="-100.00", tax="-21.03")

    found = list(aangifte.faults(told(within + beyond)))

    assert [each.code for each in found] == ["btw-mismatch"]
    assert found[0].values == {
        "rubriek": "1a",
        "booked": Decimal("-21.03"),
        "expected": Decimal("-21.00"),
    }


ODD = """
2025-02-02 * "Drukker" "Factuur 7"
  ref: "drukker:7"
  factuurnummer: "7"
  afwijking: "korting voor snelle betaling (PM, 2025-02-03)"
  Expenses:Kosten          100.00 EUR
    btw: "inkoop-hoog"
  Assets:Btw:Voorbelasting  20.58 EUR
  Assets:Bank
"""


def test_a_difference_that_was_accepted_is_shown_with_its_reason() -> None:
    books = told(ODD)
    one = aangifte.aangifte(books, period("2025-Q1"))

    assert codes(books) == []
    table = list(one.tables())[-1]
    assert table.title == "Aanvaarde afwijkingen in 2025-Q1"
    (row,) = table.rows
    reason = "korting voor snelle betaling (PM, 2025-02-03)"
    assert row.cells == (
        date(2025, 2, 2),
        "7",
        reason,
        Decimal("100.00"),
        Decimal(0),
        Decimal("20.58"),
    )
    assert one.plain()["aanvaarde-afwijkingen"] == [
        {
            "datum": "2025-02-02",
            "stuk": "7",
            "relatie": "Drukker",
            "grondslag": "100.00",
            "verschuldigd": "0",
            "voorbelasting": "20.58",
            "reden": reason,
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [("20.58", "21.00", []), ('"korting voor snelle betaling (PM, 2025-02-03)"', "1", ["btw-mismatch"]), ('    btw: "inkoop-hoog"\n', "", ["btw-baseless"])],
)  # fmt: skip
def test_a_reason_accepts_nothing_but_a_difference(
    old: str, new: str, wrong: list[str]
) -> None:
    books = told(ODD.replace(old, new))

    assert codes(books) == wrong
    assert not aangifte.aangifte(books, period("2025-Q1")).afwijkend


def test_the_deductible_part_is_what_aftrek_says() -> None:
    books = told(
        """
2025-04-03 * "Te veel afgetrokken"
  Expenses:Kosten  1000.00 EUR
    btw: "inkoop-hoog"
    aftrek: 60
  Assets:Btw:Voorbelasting  210.00 EUR
  Assets:Bank
"""
    )

    assert codes(books) == ["btw-mismatch"]


@pytest.mark.parametrize("said", ["101", '"60"', "-1"])
def test_aftrek_is_a_percent(said: str) -> None:
    books = told(
        f"""
2025-04-03 * "Kosten"
  Expenses:Kosten  1000.00 EUR
    btw: "verkoop-buiten"
    aftrek: {said}
  Assets:Bank
"""
    )

    assert codes(books) == ["aftrek-percent"]


def test_tax_without_a_base_is_told() -> None:
    books = told(
        """
2025-04-03 * "Alleen btw"
  Liabilities:Btw:Hoog  -10.00 EUR
  Assets:Bank
"""
    )

    assert codes(books) == ["btw-baseless"]


def test_a_balance_that_was_taken_over_is_tax_without_a_base_or_a_law() -> None:
    books = told(
        """
2019-01-01 open Liabilities:Btw:Oud
  rubriek: "1a"
2019-01-01 open Assets:Oud
2019-01-01 custom "dagboek" "<string>" "O"
2019-12-31 * "Beginbalans"
  Liabilities:Btw:Oud  -10.00 EUR
  Assets:Oud
"""
    )

    assert not codes(books)
    assert aangifte.aangifte(books, period("2024-Q1")).te_betalen == 10


def test_an_unknown_code_is_told_where_it_stands_and_left_out() -> None:
    books = told(
        """
2025-04-03 * "Kosten"
  Expenses:Kosten  1000.00 EUR
    btw: "inkoop-hoo"
  Assets:Btw:Voorbelasting  210.00 EUR
  Assets:Bank
"""
    )

    (found,) = aangifte.faults(books)

    assert found.code == "code-unknown"
    assert found.source["lineno"] == ACCOUNTS.count("\n") + 3
    got = aangifte.aangifte(books, period("2025-Q2"))
    assert boxes(got)["5b"] == (None, Decimal(210))
    assert got.items[0].base == 0


def test_a_code_belongs_on_the_posting_of_the_base() -> None:
    books = told(
        """
2025-04-03 * "Kosten"
  btw: "inkoop-geen"
  Expenses:Kosten  1000.00 EUR
  Assets:Bank
"""
    )

    assert codes(books) == ["btw-place"]


def test_ontvangen_is_a_day() -> None:
    books = told(
        """
2025-04-03 * "Kosten"
  ontvangen: "2025-04-07"
  Expenses:Kosten  1000.00 EUR
    btw: "inkoop-geen"
  Assets:Bank
"""
    )

    assert codes(books) == ["ontvangen-day"]


def test_an_account_for_a_box_that_takes_no_tax_is_told_once() -> None:
    books = told(
        """
2025-01-01 open Liabilities:Btw:Uitvoer
  rubriek: "3a"
2025-01-01 open Liabilities:Btw:Onbekend
  rubriek: "9z"
2025-04-03 * "Kosten"
  Liabilities:Btw:Uitvoer  -1.00 EUR
  Liabilities:Btw:Uitvoer  -1.00 EUR
  Liabilities:Btw:Onbekend  -1.00 EUR
  Expenses:Kosten  3.00 EUR
    btw: "inkoop-geen"
"""
    )

    assert codes(books).count("rubriek-unknown") == 2
    assert aangifte.aangifte(books, period("2025-Q2")).te_betalen == 0


def test_a_posting_that_came_from_no_file_is_told_at_its_entry() -> None:
    books = told(SALE.format(day="2025-02-01", base="-100.00", tax="-21.00"))
    bare = [p._replace(meta={"btw": "x"}) for p in books.transactions[0].postings]
    entry = books.transactions[0]._replace(postings=bare)
    opens = [each for each in books.entries if each is not books.transactions[0]]

    bare_books = Books([*opens, entry])
    found = list(grondslag.faults(bare_books, grondslag.items(bare_books)))

    assert {each.source["lineno"] for each in found} == {entry.meta["lineno"]}


def test_a_year_without_law_is_no_guess() -> None:
    books = told(SALE.format(day="2031-02-01", base="-100.00", tax="-21.00"))

    with pytest.raises(UnreadableError, match="2031"):
        aangifte.aangifte(books, period("2031-Q1"))


def test_a_change_of_what_was_filed_is_told(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    _, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    changed = laid(tmp_path, text.replace('"Factuur"', '"Nota"'))

    (found,) = aangifte.faults(changed)

    assert found.code == "sealed-changed"


def test_what_was_filed_must_be_what_the_books_give(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    _, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    changed = laid(tmp_path, text.replace('"K1" 21.00 EUR', '"K1" 22.00 EUR'))

    (found,) = aangifte.faults(changed)

    assert found.code == "aangifte-differs"
    assert found.values["was"] == 22


def test_a_seal_without_an_amount_is_not_compared(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    _, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    books = laid(tmp_path, text.replace('"K1" 21.00 EUR', '"K1"'))

    assert not list(aangifte.faults(books))


def test_a_btw_account_holds_only_what_is_still_to_be_filed(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    _, text = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    stray = """
2025-05-02 * "Betaling" #aangifte
  Liabilities:Btw:Hoog  1.00 EUR
  Assets:Bank
"""

    (found,) = aangifte.faults(laid(tmp_path, text + stray))

    assert found.code == "aangifte-rest"
    assert found.values == {"account": "Liabilities:Btw:Hoog", "rest": 1}


def test_a_takeover_holds_all_before_its_day(tmp_path: Path) -> None:
    old = SALE.format(day="2024-11-02", base="-100.00", tax="-21.00")
    old += SALE.format(day="2024-02-02", base="-100.00", tax="-21.00")
    moved = """
2024-12-31 * "Aangiften" #aangifte
  Liabilities:Btw:Hoog  42.00 EUR
  Liabilities:Btw:TeBetalen
"""
    new = SALE.format(day="2025-01-02", base="-100.00", tax="-21.00")
    text = old + moved + new
    first = date(2025, 1, 1)
    made = filing.take_over(
        laid(tmp_path, text), "overname-2024", first, date(2025, 1, 20), "map 7"
    )
    (tmp_path / made.file).write_text(made.posten)
    text += journal.written(made.entries[0])
    books = laid(tmp_path, text)

    years = [*quarters(period("2024")), *quarters(period("2025"))]
    amounts = [each.te_betalen for each in aangifte.aangiften(books, years)]

    assert made.file == "aangifte-overname-2024.posten"
    assert amounts == [21, 0, 0, 21, 21, 0, 0, 0]
    assert not list(aangifte.faults(books))
    with pytest.raises(UnreadableError) as caught:
        filing.file(books, period("2024-Q4"), first, "K")
    assert caught.value.code == "sealed-already"
    late = laid(
        tmp_path, text + SALE.format(day="2024-05-02", base="-1.00", tax="-0.21")
    )
    assert [len(each.late) for each in aangifte.aangiften(late, years)] == [0] * 4 + [
        1,
        0,
        0,
        0,
    ]


DUE = st.decimals(-(10**7), 10**7, places=2)


@given(owed=DUE, back=DUE, base=DUE)
def test_rounding_never_costs_and_saves_less_than_a_euro_a_box(
    owed: Decimal, back: Decimal, base: Decimal
) -> None:
    boxes_ = taxyear.load(2025).boxes
    due = aangifte.Rubriek(boxes_["1a"], base, owed)
    input_ = aangifte.Rubriek(boxes_["5b"], tax=back)

    assert due.btw is not None
    assert input_.btw is not None
    assert due.omzet is not None
    assert 0 <= owed - due.btw < 1
    assert 0 <= input_.btw - back < 1
    assert abs(due.omzet) <= abs(base) < abs(due.omzet) + 1
    assert {due.btw % 1, input_.btw % 1, due.omzet % 1} == {0}


@given(st.lists(st.tuples(st.integers(1, 360), DUE), max_size=12))
def test_each_entry_is_in_one_return_and_nothing_is_lost(
    sales: list[tuple[int, Decimal]],
) -> None:
    text = "".join(
        SALE.format(
            day=date.fromordinal(date(2025, 1, 1).toordinal() + n), base=-b, tax=-b / 4
        )
        for n, b in sales
    )
    got = aangifte.aangiften(told(text), quarters(period("2025")))

    held = [id(item.entry) for each in got for item in each.items]
    assert len(held) == len(set(held)) == len(sales)
    total = sum((each.exact for each in got), Decimal(0))
    assert total == sum((b / 4 for _, b in sales), Decimal(0))
    assert all(-18 < each.afronding <= 0 for each in got)
    for each, later in pairwise(got):
        assert each.period.end == later.period.begin


def test_every_fault_has_words() -> None:
    books = told(
        """
2025-04-03 * "Kosten"
  Expenses:Kosten  1000.00 EUR
    btw: "onzin"
  Assets:Bank
"""
    )

    assert all(
        isinstance(each, Fault) and each.message for each in aangifte.faults(books)
    )


def test_a_seal_that_is_gone_is_one_fault(tmp_path: Path) -> None:
    text = SALE.format(day="2025-02-01", base="-100.00", tax="-21.00")
    books, _ = filed(tmp_path, text, "2025-Q1", date(2025, 4, 20))
    (tmp_path / "aangifte-2025-Q1.posten").unlink()

    assert codes(books) == ["no-file"]
