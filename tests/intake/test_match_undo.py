"""Her answers to proposals, and a match that she takes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core import data

from intake.exports import Row, camt, lay, run
from stichting_fin.books import Books
from stichting_fin.intake import booking
from stichting_fin.intake.asking import review
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.statement import Line

At = Callable[..., Desk]
TOWN = "NL91ABNA0417164300"
PRINTER = "NL20INGB0001234567"
HEAD = 'by = "PM"\ndate = 2025-04-02\n'
SALE = """
2025-01-10 * "Gemeente Zuiderdam" "Factuur" ^verkoop-{n}
  relatie: "gemeente"
  factuurnummer: "{n}"
  factuurdatum: 2025-01-10
  Assets:Debiteuren  {a} EUR
  Income:Gebruik
"""
SALES = "".join(
    SALE.format(n=n, a=a)
    for n, a in (("F2025-001", "121.00"), ("F2025-002", "242.00"), ("F2025-003", "60.50"))
)  # fmt: skip
JOURNAL = "ledger/2025/bank.beancount"


@pytest.fixture
def sold(administration: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an administration with three invoices open."""
    (administration / "ledger/2025").mkdir()
    (administration / "ledger/2025/hand.beancount").write_text(SALES, "utf-8")
    monkeypatch.chdir(administration)
    return administration


def pay(folder: Path, *rows: tuple[str, str]) -> None:
    made = [
        Row(n, amount, text, key=f"K{n}", name="Gemeente Zuiderdam", iban=TOWN)
        for n, (amount, text) in enumerate(rows, 3)
    ]
    lay(folder, "a.xml", camt(made))
    assert run(folder, "import").exit_code == 0


def asked(folder: Path) -> str:
    run(folder, "import", "--review")
    return (folder / review.NAME).read_text("utf-8")


def answer(folder: Path, text: str) -> str:
    (folder / "antwoord.toml").write_text(text, "utf-8")
    return run(folder, "import", "--review", str(folder / "antwoord.toml")).output


def entries(folder: Path) -> list[data.Transaction]:
    books = Books.load(folder / "ledger/main.beancount")
    assert not books.faults
    return [entry for entry in books.transactions if "bron" in entry.meta]


def open_links(folder: Path) -> set[str]:
    books = Books.load(folder / "ledger/main.beancount")
    found = Desk.at(folder, books).open.all_of("gemeente")
    return {item.link for item in found}


def test_a_waiting_line_says_what_it_may_be_and_why(sold: Path) -> None:
    pay(sold, ("121.00", "dank"), ("302.50", ""), ("7.00", ""))

    one, two, three = entries(sold)

    assert one.meta["voorstel"] == "verkoop-F2025-001"
    assert one.meta["waarom"] == "enige open post met dit bedrag, rekening bekend"
    assert two.meta["voorstel"] == "verkoop-F2025-002 verkoop-F2025-003"
    assert three.meta["voorstel"].count("verkoop-") == 3
    assert "waarom" not in three.meta
    assert {entry.flag for entry in (one, two, three)} == {"!"}


def test_one_proposal_is_accepted_and_the_others_wait(sold: Path) -> None:
    pay(sold, ("121.00", "dank"), ("302.50", ""))
    text = asked(sold).replace('by = ""', 'by = "PM"')
    assert "# voorstel: verkoop-F2025-001 (enige open post met dit bedrag" in text

    first, line, rest = text.partition('voorstel = "verkoop-F2025-001"\nneem = false')
    answer(sold, first + line.replace("false", "true") + rest)

    one, two = entries(sold)
    assert (one.flag, two.flag) == ("*", "!")
    assert one.meta["besluit"].startswith("voorstel aanvaard (PM, ")
    assert open_links(sold) == {"verkoop-F2025-002", "verkoop-F2025-003"}


def test_all_proposals_are_accepted_at_once_but_for_her_own_answers(sold: Path) -> None:
    pay(sold, ("121.00", "dank"), ("302.50", ""), ("7.00", ""))
    text = asked(sold).replace('by = ""', 'by = "PM"')
    text = text.replace("neem = false", "neem = true", 1)
    head, mark, tail = text.partition('voorstel = "verkoop-F2025-001"\n')
    own = tail.replace('account = ""', 'account = "Income:Giften"', 1)
    own = own.replace('why = ""', 'why = "was een gift"', 1)

    answer(sold, head + mark + own)

    one, two, three = entries(sold)
    assert one.postings[1].account == "Income:Giften"
    assert two.links == {"verkoop-F2025-002", "verkoop-F2025-003"}
    assert [str(p.units and p.units.number) for p in two.postings[1:]] == [
        "-242.00",
        "-60.50",
    ]
    assert three.flag == "!"
    assert open_links(sold) == {"verkoop-F2025-001"}


