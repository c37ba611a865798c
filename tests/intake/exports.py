"""Exports of an invented bank, as small as a test needs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner, Result

from stichting_fin.cli import main

IBAN = "NL52ABNA0123998701"


class Row(NamedTuple):
    """A line of the bank: its day in March 2025, EUR, text, key, and other side."""

    day: int
    amount: str
    text: str = "gift"
    key: str = ""
    name: str = ""
    iban: str = ""


def camt(rows: Sequence[Row], opening: str = "1000.00", until: int = 31) -> str:
    """Write a CAMT.053 of rows; its balances add up."""
    closing = Decimal(opening) + sum(Decimal(row.amount) for row in rows)
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt><Stmt>"
        f"<Id>S1</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        + _balance("OPBD", opening, 1)
        + _balance("CLBD", f"{closing:.2f}", until)
        + "".join(map(_entry, rows))
        + "</Stmt></BkToCstmrStmt></Document>"
    )


def lay(administration: Path, name: str, text: str) -> Path:
    """Lay a file in the inbox, and give the place where it will be archived."""
    folder = administration / "importers/inbox/2025-04-01"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return administration / "importers/archief/2025-04-01" / name


def run(administration: Path, *words: str) -> Result:
    """Run the program on an administration, as a person would."""
    return CliRunner().invoke(main, ["--books", str(administration), *words])


def ledger(administration: Path) -> dict[str, str]:
    """Give the text of every file of the ledger."""
    folder = administration / "ledger"
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.beancount"))
    }


def tally(result: Result, file: str) -> tuple[int, int, int, str]:
    """Give of a file what the import's table says: lines, new, known, proven."""
    line = next(x for x in result.output.splitlines() if f"  {file}  " in x)
    cells = re.split(r" {2,}", line)
    at = cells.index(file) + (2 if "20" in cells[2] else 1)
    lines, new, known = map(int, cells[at : at + 3])
    return lines, new, known, cells[-1]


def _balance(code: str, amount: str, day: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-03-{day:02}</Dt></Dt></Bal>"
    )


def _entry(row: Row) -> str:
    out = row.amount.startswith("-")
    side, reference = (
        ("Cdtr" if out else "Dbtr"),
        f"<AcctSvcrRef>{row.key}</AcctSvcrRef>",
    )
    name = f"<{side}><Nm>{row.name}</Nm></{side}>" if row.name else ""
    iban = (
        f"<{side}Acct><Id><IBAN>{row.iban}</IBAN></Id></{side}Acct>" if row.iban else ""
    )
    return (
        f"<Ntry><Amt Ccy='EUR'>{row.amount.lstrip('-')}</Amt>"
        f"<CdtDbtInd>{'DBIT' if out else 'CRDT'}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>2025-03-{row.day:02}</Dt></BookgDt>{reference if row.key else ''}"
        f"<NtryDtls><TxDtls><RltdPties>{name}{iban}</RltdPties>"
        f"<RmtInf><Ustrd>{row.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
