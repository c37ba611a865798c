"""Contracts: each term is invoiced on its day, and once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from selling import given
from selling.given import DAY
from stichting_fin import period
from stichting_fin.fault import Fault
from stichting_fin.selling import compose, contract, record

CONTRACT = """
{begin} custom "contract" "{key}" "waterhoek" "{interval}" Income:Gebruik "verkoop-hoog" 100.00 EUR "Gebruik"
  order: "45856478"
  taak: "communicatie"
"""


def text(begin: object = "2025-11-30", key: str = "a", interval: str = "jaar") -> str:
    return CONTRACT.format(begin=begin, key=key, interval=interval)


def due(folder: Path, ledger: str, name: str) -> list[tuple[str, str, str]]:
    """Give the terms that fall due in a period, before any is invoiced."""
    faults: list[Fault] = []
    books = given.desk(given.write(folder, ledger)).books
    asked = contract.due(books, books.period(name), faults)
    assert not faults
    return [(each.contract, str(each.begin), str(each.einde)) for each in asked]


@pytest.mark.parametrize(
    ("interval", "name", "terms"),
    [
        ("jaar", "2025", [("2025-11-30", "2026-11-29")]),
        ("jaar", "2024", []),
        ("jaar", "2026-Q1", []),
        ("halfjaar", "2026", [("2026-05-30", "2026-11-29"), ("2026-11-30", "2027-05-29")]),
        ("kwartaal", "2026-Q1", [("2026-02-28", "2026-05-29")]),
        ("maand", "2026-02", [("2026-02-28", "2026-03-29")]),
    ],
)  # fmt: skip
def test_a_term_falls_due_on_its_first_day(
    tmp_path: Path, interval: str, name: str, terms: list[tuple[str, str]]
) -> None:
    found = due(tmp_path, text(interval=interval), name)

    assert found == [("a", *term) for term in terms]


def test_a_contract_that_ended_is_invoiced_no_longer(tmp_path: Path) -> None:
    ledger = text("2026-01-01", interval="kwartaal") + "  einde: 2026-05-15\n"

    assert due(tmp_path, ledger, "2026") == [
        ("a", "2026-01-01", "2026-03-31"),
        ("a", "2026-04-01", "2026-05-15"),
    ]


def test_terms_come_in_the_order_of_their_days(tmp_path: Path) -> None:
    ledger = text("2026-03-01", "b") + text("2026-02-01", "c") + text("2026-03-01", "a")

    assert [key for key, _, _ in due(tmp_path, ledger, "2026")] == ["c", "a", "b"]


def test_a_request_of_a_contract_says_all_that_the_contract_says(
    tmp_path: Path,
) -> None:
    ledger = text("2026-01-01") + '  kenmerk: "K-1"\n'
    desk = given.desk(given.write(tmp_path, ledger))

    (asked,) = contract.due(desk.books, desk.books.period("2026"), [])
    made = compose.sale(asked, desk, DAY)

    assert (made.order, made.reference) == ("45856478", "K-1")
    assert made.lines[0].labels == {"platform": "netwerk", "taak": "communicatie"}
    assert (made.begin, made.end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert asked.place[0].endswith("main.beancount")


def test_what_is_no_contract_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    ledger = text("2026-01-01") + text("2026-02-01") + text("2026-03-01", "b", "week")
    books = given.desk(given.write(tmp_path, ledger)).books
    faults: list[Fault] = []

    found = contract.due(books, books.period("2026"), faults)

    assert [each.contract for each in found] == ["a"]
    assert [fault.code for fault in faults] == ["contract-twice", "contract-interval"]


def run(folder: Path, name: str) -> int:
    """Invoice what falls due in a period, as the command does; count it."""
    desk = given.desk(folder)
    sent: list[record.Sent] = []
    for asked in contract.due(desk.books, desk.books.period(name), []):
        taken = [each.sale.number for each in sent]
        sold = compose.sale(asked, desk, DAY, taken)
        sent.append(record.Sent(sold, {"xml": sold.number.encode()}))
    for path, content in record.written(sent, desk).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(sent)


@settings(max_examples=15, deadline=None)
@over(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.tuples(
            st.dates(date(2025, 1, 1), date(2026, 12, 31)),
            st.sampled_from(sorted(contract.MONTHS)),
        ),
        max_size=4,
    ),
    st.lists(st.sampled_from(["2026-01", "2026-Q1", "2026-Q3", "2026"]), max_size=5),
)
def test_however_often_and_in_whatever_order_each_term_is_invoiced_once(
    tmp_path_factory: pytest.TempPathFactory,
    contracts: dict[str, tuple[date, str]],
    runs: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("house")
    ledger = "".join(text(begin, key, kind) for key, (begin, kind) in contracts.items())
    expected = len(due(folder, ledger, "2026"))

    made = [run(folder, name) for name in (*runs, "2026", "2026")]

    assert sum(made) == expected
    assert made[-1] == 0
    entries = given.desk(folder).books.transactions
    numbers = sorted(each.meta["factuurnummer"] for each in entries)
    assert numbers == [f"F2026-{n:03}" for n in range(1, expected + 1)]
    terms = {(each.meta["contract"], each.meta["begin"]) for each in entries}
    assert len(terms) == expected
    assert all(day in period.Period(date(2026, 1, 1), date(2027, 1, 1), "") for _, day in terms)  # fmt: skip
