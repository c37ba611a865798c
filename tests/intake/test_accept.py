"""A statement that does not add up is booked only when a person accepts the gap."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from intake import files as make
from stichting_fin.cli import main


def statement(opening: str, closing: str, amount: str, day: str = "2025-03-03") -> str:
    return make.camt(opening, closing, (day, amount, "gift"))


def run(administration: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(administration), *words])


def lay(administration: Path, name: str, text: str) -> None:
    inbox = administration / "importers/inbox/2025-04-01"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text(text, "utf-8")


def test_a_gap_is_refused_then_accepted_and_waits_for_a_person(
    administration: Path,
) -> None:
    lay(administration, "a.xml", statement("1000.00", "1030.00", "25.00"))

    refused = run(administration, "import")
    accepted = run(administration, "import", "--accept", "de bank bevestigt dit")
    lay(administration, "b.xml", statement("1030.00", "1040.00", "10.00", "2025-03-04"))
    followed = run(administration, "import")

    journal = (administration / "ledger/2025/bank.beancount").read_text("utf-8")
    assert (refused.exit_code, accepted.exit_code, followed.exit_code) == (1, 0, 0)
    assert "differ by EUR 5.00" in refused.output
    assert (
        '2025-03-04 custom "aanvaard" Assets:Bank 5.00 EUR "de bank bevestigt dit"'
        in journal
    )
    assert 'ref: "NL52ABNA0123998701:verschil1:2025-03-03:5.00"' in journal
    assert "2025-03-04 balance Assets:Bank  1030.00 EUR" in journal
    assert run(administration, "verify", "--from-sources").output == "equal\n"


def test_an_accepted_gap_comes_again_without_a_word(administration: Path) -> None:
    lay(administration, "a.xml", statement("1000.00", "1030.00", "25.00"))
    run(administration, "import", "--accept", "ja")
    once = (administration / "ledger/2025/bank.beancount").read_bytes()
    shutil.copytree(
        administration / "importers/archief",
        administration / "importers/inbox",
        dirs_exist_ok=True,
    )

    assert run(administration, "import").exit_code == 0
    assert (administration / "ledger/2025/bank.beancount").read_bytes() == once
