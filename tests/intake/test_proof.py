"""What must hold before a statement is booked, in the smallest statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data
from beancount.core.amount import Amount

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import readers
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.proving import proof, twice
from stichting_fin.intake.readers import camt, mt940
from stichting_fin.intake.statement import Balance, Line, Statement

DAY = dt.date(2025, 3, 3)
LINE = Line(DAY, Decimal("5.00"))


def balance(amount: str, day: dt.date | None = DAY) -> Balance:
    return Balance(Decimal(amount), day)


def test_the_first_day_is_that_of_a_line_else_of_the_closing_else_as_told() -> None:
    assert proof.first(Statement("N", "EUR", (LINE,), begin=dt.date(2025, 1, 1))) == DAY
    assert proof.first(Statement("N", "EUR", (), closing=balance("1.00"))) == DAY
    assert (
        proof.first(Statement("N", "EUR", (), closing=balance("1.00", None), begin=DAY))
        == DAY
    )
    assert proof.first(Statement("N", "EUR", ())) is None


def test_a_statement_without_an_opening_or_a_day_follows_on_anything(
    desk: Callable[[], Desk],
) -> None:
    at = desk()
    proof.chained(Statement("N", "EUR", (LINE,)), at.profiles[0], at, {})
    proof.chained(
        Statement("N", "EUR", (), opening=balance("9.00")), at.profiles[0], at, {}
    )

    with pytest.raises(UnreadableError) as caught:
        proof.chained(
            Statement("N", "EUR", (LINE,), opening=balance("9.00")),
            at.profiles[0],
            at,
            {},
        )
    assert caught.value.code == "chain"


def test_a_gap_without_a_closing_day_is_dated_by_its_last_line(
    desk: Callable[[], Desk],
) -> None:
    statement = Statement(
        "N", "EUR", (LINE,), opening=balance("0"), closing=balance("6.00", None)
    )

    ref, line = proof.difference(statement, desk().profiles[0])

    assert ref == "NL52ABNA0123998701:verschil1:2025-03-03:1.00"
    assert line.amount == 1


def test_what_a_run_writes_counts_as_soon_as_it_is_there(
    desk: Callable[..., Desk],
) -> None:
    at = desk(
        '2025-03-03 * "gift"\n  ref: "NL52ABNA0123998701:a1:1"\n'
        "  Assets:Bank  5.00 EUR\n  Income:Giften\n"
    )
    profile, path = at.profiles[0], Path("bank.beancount")
    entries: dict[Path, list[data.Directive]] = {path: []}
    two = Statement("N", "EUR", (LINE,), closing=balance("1012.00"))
    assert not proof.settled([two], profile, at, entries)
    assert {*twice.held(at.books, profile, entries)} == {DAY}

    entries[path].append(booked(3, "2"))
    assert proof.settled([two], profile, at, entries)
    entries[path] += [data.Open({}, DAY, "Assets:Bank", [], None), booked(5, "3")]

    assert proof.settled([two], profile, at, entries)
    held = twice.held(at.books, profile, entries)
    assert len(held) == 2
    assert {day.day: dict(by["a1"]) for day, by in held.items()} == {
        3: {
            "NL52ABNA0123998701:a1:1": Decimal(5),
            "NL52ABNA0123998701:a1:2": Decimal(7),
        },
        5: {"NL52ABNA0123998701:a1:3": Decimal(7)},
    }


def booked(day: int, key: str) -> data.Transaction:
    posting = data.Posting(
        "Assets:Bank", Amount(Decimal(7), "EUR"), None, None, None, None
    )
    meta = {"ref": f"NL52ABNA0123998701:a1:{key}"}
    return data.Transaction(
        meta, dt.date(2025, 3, day), "*", "", "", frozenset(), frozenset(), [posting]
    )


def test_a_line_that_nobody_booked_by_hand_is_not_ignored(
    desk: Callable[..., Desk],
) -> None:
    at = desk(
        '2025-03-03 * "gift"\n  Assets:Bank  6.00 EUR\n  Income:Giften\n',
        '[[besluit]]\nref = "R"\nby = "p"\ndate = 2025-04-01\nwhy = "w"\n'
        'negeer = "hand"\n',
    )

    with pytest.raises(UnreadableError) as refused:
        proof.ignored("R", LINE, at.profiles[0], at)

    assert refused.value.code == "negeer-nothing"


def test_two_readers_that_claim_one_file_are_both_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camt, "sniff", lambda head: "camt")  # noqa: ARG005
    monkeypatch.setattr(mt940, "sniff", lambda head: "mt940")  # noqa: ARG005
    (tmp_path / "x").write_bytes(b"?")

    with pytest.raises(UnreadableError, match="may be camt, mt940"):
        readers.detect(tmp_path / "x")
