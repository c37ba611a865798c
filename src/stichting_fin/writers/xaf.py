"""XAF: an auditfile as XML, streamed, in which every total is that of its lines.

Source: Belastingdienst, XML Auditfile Financieel 4.0 (package 4.0.3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from xml.sax.saxutils import escape, unescape

from stichting_fin.auditfile import (
    Account,
    Address,
    Auditfile,
    Company,
    Header,
    Journal,
    Line,
    OpeningLine,
    Period,
    Relation,
    Totals,
    Transaction,
    Vat,
    VatCode,
    proven,
)

NAMESPACE = (
    "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/"
    "XmlauditfileXAF_4.0"
)
ILLEGAL = re.compile(
    r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
IDENTITY = 35  # the longest name by which one record calls another
ENDLESS = 9_999  # the name of the type says so; the schema sets no limit


class Cut(NamedTuple):
    """A text that was too long for its element."""

    element: str
    whole: str
    written: str


def write(
    file: Auditfile, cuts: list[Cut] | None = None, docref_max: int = 255
) -> Iterator[bytes]:
    """Give the file in pieces, without ever holding it whole.

    Args:
        file: What is written, once it has proved that it balances.
        cuts: Gets what was cut, when the last piece has been taken.
        docref_max: Some importers refuse a docRef over 35 characters.

    Raises:
        UnsoundError: The file does not balance, or names what it does not define.
    """
    opening, moved = proven(file)
    pen = _Pen([] if cuts is None else cuts, docref_max)
    pieces = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<auditfile xmlns="{NAMESPACE}">\n',
        *_before(pen, file),
        *_opening_balance(pen, file, opening),
        f"<transactions>\n{_totals(moved)}",
    )
    yield "".join(pieces).encode()
    for journal in file.journals:
        yield _journal(pen, journal).encode()
        for entry in journal.transactions:
            yield _transaction(pen, entry).encode()
        yield b"</journal>\n"
    yield b"</transactions>\n</company>\n</auditfile>\n"


class _Pen(NamedTuple):
    """What turns a text into an element, noting what it had to cut."""

    cuts: list[Cut]
    docref_max: int

    def text(self, element: str, value: str, limit: int) -> str:
        """Write a text, or nothing when there is none."""
        if not value:
            return ""
        length, safe = _sound(value)
        if length > limit:
            safe = self._cut(element, value, escape(_bare(value)[:limit]))
        return f"<{element}>{safe}</{element}>"

    def name(self, element: str, value: str) -> str:
        """Write a name by which records call each other, the same every time."""
        if not value:
            return ""
        length, safe = _sound(value)
        if length > IDENTITY:
            digest = sha256(_bare(value).encode()).hexdigest()[:8]
            short = f"{_bare(value)[: IDENTITY - 9]}-{digest}"
            safe = self._cut(element, value, escape(short))
        return f"<{element}>{safe}</{element}>"

    def _cut(self, element: str, value: str, written: str) -> str:
        self.cuts.append(Cut(element, _bare(value), unescape(written)))
        return written


@lru_cache(maxsize=4096)  # accounts, names and IBANs come back all the time
def _sound(text: str) -> tuple[int, str]:
    """Give the length of a bare text, and the text as it may stand in XML."""
    bare = _bare(text)
    return len(bare), escape(bare)


def _bare(text: str) -> str:
    """Give a text without what XML cannot hold, composed, on one line."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", " ".join(ILLEGAL.sub("", text).split()))


def _before(pen: _Pen, file: Auditfile) -> Iterator[str]:
    """Give all that stands before the opening balance."""
    yield _header(pen, file.header)
    yield _company(pen, file.company)
    if file.relations:
        relations = (_relation(pen, relation) for relation in file.relations)
        yield f"<customersSuppliers>\n{''.join(relations)}</customersSuppliers>\n"
    accounts = (_account(pen, account) for account in file.accounts)
    yield f"<generalLedger>\n{''.join(accounts)}</generalLedger>\n"
    if file.vat_codes:
        codes = (_vat_code(pen, code) for code in file.vat_codes)
        yield f"<vatCodes>\n{''.join(codes)}</vatCodes>\n"
    yield f"<periods>\n{''.join(map(_period, file.periods))}</periods>\n"


def _header(pen: _Pen, header: Header) -> str:
    return (
        "<header>"
        f"<fiscalYear>{header.boekjaar}</fiscalYear>"
        f"{_day('startDate', header.begin)}{_day('endDate', header.end)}"
        f"<curCode>EUR</curCode>{_day('dateCreated', header.created)}"
        f"{pen.text('softwareDesc', header.software, 50)}"
        f"{pen.text('softwareVersion', header.version, 20)}"
        f"{pen.text('RGSVersion', header.rgs, 20)}</header>\n"
    )


def _company(pen: _Pen, company: Company) -> str:
    return (
        f"<company>{pen.text('Commercenr', company.kvk, 100)}"
        f"{pen.text('companyName', company.name, 255)}"
        f"{pen.text('taxRegistrationCountry', company.country, 2)}"
        f"{pen.text('taxRegIdent', company.tax_id, 30)}"
        f"{_address(pen, company.address)}\n"
    )


def _address(pen: _Pen, address: Address | None) -> str:
    if address is None:
        return ""
    return (
        f"<streetAddress>{pen.text('streetname', address.street, 100)}"
        f"{pen.text('number', address.number, 15)}"
        f"{pen.text('numberExtension', address.extension, 999)}"
        f"{pen.text('city', address.city, 50)}"
        f"{pen.text('postalCode', address.postcode, 10)}"
        f"{pen.text('country', address.country, 2)}</streetAddress>"
    )


