"""The journal keeps what a person wrote, to the byte, and adds what is new."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data
from beancount.core.amount import Amount
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin import journal
from stichting_fin.fault import UnreadableError

HEAD = "; Hier schrijft de penningmeester.\n\n"


def entry(day: int, ref: str, flag: str = "*", text: str = "gift") -> data.Transaction:
    posting = data.Posting(
        "Assets:Bank",
        Amount(Decimal("25.00"), "EUR"),
        None,
        None,
        None,
        {"taak": "communicatie"},
    )
    other = posting._replace(
        account="Income:Giften", units=Amount(Decimal("-25.00"), "EUR"), meta=None
    )
    meta = data.new_metadata("x", 0, {"ref": ref, "aftrek": 60, "zeker": True})
    return data.Transaction(
        meta,
        dt.date(2025, 1, day),
        flag,
        "A. Jansen",
        text,
        frozenset({"ubd"}),
        frozenset({"verkoop-F1"}),
        [posting, other],
    )


def balance(day: int, amount: str = "25.00") -> data.Balance:
    meta = data.new_metadata("x", 0, {"bron": "a#b"})
    return data.Balance(
        meta,
        dt.date(2025, 1, day),
        "Assets:Bank",
        Amount(Decimal(amount), "EUR"),
        None,
        None,
    )


def test_an_entry_is_written_as_beancount_reads_it() -> None:
    text = journal.written(entry(5, "A:1"))

    assert text == (
        '2025-01-05 * "A. Jansen" "gift" #ubd ^verkoop-F1\n'
        '  ref: "A:1"\n  aftrek: 60\n  zeker: TRUE\n'
        "  Assets:Bank                                        25.00 EUR\n"
        '    taak: "communicatie"\n'
        "  Income:Giften                                     -25.00 EUR\n"
    )


def test_new_entries_go_in_their_place_and_nothing_else_moves() -> None:
    text = HEAD + journal.merge("", [entry(5, "A:1"), entry(9, "A:3")]) + "; tot hier"

    merged = journal.merge(text, [entry(7, "A:2"), entry(5, "A:1"), entry(1, "A:0")])

    order = [block.entry.meta["ref"] for block in journal.blocks(merged)]
    assert order == ["A:0", "A:1", "A:2", "A:3"]
    assert "; tot hier" in merged
    left = merged
    for new in (entry(7, "A:2"), entry(1, "A:0")):
        left = left.replace("\n" + journal.written(new), "", 1)
    assert left.replace("\n\n", "\n").rstrip() == text.replace("\n\n", "\n").rstrip()


def test_a_second_merge_changes_nothing() -> None:
    once = journal.merge(HEAD, [entry(5, "A:1"), balance(6)])

    assert journal.merge(once, [entry(5, "A:1"), balance(6)]) == once


def test_what_waits_is_replaced_but_not_when_a_person_wrote_in_it() -> None:
    text = journal.merge("", [entry(5, "A:1", "!"), entry(6, "A:2", "!")])
    noted = text.replace('  ref: "A:2"', '  ; gevraagd aan Jan\n  ref: "A:2"')

    again = journal.rebook(noted, [entry(5, "A:1"), entry(6, "A:2")])

    assert '2025-01-05 * "A. Jansen"' in again
    assert "gevraagd aan Jan" in again
    assert '2025-01-06 ! "A. Jansen"' in again


def test_nothing_to_decide_changes_nothing() -> None:
    assert journal.rebook("; niets\n", []) == "; niets\n"


def test_a_balance_of_half_a_day_is_replaced() -> None:
    text = journal.merge("", [balance(6)])

    again = journal.rebook(text, [balance(6, "30.00")])

    assert "30.00 EUR" in again
    assert "25.00 EUR" not in again


def test_a_removed_entry_takes_its_blank_line_along() -> None:
    text = journal.merge("", [entry(5, "A:1"), entry(6, "A:2")])

    assert journal.remove(text, {"A:2"}) == journal.merge("", [entry(5, "A:1")])
    assert journal.remove(text, {"A:1"}).startswith("\n2025-01-06")


def test_documents_and_customs_are_written() -> None:
    meta = data.new_metadata("x", 0, {"sha256": "ab"})
    document = data.Document(
        meta,
        dt.date(2025, 1, 5),
        "Assets:Bank",
        "../d/x.xml",
        frozenset(),
        frozenset({"inkoop-x/1"}),
    )
    text = journal.merge("", [document])
    custom = parser.parse_string(
        '2025-01-01 custom "aanvaard" Assets:Bank 5.00 EUR "want" 2025-01-02 TRUE 3\n'
    )[0][0]

    text = journal.merge(text, [custom, document])

    assert (
        '2025-01-05 document Assets:Bank "../d/x.xml" ^inkoop-x/1\n  sha256: "ab"\n'
        in text
    )
    assert (
        '2025-01-01 custom "aanvaard" Assets:Bank 5.00 EUR "want" 2025-01-02 TRUE 3\n'
        in text
    )
    assert journal.merge(text, [custom, document]) == text


@pytest.mark.parametrize(
    "wrong",
    [
        data.Pad(
            data.new_metadata("x", 0), dt.date(2025, 1, 1), "Assets:A", "Assets:B"
        ),
        entry(1, "A")._replace(meta={"ref": ["a list"]}),
    ],
)
def test_what_we_never_write_is_our_own_mistake(wrong: data.Directive) -> None:
    with pytest.raises(AssertionError):
        journal.written(wrong)


def test_an_entry_without_a_payee_or_text_still_stands() -> None:
    bare = entry(1, "A:1")._replace(payee=None, narration="")

    assert journal.written(bare).startswith('2025-01-01 * "" #ubd')


def test_an_entry_by_hand_is_a_fact_of_its_own() -> None:
    first, second = (entry(1, "A")._replace(meta={}) for _ in range(2))

    assert journal.fact(first) != journal.fact(second)


def test_an_unsound_journal_is_told_with_its_line() -> None:
    with pytest.raises(UnreadableError) as caught:
        journal.merge('2025-01-01 * "x\n', [entry(5, "A:1")], "x.beancount")

    assert str(caught.value).startswith("x.beancount:")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\b\f\v\x1a")))
def test_any_text_of_a_bank_comes_back_and_never_is_a_directive(text: str) -> None:
    written = journal.merge("", [entry(5, "A:1", text=text)])

    (block,) = journal.blocks(written)
    assert isinstance(block.entry, data.Transaction)
    assert block.entry.narration == text


def test_a_journal_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "x.beancount") == ""
    (tmp_path / "x.beancount").write_text("; é", "utf-8")
    assert journal.read(tmp_path / "x.beancount") == "; é"


def test_an_older_entry_goes_below_the_head_and_above_the_first_comment() -> None:
    text = HEAD + "; over januari\n" + journal.merge("", [entry(5, "A:1")])

    merged = journal.merge(text, [entry(1, "A:0")])

    assert (
        merged.index('"A:0"') < merged.index("; over januari") < merged.index('"A:1"')
    )
