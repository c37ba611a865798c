"""Seals: what was filed can be told from what was changed since."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from beancount import loader
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin import seal
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError

ACCOUNTS = """
2024-01-01 open Assets:Bank
2024-01-01 open Assets:Ander
2024-01-01 open Liabilities:Btw
  rubriek: "1a"
"""
ENTRY = """
2025-02-10 * "Gemeente" "Factuur" #a #b ^verkoop-1
  ref: "gemeente:1"
  Assets:Bank  121.00 EUR
    taak: "beheer"
  Assets:Ander  -100.00 EUR
  Liabilities:Btw  -21.00 EUR
"""
MEMO = """
2025-02-10 * "Memo {n}"
  Assets:Bank  {n}.00 EUR
  Liabilities:Btw
"""


def told(text: str) -> Books:
    entries, errors, options = loader.load_string(ACCOUNTS + text)
    assert not errors
    return Books(entries, options=options)


def digest(text: str, accounts: str = ACCOUNTS) -> str:
    entries, errors, _ = loader.load_string(accounts + text)
    assert not errors
    books = Books(entries)
    return seal.digest(books.transactions[0], books.accounts)


def sealed(
    folder: Path, text: str, *wanted: int, names: tuple[str, ...] = ("2025-Q1",)
) -> str:
    """Seal some of the transactions; give the text of the books with the seals."""
    books = laid(folder, text)
    entries = [books.transactions[n] for n in wanted] or books.transactions
    for name in names:
        posten = seal.write(seal.lines(books, entries))
        (folder / f"aangifte-{name}.posten").write_text(posten)
        sha = sha256(posten.encode()).hexdigest()
        text += f'2025-03-31 custom "aangifte" "{name}" "{sha}" 2025-04-20 "K" 9 EUR\n'
    return text


def laid(folder: Path, text: str, stem: str = "memoriaal") -> Books:
    (folder / f"{stem}.beancount").write_text(ACCOUNTS + text)
    books = Books.load(folder / f"{stem}.beancount")
    assert not books.faults
    return books


def codes(books: Books) -> list[str]:
    return [each.code for each in seal.faults(books)]


@pytest.mark.parametrize(
    "change",
    [
        ("Factuur", "Nota"),
        ("*", "!"),
        ("#b", "#c"),
        ("^verkoop-1", "^verkoop-2"),
        ("gemeente:1", "gemeente:2"),
        ("beheer", "raad"),
        ("121.00", "121.01 EUR\n  Assets:Ander  -0.01"),
        ("2025-02-10", "2025-02-11"),
        ("Assets:Ander", "Assets:Bank"),
        ("Gemeente", "Provincie"),
    ],
)
def test_whatever_an_entry_says_otherwise_is_seen(change: tuple[str, str]) -> None:
    assert digest(ENTRY.replace(*change)) != digest(ENTRY)


@pytest.mark.parametrize(
    "change",
    [
        ("\n2025", "\n; niets\n\n\n2025"),
        ("  ref", "  ; de factuur\n  ref"),
        ("#a #b ^verkoop-1", "^verkoop-1 #b  #a"),
        ("121.00", "121.0"),
        ("-21.00 EUR", ""),
        ("Assets:Ander  ", "Assets:Ander        "),
    ],
)
def test_how_it_is_written_does_not_matter(change: tuple[str, str]) -> None:
    assert digest(ENTRY.replace(*change)) == digest(ENTRY)


def test_another_rubriek_of_an_account_is_a_change() -> None:
    assert digest(ENTRY, ACCOUNTS.replace("1a", "1b")) != digest(ENTRY)


def test_a_text_is_no_number_and_metadata_has_no_order() -> None:
    base = '2025-01-01 * "x"\n  {}  Assets:Bank  1 EUR\n  Assets:Ander\n'
    number = digest(base.format("aa: 60\n  bb: TRUE\n"))

    assert number == digest(base.format("bb: TRUE\n  aa: 60.0\n"))
    assert number != digest(base.format('aa: "60"\n  bb: TRUE\n'))


def test_an_amount_a_day_and_a_price_are_told_too() -> None:
    text = """
2025-01-01 * "x"
  valuta: 12.00 USD
  dag: 2025-01-02
  Assets:Bank  1 HOOL {2.00 EUR} @ 3.00 EUR
  Assets:Ander