def _relation(pen: _Pen, relation: Relation) -> str:
    return (
        f"<customerSupplier>{pen.name('custSupID', relation.id)}"
        f"{pen.text('custSupName', relation.name, 50)}"
        f"{pen.text('commerceNr', relation.kvk, 100)}"
        f"{pen.text('taxRegistrationCountry', relation.country, 2)}"
        f"{pen.text('taxRegIdent', relation.tax_id, 30)}"
        f"{pen.text('custSupTp', relation.kind or '', 1)}"
        f"{_balance('opBal', relation.opening)}{_balance('clBal', relation.closing)}"
        f"{_address(pen, relation.address)}</customerSupplier>\n"
    )


def _balance(name: str, amount: Decimal | None) -> str:
    return "" if amount is None else _amount(f"{name}Desc", f"{name}Tp", amount)


def _account(pen: _Pen, account: Account) -> str:
    return (
        f"<ledgerAccount>{pen.name('accID', account.id)}"
        f"{pen.text('accDesc', account.name or account.id, 255)}"
        f"<accTp>{account.kind}</accTp>"
        f"{pen.text('RGScode', account.rgs, 255)}</ledgerAccount>\n"
    )


def _vat_code(pen: _Pen, code: VatCode) -> str:
    return (
        f"<vatCode>{pen.name('vatID', code.id)}"
        f"{pen.text('vatDesc', code.name or code.id, 100)}"
        f"{pen.name('vatToPayAccID', code.to_pay)}"
        f"{pen.name('vatToClaimAccID', code.to_claim)}</vatCode>\n"
    )


def _period(period: Period) -> str:
    return (
        f"<period><periodNumber>{period.number}</periodNumber>"
        f"{_day('startDatePeriod', period.begin)}{_day('endDatePeriod', period.end)}"
        "</period>\n"
    )


def _opening_balance(pen: _Pen, file: Auditfile, totals: Totals) -> Iterator[str]:
    yield f"<openingBalance>\n{_totals(totals)}"
    for number, line in enumerate(file.opening, 1):
        yield _opening_line(pen, number, line)
    yield "</openingBalance>\n"


def _opening_line(pen: _Pen, number: int, line: OpeningLine) -> str:
    amount = _amount("amnt", "amntTp", line.amount)
    account = pen.name("accID", line.account)
    return f"<obLine><nr>{number}</nr>{account}{amount}</obLine>\n"


def _totals(totals: Totals) -> str:
    return (
        f"<linesCount>{totals.lines}</linesCount>"
        f"<totalDebit>{totals.debit:.2f}</totalDebit>"
        f"<totalCredit>{totals.credit:.2f}</totalCredit>\n"
    )


def _journal(pen: _Pen, journal: Journal) -> str:
    return (
        f"<journal>{pen.name('jrnID', journal.id)}"
        f"{pen.text('desc', journal.name or journal.id, ENDLESS)}"
        f"<jrnTp>{journal.kind}</jrnTp>"
        f"{pen.name('offsetAccID', journal.counter_account)}\n"
    )


def _transaction(pen: _Pen, entry: Transaction) -> str:
    lines = (
        _line(pen, number, line, entry.number)
        for number, line in enumerate(entry.lines, 1)
    )
    return (
        f"<transaction>{pen.name('nr', entry.number)}"
        f"{pen.text('desc', entry.text, ENDLESS)}"
        f"<periodNumber>{entry.period}</periodNumber>{_day('trDt', entry.day)}"
        f"{pen.text('Source', entry.source, 999)}{pen.text('User', entry.user, 999)}\n"
        f"{''.join(lines)}</transaction>\n"
    )


def _line(pen: _Pen, number: int, line: Line, entry: str) -> str:
    settled = _day("settDate", line.settled) if line.settled else ""
    return (
        f"<trLine><nr>{number}</nr>{pen.name('accID', line.account)}"
        f"{pen.text('docRef', line.document or entry, pen.docref_max)}"
        f"{_day('effDate', line.day)}{settled}"
        f"{pen.text('desc', line.text, ENDLESS)}"
        f"{_amount('amnt', 'amntTp', line.amount)}"
        f"{pen.name('custSupID', line.relation)}"
        f"{pen.text('invRef', line.invoice, 255)}{pen.text('cost', line.cost, 999)}"
        f"{pen.text('product', line.product, 999)}"
        f"{pen.text('project', line.project, 999)}"
        f"{_iban(pen, 'bankAccNr', line.iban)}"
        f"{_iban(pen, 'offsetBankAccNr', line.counter_iban)}"
        f"{''.join(_vat(pen, vat) for vat in line.vat)}{_currency(line)}</trLine>\n"
    )


def _iban(pen: _Pen, element: str, iban: str) -> str:
    return pen.text(element, "".join(iban.split()), IDENTITY) if iban else ""


def _vat(pen: _Pen, vat: Vat) -> str:
    return (
        f"<vat>{pen.name('vatID', vat.code)}<vatPerc>{vat.percent:.3f}</vatPerc>"
        f"{_amount('vatAmnt', 'vatAmntTp', vat.amount)}</vat>"
    )


def _currency(line: Line) -> str:
    if not line.currency:
        return ""
    code, amount = line.currency, line.currency_amount
    return (
        f"<currency><curCode>{code}</curCode>"
        f"<curAmnt>{abs(amount):.2f}</curAmnt></currency>"
    )


def _amount(element: str, side: str, amount: Decimal) -> str:
    """Write an amount that is always positive, with the side on which it stands."""
    letter = "C" if amount < 0 else "D"
    return f"<{element}>{abs(amount):.2f}</{element}><{side}>{letter}</{side}>"


def _day(element: str, day: date) -> str:
    return f"<{element}>{day.isoformat()}</{element}>"