def test_what_two_lines_may_be_is_proposed_for_neither(sold: Path) -> None:
    pay(sold, ("121.00", "dank"), ("121.00", "dank"))

    text = asked(sold)

    assert text.count("# voorstel: verkoop-F2025-001 (") == 2
    assert 'voorstel = "' not in text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('voorstel = "verkoop-F2025-001"\nneem = true\n', "is taken already"),
        ("neem = true\n", "nothing is proposed here"),
        ('voorstel = "verkoop-9"\nneem = true\n', "there is no open item ^verkoop-9"),
    ],
)
def test_what_cannot_be_accepted_is_told(sold: Path, said: str, told: str) -> None:
    pay(sold, ("121.00", "dank"), ("121.00", "dank"))
    one, two = (entry.meta["ref"] for entry in entries(sold))
    first = f'[[vraag]]\nref = "{one}"\nvoorstel = "verkoop-F2025-001"\nneem = true\n'

    output = answer(sold, f'{HEAD}{first}[[vraag]]\nref = "{two}"\n{said}')

    assert told in output
    assert "antwoord.toml:8: " in output
    assert not (sold / "importers/besluiten.toml").exists()


def test_an_item_that_is_settled_by_now_cannot_be_accepted(sold: Path) -> None:
    pay(sold, ("121.00", "dank"), ("121.00", "F2025-001"))
    one = entries(sold)[0].meta["ref"]

    output = answer(
        sold,
        f'{HEAD}[[vraag]]\nref = "{one}"\nvoorstel = "verkoop-F2025-001"\nneem = true\n',
    )

    assert "^verkoop-F2025-001 is taken already" in output


def test_a_decision_taken_away_lets_the_line_wait_again(sold: Path) -> None:
    pay(sold, ("121.00", "dank"))
    text = asked(sold).replace('by = ""', 'by = "PM"')
    answer(sold, text.replace("neem = false", "neem = true"))
    assert entries(sold)[0].flag == "*"

    (sold / "importers/besluiten.toml").unlink()
    run(sold, "import")

    (entry,) = entries(sold)
    assert entry.flag == "!"
    assert "besluit" not in entry.meta
    assert entry.meta["voorstel"] == "verkoop-F2025-001"
    assert "verkoop-F2025-001" in open_links(sold)


def test_a_link_taken_off_lets_the_line_wait_and_it_is_not_matched_again(
    sold: Path,
) -> None:
    pay(sold, ("121.00", "F2025-001"))
    place = sold / JOURNAL
    text = place.read_text("utf-8")
    assert 'gezien: "iban bedrag"' in text
    place.write_text(text.replace(" ^verkoop-F2025-001", ""), "utf-8")

    run(sold, "import")
    once = place.read_text("utf-8")
    run(sold, "import")

    (entry,) = entries(sold)
    assert place.read_text("utf-8") == once
    assert (entry.flag, entry.meta["los"]) == ("!", "verkoop-F2025-001")
    assert "verkoop-F2025-001" in open_links(sold)
    ref = entry.meta["ref"]
    answer(
        sold,
        f'{HEAD}[[vraag]]\nref = "{ref}"\nlink = "verkoop-F2025-002"\nwhy = "zo"\n',
    )
    (entry,) = entries(sold)
    assert entry.flag == "*"
    assert entry.links == {"verkoop-F2025-002"}
    assert "los" not in entry.meta


def test_a_match_in_an_adopted_year_stays(sold: Path) -> None:
    pay(sold, ("121.00", "F2025-001"))
    place = sold / JOURNAL
    text = place.read_text("utf-8").replace(" ^verkoop-F2025-001", "")
    place.write_text(text, "utf-8")
    with (sold / "ledger/2025/hand.beancount").open("a", encoding="utf-8") as file:
        file.write('2026-03-01 custom "afgesloten" "2025" 2026-02-01 "a" "b"\n')

    run(sold, "import")

    assert place.read_text("utf-8") == text


