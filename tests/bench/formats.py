"""Readers and writers held to the barest thing that could do their work."""

from __future__ import annotations

import csv
import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from beancount.core import data
from beancount.parser import printer
from lxml import etree
from openpyxl import Workbook

from stichting_fin import journal
from stichting_fin.auditfile import Auditfile
from stichting_fin.intake.readers import camt, csv_bank
from stichting_fin.table import Column, Form, Kind, Row, Table
from stichting_fin.writers import xaf, xlsx

DAY = date(2025, 1, 1)
WIDE = 8  # columns
SPACE = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"
ING = (
    "Datum;Naam / Omschrijving;Rekening;Tegenrekening;Code;Af Bij;Bedrag (EUR);"
    "Mutatiesoort;Mededelingen;Saldo na mutatie;Tag"
)
RABOBANK = (
    "IBAN/BBAN;Munt;BIC;Volgnr;Datum;Rentedatum;Bedrag;Saldo na trn;"
    "Tegenrekening IBAN/BBAN;Naam tegenpartij;Naam uiteindelijke partij;"
    "Naam initiërende partij;BIC tegenpartij;Code;Batch ID;Transactiereferentie;"
    "Machtigingskenmerk;Incassant ID;Betalingskenmerk;Omschrijving-1;Omschrijving-2;"
    "Omschrijving-3;Reden retour;Oorspr bedrag;Oorspr munt;Koers"
)


def spent(deed: Callable[[], object], times: int = 3) -> float:
    """Give the CPU seconds of a deed: the quickest of a few, with no litter before."""
    found = []
    for _ in range(times):
        gc.collect()
        begin = process_time()
        deed()
        found.append(process_time() - begin)
    return min(found)


