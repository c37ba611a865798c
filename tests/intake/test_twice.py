"""One period in two formats is booked once; where they differ, the days are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from intake.exports import IBAN, Row, camt, lay, ledger, run, tally
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import archive
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.proving import twice
from stichting_fin.intake.proving.keys import scheme
from stichting_fin.intake.statement import Line

WITH_KEYS = [
    Row(3, "25.00", key="A"),
    Row(3, "10.00", key="B"),
    Row(5, "25.00", key="C"),
]
WITHOUT = [row._replace(key="", text=f"{row.text}!") for row in WITH_KEYS]


def day(number: int) -> dt.date:
    return dt.date(2025, 3, number)


def lines(*refs: tuple[int, str, str]) -> twice.Days:
    found: dict[dt.date, dict[str, dict[str, Decimal]]] = {}
    for number, ref, amount in refs:
        by = found.setdefault(day(number), {}).setdefault(scheme(ref, "NL1"), {})
        by[ref] = Decimal(amount)
    return found


def pairs(*refs: tuple[int, str, str]) -> list[tuple[str, Line]]:
    return [(ref, Line(day(number), Decimal(amount))) for number, ref, amount in refs]


def told(administration: Path) -> list[str]:
    """Hold the books against the archive."""
    books = Books.load(administration / "ledger/main.beancount")
    return [
        each.code
        for each in archive.faults(administration, Desk.at(administration, books))
    ]


def test_a_period_in_another_format_books_nothing_and_says_so(
    administration: Path,
) -> None:
    lay(administration, "a.xml", camt(WITH_KEYS))
    run(administration, "import")
    before = ledger(administration)["2025/bank.beancount"]
    lay(administration, "b.xml", camt(WITHOUT))

    again = run(administration, "import")

    after = ledger(administration)["2025/bank.beancount"]
    assert tally(again, "b.xml") == (3, 0, 3, "=")
    assert "b.xml: 3 known from another format" in again.output
    assert after.count("ref:") == before.count("ref:") == 3
    assert run(administration, "verify", "--from-sources").output == "equal\n"
    assert told(administration) == []


def test_two_formats_in_one_inbox_are_booked_once(administration: Path) -> None:
    lay(administration, "a.xml", camt(WITH_KEYS))
    lay(administration, "b.xml", camt(WITHOUT))

    run(administration, "import")

    assert ledger(administration)["2025/bank.beancount"].count("ref:") == 3


def test_days_that_only_the_other_format_has_are_booked(administration: Path) -> None:
    lay(administration, "a.xml", camt(WITH_KEYS[:2], until=3))
    run(administration, "import")
    lay(administration, "b.xml", camt(WITHOUT))

    again = run(administration, "import")

    assert tally(again, "b.xml") == (3, 1, 2, "=")
    assert "b.xml: 2 known from another format" in again.output


def test_a_day_with_other_amounts_is_refused_by_name(administration: Path) -> None:
    lay(administration, "a.xml", camt(WITH_KEYS))
    run(administration, "import")
    before = ledger(administration)
    lay(administration, "b.xml", camt([*WITHOUT, Row(5, "1.00", "laat")]))

    refused = run(administration, "import")

    assert refused.exit_code == 1
    assert "other amounts on 2025-03-05;" in refused.output
    assert ledger(administration) == before


def test_a_day_with_other_amounts_is_told_again_by_check(administration: Path) -> None:
    archived = lay(administration, "a.xml", camt(WITH_KEYS))
    run(administration, "import")
    (archived.parent / "b.xml").write_text(
        camt([*WITHOUT, Row(5, "1.00", "laat")]), "utf-8"
    )

    assert told(administration) == ["archive-unbooked"] * 4


def test_books_of_an_older_key_scheme_are_not_imported_again(
    administration: Path, desk: Callable[..., Desk]
) -> None:
    old = "".join(
        f"""