def test_a_hand_written_entry_is_never_taken_back(sold: Path) -> None:
    text = SALES + (
        '2025-02-01 * "Gemeente" "met de hand"\n  ref: "x:1"\n  bron: "f#a#1"\n'
        '  besluit: "zo"\n'
        "  Assets:Bank  1.00 EUR\n  Assets:Debiteuren  -1.00 EUR\n"
        '    relatie: "gemeente"\n    factuurnummer: "weg"\n'
        '  Income:Giften  0.00 EUR\n    relatie: "gemeente"\n    factuurnummer: "nul"\n'
        '2025-02-01 * "Gemeente" "met de hand"\n  ref: "x:2"\n  bron: "f#a#2"\n'
        "  Assets:Bank  1.00 EUR\n  Assets:Debiteuren  -1.00 EUR\n"
        '    relatie: "gemeente"\n    factuurnummer: "F2025-001"\n'
    )
    place = sold / "ledger/2025/hand.beancount"
    place.write_text(text, "utf-8")
    (sold / "importers/besluiten.toml").write_text(
        '[[besluit]]\nref = "x:1"\nby = "a"\ndate = 2025-01-01\nwhy = "zo"\naccount = "Income:Giften"\n',
        "utf-8",
    )

    run(sold, "import")

    assert place.read_text("utf-8") == text


def book(desk: Desk, amount: str, text: str = "", **more: Any) -> data.Transaction:
    line = Line(dt.date(2025, 3, 3), Decimal(amount), text=text, **more)
    bank = next(p for p in desk.profiles if p.name == "bank")
    return booking.book("NL52ABNA0123998701:x1:A", line, bank, "f#ab#1", desk)


def test_a_few_cents_go_to_rounding(desk: At) -> None:
    entry = book(desk(SALES), "120.98", "F2025-001", iban=TOWN)

    assert {p.account: str(p.units and p.units.number) for p in entry.postings} == {
        "Assets:Bank": "120.98",
        "Assets:Debiteuren": "-121.00",
        "Expenses:Afronding": "0.02",
    }
    assert entry.meta["gezien"] == "iban afronding"


def test_a_debtor_that_pays_before_its_invoice_waits_for_it(desk: At) -> None:
    early = book(desk(), "121.00", "gift F2025-001", iban=TOWN)
    later = desk(SALES)
    bank = next(p for p in later.profiles if p.name == "bank")

    assert (early.flag, early.meta["relatie"]) == ("!", "gemeente")
    assert booking.again(early, bank, later).links == {"verkoop-F2025-001"}


def test_a_rule_about_this_very_debtor_still_books(desk: At) -> None:
    at = desk()
    path = at.folder / "importers/bronnen/bank.toml"
    path.write_text(
        path.read_text("utf-8").replace('text = "gift"', f'iban = "{TOWN}"'), "utf-8"
    )

    assert book(desk(), "121.00", "gift", iban=TOWN).meta["regel-id"] == "giften"


def test_a_stranger_with_a_number_that_is_nearly_due_is_no_giver(desk: At) -> None:
    entry = book(desk(SALES), "121.00", "gift F2025-010", counterparty="B. Bakker")
    other = book(desk(SALES), "25.00", "gift F2025-010", counterparty="B. Bakker")

    assert (entry.flag, entry.meta["voorstel"]) == ("!", "verkoop-F2025-001")
    assert other.flag == "*"


def test_who_only_resembles_a_debtor_gets_a_proposal_where_no_rule_speaks(
    desk: At,
) -> None:
    entry = book(desk(SALES), "121.00", "x", counterparty="GEM. ZUIDERDAM")

    assert entry.meta["waarom"] == "enige open post met dit bedrag, naam lijkt erop"
    assert "relatie" not in entry.meta


def test_a_row_of_a_psp_is_proposed_for_what_was_paid_before_its_fee(desk: At) -> None:
    at = desk(SALES)
    mollie = next(p for p in at.profiles if p.name == "mollie")
    day = dt.date(2025, 3, 3)
    parts = Line(day, Decimal("121.00")), Line(day, Decimal("-1.00"), code="fee")
    row = Line(day, Decimal("120.00"), counterparty="Gemeente Zuiderdam", parts=parts)

    entry = booking.book("mollie:x1:A", row, mollie, "f#ab#1", at)
    (found,) = booking.proposed(booking.told_by(entry, mollie), mollie, at)

    assert entry.meta["voorstel"] == found.links == "verkoop-F2025-001"