def camt_file(path: Path, count: int) -> None:
    """Write a CAMT.053 of version 08 with as many entries, a statement a day."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
            "<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>"
        )
        for begin in range(0, count, 100):
            day = DAY + timedelta(days=begin // 100)
            size = min(100, count - begin)
            file.write(
                f"<Stmt><Id>{begin}</Id><Acct><Id><IBAN>NL52ABNA0123998701</IBAN></Id>"
                f"<Ccy>EUR</Ccy></Acct>{_balance('OPBD', begin, day)}"
                f"{_balance('CLBD', begin + size, day)}"
            )
            file.writelines(_ntry(begin + n, day) for n in range(size))
            file.write("</Stmt>")
        file.write("</BkToCstmrStmt></Document>")


def _balance(code: str, amount: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _ntry(number: int, day: date) -> str:
    return (
        '<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{number:016}</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
        "</Fmly></Domn><Prtry><Cd>N654</Cd><Issr>ABNAMRO</Issr></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>E2E-{number}</EndToEndId></Refs>"
        f"<RltdPties><Dbtr><Pty><Nm>Donateur {number}</Nm></Pty></Dbtr><DbtrAcct><Id>"
        f"<IBAN>NL{number % 90 + 10}RABO{number:010}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>Gift {number}, dank voor het werk</Ustrd></RmtInf></TxDtls>"
        "</NtryDtls></Ntry>\n"
    )


def read_camt(path: Path) -> tuple[float, float]:
    """Give the seconds of our reader, and of going over every Ntry."""

    def bare() -> None:
        for _, each in etree.iterparse(str(path), tag=f"{SPACE}Ntry"):
            each.clear()

    return spent(lambda: _drain(camt.read(path))), spent(bare)


class Csv(NamedTuple):
    """A table of a bank, the way that one writes it."""

    name: str
    path: Path
    delimiter: str


def csv_files(folder: Path, count: int) -> Iterator[Csv]:
    """Write tables of ING and Rabobank, in quotes, and of ING without."""
    for name, made, delimiter, quote in (
        ("ING", _ing, ";", '"'),
        ("Rabobank", _rabobank, ",", '"'),
        ("ING without quotes", _ing, ";", ""),
    ):
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            for row in made(count):
                file.write(delimiter.join(f"{quote}{cell}{quote}" for cell in row))
                file.write("\r\n")
        yield Csv(name, path, delimiter)


def _ing(count: int) -> Iterator[Iterable[str]]:
    """Give a header and movements, the newest on top."""
    yield ING.split(";")
    for number, day, amount, balance in reversed(list(_moves(count))):
        text = f"Naam: Donateur Omschrijving: Gift {number} Kenmerk: E2E-{number}"
        iban = f"NL{number % 90 + 10}RABO{number:010}"
        start = (f"{day:%Y%m%d}", f"Donateur {number}", "NL12INGB0009987021", iban)
        end = (_euros(amount), "Overschrijving", text, _euros(balance), "")
        yield *start, "GT", "Bij", *end


def _rabobank(count: int) -> Iterator[Iterable[str]]:
    """Give a header and movements, the oldest on top."""
    yield RABOBANK.split(";")
    for number, day, amount, balance in _moves(count):
        start = ("NL05RABO0123456789", "EUR", "RABONL2U", f"{number:018}", str(day))
        said = (str(day), f"+{_euros(amount)}", f"+{_euros(balance)}")
        iban = f"NL{number % 90 + 10}INGB{number:010}"
        who = (iban, f"Donateur {number}", "", "", "INGBNL2A", "cb", "")
        text = (f"E2E-{number}", "", "", "", f"Gift {number}, dank voor het werk", " ")
        yield *start, *said, *who, *text, "", "", "", "", ""


def _moves(count: int) -> Iterator[tuple[int, date, int, int]]:
    """Give the number, the day, the cents and the balance of movements."""
    balance = 0
    for number in range(1, count + 1):
        amount = number * 7919 % 90_000 + 1
        balance += amount
        yield number, DAY + timedelta(days=number * 360 // count), amount, balance


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def read_csv(file: Csv) -> tuple[float, float]:
    """Give the seconds of our reader, and of csv.reader."""

    def bare() -> None:
        with file.path.open(encoding="utf-8", newline="") as text:
            _drain(csv.reader(text, delimiter=file.delimiter))

    return spent(lambda: _drain(csv_bank.read(file.path))), spent(bare)


def table(count: int) -> Table:
    """Give a table of texts, days and amounts."""
    forms = [Form.DATE, *[Form.TEXT] * 3, *[Form.EUROS] * 3]
    columns = tuple(Column(f"Kolom {n}", form) for n, form in enumerate(forms))
    rows = [
        Row(
            Kind.LINE,
            f"Regel {number}",
            (
                DAY + timedelta(days=number % 365),
                f"stuk-{number}",
                "Gemeente Terwilgen",
                "1100",
                Decimal(number).scaleb(-2),
                Decimal(number),
                Decimal(-number).scaleb(-2),
            ),
        )
        for number in range(count)
    ]
    return Table("Regels", columns, tuple(rows), "Omschrijving")


def write_xlsx(count: int) -> tuple[float, float]:
    """Give the seconds of our writer, and of openpyxl's quickest with equal cells."""
    made = table(count)

    def bare() -> None:
        book = Workbook(write_only=True)
        sheet: Any = book.create_sheet("Regels")
        for row in made.rows:
            sheet.append([row.label, *row.cells])
        book.save(BytesIO())

    return spent(lambda: xlsx.write([made], DAY), 1), spent(bare, 1)


def write_xaf(file: Auditfile) -> tuple[float, float]:
    """Give the seconds of our writer, and of an lxml tree of the same elements."""
    said = b"".join(xaf.write(file))
    parsed = list(_events(etree.fromstring(said)))

    def tree() -> None:
        stack: list[Any] = []
        for tag, text in parsed:
            if tag is None:
                done = stack.pop()
            elif stack:
                stack.append(etree.SubElement(stack[-1], tag))
                stack[-1].text = text
            else:
                stack.append(etree.Element(tag))
        etree.tostring(done, encoding="utf-8")

    return spent(lambda: _drain(xaf.write(file))), spent(tree)


def _events(element: Any) -> Iterator[tuple[str | None, str | None]]:
    yield element.tag, element.text
    for child in element:
        yield from _events(child)
    yield None, None


def write_journal(entries: list[data.Transaction]) -> tuple[float, float]:
    """Give the seconds of our writer, and of Beancount's printer."""
    ours = spent(lambda: [journal.written(entry) for entry in entries])
    return ours, spent(lambda: [printer.format_entry(entry) for entry in entries])


def _drain(many: Iterator[object]) -> None:
    for _ in many:
        pass


def kept(file: Auditfile) -> Auditfile:
    """Give an auditfile with its transactions made: the writer's work alone is left."""
    journals = (replace(j, transactions=tuple(j.transactions)) for j in file.journals)
    return replace(file, journals=tuple(journals))
