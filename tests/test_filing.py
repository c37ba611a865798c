"""Filing a return: its seal, its directive, and the entry that empties the accounts."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from stichting_fin import filing, journal
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError
from stichting_fin.period import Period, named

BOOKS = """
2025-01-01 open Assets:Bank
2025-01-01 open Assets:Voorbelasting
  rubriek: "5b"
2025-01-01 open Liabilities:Hoog
  rubriek: "1a"
2025-01-01 open Liabilities:TeBetalen
  rgs: "BSchBepBtw"
2025-01-01 open Income:Verkoop
2025-01-01 open Expenses:Kosten
2025-01-01 open Expenses:Afronding
  rgs: "WBedAdlBet"

2025-02-10 * "Verkoop"
  ref: "gemeente:1"
  Assets:Bank
  Income:Verkoop  -1000.50 EUR
    btw: "verkoop-hoog"
  Liabilities:Hoog  -210.11 EUR

2025-03-31 * "Papier"
  ref: "papier:1"
  Expenses:Kosten  200.05 EUR
    btw: "inkoop-hoog"
  Assets:Voorbelasting  42.01 EUR
  Assets:Bank

2025-05-05 * "Bijdrage"
  ref: "gemeente:2"
  Assets:Bank
  Income:Verkoop  -1000.00 EUR
    btw: "verkoop-buiten"
"""
DAY = date(2025, 4, 20)


def period(name: str) -> Period:
    found = named(name)
    assert found
    return found


def laid(folder: Path, text: str) -> Books:
    (folder / "main.beancount").write_text(text)
    books = Books.load(folder / "main.beancount")
    assert not books.faults
    return books


def test_a_filed_return_leaves_a_seal_a_directive_and_an_entry(tmp_path: Path) -> None:
    books = laid(tmp_path, BOOKS)

    made = filing.file(books, period("2025-Q1"), DAY, "K-1", {"taak": "financien"})

    assert made.file == "aangifte-2025-Q1.posten"
    names = [line.split("  ", 1)[1] for line in made.posten.splitlines()]
    assert names == ["gemeente:1", "papier:1"]
    sha = sha256(made.posten.encode()).hexdigest()
    text = "\n".join(map(journal.written, made.entries))
    assert (
        re.sub(" {3,}", "  ", text)
        == f"""\
2025-03-31 custom "aangifte" "2025-Q1" "{sha}" 2025-04-20 "K-1" 167.00 EUR

2025-03-31 * "Belastingdienst" "Btw-aangifte 2025-Q1" #aangifte
  ref: "aangifte:2025-Q1"
  Assets:Voorbelasting  -42.01 EUR
  Liabilities:Hoog  210.11 EUR
  Liabilities:TeBetalen  -167.00 EUR
  Expenses:Afronding  -1.10 EUR
  taak: "financien"
"""
    )


def test_the_same_books_give_the_same_seal(tmp_path: Path) -> None:
    one = filing.file(laid(tmp_path, BOOKS), period("2025-Q1"), DAY, "K")
    other = filing.file(laid(tmp_path, BOOKS), period("2025-Q1"), DAY, "K")

    assert one == other


def test_a_return_without_tax_is_filed_without_an_entry(tmp_path: Path) -> None:
    made = filing.file(laid(tmp_path, BOOKS), period("2025-Q2"), DAY, "K")
    quarter = [line.split("  ", 1)[1] for line in made.posten.splitlines()]

    assert "gemeente:2" in quarter  # and the first quarter, which nobody filed
    alone = (
        BOOKS.partition("2025-02-10")[0] + "2025-05-05" + BOOKS.split("2025-05-05")[1]
    )
    made = filing.file(laid(tmp_path, alone), period("2025-Q2"), DAY, "K")
    assert len(made.entries) == 1
    assert made.posten.endswith("  gemeente:2\n")


def test_a_round_return_books_no_rounding(tmp_path: Path) -> None:
    round_ = BOOKS.replace("-1000.50", "-1000.00").replace("210.11", "210.00")
    round_ = round_.replace("200.05", "200.00").replace("42.01", "42.00")

    made = filing.file(laid(tmp_path, round_), period("2025-Q1"), DAY, "K")

    assert "Afronding" not in journal.written(made.entries[1])


def test_a_return_is_filed_once(tmp_path: Path) -> None:
    made = filing.file(laid(tmp_path, BOOKS), period("2025-Q1"), DAY, "K")
    (tmp_path / made.file).write_text(made.posten)
    books = laid(tmp_path, BOOKS + "".join(map(journal.written, made.entries)))

    with pytest.raises(UnreadableError) as caught:
        filing.file(books, period("2025-Q1"), DAY, "K")

    assert caught.value.code == "sealed-already"
    assert caught.value.line > 0
    assert filing.file(books, period("2025-Q2"), DAY, "K").posten.count("\n") == 1


def test_a_takeover_takes_only_what_no_seal_holds(tmp_path: Path) -> None:
    made = filing.file(laid(tmp_path, BOOKS), period("2025-Q1"), DAY, "K")
    (tmp_path / made.file).write_text(made.posten)
    books = laid(tmp_path, BOOKS + "".join(map(journal.written, made.entries)))

    took = filing.take_over(books, "overname", date(2025, 7, 1), DAY, "map")

    assert took.posten.endswith("  gemeente:2\n")
    assert took.posten.count("\n") == 1
    text = journal.written(took.entries[0])
    assert text.startswith('2025-06-30 custom "aangifte" "overname" "')
    assert text.endswith('" 2025-04-20 "map" 0.00 EUR\n')
