"""CAMT.053, 052 and 054: the ISO 20022 bank-to-customer statement, in every version.

It is read by local name and streamed: memory holds one statement. The sign is that
of `CdtDbtInd` alone, also of a reversal; only what is booked counts. The rules
L-01 to L-19 stand in docs/reading-rules.md.

Source: ISO 20022 camt.053.001.02 and 08; Betaalvereniging Nederland, implementation
guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers.camt_entry import Entry, entry, place, tag, text_of
from stichting_fin.intake.statement import Balance, Line, Note, Statement
from stichting_fin.money import ZERO

NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:(camt\.05[234]\.001\.\d\d)")
ROOT = re.compile(rb"<(?:\w+:)?BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)\b")
BARE = {b"Stmt": "camt.053", b"AcctRpt": "camt.052", b"DbtCdtNtfctn": "camt.054"}
STATEMENTS = {"Stmt": False, "Rpt": True, "Ntfctn": True}  # name -> preview only
OPENING = ("OPBD", "PRCD", "ITBD")
CLOSING = ("CLBD", "ITBD")


class Bal(NamedTuple):
    """A `Bal`: what kind of balance, how much, in what, on which day."""

    code: str
    amount: Decimal
    currency: str
    day: date | None


def sniff(head: bytes) -> str:
    """Name the message by its namespace, or by its root where it has none."""
    if head[:2] == b"PK" or b"<" not in head[:200]:
        return ""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    if found := NAMESPACE.search(head):
        return found.group(1).decode()
    if b"urn:iso:std:iso:20022" in head:
        return ""
    root = ROOT.search(head)
    return BARE[root.group(1)] if root else ""


def read(path: Path) -> Iterator[Statement]:
    """Give every statement, one at a time.

    Raises:
        UnreadableError: The XML is broken, has a DOCTYPE, or says no amount or day
            where it must.
    """
    with path.open("rb") as file:
        yield from _statements(file, path)


def _statements(file: object, path: Path) -> Iterator[Statement]:
    draft = _Draft(path)
    found = False
    try:
        events = etree.iterparse(
            file,  # type: ignore[arg-type]  # any binary file
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, node in events:
            name = tag(node)
            if event == "start":
                if node.getparent() is None:
                    _refuse_doctype(node, path)
                if name in STATEMENTS and not draft.inside:
                    draft = _Draft(path, inside=True, preview=STATEMENTS[name])
            elif draft.inside and draft.take(name, node):
                node.clear()
            elif name in STATEMENTS and draft.inside:
                found = True
                yield draft.statement(node)
                draft = _Draft(path)
                _forget(node)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise UnreadableError("xml", path, line, said=error.msg or "empty") from error
    if not found:
        raise UnreadableError("element", path, element="Stmt")


class _Draft:
    """A statement of which the parts come one by one."""

    def __init__(
        self, path: Path, *, inside: bool = False, preview: bool = False
    ) -> None:
        self.path = path
        self.inside = inside
        self.preview = preview
        self.lines: list[Line] = []
        self.currencies: list[str] = []
        self.skipped: list[Note] = []
        self.warnings: list[Note] = []
        self.balances: list[Bal] = []
        self.reported: tuple[str, ...] = ()

    def take(self, name: str, node: etree._Element) -> bool:
        """Take in an entry, a balance or a summary that is whole now."""
        parent = node.getparent()
        if parent is None or tag(parent) not in STATEMENTS:
            return False
        if name == "Ntry":
            self._entry(node)
        elif name == "Bal":
            self._balance(node)
        else:
            return False
        return True

    def _entry(self, node: etree._Element) -> None:
        line = place(node)
        try:
            found = entry(node, len(self.lines) + 1)
        except (ValueError, InvalidOperation) as error:
            raise UnreadableError("entry", self.path, line, said=error) from error
        if found.status != "BOOK":
            values = {"status": found.status, "amount": found.line.amount}
            self.skipped.append(Note("not-booked", values, "L-04", line))
            return
        if found.undated:
            self.warnings.append(Note("entry-undated", {}, "L-08", line))
        self._add(found)

    def _add(self, found: Entry) -> None:
        self.lines.append(found.line)
        self.currencies.append(found.currency)

    def _balance(self, node: etree._Element) -> None:
        code = text_of(node, "Tp", "CdOrPrtry", "Cd") or text_of(
            node, "Tp", "CdOrPrtry", "Prtry"
        )
        amount = text_of(node, "Amt")
        side = text_of(node, "CdtDbtInd")
        line = place(node)
        if not amount:
            return
        if not side:
            self.warnings.append(
                Note("balance-without-side", {"code": code}, "L-07", line)
            )
        try:
            value = Decimal(amount)
            day = _day(text_of(node, "Dt", "Dt") or text_of(node, "Dt", "DtTm"))
        except (ValueError, InvalidOperation) as error:
            raise UnreadableError("entry", self.path, line, said=error) from error
        if day is None:
            self.warnings.append(Note("balance-undated", {"code": code}, "L-07", line))
        money = next((c for c in node if tag(c) == "Amt"), node)
        currency = money.get("Ccy", "")
        signed = -value if side == "DBIT" else value
        self.balances.append(Bal(code, signed + ZERO, currency, day))

    def statement(self, node: etree._Element) -> Statement:
        """Give the whole statement, now that its end is here."""
        account = text_of(node, "Acct", "Id", "IBAN") or text_of(
            node, "Acct", "Id", "Othr", "Id"
        )
        if not account:
            account = text_of(node, "Acct", "Id", "PrtryAcct", "Id")
            self.warnings.append(Note("account-missing", {}, "L-09"))
        currency = text_of(node, "Acct", "Ccy") or next(
            (b.currency for b in self.balances), next(iter(self.currencies), "")
        )
        self._strange(currency)
        if text_of(node, "StmtPgntn", "LastPgInd") == "false":
            self.warnings.append(Note("page-not-last", {}, "L-11"))
        self._summary(node)
        period = [_day(text_of(node, "FrToDt", each)) for each in ("FrDtTm", "ToDtTm")]
        opening, closing = self._pair(currency)
        return Statement(
            account.replace(" ", ""),
            currency,
            tuple(self.lines),
            id=text_of(node, "Id"),
            opening=opening,
            closing=closing,
            begin=period[0],
            until=period[1] or (closing.date if closing else None),
            skipped=tuple(self.skipped),
            warnings=tuple(self.warnings),
            preview=self.preview,
        )

    def _strange(self, currency: str) -> None:
        for line, own in zip(self.lines, self.currencies, strict=True):
            if own and own != currency:
                values = {"amount": line.amount, "currency": own}
                self.warnings.append(Note("entry-currency", values, "L-10"))

    def _pair(self, currency: str) -> tuple[Balance | None, Balance | None]:
        """Choose opening and closing: OPBD before PRCD before the first ITBD."""
        opening = self._first(OPENING)
        closing = self._first(CLOSING, last=True)
        found = []
        for each in (opening, closing):
            if each and each.currency not in ("", currency):
                self.warnings.append(
                    Note("balance-currency", {"currency": each.currency}, "L-10")
                )
            sound = each and each.currency in ("", currency)
            found.append(Balance(each.amount, each.day) if each and sound else None)
        if opening is closing:
            found[1] = None
        return found[0], found[1]

    def _first(self, codes: tuple[str, ...], *, last: bool = False) -> Bal | None:
        for code in codes:
            some = [each for each in self.balances if each.code == code]
            if some:
                return some[-1] if last else some[0]
        return None

    def _summary(self, node: etree._Element) -> None:
        """Warn where `TxsSummry` disagrees with the entries; the entries count."""
        number = text_of(node, "TxsSummry", "TtlNtries", "NbOfNtries")
        told = len(self.lines) + len(self.skipped)
        if number.isdecimal() and int(number) not in (told, len(self.lines)):
            values = {"told": number, "found": told}
            self.warnings.append(Note("summary-differs", values, "L-12"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _refuse_doctype(node: etree._Element, path: Path) -> None:
    if node.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # not in the stubs
        raise UnreadableError("doctype", path)


def _forget(node: etree._Element) -> None:
    """Let go of a statement that is done, and of what went before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
