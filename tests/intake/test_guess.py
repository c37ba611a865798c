"""A guess is told where the optional package is there, and never more than told."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from intake.exports import ledger, run

BOOKED = """
2025-02-01 * "Café Zuid" "koffie"
  ref: "NL52ABNA0123998701:x1:1"
  Assets:Bank  -12.00 EUR
  Expenses:Kosten  12.00 EUR
2025-02-02 ! "Café Noord" "koffie"
  ref: "NL52ABNA0123998701:x1:2"
  Assets:Bank  -13.00 EUR
  Assets:Vraagposten  13.00 EUR
2025-02-03 ! "Iemand" "factuur?"
  ref: "NL52ABNA0123998701:x1:3"
  voorstel: "inkoop-drukker/1"
  Assets:Bank  -14.00 EUR
  Assets:Vraagposten  14.00 EUR
2025-02-04 ! "Zonder bedrag" "?"
  ref: "drukker:9"
"""


class Learnt:
    """Guesses the account of the first known entry, as a model of one would."""

    def __init__(self, denylist_accounts: list[str]) -> None:
        assert "Assets:Vraagposten" in denylist_accounts

    def hook(self, asked: list[Any], known: list[Any]) -> list[Any]:
        booked = next(e for e in known if getattr(e, "narration", "") == "koffie")
        assert all(getattr(e, "flag", "*") == "*" for e in known)
        [(name, entries, account, importer)] = asked
        found = [
            e._replace(postings=[*e.postings, booked.postings[1]]) for e in entries
        ]
        return [(name, found, account, importer)]


def test_a_line_that_nothing_places_is_guessed(
    administration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = SimpleNamespace(PredictPostings=Learnt)
    monkeypatch.setitem(sys.modules, "smart_importer", fake)
    home = administration / "ledger/2025/bank.beancount"
    home.parent.mkdir(exist_ok=True)
    home.write_text(BOOKED, "utf-8")
    before = ledger(administration)

    told = run(administration, "import", "--suggest").output

    guess = "# ? NL52ABNA0123998701:x1:2: Expenses:Kosten (smart_importer)"
    assert [line for line in told.splitlines() if "?" in line] == [guess]
    assert ledger(administration) == before


def test_without_the_package_nothing_is_guessed(
    administration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "smart_importer", None)
    home = administration / "ledger/2025/bank.beancount"
    home.parent.mkdir(exist_ok=True)
    home.write_text(BOOKED, "utf-8")

    assert "smart_importer" not in run(administration, "import", "--suggest").output
