"""A rule is proposed as the same other side was booked before; nobody books by it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intake.exports import Row, camt, lay, ledger, run
from stichting_fin.intake.asking import suggest
from stichting_fin.intake.desk import Desk

At = Callable[..., Desk]
CAFE = "NL18RABO0123459876"
ENTRY = """
2025-02-{day:02} {flag} "{name}" "koffie"
  ref: "NL52ABNA0123998701:x1:{day}"
  {meta}
  Assets:Bank  {amount} EUR
  {account}
    {label}
"""


def entry(day: int, flag: str = "*", **said: Any) -> str:
    values = {
        "name": "Café Zuid",
        "meta": f'iban: "{CAFE}"',
        "amount": "-12.00",
        "account": "Expenses:Kosten" if flag == "*" else "Assets:Vraagposten",
        "label": 'taak: "communicatie"',
    }
    return ENTRY.format(day=day, flag=flag, **(values | said))


def proposed(desk: Desk) -> dict[str, Any]:
    text = "\n".join(suggest.written(suggest.suggestions(desk)))
    rules: dict[str, Any] = tomllib.loads(text).get("rule", {})
    return rules


def test_a_line_that_waits_is_proposed_what_its_other_side_was_before(desk: At) -> None:
    found = proposed(
        desk(entry(1) + entry(2) + entry(3, account="Expenses:Bank") + entry(4, "!"))
    )

    assert found == {
        "café-zuid": {
            "iban": CAFE,
            "sign": "af",
            "account": "Expenses:Kosten",
            "taak": "communicatie",
        }
    }


def test_a_suggestion_tells_how_much_it_rests_on(desk: At) -> None:
    books = entry(1) + entry(2) + entry(3, account="Expenses:Bank") + entry(4, "!")

    lines = list(suggest.written(suggest.suggestions(desk(books))))

    assert lines[:2] == ["# importers/bronnen/bank.toml", "# ! 1, * 2/3"]


def test_money_in_says_nothing_about_money_out(desk: At) -> None:
    assert proposed(desk(entry(1, amount="12.00") + entry(4, "!"))) == {}


def test_without_an_iban_the_name_speaks(desk: At) -> None:
    found = proposed(
        desk(entry(1, meta='relatie: "abn"') + entry(4, "!", meta='e2e: "x"'))
    )

    rule = found["café-zuid"]
    assert rule["counterparty"] == "Café Zuid"
    assert rule["relatie"] == "abn"


def test_what_persons_decided_twice_is_worth_a_rule(desk: At) -> None:
    decided = f'iban: "{CAFE}"\n  besluit: "ja (p, 2025-01-01)"'

    assert proposed(desk(entry(1, meta=decided))) == {}
    assert "café-zuid" in proposed(
        desk(entry(1, meta=decided) + entry(2, meta=decided))
    )


def test_who_sends_invoices_gets_no_rule(desk: At) -> None:
    drukker = 'iban: "NL20INGB0001234567"'

    assert proposed(desk(entry(1, meta=drukker) + entry(2, "!", meta=drukker))) == {}


def test_transfers_and_open_items_teach_nothing(desk: At) -> None:
    for account in ("Assets:Kruis", "Assets:Mollie", "Assets:Vraagposten"):
        assert proposed(desk(entry(1, account=account) + entry(2, "!"))) == {}


def test_a_line_that_an_invoice_left_alone_teaches_nothing(desk: At) -> None:
    bare = """
2025-02-01 * "Café Zuid" "niets"
  Assets:Bank  0.00 EUR
"""

    assert proposed(desk(bare + entry(2, "!", meta='e2e: "x"'))) == {}


def test_what_has_no_other_side_gets_no_rule(desk: At) -> None:
    nobody = {"name": "", "meta": 'e2e: "x"'}

    assert proposed(desk(entry(1, **nobody) + entry(2, "!", **nobody))) == {}


def test_a_name_that_is_taken_gets_a_number(desk: At) -> None:
    gifts = {"name": "Giften", "amount": "5.00"}

    assert list(proposed(desk(entry(1, **gifts) + entry(2, "!", **gifts)))) == [
        "giften-2"
    ]


def test_an_amount_of_btw_stays_a_number(desk: At) -> None:
    label = "aftrek: 60"

    found = proposed(desk(entry(1, label=label) + entry(2, "!")))

    assert found["café-zuid"]["aftrek"] == 60


def test_a_suggestion_pasted_into_the_profile_books_the_line(
    administration: Path,
) -> None:
    row = Row(3, "-12.00", "koffie", name="Café Zuid", iban=CAFE)
    lay(administration, "a.xml", camt([row._replace(day=2), row]))
    run(administration, "import")
    journal = administration / "ledger/2025/bank.beancount"
    text = journal.read_text("utf-8")
    first = text.index("2025-03-02 !")
    mended = (
        text[first:]
        .replace(" ! ", " * ", 1)
        .replace("Assets:Vraagposten", "Expenses:Kosten", 1)
    )
    journal.write_text(text[:first] + mended, "utf-8")

    told = run(administration, "import", "--suggest")
    with (administration / "importers/bronnen/bank.toml").open(
        "a", encoding="utf-8"
    ) as profile:
        profile.write(told.output)
    run(administration, "import")

    assert 'regel-id: "café-zuid"' in ledger(administration)["2025/bank.beancount"]