2025-03-{row.day:02} * "gift"
  ref: "{IBAN}:oud0:{row.key}"
  Assets:Bank     {row.amount} EUR
  Income:Giften
"""
        for row in WITH_KEYS
    )
    desk(old)
    lay(administration, "a.xml", camt(WITH_KEYS))

    again = run(administration, "import")

    assert tally(again, "a.xml") == (3, 0, 3, "=")
    assert "a.xml: 3 known from another format" in again.output
    assert "ref" not in ledger(administration).get("2025/bank.beancount", "")
    assert told(administration) == []


def test_a_day_that_only_the_books_have_is_named() -> None:
    held = lines((3, "NL1:a1:1", "5"), (4, "NL1:a1:2", "6"), (5, "NL1:a1:3", "7"))

    with pytest.raises(UnreadableError) as refused:
        twice.counterparts(
            pairs((3, "NL1:b1:1", "5"), (5, "NL1:b1:2", "7")),
            "NL1",
            held,
            new={"NL1:b1:1", "NL1:b1:2"},
            settled=False,
        )

    assert refused.value.values == {"account": "NL1", "days": "2025-03-04"}


def test_two_halves_of_a_day_in_one_format_are_both_booked() -> None:
    held = lines((3, "NL1:a1:1", "5"))

    found = twice.counterparts(
        pairs((3, "NL1:a1:2", "5")), "NL1", held, new={"NL1:a1:2"}, settled=False
    )

    assert found == {}


def test_equal_schemes_are_one_period_where_the_books_hold_its_closing() -> None:
    held = lines((3, "NL1:a1:1", "5"), (3, "NL1:a1:2", "-5"))
    file = pairs((3, "NL1:a1:8", "-5"), (3, "NL1:a1:9", "5"))

    found = twice.counterparts(
        file, "NL1", held, new={ref for ref, _ in file}, settled=True
    )

    assert found == {"NL1:a1:9": "NL1:a1:1", "NL1:a1:8": "NL1:a1:2"}


def test_a_statement_without_balances_settles_nothing(administration: Path) -> None:
    text = camt(WITH_KEYS)
    bare = text[: text.index("<Bal>")] + text[text.rindex("</Bal>") + 6 :]
    lay(administration, "a.xml", bare)

    assert tally(run(administration, "import"), "a.xml") == (3, 3, 0, "?")


def test_what_was_accepted_is_no_line_of_the_bank(administration: Path) -> None:
    lay(administration, "a.xml", camt(WITH_KEYS).replace("1060.00", "1065.00"))
    run(administration, "import", "--accept", "zo is het")
    lay(administration, "b.xml", camt(WITHOUT).replace("1060.00", "1065.00"))

    again = run(administration, "import", "--accept", "zo is het")

    assert again.exit_code == 0
    assert tally(again, "b.xml") == (3, 0, 3, "≠")
    assert "b.xml: 3 known from another format" in again.output


def test_a_file_that_is_known_whole_has_nothing_of_another_format(
    administration: Path,
) -> None:
    lay(administration, "a.xml", camt(WITH_KEYS))
    run(administration, "import")
    lay(administration, "again.xml", camt(WITH_KEYS))

    assert tally(run(administration, "import"), "again.xml") == (3, 0, 3, "=")


def test_a_line_that_a_person_booked_by_hand_is_not_missed(
    administration: Path, desk: Callable[..., Desk]
) -> None:
    desk(
        '2025-03-03 * "gift"\n  Assets:Bank  25.00 EUR\n  Income:Giften\n',
        f'[[besluit]]\nref = "{IBAN}:acctsvcr1:A:25.00"\nby = "p"\ndate = 2025-04-01\n'
        'why = "w"\nnegeer = "hand"\n',
    )
    lay(administration, "a.xml", camt(WITH_KEYS))

    imported = run(administration, "import")

    assert tally(imported, "a.xml") == (3, 2, 1, "=")
    assert told(administration) == []
