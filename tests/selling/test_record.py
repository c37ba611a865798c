"""The entry of an invoice that we sent: as an imported one is booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from selling import given
from selling.given import line, sale
from stichting_fin import journal
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import delivery, inbox
from stichting_fin.intake.billing import entry as billing
from stichting_fin.sale import Sale
from stichting_fin.selling import record
from stichting_fin.writers import ubl

TAAK = {"taak": "communicatie"}


def entry(folder: Path, sold: Sale) -> str:
    return journal.written(record.transaction(sold, given.desk(given.write(folder))))


def test_lines_of_one_account_code_and_labels_are_one_posting(tmp_path: Path) -> None:
    sold = sale(
        line("60", labels=TAAK), line("40", labels=TAAK), line("10", "verkoop-laag")
    )

    assert entry(tmp_path, sold) == (
        '2026-02-03 * "Gemeente Waterhoek" "Factuur F2026-001" ^verkoop-F2026-001\n'
        '  ref: "waterhoek:F2026-001"\n'
        '  relatie: "waterhoek"\n'
        '  factuurnummer: "F2026-001"\n'
        "  factuurdatum: 2026-02-03\n"
        "  vervaldatum: 2026-03-05\n"
        '  kenmerk: "F2026-001"\n'
        '  reeks: "F2026-"\n'
        "  Assets:Debiteuren                                 131.90 EUR\n"
        "  Income:Gebruik                                   -100.00 EUR\n"
        '    taak: "communicatie"\n'
        '    btw: "verkoop-hoog"\n'
        "  Income:Gebruik                                    -10.00 EUR\n"
        '    btw: "verkoop-laag"\n'
        "  Liabilities:Btw:Hoog                              -21.00 EUR\n"
        "  Liabilities:Btw:Laag                               -0.90 EUR\n"
    )


def test_a_credit_note_settles_the_invoice_that_it_credits(tmp_path: Path) -> None:
    text = entry(tmp_path, sale(line("0.01"), credit="F2025-040"))

    assert "^verkoop-F2025-040 ^verkoop-F2026-001" in text
    assert '-0.01 EUR\n    factuurnummer: "F2025-040"\n' in text
    assert "vervaldatum" not in text
    assert "Liabilities" not in text


def test_a_term_of_a_contract_is_known_by_its_first_day(tmp_path: Path) -> None:
    sold = sale(contract="a", begin=date(2026, 1, 1), end=date(2026, 12, 31))

    assert '  contract: "a"\n  begin: 2026-01-01\n' in entry(tmp_path, sold)


def test_documents_are_kept_with_their_digest(tmp_path: Path) -> None:
    desk = given.desk(given.write(tmp_path))
    sent = record.Sent(sale(), {"xml": b"<x/>", "pdf": b"%PDF"})

    writes = record.written([sent], desk)

    folder = tmp_path / "ledger/documents/Assets/Debiteuren"
    assert writes[folder / "2026-02-03.waterhoek-F2026-001.xml"] == b"<x/>"
    kept = writes[tmp_path / "ledger/2026/documenten.beancount"].decode()
    assert f'sha256: "{sha256(b"%PDF").hexdigest()}"' in kept
    assert set(writes) >= {tmp_path / "ledger/2026/verkoop.beancount"}


def test_a_document_is_never_written_over(tmp_path: Path) -> None:
    desk = given.desk(given.write(tmp_path))
    sent = record.Sent(sale(), {"xml": b"<x/>"})
    folder = tmp_path / "ledger/documents/Assets/Debiteuren"
    folder.mkdir(parents=True)
    (folder / "2026-02-03.waterhoek-F2026-001.xml").write_bytes(b"old")

    with pytest.raises(UnreadableError, match="stands here already"):
        record.written([sent], desk)


@pytest.mark.parametrize("verkoop", ["", 'verkoop = "omzet"\n'])
def test_the_profile_of_invoices_names_the_journal(
    tmp_path: Path, verkoop: str
) -> None:
    given.write(tmp_path)
    (tmp_path / "importers/bronnen").mkdir(parents=True)
    profile = tmp_path / "importers/bronnen/inkoop.toml"
    profile.write_text(f'soort = "facturen"\n{verkoop}', "utf-8")

    writes = record.written([record.Sent(sale(), {})], given.desk(tmp_path))

    assert [p.stem for p in writes] == ["omzet" if verkoop else "verkoop"]


def test_an_import_would_have_booked_the_same(tmp_path: Path) -> None:
    """The invoice that we wrote, arriving in books that do not hold it."""
    given.write(tmp_path)
    (tmp_path / "importers/bronnen").mkdir(parents=True)
    profile = tmp_path / "importers/bronnen/inkoop.toml"
    profile.write_text('soort = "facturen"\nverkoop = "verkoop"\n', "utf-8")
    sold = sale(line(labels={"platform": "netwerk"}))
    path = tmp_path / "importers/inbox/2026-02-04/f.xml"
    path.parent.mkdir(parents=True)
    path.write_bytes(ubl.write(sold))
    desk = given.desk(tmp_path)
    ours = record.transaction(sold, desk)

    bill = billing.seen(delivery.load(path).invoices[0], desk, None)
    theirs = billing.book(bill, desk.profiles[0], "f.xml#0#1", desk)

    del theirs.meta["bron"], ours.meta["reeks"]
    assert journal.written(ours) == journal.written(theirs)


def test_what_comes_back_through_the_inbox_is_known(tmp_path: Path) -> None:
    given.write(tmp_path)
    (tmp_path / "importers/bronnen").mkdir(parents=True)
    profile = tmp_path / "importers/bronnen/inkoop.toml"
    profile.write_text('soort = "facturen"\nverkoop = "verkoop"\n', "utf-8")
    numbered = sale(number="F2026-002", credit="F2026-001", lines=(line("10"),))
    sent = [record.Sent(s, {"xml": ubl.write(s)}) for s in (sale(), numbered)]
    for path, content in record.written(sent, given.desk(tmp_path)).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    home = tmp_path / "importers/inbox/2026-02-04"
    home.mkdir(parents=True)
    for each in sent:
        (home / f"{each.sale.number}.xml").write_bytes(each.papers["xml"])

    result = inbox.run(tmp_path, given.desk(tmp_path).books)

    assert not result.faults
    there = {path: path.read_bytes() for path in result.writes if path.exists()}
    assert result.writes == there
    assert [tally.new for tally in result.tallies] == [0, 0]


def test_one_of_ours_that_was_changed_is_not_let_in(tmp_path: Path) -> None:
    given.write(tmp_path)
    (tmp_path / "importers/bronnen").mkdir(parents=True)
    profile = tmp_path / "importers/bronnen/inkoop.toml"
    profile.write_text('soort = "facturen"\nverkoop = "verkoop"\n', "utf-8")
    for path, content in record.written(
        [record.Sent(sale(), {})], given.desk(tmp_path)
    ).items():
        path.write_bytes(content)
    home = tmp_path / "importers/inbox/2026-02-04"
    home.mkdir(parents=True)
    changed = replace(sale(), lines=(line("200"),))
    (home / "f.xml").write_bytes(ubl.write(changed))

    result = inbox.run(tmp_path, given.desk(tmp_path).books)

    assert [fault.code for fault in result.faults] == ["invoice-changed"]
