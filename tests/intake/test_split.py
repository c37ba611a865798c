"""However an export is cut and in whatever order it comes, the books are the same."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from beancount.core import data
from beancount.core.amount import Amount
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from intake.exports import Row, camt, lay, run
from stichting_fin.books import Books
from stichting_fin.intake.proving import closing
from stichting_fin.intake.proving.keys import keyed
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.profile import load

DAYS = 6
ROWS = st.lists(
    st.tuples(
        st.integers(1, DAYS),
        st.sampled_from(["5.00", "-5.00", "7.10"]),
        st.sampled_from(["gift", "lezing"]),
    ),
    min_size=1,
    max_size=8,
).map(lambda rows: [Row(*row) for row in sorted(rows, key=lambda row: row[0])])
# A part is its first day, its last day, and how many lines of that are not there yet.
PARTS = st.lists(
    st.tuples(st.integers(1, DAYS), st.integers(1, DAYS), st.integers(0, 2)), max_size=4
)


def part(rows: Sequence[Row], first: int, last: int, cut: int = 0) -> str:
    """Write a part of an export, as it was before its last day ended."""
    earlier = [row for row in rows if row.day < first]
    inside = [row for row in rows if first <= row.day < last]
    ending = [row for row in rows if row.day == last]
    opening = 1000 + sum(Decimal(row.amount) for row in earlier)
    return camt([*inside, *ending[: max(len(ending) - cut, 0)]], f"{opening:.2f}", last)


def told(folder: Path) -> list[tuple[object, ...]]:
    """Say what the books hold of the bank, but for the file that it came from."""
    books = Books.load(folder / "ledger/main.beancount")
    assert not books.faults
    return sorted(
        (
            e.date,
            e.meta["ref"],
            e.flag,
            e.payee,
            e.narration,
            [p[:2] for p in e.postings],
        )
        for e in books.transactions
        if "ref" in e.meta
    )


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ROWS, PARTS, st.randoms(use_true_random=False))
def test_any_cut_overlap_and_order_gives_the_same_books(
    administration: Path,
    rows: list[Row],
    parts: list[tuple[int, int, int]],
    random: object,
) -> None:
    whole, cut = administration / "whole", administration / "cut"
    for folder in (whole, cut):
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("ledger", "importers"):
            shutil.copytree(administration / name, folder / name)
    days = sorted({first for first, _, _ in parts} | {1})
    spans = [(a, b - 1, 0) for a, b in zip(days, [*days[1:], DAYS + 1], strict=True)]
    pieces = [(a, max(a, b), c) for a, b, c in parts] + spans
    random.shuffle(pieces)  # type: ignore[attr-defined]  # Hypothesis's own Random

    lay(whole, "whole.xml", part(rows, 1, DAYS))
    run(whole, "import")
    for number, (first, last, missing) in enumerate(pieces):
        lay(cut, f"{number}.xml", part(rows, first, last, missing))
        run(cut, "import")
    while (again := run(cut, "import")).output and not again.exit_code:
        continue  # one that came too early follows on what came later

    assert again.exit_code == 0, again.output
    assert told(cut) == told(whole)


@given(ROWS, st.integers(1, DAYS), st.integers(1, DAYS))
def test_a_line_has_one_ref_in_every_export_of_its_whole_day(
    rows: list[Row], first: int, last: int
) -> None:
    lines = [
        Line(dt.date(2025, 3, r.day), Decimal(r.amount), text=r.text) for r in rows
    ]
    inside = [line for line in lines if first <= line.date.day <= last]

    whole = [
        ref
        for ref, line in keyed([Statement("NL1", "EUR", tuple(lines))], "NL1")
        if line in inside
    ]
    some = [ref for ref, _ in keyed([Statement("NL1", "EUR", tuple(inside))], "NL1")]

    assert some == whole


def test_a_balance_of_half_a_day_is_completed_by_what_still_came(
    administration: Path,
) -> None:
    rows = [Row(3, "5.00", key="A"), Row(3, "7.00", key="B"), Row(4, "1.00", key="C")]
    lay(administration, "a.xml", part(rows, 3, 3, cut=1))
    run(administration, "import")
    lay(administration, "b.xml", part(rows, 3, 4))
    run(administration, "import")

    text = (administration / "ledger/2025/bank.beancount").read_text("utf-8")
    assert "2025-03-04 balance Assets:Bank  1012.00 EUR" in text
    assert "2025-03-05 balance Assets:Bank  1013.00 EUR" in text


def test_half_a_day_that_comes_after_the_whole_one_says_nothing_new(
    administration: Path,
) -> None:
    rows = [Row(3, "5.00", key="A"), Row(3, "7.00", key="B"), Row(4, "1.00", key="C")]
    lay(administration, "b.xml", part(rows, 3, 4))
    run(administration, "import")
    lay(administration, "a.xml", part(rows, 3, 3, cut=1))
    run(administration, "import")

    text = (administration / "ledger/2025/bank.beancount").read_text("utf-8")
    assert "2025-03-04 balance Assets:Bank  1012.00 EUR" in text


def test_a_balance_of_another_account_is_left_alone(administration: Path) -> None:
    other = data.Balance(
        {}, dt.date(2025, 3, 4), "Assets:Spaar", Amount(Decimal(1), "EUR"), None, None
    )
    bank = administration / "importers/bronnen/bank.toml"
    late = closing.completed(
        [other], [Line(dt.date(2025, 3, 3), Decimal(1))], load(bank, ("taak",)), "f#1"
    )

    assert list(late) == []