"""
    entries, _, _ = loader.load_string(ACCOUNTS + text)
    books = Books(entries)

    said = seal.told(books.transactions[0], books.accounts)

    assert '["valuta", [["number", "12"], "USD"]]' in said
    assert '["dag", ["date", "2025-01-02"]]' in said
    assert '[["number", "3"], "EUR"]' in said


def test_an_entry_without_ref_is_named_by_file_day_and_place() -> None:
    books = told(ENTRY + MEMO.format(n=1) + MEMO.format(n=2))

    names = [name for name, _ in seal.named(books)]

    assert names == ["gemeente:1", "<string> 2025-02-10 1", "<string> 2025-02-10 2"]


def test_a_ref_stands_on_one_line() -> None:
    books = told(ENTRY.replace("gemeente:1", "a\n b").replace("Bank", "Bank"))

    assert [name for name, _ in seal.named(books)] == ["a b"]
    assert [n for n, _ in seal.named(told(ENTRY.replace("gemeente:1", " ")))] == ["-"]


@given(
    st.lists(
        st.tuples(
            st.text("abc:/ 1é", min_size=1),
            st.text("0123456789abcdef", min_size=12, max_size=12),
        )
    )
)
def test_what_is_written_is_read(pairs: list[tuple[str, str]]) -> None:
    lines = tuple(seal.Line(name.strip() or "-", digits) for name, digits in pairs)

    assert seal.read(seal.write(lines)) == lines


@pytest.mark.parametrize("text", ["x\n", "\n", "0123456789ab \n", "0123456789aB  x\n"])
def test_what_is_no_seal_is_refused(text: str) -> None:
    good = "0123456789ab  x\n"

    with pytest.raises(UnreadableError) as caught:
        seal.read(good + text, "q.posten")

    assert (caught.value.code, caught.value.line) == ("seal-line", 2)


def test_sealed_books_hold_what_was_filed(tmp_path: Path) -> None:
    text = sealed(tmp_path, ENTRY + MEMO.format(n=1))
    books = laid(tmp_path, text)

    (one,) = seal.seals(books)

    assert (one.name, one.filed, one.reference) == ("2025-Q1", date(2025, 4, 20), "K")
    assert one.te_betalen == Decimal(9)
    assert len(seal.held((one,), books)) == 2
    assert not codes(books)


def test_a_change_is_told_at_the_entry_and_a_loss_at_the_seal(tmp_path: Path) -> None:
    text = sealed(tmp_path, ENTRY + MEMO.format(n=1))
    changed = laid(tmp_path, text.replace("Factuur", "Nota"))

    (found,) = seal.faults(changed)
    (gone,) = seal.faults(laid(tmp_path, text.replace(ENTRY, "")))

    assert found.code == "sealed-changed"
    assert found.source["filename"].endswith("memoriaal.beancount")
    assert found.values == {"period": "2025-Q1", "name": "gemeente:1"}
    assert gone.code == "sealed-gone"
    assert str(gone).startswith(f"{tmp_path}/aangifte-2025-Q1.posten:1: gemeente:1")


def test_a_changed_entry_without_ref_is_known_by_its_place(tmp_path: Path) -> None:
    text = sealed(tmp_path, MEMO.format(n=1) + MEMO.format(n=2))

    changed = laid(tmp_path, text.replace("Memo 2", "Memo twee"))

    assert codes(changed) == ["sealed-changed"]
    assert len(seal.held(seal.seals(changed), changed)) == 2


def test_an_entry_that_comes_before_others_of_its_day_changes_none(
    tmp_path: Path,
) -> None:
    text = sealed(tmp_path, MEMO.format(n=1) + MEMO.format(n=2))

    books = laid(tmp_path, MEMO.format(n=7) + text)

    assert not codes(books)
    held = seal.held(seal.seals(books), books).values()
    assert {entry.narration for _, _, entry in held} == {"Memo 1", "Memo 2"}


def test_an_entry_that_moved_to_another_file_is_the_same(tmp_path: Path) -> None:
    text = sealed(tmp_path, MEMO.format(n=1))

    assert not codes(laid(tmp_path, text, "correcties"))


def test_two_equal_entries_are_two(tmp_path: Path) -> None:
    text = sealed(tmp_path, MEMO.format(n=1) * 2)

    assert not codes(laid(tmp_path, text))
    assert codes(laid(tmp_path, text.replace(MEMO.format(n=1), "", 1))) == [
        "sealed-gone"
    ]


def test_an_entry_stands_in_one_seal(tmp_path: Path) -> None:
    text = sealed(tmp_path, ENTRY, names=("2025-Q1", "2025-Q2"))

    assert "sealed-twice" in codes(laid(tmp_path, text))


def test_a_seal_that_was_changed_or_lost_is_told(tmp_path: Path) -> None:
    text = sealed(tmp_path, ENTRY)
    (path,) = tmp_path.glob("*.posten")
    path.write_text(path.read_text() + "0123456789ab  x\n")
    changed = codes(laid(tmp_path, text))
    path.unlink()

    assert changed == ["seal-changed"]
    assert codes(laid(tmp_path, text)) == ["no-file"]


def test_books_without_a_seal_hold_nothing() -> None:
    assert seal.held((), told(ENTRY)) == {}
    assert not codes(told(ENTRY))
