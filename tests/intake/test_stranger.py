"""Who sent an invoice and is no relation yet is proposed as one, never booked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from intake.exports import run
from intake.files import ubl


def proposed(administration: Path, **files: str) -> dict[str, Any]:
    inbox = administration / "importers/inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (inbox / f"{name}.xml").write_text(content, "utf-8")
    told = run(administration, "import", "--suggest")
    assert told.exit_code == 0, told.output
    return tomllib.loads(told.output)


def unknown(name: str, **said: str) -> str:
    text = ubl(**said)
    return text.replace("Drukkerij De Letter B.V.", name).replace(
        "NL001234567B01", "NL859990023B01"
    )


def test_the_parties_of_invoices_that_nobody_knows_become_relations(
    administration: Path,
) -> None:
    found = proposed(
        administration,
        a=unknown("Bakker &amp; Zn. [x]"),
        b=unknown("Bakker &amp; Zn. [x]", number="2"),
        nameless=unknown("Zonder Nummer", number=""),
        known=ubl(),
        none="geen factuur",
    )

    assert found == {
        "bakker-zn-x": {
            "rekening": "",
            "naam": "Bakker & Zn. [x]",
            "btw-id": "NL859990023B01",
            "facturen": True,
        }
    }


def test_who_gets_our_invoice_is_a_debtor(administration: Path) -> None:
    ours = ubl().replace("Stichting Voorbeeld", "Gemeente Nieuw")
    ours = ours.replace("Drukkerij De Letter B.V.", "Stichting Voorbeeld")

    found = proposed(administration, a=ours.replace("NL001234567B01", "NL859990011B01"))

    assert found == {
        "gemeente-nieuw": {"rekening": "", "naam": "Gemeente Nieuw", "debiteur": True}
    }


def test_a_key_that_is_taken_or_empty_becomes_another(administration: Path) -> None:
    assert set(proposed(administration, a=unknown("Wolk"))) == {"wolk-2"}
    assert set(proposed(administration, a=unknown("&amp;"))) == {"relatie"}


def test_several_stand_below_each_other(administration: Path) -> None:
    found = proposed(administration, a=unknown("Een"), b=unknown("Twee", number="2"))

    assert list(found) == ["een", "twee"]
