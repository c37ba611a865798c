"""A camt.054 explains a batch on a statement; it books nothing by itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data

from intake.exports import IBAN, Row, camt, lay, ledger, run
from stichting_fin.books import Books

BATCH = "<Btch><PmtInfId>{}</PmtInfId></Btch>"
PAID = [("25.00", "A. Jansen", "Gift maart"), ("10.00", "B. Bakker", "Vraagje")]


def notice(
    *payments: tuple[str, str, str],
    amount: str = "35.00",
    key: str = "",
    batch: str = "",
    day: str = "2025-03-03",
    currency: str = "EUR",
    iban: str = IBAN,
) -> str:
    """Write a camt.054 of one batch; a payment is (amount, name, text)."""
    return _message(_entry(amount, payments, key, batch, day, currency), iban)


def _message(entries: str, iban: str = IBAN) -> str:
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.08'>"
        f"<BkToCstmrDbtCdtNtfctn><Ntfctn><Id>N1</Id><Acct><Id><IBAN>{iban}</IBAN></Id>"
        f"</Acct>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    )


def _entry(  # noqa: PLR0917  # as it stands there
    amount: str,
    payments: tuple[tuple[str, str, str], ...],
    key: str,
    batch: str,
    day: str,
    currency: str = "EUR",
) -> str:
    details = "".join(
        f"<TxDtls><Amt Ccy='{currency}'>{some}</Amt><RltdPties><Dbtr><Pty><Nm>{name}</Nm>"
        f"</Pty></Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
        for some, name, text in payments
    )
    return (
        f"<Ntry><Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"{f'<AcctSvcrRef>{key}</AcctSvcrRef>' if key else ''}"
        f"<NtryDtls>{BATCH.format(batch) if batch else ''}{details}</NtryDtls></Ntry>"
    )


def statement(key: str = "", batch: str = "", text: str = "Verzamelincasso") -> str:
    """Write a statement with one batch of EUR 35.00 on 3 March."""
    whole = camt([Row(3, "35.00", text, key)], until=4)
    found = BATCH.format(batch) if batch else ""
    return whole.replace("<NtryDtls>", f"<NtryDtls>{found}")


def entry(administration: Path) -> data.Transaction:
    books = Books.load(administration / "ledger/main.beancount")
    assert not books.faults
    (found,) = (e for e in books.transactions if "ref" in e.meta)
    return found


def inbox(administration: Path) -> list[str]:
    files = (administration / "importers/inbox").rglob("*")
    return sorted(path.name for path in files if path.is_file())


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"key": "K1"}, {"key": "K1", "day": "2025-03-04"}),
        ({"batch": "P1"}, {"batch": "P1", "day": "2025-03-04"}),
        ({}, {}),
    ],
    ids=["key", "batch", "day and amount"],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_batch_is_split_into_what_the_notification_tells(
    administration: Path, ours: dict[str, str], theirs: dict[str, str], *, at_once: bool
) -> None:
    lay(administration, "b.xml", statement(**ours))
    if not at_once:
        run(administration, "import")
    lay(administration, "a.xml", notice(*PAID, **theirs))
    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    assert not inbox(administration)
    found = entry(administration)
    assert found.flag == "!"
    said = [
        (p.account, p.units and p.units.number, (p.meta or {}).get("naam"))
        for p in found.postings
    ]
    assert said == [
        ("Assets:Bank", Decimal("35.00"), None),
        ("Income:Giften", Decimal("-25.00"), "A. Jansen"),
        ("Assets:Vraagposten", Decimal("-10.00"), "B. Bakker"),
    ]
    assert (found.postings[1].meta or {})["bron"].startswith("a.xml#")
    once = ledger(administration)
    assert run(administration, "import").exit_code == 0
    assert ledger(administration) == once
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_what_waits_of_a_batch_is_decided_by_a_later_rule(administration: Path) -> None:
    lay(administration, "b.xml", statement())
    lay(administration, "a.xml", notice(*PAID))
    run(administration, "import")
    with (administration / "importers/bronnen/bank.toml").open("a") as file:
        file.write('[rule.vraag]\ntext = "vraagje"\naccount = "Income:Giften"\n')
    run(administration, "import")

    assert entry(administration).flag == "*"


def test_a_notification_waits_for_its_statement(administration: Path) -> None:
    lay(administration, "a.xml", notice(*PAID))
    result = run(administration, "import")

    assert result.exit_code == 1
    assert "a.xml:0: account NL52ABNA0123998701 has no entry" in result.output
    assert inbox(administration) == ["a.xml"]

    lay(administration, "b.xml", statement())
    assert run(administration, "import").exit_code == 0
    assert len(entry(administration).postings) == 3
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_entries_of_one_batch_are_its_payments(administration: Path) -> None:
    some = "".join(
        _entry(one[0], (one,), f"K{one[0]}", "P1", "2025-03-03") for one in PAID
    )
    lay(administration, "b.xml", statement(batch="P1"))
    lay(administration, "a.xml", _message(some))

    assert run(administration, "import").exit_code == 0
    assert len(entry(administration).postings) == 3


def test_a_notification_of_what_is_decided_changes_nothing(
    administration: Path,
) -> None:
    lay(administration, "b.xml", statement(text="gift"))
    run(administration, "import")
    once = ledger(administration)
    lay(administration, "a.xml", notice(*PAID))

    assert run(administration, "import").exit_code == 0
    assert ledger(administration) == once
    assert not inbox(administration)


def test_a_notification_of_one_payment_that_is_known_changes_nothing(
    administration: Path,
) -> None:
    row = Row(3, "35.00", "?", "K1", "A. Jansen")
    lay(administration, "b.xml", camt([row], until=4))
    run(administration, "import")
    once = ledger(administration)
    lay(administration, "a.xml", notice(("35.00", "A. Jansen", "?"), key="K1"))

    assert run(administration, "import").exit_code == 0
    assert ledger(administration) == once


def test_one_payment_that_the_statement_did_not_name_is_told(
    administration: Path,
) -> None:
    lay(administration, "b.xml", statement())
    lay(administration, "a.xml", notice(("35.00", "A. Jansen", "Gift")))
    run(administration, "import")

    found = entry(administration)
    assert found.flag == "*"
    assert (found.postings[1].meta or {})["naam"] == "A. Jansen"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (notice(("25.00", "A", "gift"), ("9.00", "B", "x")), "are not EUR 35.00"),
        (notice(*PAID, amount="36.00"), "no entry of EUR 36.00"),
        (notice(*PAID, currency="USD"), "is in USD"),
        (notice(*PAID, iban="NL91ABNA0417164300"), "no profile"),
    ],
)
def test_what_explains_nothing_stays_in_the_inbox(
    administration: Path, text: str, said: str
) -> None:
    lay(administration, "b.xml", statement())
    lay(administration, "a.xml", text)
    result = run(administration, "import")

    assert result.exit_code == 1
    assert said in result.output
    assert inbox(administration) == ["a.xml"]
    assert len(entry(administration).postings) == 2


def test_of_two_equal_batches_on_one_day_none_is_guessed(
    administration: Path,
) -> None:
    rows = [Row(3, "35.00", "Een", "K1"), Row(3, "35.00", "Twee", "K2")]
    lay(administration, "b.xml", camt(rows, until=4))
    lay(administration, "a.xml", notice(*PAID))

    assert "no entry of EUR 35.00" in run(administration, "import").output


def test_a_statement_is_taken_back_with_what_explained_it(
    administration: Path,
) -> None:
    lay(administration, "b.xml", statement())
    lay(administration, "a.xml", notice(*PAID))
    run(administration, "import")

    refused = run(administration, "import", "--undo", "a.xml")
    assert refused.exit_code == 1
    assert "1 entries of b.xml were split by it" in refused.output

    assert run(administration, "import", "--undo", "b.xml").exit_code == 0
    assert inbox(administration) == ["a.xml", "b.xml"]
    assert run(administration, "import").exit_code == 0
    assert len(entry(administration).postings) == 3
