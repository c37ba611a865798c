"""The inbox: what is sound is booked and archived, what is not stays and is told."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from intake import files as make
from intake.exports import run, tally
from intake.files import DAY, lay, rest


def journal(administration: Path, name: str) -> str:
    return (administration / f"ledger/2025/{name}.beancount").read_text("utf-8")


def besluit(administration: Path, ref: str, said: str) -> None:
    text = (
        f'[[besluit]]\nref = "{ref}"\nby = "PM"\ndate = {DAY}\nwhy = "gebeld"\n{said}\n'
    )
    with (administration / "importers/besluiten.toml").open(
        "a", encoding="utf-8"
    ) as file:
        file.write(text)


def test_an_invoice_and_its_payment_come_together_and_match(
    administration: Path,
) -> None:
    lay(administration, "f.xml", make.ubl(attachment="../../etc/passwd.pdf"))
    lay(
        administration,
        "b.xml",
        make.camt(
            "1000.00",
            "879.00",
            ("2025-03-20", "-121.00", "2025-77 drukkerij de letter"),
        ),
    )

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    assert not rest(administration)
    assert 'bewijs: "nummer 2025-77"' in journal(administration, "bank")
    assert "2025-03-21 balance Assets:Bank  879.00 EUR" in journal(
        administration, "bank"
    )
    assert "ontvangen: 2025-04-01" in journal(administration, "inkoop")
    kept = sorted(
        p.name for p in (administration / "ledger/documents").rglob("*") if p.is_file()
    )
    assert kept == [
        "2025-03-03.drukker-2025-77.1-passwd.pdf",
        "2025-03-03.drukker-2025-77.xml",
    ]
    assert "document Liabilities:Crediteuren" in journal(administration, "documenten")
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_what_nobody_can_read_stays_and_the_rest_goes_on(administration: Path) -> None:
    lay(administration, "a.bin", b"\x00\x01")
    lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift")),
    )
    (administration / "importers/inbox" / DAY / "link.xml").symlink_to("/etc/hostname")
    lay(administration, ".hidden", "x")

    result = run(administration, "import")

    assert result.exit_code == 1
    assert "a.bin:0: no format that we know" in result.output
    assert rest(administration) == [".hidden", "a.bin", "link.xml"]
    assert "25.00 EUR" in journal(administration, "bank")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (make.camt("1000.00", "1030.00", ("2025-03-03", "25.00", "gift")), "differ by EUR 5.00"),
        (make.camt("900.00", "925.00", ("2025-03-03", "25.00", "gift")), "but the books hold EUR 1000.00"),
        (make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "x"), account="NL91ABNA0417164300"), "no profile in importers/bronnen"),
        (make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "x"), currency="USD"), "is in USD"),
        (make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "x"), root="052"), "a preview of"),
    ],
)  # fmt: skip
def test_a_statement_that_may_not_be_booked_is_refused(
    administration: Path, text: str, said: str
) -> None:
    lay(administration, "b.xml", text)

    result = run(administration, "import")

    assert result.exit_code == 1
    assert said in result.output
    assert rest(administration) == ["b.xml"]


def test_a_dry_run_and_a_second_run_write_nothing(administration: Path) -> None:
    path = lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift")),
    )
    text = path.read_text()

    assert run(administration, "import", "--dry-run").exit_code == 0
    assert rest(administration) == ["b.xml"]
    run(administration, "import")
    once = journal(administration, "bank")
    lay(administration, "b.xml", text)
    lay(administration, "b.xml", text, "2025-04-02")
    assert tally(run(administration, "import"), "b.xml") == (1, 0, 1, "=")
    assert journal(administration, "bank") == once


def test_another_file_of_one_name_is_archived_beside_it(administration: Path) -> None:
    lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift")),
    )
    run(administration, "import")
    lay(
        administration,
        "b.xml",
        make.camt("1025.00", "1035.00", ("2025-03-04", "10.00", "gift")),
    )
    run(administration, "import")

    kept = [p.name for p in (administration / "importers/archief").rglob("*.xml")]
    assert kept == ["b.xml", "b.xml"]
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_files_from_elsewhere_are_brought_in(
    administration: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "download.xml"
    elsewhere.write_text(
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift"))
    )

    assert run(administration, "import", str(elsewhere)).exit_code == 0
    assert (administration / "importers/archief/download.xml").exists()
    missing = run(administration, "import", str(tmp_path / "nergens.xml"))
    assert missing.exit_code == 2
    assert "nergens.xml:0: cannot be read" in missing.output


def test_a_dry_run_of_a_file_from_elsewhere_leaves_nothing_behind(
    administration: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "b.xml"
    elsewhere.write_text(
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift"))
    )

    shown = run(administration, "import", "--dry-run", str(elsewhere))

    assert tally(shown, "b.xml") == (1, 1, 0, "=")
    assert not rest(administration)


def test_a_file_from_elsewhere_does_not_take_the_place_of_one_that_waits(
    administration: Path, tmp_path: Path
) -> None:
    waits = administration / "importers/inbox/b.xml"
    waits.parent.mkdir()
    waits.write_text("nobody can read this")
    elsewhere = tmp_path / "b.xml"
    elsewhere.write_text(
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift"))
    )

    gone = str(tmp_path / "nergens.xml")
    assert run(administration, "import", str(elsewhere), gone).exit_code == 2
    assert run(administration, "import", "--dry-run", str(elsewhere)).exit_code == 1
    assert [path.name for path in waits.parent.iterdir()] == ["b.xml"]
    run(administration, "import", str(elsewhere))

    assert waits.read_text() == "nobody can read this"
    assert "25.00 EUR" in journal(administration, "bank")


def test_a_line_that_a_person_booked_never_comes_back(administration: Path) -> None:
    hand = (
        '2025-03-04 * "Kas"\n  Assets:Bank  5.00 EUR\n  Assets:Bank  -5.00 EUR\n'
        '2025-03-04 * "Gift, met de hand"\n  Assets:Bank  25.00 EUR\n  Income:Giften\n'
    )
    (administration / "ledger/2025").mkdir()
    (administration / "ledger/2025/memoriaal.beancount").write_text(hand)
    lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift")),
    )
    ref = "NL52ABNA0123998701:acctsvcr1:R02025-03-03:25.00"
    besluit(administration, ref, 'negeer = "memoriaal 2025-03-04"')

    assert run(administration, "import").exit_code == 0
    assert ref not in journal(administration, "bank")
    assert "archive" not in run(administration, "check").output


def test_a_line_to_ignore_without_an_entry_is_refused(administration: Path) -> None:
    lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift")),
    )
    besluit(
        administration,
        "NL52ABNA0123998701:acctsvcr1:R02025-03-03:25.00",
        'negeer = "?"',
    )

    result = run(administration, "import")

    assert "is to be ignored, but no entry of EUR 25.00" in result.output
    assert rest(administration) == ["b.xml"]


def test_an_invoice_in_dollars_waits_until_its_rate_is_known(
    administration: Path,
) -> None:
    lay(administration, "f.xml", make.ubl(currency="USD"))
    run(administration, "import")
    waits = journal(administration, "inkoop")
    besluit(administration, "drukker:2025-77", "koers = 0.90")

    result = run(administration, "import")

    assert result.exit_code == 0
    assert "geen koers voor USD" in waits
    assert "Expenses:Kosten" in journal(administration, "inkoop")
    assert " ! " not in journal(administration, "inkoop")


def test_what_waits_for_a_file_that_is_gone_goes_on_waiting(
    administration: Path,
) -> None:
    lay(administration, "f.xml", make.ubl(currency="USD"))
    run(administration, "import")
    waits = journal(administration, "inkoop")
    (administration / "importers/archief" / DAY / "f.xml").unlink()

    assert run(administration, "import").exit_code == 0
    assert journal(administration, "inkoop") == waits


def test_what_waited_at_the_bank_is_placed_by_a_new_decision(
    administration: Path,
) -> None:
    lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "?")),
    )
    run(administration, "import")
    besluit(
        administration,
        "NL52ABNA0123998701:acctsvcr1:R02025-03-03:25.00",
        'account = "Income:Giften"',
    )

    run(administration, "import")

    assert 'besluit: "gebeld (PM, 2025-04-01)"' in journal(administration, "bank")


def test_a_wrong_invoice_of_nobody_or_changed_stays(administration: Path) -> None:
    lay(administration, "f.xml", make.ubl())
    run(administration, "import")
    lay(administration, "g.xml", make.ubl(base="200.00"))
    lay(
        administration,
        "h.xml",
        make.ubl()
        .replace("NL001234567B01", "NL009999999B01")
        .replace("Drukkerij De Letter B.V.", "Niemand"),
    )

    result = run(administration, "import")

    assert "now says EUR 242.00" in result.output
    assert "Niemand, whom relaties.toml does not know" in result.output
    assert rest(administration) == ["g.xml", "h.xml"]


def test_claims_of_volunteers_are_owed_to_them(administration: Path) -> None:
    profile = 'soort = "declaraties"\n[rule.reis]\ntext = "reiskosten"\naccount = "Expenses:Kosten"\n'
    (administration / "importers/bronnen/declaraties.toml").write_text(profile)
    row = [
        "D-1",
        dt.date(2025, 3, 1),
        "J. Jansen",
        "NL44RABO0123456789",
        "trein",
        "reiskosten",
        12.5,
        "communicatie",
        None,
    ]
    text = [
        "D-2",
        "2025-03-02",
        "J. Jansen",
        "NL44RABO0123456789",
        "bus",
        "reiskosten",
        "3,50",
        None,
        None,
    ]
    lay(administration, "d.xlsx", make.claims(row, [None] * 9, text))

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    found = journal(administration, "declaraties")
    assert 'ref: "jansen:D-1"' in found
    assert "3.50 EUR" in found
    assert 'taak: "communicatie"' in found
    assert not (administration / "ledger/documents").exists()


def test_claims_without_a_profile_stay(administration: Path) -> None:
    lay(
        administration,
        "d.xlsx",
        make.claims(
            [
                "D-1",
                dt.date(2025, 3, 1),
                "J. Jansen",
                "NL44RABO0123456789",
                "x",
                "y",
                1,
                "",
                "",
            ]
        ),
    )

    assert "speaks of declaraties" in run(administration, "import").output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (make.claims(header=["a", "b"]), "the first row must be: nummer"),
        (b"PK\x03\x04" + b"\0" * 26 + b"xl/workbook.xml", "the first row must be: nummer"),
        (make.claims(["D-1", "gisteren", "J", "NL1", "x", "y", 1, "", ""]), "row 2:"),
        (make.claims(["D-1", None, "J", "NL1", "x", "y", 1, "", ""]), "row 2:"),
        (make.claims(["D-1", "2025-03-01", "J", "NL1", "x", "y", None, "", ""]), "row 2:"),
        (make.claims(["D-1", "2025-03-01", "J", "NL1", "x", "y", "1,005", "", ""]), "row 2:"),
        (make.claims(["D-1", "2025-03-01", "J", "NL1", "x", "y", "NaN", "", ""]), "row 2:"),
    ],
)  # fmt: skip
def test_a_spreadsheet_that_is_not_sound_is_told_with_its_row(
    administration: Path, content: bytes, said: str
) -> None:
    lay(administration, "d.xlsx", content)

    assert said in run(administration, "import").output
    assert rest(administration) == ["d.xlsx"]


def test_the_archive_proves_each_bank_leg(administration: Path) -> None:
    lay(
        administration,
        "b.xml",
        make.camt(
            "1000.00",
            "1035.00",
            ("2025-03-03", "25.00", "gift"),
            ("2025-03-04", "10.00", "gift"),
        ),
    )
    run(administration, "import")
    path = administration / "ledger/2025/bank.beancount"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("25.00 EUR", "26.00 EUR").replace("R12025-03-04", "WEG"), "utf-8"
    )
    lay(administration, "kapot.xml", "<x")
    (administration / "importers/inbox" / DAY / "kapot.xml").rename(
        administration / "importers/archief" / DAY / "kapot.xml"
    )

    shutil.copytree(Path(__file__).parents[2] / "reports", administration / "reports")
    output = run(administration, "check").output

    assert "the bank said EUR 25.00 on 2025-03-03" in output
    assert (
        "the bank's line NL52ABNA0123998701:acctsvcr1:R12025-03-04:10.00 is not in the books"
        in output
    )
    assert "no archived file holds NL52ABNA0123998701:acctsvcr1:WEG:10.00" in output
    assert "kapot.xml:0: no format" in output


def test_sources_name_hand_edits_and_what_rules_decide_otherwise(
    administration: Path,
) -> None:
    lay(
        administration,
        "b.xml",
        make.camt(
            "1000.00",
            "1035.00",
            ("2025-03-03", "25.00", "gift"),
            ("2025-03-04", "10.00", "gift"),
        ),
    )
    run(administration, "import")
    path = administration / "ledger/2025/bank.beancount"
    text = path.read_text("utf-8")
    first, second = text.index("2025-03-03 *"), text.index("2025-03-04 *")
    path.write_text(
        text[:first]
        + text[first:second].replace('"gift"', '"Gift!"')
        + text[second:].replace('regel-id: "giften"', 'regel-id: "oud"'),
        "utf-8",
    )

    hand = run(administration, "verify", "--from-sources")

    assert hand.exit_code == 1
    assert "R02025-03-03:25.00 was changed by hand" in hand.output
    assert (
        "decide NL52ABNA0123998701:acctsvcr1:R12025-03-04:10.00 otherwise"
        in hand.output
    )


def test_sources_name_what_only_one_side_has(administration: Path) -> None:
    lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift")),
    )
    run(administration, "import")
    path = administration / "ledger/2025/bank.beancount"
    path.write_text(path.read_text("utf-8").replace("R02025-03-03", "ANDERS"), "utf-8")

    output = run(administration, "verify", "--from-sources").output

    assert "the sources do not give NL52ABNA0123998701:acctsvcr1:ANDERS:25.00" in output
    assert "the sources give NL52ABNA0123998701:acctsvcr1:R02025-03-03:25.00" in output


def test_a_file_may_hold_claims_that_are_known_and_new_ones(
    administration: Path,
) -> None:
    profile = 'soort = "declaraties"\n[rule.reis]\ntext = "reiskosten"\naccount = "Expenses:Kosten"\n'
    (administration / "importers/bronnen/declaraties.toml").write_text(profile)
    rows = [
        [
            f"D-{n}",
            dt.date(2025, 3, n),
            "J. Jansen",
            "NL44RABO0123456789",
            "trein",
            "reiskosten",
            5,
            "",
            "",
        ]
        for n in (1, 2)
    ]
    lay(administration, "d.xlsx", make.claims(rows[0]))
    run(administration, "import")
    lay(administration, "e.xlsx", make.claims(*rows))

    assert tally(run(administration, "import"), "e.xlsx") == (2, 1, 1, "?")


def test_files_that_lie_in_the_inbox_are_not_brought_in_twice(
    administration: Path,
) -> None:
    path = lay(
        administration,
        "b.xml",
        make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift")),
    )

    assert run(administration, "import", str(path)).exit_code == 0
    assert not rest(administration)


def test_an_archived_file_of_another_content_does_not_answer_for_a_waiting_entry(
    administration: Path,
) -> None:
    lay(administration, "f.xml", make.ubl(currency="USD"))
    run(administration, "import")
    waits = journal(administration, "inkoop")
    (administration / "importers/archief" / DAY / "f.xml").write_text("anders")

    assert run(administration, "import").exit_code == 0
    assert journal(administration, "inkoop") == waits
